"""What a model learned from, in numbers: the limits that its model card states."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.report.groups import year_of

__all__ = ["describe", "sentences"]

MOST_OUTLETS = 10
RARE = 30
"""Training articles below which a label's figures rest on little."""


def describe(articles: Sequence[CodedArticle], codebook: Codebook) -> dict[str, Any]:
    """Count training articles by outlet, year and label.

    Args:
        articles: The training articles.
        codebook: Their labels.

    Returns:
        `articles`; `outlets` and `years`, by name and most articles first (outlets: the ten with
        most, and how many there are as `outlets_in_all`); `labels`: by key, the articles with it.

    Example:
        >>> articles = [CodedArticle("نص", id="a", date="2015-08-12", interaction="visit")]
        >>> described = describe(articles, Codebook.load())
        >>> described["years"], described["labels"]["visit"], described["labels"]["energy"]
        ({'2015': 1}, 1, 0)
    """
    outlets = Counter(article.source or "unnamed" for article in articles)
    years = Counter(year_of(article) for article in articles)
    given = Counter(key for article in articles for key in article.topics or ())
    given += Counter(article.interaction for article in articles if article.interaction)
    return {
        "articles": len(articles),
        "outlets": dict(outlets.most_common(MOST_OUTLETS)),
        "outlets_in_all": len(outlets),
        "years": dict(sorted(years.items())),
        "labels": {key: given[key] for key in (*codebook.topic_keys, *codebook.interaction_keys)},
    }


def sentences(described: Mapping[str, Any]) -> str:
    """Say in Markdown what `describe` counted."""
    rare = [f"`{key}` ({number})" for key, number in described["labels"].items() if number < RARE]
    further = described["outlets_in_all"] - len(described["outlets"])
    lines = [
        f"- {described['articles']:,} training articles",
        f"- by year: {_counts(described['years'])}",
        f"- by outlet: {_counts(described['outlets'])}"
        + (f", and {further} more outlets" if further else ""),
    ]
    if rare:
        lines.append(f"- labels of fewer than {RARE} training articles, to be checked by hand: ")
        lines[-1] += ", ".join(rare)
    return "\n".join(lines)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{' '.join(name.split())} {number:,}" for name, number in counts.items())

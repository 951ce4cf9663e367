"""Figures by outlet, year, length and number of topics: where a classifier is better or worse."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from relclf.articles import CodedArticle
from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.figures import figures_of
from relclf.report.names import GROUP_FIGURES

__all__ = ["figures_by_group", "year_of"]

FEW = 5
"""Outlets with fewer articles are taken together: a figure of four articles says nothing."""
LENGTHS = (100, 200, 400, 800)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def figures_by_group(evaluated: Evaluated) -> dict[str, list[dict[str, Any]]]:
    """Compute the main figures on each group of the articles.

    Args:
        evaluated: The articles and the classifier's answers.

    Returns:
        For `outlet`, `year`, `length` and `topics`, rows with the group's `name`, its number of
        `articles`, and figures, None where the group does not define one. A grouping that puts all
        articles into one group is absent.

    Example:
        >>> from relclf.codebook import Codebook
        >>> from relclf.evaluation.baselines import evaluated_by_constant
        >>> articles = [CodedArticle("نص", id=year, date=year, interaction="none", topics=())
        ...             for year in ("2015", "2024")]
        >>> found = figures_by_group(evaluated_by_constant(articles, articles, Codebook.load()))
        >>> [(row["name"], row["interaction_accuracy"]) for row in found["year"]]
        [('2015', 1.0), ('2024', 1.0)]
    """
    figures = figures_of(evaluated)
    groups: dict[str, list[dict[str, Any]]] = {}
    for grouping, name_of in _GROUPINGS.items():
        rows: dict[str, list[int]] = {}
        for row, article in enumerate(evaluated.articles):
            rows.setdefault(name_of(article), []).append(row)
        named = _merged(rows) if grouping == "outlet" else dict(sorted(rows.items()))
        if len(named) > 1:
            groups[grouping] = [
                {"name": _shown(name), "articles": len(found)}
                | _chosen(figures(np.array(found, dtype=np.int64)))
                for name, found in named.items()
            ]
    return groups


def year_of(article: CodedArticle) -> str:
    """Return the year that an article's date names, "undated" where it names none or two."""
    years = {*_YEAR.findall(article.date or "")}
    return years.pop() if len(years) == 1 else "undated"


def _length(article: CodedArticle) -> str:
    words = len(article.text.split())
    step = int(np.searchsorted(LENGTHS, words, side="right"))
    edges = ("0", *map(str, LENGTHS))
    end = f"{LENGTHS[step] - 1}" if step < len(LENGTHS) else "more"
    return f"{step}|{edges[step]} to {end} words"


def _number_of_topics(article: CodedArticle) -> str:
    if article.topics is None:
        return "not coded"
    number = len(article.topics)
    return f"{number} topic{'' if number == 1 else 's'}" if number < 4 else "4 topics or more"


_GROUPINGS: dict[str, Callable[[CodedArticle], str]] = {
    "outlet": lambda article: article.source or "unnamed",
    "year": year_of,
    "length": _length,
    "topics": _number_of_topics,
}


def _merged(rows: dict[str, list[int]]) -> dict[str, list[int]]:
    """Put the outlets with few articles together, behind the others, most articles first."""
    named = {name: found for name, found in rows.items() if len(found) >= FEW}
    ordered = dict(sorted(named.items(), key=lambda item: (-len(item[1]), item[0])))
    few = [name for name in rows if name not in named]
    if few:
        others = [row for name in few for row in rows[name]]
        ordered[f"{len(few)} outlets with fewer than {FEW} articles"] = others
    return ordered


def _shown(name: str) -> str:
    return name.partition("|")[2] or name


def _chosen(figures: dict[str, float]) -> dict[str, float | None]:
    return {
        name: None if np.isnan(figures[name]) else figures[name]
        for name in GROUP_FIGURES
        if name in figures
    }

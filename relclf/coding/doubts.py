"""Doubts: codes that are likely errors, as people read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from relclf.articles import CodedArticle, Span
from relclf.codebook import Codebook
from relclf.coding.ranking import INTERACTION, Ranking
from relclf.decision import Probabilities
from relclf.evaluation.gold import gold_from

__all__ = ["Doubt", "doubts"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A code, and what contradicts it."""

    id: str
    """Id of the article."""
    title: str
    """Its headline."""
    field: str
    """`interaction`, or a topic's key."""
    coded: str
    """The code that was given: an interaction, or "yes" or "no"."""
    proposed: str
    """The code that is the most probable beside it."""
    probability: float
    """Probability of the code that was given."""
    usual: float
    """Mean probability of this code where it was given."""
    quality: float
    """The first divided by the second: below 1, the code is less probable than usual."""
    contradicted: bool
    """Whether the proposed code is more probable than the one that was given."""
    evidence: tuple[str, ...]
    """What the coder marked as showing the code."""


def doubts(
    articles: Sequence[CodedArticle],
    probabilities: Probabilities,
    ranking: Ranking,
    codebook: Codebook,
) -> Iterator[Doubt]:
    """Write out a ranking.

    Args:
        articles: The coded articles.
        probabilities: What the ranking was made of.
        ranking: What `relclf.coding.ranking.rank_codes` made of these articles' codes.
        codebook: The codebook.

    Yields:
        Every code that was judged, most suspect first.

    Example:
        >>> from relclf.coding.ranking import rank_codes
        >>> topics = {"energy": {"ar": "الطاقة", "en": "Energy"}}
        >>> codebook = Codebook.from_dict({"name": "mine", "topics": topics})
        >>> articles = [CodedArticle(text, topics=()) for text in ("فاز الفريق", "النفط والغاز")]
        >>> said = Probabilities(np.array([[0.1], [0.9]]), np.zeros((2, 0)), np.zeros(2))
        >>> ranking = rank_codes(gold_from(articles, codebook), said, codebook)
        >>> first = next(doubts(articles, said, ranking, codebook))
        >>> first.field, first.coded, first.proposed, round(first.quality, 2)
        ('energy', 'no', 'yes', 0.2)
    """
    gold = gold_from(articles, codebook)
    cells = zip(
        ranking.rows,
        ranking.columns,
        ranking.probabilities.tolist(),
        ranking.usual.tolist(),
        ranking.quality.tolist(),
        strict=True,
    )
    for row, column, probability, usual, quality in cells:
        article = articles[row]
        if column == INTERACTION:
            code = gold.interactions[row]
            others = np.nan_to_num(probabilities.interactions[row])
            others[code] = -1
            best = int(others.argmax())
            field, other = "interaction", float(others[best])
            coded, proposed = codebook.interaction_keys[code], codebook.interaction_keys[best]
        else:
            field, other = codebook.topic_keys[column], 1 - probability
            coded, proposed = ("yes", "no") if gold.topics[row, column] else ("no", "yes")
        yield Doubt(
            id=article.id,
            title=article.title,
            field=field,
            coded=coded,
            proposed=proposed,
            probability=probability,
            usual=usual,
            quality=quality,
            contradicted=other > probability,
            evidence=_evidence(article, field),
        )


def _evidence(article: CodedArticle, field: str) -> tuple[str, ...]:
    if article.evidence is None:
        return ()
    spans: Sequence[Span] = article.evidence.interaction
    if field != "interaction":
        spans = article.evidence.topics.get(field, ())
    return tuple(
        article.title if isinstance(span, str) else article.text[span[0] : span[1]]
        for span in spans
    )

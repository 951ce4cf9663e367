"""Evidence top-1: whether the strongest segment of a label is one that the coders named."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from relclf.articles import Span
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.evaluation.gold import Gold

__all__ = ["interaction_evidence_hits", "topic_evidence_hits"]

Strongest = Sequence[Mapping[str, Span]]
"""For each article, the strongest segment of each label by key: a span of its text, or "title"."""


def topic_evidence_hits(
    gold: Gold, strongest: Strongest, codebook: Codebook
) -> NDArray[np.float64]:
    """Say for each gold topic with evidence whether its strongest segment overlaps the evidence.

    The mean of the cells that are not NaN is the figure `evidence_top1_topics`.

    Args:
        gold: The gold arrays.
        strongest: For each article, the strongest segment of each label.
        codebook: Gives the columns.

    Returns:
        Array of shape (articles, topics): 1 hit, 0 miss, NaN where there is no such pair.

    Raises:
        DataError: If the strongest segment of a gold topic with evidence is not given.

    Example:
        >>> from relclf.articles import CodedArticle, Evidence
        >>> from relclf.evaluation.gold import gold_from
        >>> codebook = Codebook.load()
        >>> article = CodedArticle(text="بحثا الطاقة. ثم الصحة.", topics=("energy", "health"),
        ...     evidence=Evidence(topics={"energy": ((0, 12),), "health": ((13, 22),)}))
        >>> gold = gold_from([article], codebook)
        >>> hits = topic_evidence_hits(gold, [{"energy": (0, 12), "health": "title"}], codebook)
        >>> float(np.nanmean(hits))
        0.5
    """
    hits = np.full(gold.topics.shape, np.nan)
    for row, evidence in enumerate(gold.evidence):
        if evidence is None:
            continue
        for column, key in enumerate(codebook.topic_keys):
            spans = evidence.topics.get(key, ())
            if spans and gold.topics[row, column] == 1:
                hits[row, column] = _hit(key, spans, strongest[row], gold.ids[row])
    return hits


def interaction_evidence_hits(
    gold: Gold, strongest: Strongest, codebook: Codebook
) -> NDArray[np.float64]:
    """Say for each gold interaction with evidence whether its strongest segment overlaps it.

    `none` has no evidence and is left out. The mean of the cells that are not NaN is the figure
    `evidence_top1_interaction`.

    Args:
        gold: The gold arrays.
        strongest: For each article, the strongest segment of each label.
        codebook: Gives the order of the interactions.

    Returns:
        Array of shape (articles,): 1 hit, 0 miss, NaN where there is no such pair.

    Raises:
        DataError: If the strongest segment of a gold interaction with evidence is not given.

    Example:
        >>> from relclf.articles import CodedArticle, Evidence
        >>> from relclf.evaluation.gold import gold_from
        >>> codebook = Codebook.load()
        >>> article = CodedArticle(text="زار الوزير تونس.", interaction="visit",
        ...                        evidence=Evidence(interaction=("title", (0, 16))))
        >>> gold = gold_from([article], codebook)
        >>> interaction_evidence_hits(gold, [{"visit": (5, 9)}], codebook)
        array([1.])
    """
    hits = np.full(len(gold.interactions), np.nan)
    for row, evidence in enumerate(gold.evidence):
        if evidence is None or gold.interactions[row] < 0 or not evidence.interaction:
            continue
        key = codebook.interaction_keys[gold.interactions[row]]
        if key != "none":
            hits[row] = _hit(key, evidence.interaction, strongest[row], gold.ids[row])
    return hits


def _hit(key: str, spans: Sequence[Span], strongest: Mapping[str, Span], article_id: str) -> bool:
    if key not in strongest:
        raise DataError(
            f"article {article_id!r}: the strongest segment of {key!r} is missing; expected one "
            "for every label of the codebook, not only for those that were predicted."
        )
    return any(_overlap(strongest[key], span) for span in spans)


def _overlap(one: Span, other: Span) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return max(one[0], other[0]) < min(one[1], other[1])

"""How far a classifier contradicts each code, measured so that all codes stand in one list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from cleanlab.count import get_confident_thresholds
from cleanlab.rank import get_label_quality_scores
from numpy.typing import NDArray

from relclf.codebook import Codebook
from relclf.decision import Probabilities
from relclf.evaluation.gold import Gold

__all__ = ["INTERACTION", "Field", "Ranking", "fields_of", "rank_codes"]

INTERACTION = -1
"""The column of the interaction, beside those of the topics."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """The codes of a topic, or of the interaction, that can be checked.

    Attributes:
        column: Column of the topic, or `INTERACTION`.
        rows: Rows of the articles, of shape (codes,).
        codes: Their codes, of shape (codes,): no and yes as 0 and 1, or the interaction.
        probabilities: Of each possible code, of shape (codes, possible codes).
    """

    column: int
    rows: NDArray[np.int64]
    codes: NDArray[np.int64]
    probabilities: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """All codes that were checked, most suspect first; each array of shape (codes,).

    Attributes:
        rows: Rows of the articles.
        columns: Columns of the topics, or `INTERACTION`.
        probabilities: Probability of the code that was given.
        usual: Mean probability of this code where it was given.
        quality: The first divided by the second.
        unlearned: How many codes are left out because nothing was learned of their label, by
            topic or interaction.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    usual: NDArray[np.float64]
    quality: NDArray[np.float64]
    unlearned: Mapping[str, int]


def rank_codes(gold: Gold, probabilities: Probabilities, codebook: Codebook) -> Ranking:
    """Rank codes by how improbable they are, compared with others of their kind.

    The quality of a code is cleanlab's self-confidence, the probability of the code that was given
    (Kuan and Mueller, 2022), divided by the mean of it over all articles with this code, which is
    the threshold of confident learning (Northcutt, Jiang and Chuang, 2021). A topic counts as a
    code of two classes, yes and no, as in cleanlab's multi-label scores (Thyagarajan et al., 2022).
    Without the division, rare topics would fill the top of the list, right or wrong, since few
    articles teach them; and interactions, which share one probability among many, would come
    before topics (docs/explanation/coding-less.md has the comparison).

    Args:
        gold: The codes; those not judged are left out.
        probabilities: Of a classifier that has not learned from these codes; NaN where it knows
            nothing of a label.
        codebook: The codebook of both.

    Returns:
        The codes in order; equally suspect ones as the articles and the codebook have them.

    Example:
        >>> from relclf.articles import CodedArticle
        >>> from relclf.evaluation.gold import gold_from
        >>> topics = {"energy": {"ar": "الطاقة", "en": "Energy"}}
        >>> codebook = Codebook.from_dict({"name": "mine", "topics": topics})
        >>> articles = [CodedArticle("نص", topics=("energy",) * yes) for yes in (True, True, False)]
        >>> said = Probabilities(np.array([[0.9], [0.1], [0.2]]), np.zeros((3, 0)), np.zeros(3))
        >>> ranking = rank_codes(gold_from(articles, codebook), said, codebook)
        >>> ranking.rows.tolist(), ranking.quality.round(2).tolist()
        ([1, 2, 0], [0.2, 1.0, 1.8])
    """
    fields = list(fields_of(gold, probabilities))
    own = [
        get_label_quality_scores(one.codes, one.probabilities, method="self_confidence")
        for one in fields
    ]
    usual = [get_confident_thresholds(one.codes, one.probabilities)[one.codes] for one in fields]
    rows, columns, given, mean = (
        np.concatenate([np.zeros(0, kind), *parts])
        for kind, parts in (
            (np.int64, [one.rows for one in fields]),
            (np.int64, [np.full(len(one.rows), one.column) for one in fields]),
            (np.float64, own),
            (np.float64, usual),
        )
    )
    quality = given / mean
    order = np.lexsort((columns, rows, quality))
    return Ranking(
        rows[order],
        columns[order],
        given[order],
        mean[order],
        quality[order],
        _unlearned(gold, probabilities, codebook),
    )


def fields_of(gold: Gold, probabilities: Probabilities) -> Iterator[Field]:
    """Yield the codes that can be checked, field by field, the interaction last.

    Args:
        gold: The codes.
        probabilities: Of a classifier, NaN where it knows nothing of a label.
    """
    for column, (codes, said) in enumerate(zip(gold.topics.T, probabilities.topics.T, strict=True)):
        rows = np.flatnonzero(~np.isnan(codes) & ~np.isnan(said))
        if len(rows):
            both = np.column_stack([1 - said[rows], said[rows]])
            yield Field(column, rows, codes[rows].astype(np.int64), both)
    rows = np.flatnonzero(gold.interactions >= 0)
    rows = rows[~np.isnan(probabilities.interactions[rows, gold.interactions[rows]])]
    if len(rows):
        codes, said = gold.interactions[rows], np.nan_to_num(probabilities.interactions[rows])
        yield Field(INTERACTION, rows, codes, said)


def _unlearned(gold: Gold, probabilities: Probabilities, codebook: Codebook) -> dict[str, int]:
    topics = (~np.isnan(gold.topics) & np.isnan(probabilities.topics)).sum(axis=0)
    coded = np.flatnonzero(gold.interactions >= 0)
    codes = gold.interactions[coded]
    missing = codes[np.isnan(probabilities.interactions[coded, codes])]
    interactions = np.bincount(missing, minlength=len(codebook.interactions))
    counts = zip(
        (*codebook.topic_keys, *codebook.interaction_keys), (*topics, *interactions), strict=True
    )
    return {key: int(number) for key, number in counts if number}

"""The strategies: which of the articles without codes come first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relclf.coding.groups import one_of_each
from relclf.coding.worth import Worth, doubtfulness, rarity
from relclf.decision import Probabilities
from relclf.evaluation.gold import Gold

__all__ = ["STRATEGIES", "Chosen", "Known", "choose"]

STRATEGIES = ("uncertainty", "mixed", "rare", "diversity")
SHORTLIST = 3
"""`mixed` takes one of so many doubtful articles (Zhdanov, 2019, takes one of 10 or more)."""

Take = Callable[[NDArray[np.int64], int], NDArray[np.int64]]
"""Takes the first distinct rows of an order (`relclf.coding.distinct.Distinct`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the coded articles teach of the others.

    Attributes:
        probabilities: Of the articles without codes.
        counts: How often each topic and, behind them, each interaction was coded.
    """

    probabilities: Probabilities
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, probabilities: Probabilities, gold: Gold) -> "Known":
        """Count the codes."""
        coded = gold.interactions[gold.interactions >= 0]
        number = probabilities.interactions.shape[1]
        counts = [(gold.topics == 1).sum(axis=0), np.bincount(coded, minlength=number)]
        return cls(probabilities, np.concatenate(counts).astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The articles that a strategy chose, in order; each array has a row for each.

    Attributes:
        rows: Their rows, of shape (chosen,).
        scores: Doubt (`uncertainty`, `mixed`), expected rare labels (`rare`), or share of the
            articles that are like this one (`diversity`); of shape (chosen,).
        labels: What the score is about, as `Worth` has it, of shape (chosen, 2).
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    labels: NDArray[np.int64]


def choose(
    strategy: str, words: Any, known: Known | None, number: int, *, take: Take, seed: int = 0
) -> Chosen:
    """Choose articles to code.

    Args:
        strategy: One of `STRATEGIES`.
        words: Vectors of the articles without codes, of shape (articles, words).
        known: What is known of them; only `diversity` can do without.
        number: How many are wanted.
        take: Takes distinct articles.
        seed: Seed of the groups.

    Returns:
        The articles; fewer where not so many are distinct.

    Example:
        >>> import scipy.sparse
        >>> words = scipy.sparse.eye_array(3, format="csr")
        >>> said = Probabilities(np.array([[0.9], [0.5], [0.2]]), np.zeros((3, 0)), np.zeros(3))
        >>> known = Known(said, np.array([4]))
        >>> first = lambda order, number: order[:number]
        >>> choose("uncertainty", words, known, 2, take=first).rows.tolist()
        [1, 2]
    """
    if strategy == "diversity" or known is None:
        order, shares = one_of_each(words, number, seed=seed)
        rows = take(order, number)
        return Chosen(rows, shares[rows], np.full((len(rows), 2), -1))
    if strategy == "rare":
        worth = rarity(known.probabilities, known.counts)
        rows = take(_greatest_first(worth), number)
    else:
        worth = doubtfulness(known.probabilities)
        rows = take(_greatest_first(worth), number * (SHORTLIST if strategy == "mixed" else 1))
        if strategy == "mixed" and len(rows) > number:
            weights = np.maximum(worth.values[rows], np.finfo(np.float64).tiny)
            order, _ = one_of_each(words[rows], number, seed=seed, weights=weights)
            rows = rows[np.sort(order[:number])]
    return Chosen(rows, worth.values[rows], worth.labels[rows])


def _greatest_first(worth: Worth) -> NDArray[np.int64]:
    return np.argsort(-worth.values, kind="stable")

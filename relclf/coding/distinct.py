"""Articles that repeat neither what is coded nor one another."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from relclf.articles import Article
from relclf.training.near_duplicates import find_near_duplicates

__all__ = ["Distinct"]

FIRST_LOOK = 50


class Distinct:
    """Takes the first articles of an order and passes over near-duplicates.

    Only articles whose turn comes are compared, not the whole collection.

    Args:
        articles: The articles of which some are taken.
        coded: Articles that none of those taken may resemble.

    Attributes:
        passed_over: Rows that were passed over so far.

    Example:
        >>> text = "استقبل وزير الخارجية نظيره وبحثا التعاون في الطاقة والتجارة"
        >>> articles = [Article(text + " اليوم"), Article("خبر آخر"), Article("خبر آخر")]
        >>> distinct = Distinct(articles, [Article(text)])
        >>> distinct(np.array([0, 1, 2]), 2).tolist(), sorted(distinct.passed_over)
        ([1], [0, 2])
    """

    def __init__(self, articles: Sequence[Article], coded: Sequence[Article]) -> None:
        self._articles = articles
        self._coded = coded
        self.passed_over: set[int] = set()

    def __call__(self, order: NDArray[np.int64], number: int) -> NDArray[np.int64]:
        """Take the first `number` rows of an order that are distinct; fewer where it ends.

        Args:
            order: Rows of the articles, the first to be taken first.
            number: How many are wanted.

        Returns:
            The rows taken, in their order.
        """
        taken: list[int] = []
        start, look = 0, FIRST_LOOK
        while len(taken) < number and start < len(order):
            end = start + max(look, 2 * (number - len(taken)))
            next_ones = [int(row) for row in order[start:end]]
            for row, repeated in zip(next_ones, self._repeated(taken, next_ones), strict=True):
                if len(taken) == number:
                    break
                if repeated:
                    self.passed_over.add(row)
                else:
                    taken.append(row)
            # Each look compares with everything coded anew, so there must not be many.
            start, look = end, 4 * look
        return np.array(taken, dtype=np.int64)

    def _repeated(self, taken: Sequence[int], next_ones: Sequence[int]) -> list[bool]:
        """Tell which of the next rows resemble what is coded or taken, or a kept one before."""
        known = [*self._coded, *(self._articles[row] for row in taken)]
        found = find_near_duplicates([*known, *(self._articles[row] for row in next_ones)])
        earlier: dict[int, list[int]] = {}
        for first, second in found.pairs.tolist():
            earlier.setdefault(second, []).append(first)
        repeated = [False] * (len(known) + len(next_ones))
        for row in range(len(known), len(repeated)):
            repeated[row] = any(not repeated[other] for other in earlier.get(row, ()))
        return repeated[len(known) :]

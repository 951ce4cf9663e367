"""Coded articles beside what a classifier says of them: what every figure is computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from relclf.articles import CodedArticle, Span
from relclf.codebook import Codebook
from relclf.decision import Decisions, Probabilities
from relclf.errors import DataError
from relclf.evaluation.gold import Gold, gold_from
from relclf.pooling import FloatArray

__all__ = ["Evaluated"]


@dataclass(frozen=True, eq=False)
class Evaluated:
    """Coded articles and a classifier's answers, row by row.

    Attributes:
        name: Name of the classifier.
        codebook: The labels of both.
        articles: The coded articles.
        probabilities: The classifier's probabilities.
        decisions: The labels decided from them.
        thresholds: Threshold of each topic, of shape (topics,); None where there are none.
        strongest: For each article, the strongest segment of each label by key; None where the
            classifier has no segments.
        coverage: Share of each article that was read, of shape (articles,); None if not known.

    Raises:
        DataError: If there are no articles or the shapes disagree.
    """

    name: str
    codebook: Codebook
    articles: Sequence[CodedArticle]
    probabilities: Probabilities
    decisions: Decisions
    thresholds: FloatArray | None = None
    strongest: Sequence[Mapping[str, Span]] | None = None
    coverage: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        """Check that all parts speak of the same articles and labels."""
        articles = len(self.articles)
        if not articles:
            raise DataError(
                "there are no articles to evaluate; expected at least one coded article."
            )
        rows, topics = (articles,), (articles, len(self.codebook.topics))
        interactions = (articles, len(self.codebook.interactions))
        expected = {
            "probabilities.topics": (self.probabilities.topics.shape, topics),
            "decisions.topics": (self.decisions.topics.shape, topics),
            "probabilities.interactions": (self.probabilities.interactions.shape, interactions),
            "decisions.interactions": (self.decisions.interactions.shape, rows),
            "decisions.planned": (self.decisions.planned.shape, rows),
            "coverage": (rows if self.coverage is None else self.coverage.shape, rows),
            "strongest": (rows if self.strongest is None else (len(self.strongest),), rows),
        }
        for name, (came, wanted) in expected.items():
            if came != wanted:
                raise DataError(
                    f"{name} has the shape {came}; expected {wanted} for {articles} articles and "
                    f"the codebook {self.codebook.name!r}. Were other articles or another codebook "
                    "used?"
                )

    @cached_property
    def gold(self) -> Gold:
        """The articles' codes as arrays."""
        return gold_from(self.articles, self.codebook)

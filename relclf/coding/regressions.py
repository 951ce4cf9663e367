"""The cheap classifier that doubts and suggestions rest on: logistic regressions on words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from relclf.codebook import Codebook
from relclf.coding.vectors import Vectors
from relclf.decision import Probabilities
from relclf.evaluation.gold import Gold

__all__ = ["Regressions", "fit_regressions"]

TOPIC_C, INTERACTION_C = 5, 10


@dataclass(frozen=True, slots=True, eq=False)
class Regressions:
    """One regression a topic, and one an interaction against the others.

    All classes weigh the same, however rare: wrong codes are found a little better so than by
    probabilities that follow the frequencies. A probability is therefore that of a label which
    half of the articles have.

    Attributes:
        topics: The regression of each topic; None where the codes are all alike.
        interactions: The regressions; None where fewer than two interactions were coded.
        number_of_interactions: How many the codebook has.
    """

    topics: tuple[Any, ...]
    interactions: Any
    number_of_interactions: int

    def probabilities(self, vectors: Vectors, rows: NDArray[np.int64]) -> Probabilities:
        """Compute probabilities, NaN for every label of which nothing could be learned.

        Args:
            vectors: Vectors made together with those that were learned from.
            rows: Rows of the articles, of shape (rows,).

        Returns:
            Probabilities in codebook order; those of the interactions that were learned sum to 1.
            Held and planned are not told apart: NaN.
        """
        topics = np.full((len(rows), len(self.topics)), np.nan)
        interactions = np.full((len(rows), self.number_of_interactions), np.nan)
        for column, model in enumerate(self.topics):
            if model is not None and len(rows):
                topics[:, column] = model.predict_proba(vectors.words[rows])[:, 1]
        if self.interactions is not None and len(rows):
            found = self.interactions.predict_proba(vectors.lead[rows])
            interactions[:, self.interactions.classes_] = found
        return Probabilities(topics, interactions, np.full(len(rows), np.nan))

    @property
    def learned(self) -> bool:
        """Whether anything was."""
        return self.interactions is not None or any(one is not None for one in self.topics)


def fit_regressions(
    vectors: Vectors, gold: Gold, rows: NDArray[np.int64], codebook: Codebook, *, seed: int = 0
) -> Regressions:
    """Learn from coded articles; what is not judged is left out, label by label.

    Args:
        vectors: Vectors of the coded articles in the order of `gold`, and of any others behind.
        gold: Their codes.
        rows: Rows to learn from, of shape (rows,).
        codebook: The codebook of the codes.
        seed: Seed of the solver.

    Returns:
        The regressions.

    Example:
        >>> from relclf.articles import CodedArticle
        >>> from relclf.coding.vectors import vectors_of
        >>> from relclf.evaluation.gold import gold_from
        >>> topics = {"energy": {"ar": "الطاقة", "en": "Energy"}}
        >>> codebook = Codebook.from_dict({"name": "mine", "topics": topics})
        >>> articles = [CodedArticle("النفط والغاز", topics=("energy",)),
        ...             CodedArticle("المستشفى والدواء", topics=())]
        >>> vectors, rows = vectors_of(articles), np.arange(2)
        >>> found = fit_regressions(vectors, gold_from(articles, codebook), rows, codebook)
        >>> (found.probabilities(vectors, rows).topics > 0.5).tolist()
        [[True], [False]]
    """
    coded = rows[gold.interactions[rows] >= 0]
    interactions = None
    if len(np.unique(gold.interactions[coded])) > 1:
        interactions = OneVsRestClassifier(_regression(INTERACTION_C, seed)).fit(
            vectors.lead[coded], gold.interactions[coded]
        )
    topics = tuple(_topic(vectors, column, rows, seed) for column in gold.topics.T)
    return Regressions(topics, interactions, len(codebook.interactions))


def _topic(
    vectors: Vectors, gold: NDArray[np.float64], rows: NDArray[np.int64], seed: int
) -> LogisticRegression | None:
    judged = rows[~np.isnan(gold[rows])]
    if len(np.unique(gold[judged])) < 2:
        return None
    return _regression(TOPIC_C, seed).fit(vectors.words[judged], gold[judged] == 1)


def _regression(c: float, seed: int) -> LogisticRegression:
    # The dual is far faster than the primal: there are more words than articles.
    return LogisticRegression(
        C=c,
        class_weight="balanced",
        solver="liblinear",
        dual=True,
        tol=1e-2,
        random_state=seed,
    )

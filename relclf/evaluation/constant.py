"""The constant baseline: the best labels that do not look at the article, for collapse checks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relclf.decision import Decisions, Probabilities
from relclf.evaluation.gold import Gold

__all__ = ["Constant", "constant_baseline"]


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """One set of labels for every article, and the frequencies in training.

    Attributes:
        topics: Booleans of shape (topics,).
        interaction: Index of the interaction; -1 where none is coded.
        planned: Whether a contact is said to be planned.
        topic_frequencies: Share of the judged articles with each topic, of shape (topics,).
        interaction_frequencies: Share of the coded articles, of shape (interactions,).
        planned_frequency: Share of the judged contacts that are planned; NaN where none is judged.
    """

    topics: NDArray[np.bool_]
    interaction: int
    planned: bool
    topic_frequencies: NDArray[np.float64]
    interaction_frequencies: NDArray[np.float64]
    planned_frequency: float

    def decisions(self, articles: int) -> Decisions:
        """Give every article the same labels.

        Args:
            articles: Number of articles.

        Returns:
            The labels.
        """
        return Decisions(
            topics=np.tile(self.topics, (articles, 1)),
            interactions=np.full(articles, self.interaction, dtype=np.int64),
            planned=np.full(articles, self.planned),
        )

    def probabilities(self, articles: int) -> Probabilities:
        """Give every article the frequencies.

        Args:
            articles: Number of articles.

        Returns:
            The probabilities.
        """
        return Probabilities(
            topics=np.tile(self.topic_frequencies, (articles, 1)),
            interactions=np.tile(self.interaction_frequencies, (articles, 1)),
            planned=np.full(articles, self.planned_frequency),
        )


def constant_baseline(train: Gold, interactions: int) -> Constant:
    """Find the constant labels that fit training articles best.

    The interaction is the most frequent one; the topics are the set with the best micro F1. That
    set holds the most frequent topics: for the best F1 F, those whose frequency exceeds F / 2
    (Lipton, Elkan and Naryanaswamy, 2014), so that only as many sets as topics need be tried.

    Args:
        train: Gold arrays of the training articles.
        interactions: Number of interactions of the codebook.

    Returns:
        The constant labels.

    Example:
        >>> train = Gold(ids=("a", "b", "c"), topics=np.array([[1, 0], [1, 0], [0, 1.0]]),
        ...              interactions=np.array([0, 2, 2]), planned=np.array([1.0, 0.0, 0.0]),
        ...              evidence=(None, None, None))
        >>> constant = constant_baseline(train, 3)
        >>> constant.topics, constant.interaction, constant.planned
        (array([ True, False]), 2, False)
    """
    positives, judged = np.nansum(train.topics, axis=0), (~np.isnan(train.topics)).sum(axis=0)
    frequencies = positives / np.maximum(judged, 1)
    order = np.argsort(-frequencies, kind="stable")
    chosen = np.zeros(len(order), dtype=bool)
    if positives.sum():
        f1 = 2 * positives[order].cumsum() / (judged[order].cumsum() + positives.sum())
        chosen[order[: f1.argmax() + 1]] = True
    counts = np.bincount(train.interactions[train.interactions >= 0], minlength=interactions)
    statuses = train.planned[~np.isnan(train.planned)]
    planned_frequency = float(statuses.mean()) if statuses.size else float("nan")
    return Constant(
        topics=chosen,
        interaction=int(counts.argmax()) if counts.sum() else -1,
        planned=planned_frequency > 0.5,
        topic_frequencies=frequencies,
        interaction_frequencies=counts / max(counts.sum(), 1),
        planned_frequency=planned_frequency,
    )

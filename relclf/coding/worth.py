"""What an article without codes is worth to the next training, by two well-known measures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relclf.decision import Probabilities

__all__ = ["Worth", "doubtfulness", "rarity"]


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """How much it is worth to code each of some articles, and because of which labels.

    Attributes:
        values: Of shape (articles,); the more, the better.
        labels: The labels that count most, of shape (articles, 2): indices into the topics and,
            behind them, the interactions of the codebook; -1 where there is no second one.
    """

    values: NDArray[np.float64]
    labels: NDArray[np.int64]


def doubtfulness(probabilities: Probabilities) -> Worth:
    """Measure how undecided a classifier is: uncertainty sampling (Lewis and Gale, 1994).

    The doubt of a field is 1 less the margin between its two most probable codes (Scheffer,
    Decomain and Wrobel, 2001), which are yes and no for a topic. That of an article is the mean of
    two: the doubt of its interaction, and the mean doubt of its topics.

    Args:
        probabilities: Of the articles; NaN, of a label that is not learned yet, counts as no doubt.

    Returns:
        Doubts from 0 to 1; the labels are the most doubtful topic, or the two interactions between
        which the doubt is greater.

    Example:
        >>> said = Probabilities(np.array([[0.5, 0.9]]), np.array([[0.1, 0.9]]), np.zeros(1))
        >>> worth = doubtfulness(said)
        >>> worth.values.round(2).tolist(), worth.labels.tolist()
        ([0.4], [[0, -1]])
    """
    topics = np.nan_to_num(1 - np.abs(2 * probabilities.topics - 1))
    articles, number = topics.shape
    rows = np.arange(articles)
    labels = np.full((articles, 2), -1)
    greatest = np.zeros(articles)
    means = []
    if number:
        labels[:, 0] = topics.argmax(axis=1)
        greatest = topics.max(axis=1)
        means.append(topics.mean(axis=1))
    if probabilities.interactions.shape[1]:
        interactions = np.nan_to_num(probabilities.interactions)
        two = np.argsort(-interactions, axis=1, kind="stable")[:, :2]
        first, second = interactions[rows, two[:, 0]], interactions[rows, two[:, 1]]
        doubt = np.where(first > 0, 1 - (first - second), 0.0)
        labels = np.where((doubt > greatest)[:, None], number + two, labels)
        means.append(doubt)
    return Worth(np.mean(means, axis=0), labels)


def rarity(probabilities: Probabilities, counts: NDArray[np.int64]) -> Worth:
    """Measure how much of what is rarely coded is expected: relevance sampling for rare labels.

    Relevance sampling asks for what most probably has a label (Lewis and Gale, 1994), which suits
    labels so rare that chance does not find them (Attenberg and Provost, 2010). Here all labels
    count, each with the inverse of how often it was coded.

    Args:
        probabilities: Of the articles; NaN, of a label that is not learned yet, counts as 0.
        counts: How often each topic and, behind them, each interaction was coded; of shape
            (topics + interactions,).

    Returns:
        Sums over the labels; the label is the one that adds most.

    Example:
        >>> said = Probabilities(np.array([[0.5, 0.5]]), np.zeros((1, 0)), np.zeros(1))
        >>> worth = rarity(said, np.array([9, 1]))
        >>> worth.values.round(2).tolist(), worth.labels.tolist()
        ([0.3], [[1, -1]])
    """
    both = np.nan_to_num(np.hstack([probabilities.topics, probabilities.interactions]))
    shares = both / (counts + 1)
    first = shares.argmax(axis=1)
    return Worth(shares.sum(axis=1), np.column_stack([first, np.full(len(first), -1)]))

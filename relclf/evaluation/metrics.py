"""The headline figures of topics, interaction and planned, from decisions and probabilities.

They are counted in numpy, because the bootstrap asks for each of them a thousand times; where
scikit-learn has the same figure, the tests hold the two equal. Cells that are not judged (NaN, or
an interaction of -1) count nowhere. A figure that is not defined on these articles is NaN.
"""

import numpy as np
from numpy.typing import NDArray

from relclf.pooling import FloatArray

__all__ = [
    "average_precisions",
    "interaction_accuracy",
    "interaction_macro_f1",
    "planned_accuracy",
    "planned_f1",
    "surest_half_accuracy",
    "topic_macro_f1",
    "topic_mean_average_precision",
    "topic_micro_f1",
]


def topic_macro_f1(gold: NDArray[np.float64], predicted: NDArray[np.bool_]) -> float:
    """Average the F1 of the topics.

    A topic with neither a gold nor a predicted positive is left out of the mean; one that is
    predicted but absent from the gold counts as 0.

    Args:
        gold: Gold topics of shape (articles, topics): 1, 0 or NaN.
        predicted: Decided topics of shape (articles, topics).

    Returns:
        The mean, NaN where no topic is left.

    Example:
        >>> gold = np.array([[1, 0, 0], [1, np.nan, 0]])
        >>> topic_macro_f1(gold, np.array([[True, True, False], [True, True, False]]))
        0.5
    """
    hits, positives = _topic_counts(gold, predicted)
    return _mean(_f1(hits[positives > 0], positives[positives > 0]))


def topic_micro_f1(gold: NDArray[np.float64], predicted: NDArray[np.bool_]) -> float:
    """Compute the F1 of all judged cells of articles and topics together.

    Args:
        gold: Gold topics of shape (articles, topics): 1, 0 or NaN.
        predicted: Decided topics of shape (articles, topics).

    Returns:
        The F1, NaN where nothing is positive in the gold or predicted.

    Example:
        >>> gold = np.array([[1, 0, 0], [1, np.nan, 0]])
        >>> topic_micro_f1(gold, np.array([[True, True, False], [True, True, False]]))
        0.8
    """
    hits, positives = _topic_counts(gold, predicted)
    return _mean(_f1(hits.sum(keepdims=True), positives.sum(keepdims=True)))


def topic_mean_average_precision(gold: NDArray[np.float64], probabilities: FloatArray) -> float:
    """Average the average precision of the topics that occur in the gold.

    Args:
        gold: Gold topics of shape (articles, topics): 1, 0 or NaN.
        probabilities: Topic probabilities of shape (articles, topics).

    Returns:
        The mean, NaN where no topic occurs.

    Example:
        >>> gold = np.array([[1, 0], [0, 0]])
        >>> topic_mean_average_precision(gold, np.array([[0.4, 0.1], [0.6, 0.1]]))
        0.5
    """
    return _mean(average_precisions(gold, probabilities))


def average_precisions(gold: NDArray[np.float64], probabilities: FloatArray) -> NDArray[np.float64]:
    """Compute the average precision of each label: the mean precision at its gold positives.

    Equal probabilities are one point of the curve, as in scikit-learn, so that the order of the
    articles does not matter.

    Args:
        gold: Gold labels of shape (articles, labels): 1, 0 or NaN.
        probabilities: Probabilities of shape (articles, labels).

    Returns:
        Average precisions of shape (labels,), NaN for a label without gold positives.

    Example:
        >>> gold = np.array([[1, 0], [0, 0], [1, 0]])
        >>> average_precisions(gold, np.array([[0.9, 0.1], [0.5, 0.1], [0.4, 0.1]])).round(3)
        array([0.833,   nan])
    """
    number = len(gold)
    # Cells that are not judged sort last, where they can be neither a hit nor below a positive.
    ranked = np.where(np.isnan(gold), np.inf, -probabilities)
    order = np.argsort(ranked, axis=0)
    ranked = np.take_along_axis(ranked, order, axis=0)
    positive = np.take_along_axis(gold == 1, order, axis=0)
    last_of_ties = np.full(gold.shape, number - 1)
    last_of_ties[:-1] = np.where(
        ranked[:-1] != ranked[1:], np.arange(number - 1)[:, None], number - 1
    )
    last_of_ties = np.minimum.accumulate(last_of_ties[::-1], axis=0)[::-1]
    hits = np.take_along_axis(np.cumsum(positive, axis=0), last_of_ties, axis=0)
    total = (hits * positive / (last_of_ties + 1)).sum(axis=0)
    support = positive.sum(axis=0)
    return np.where(support > 0, total / np.maximum(support, 1), np.nan)


def interaction_accuracy(gold: NDArray[np.int64], predicted: NDArray[np.int64]) -> float:
    """Compute the share of coded articles whose interaction is right.

    Args:
        gold: Gold interactions of shape (articles,), -1 where not coded.
        predicted: Decided interactions of shape (articles,); -1, an abstention, is wrong.

    Returns:
        The share, NaN where no article is coded.

    Example:
        >>> interaction_accuracy(np.array([2, 0, -1]), np.array([2, 1, 1]))
        0.5
    """
    return _mean((gold == predicted)[gold >= 0])


def interaction_macro_f1(gold: NDArray[np.int64], predicted: NDArray[np.int64]) -> float:
    """Average the F1 of the interactions that are in the gold or predicted.

    Args:
        gold: Gold interactions of shape (articles,), -1 where not coded.
        predicted: Decided interactions of shape (articles,); -1, an abstention, is wrong.

    Returns:
        The mean, NaN where no article is coded.

    Example:
        >>> round(interaction_macro_f1(np.array([2, 0, -1]), np.array([2, 1, 1])), 3)
        0.333
    """
    coded = gold >= 0
    gold, predicted = gold[coded], predicted[coded]
    length = int(max(gold.max(initial=-1), predicted.max(initial=-1))) + 1
    hits = np.bincount(gold[gold == predicted], minlength=length)
    positives = np.bincount(gold, minlength=length)
    positives = positives + np.bincount(predicted[predicted >= 0], minlength=length)
    return _mean(_f1(hits[positives > 0], positives[positives > 0]))


def planned_f1(gold: NDArray[np.float64], predicted: NDArray[np.bool_]) -> float:
    """Compute the F1 of the contacts that are planned, over those judged held or planned.

    Args:
        gold: Gold status of shape (articles,): 1 planned, 0 held, NaN not judged.
        predicted: Decided status of shape (articles,), true for planned.

    Returns:
        The F1, NaN where nothing is planned in the gold or predicted.

    Example:
        >>> planned_f1(np.array([1, 0, 0, np.nan]), np.array([True, False, True, True]))
        0.6666666666666666
    """
    return topic_micro_f1(gold[:, None], predicted[:, None])


def planned_accuracy(
    gold: NDArray[np.float64], predicted: NDArray[np.bool_], seen: NDArray[np.bool_]
) -> float:
    """Compute how often held or planned is right where gold and classifier both see a contact.

    Args:
        gold: Gold status of shape (articles,): 1 planned, 0 held, NaN not judged (no contact).
        predicted: Decided status of shape (articles,), true for planned.
        seen: Whether the classifier sees a contact, of shape (articles,).

    Returns:
        The share, NaN where no contact is seen by both.

    Example:
        >>> seen = np.array([True, True, False, True])
        >>> planned_accuracy(np.array([1, 0, 0, np.nan]), np.array([True, True, True, True]), seen)
        0.5
    """
    return _mean((gold == predicted)[seen & ~np.isnan(gold)])


def surest_half_accuracy(gold: NDArray[np.int64], probabilities: FloatArray) -> float:
    """Compute the accuracy of the interaction on the half of the articles that is surest.

    Args:
        gold: Gold interactions of shape (articles,), -1 where not coded.
        probabilities: Of shape (articles, interactions).

    Returns:
        The share, NaN where no article is coded.

    Example:
        >>> surest_half_accuracy(np.array([0, 1]), np.array([[0.9, 0.1], [0.6, 0.4]]))
        1.0
    """
    gold, probabilities = gold[gold >= 0], probabilities[gold >= 0]
    surest = np.argsort(-probabilities.max(axis=1), kind="stable")[: (len(gold) + 1) // 2]
    return _mean(gold[surest] == probabilities[surest].argmax(axis=1))


def _topic_counts(
    gold: NDArray[np.float64], predicted: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count true positives, and gold plus predicted positives, of each topic."""
    positive, negative = gold == 1, gold == 0
    hits = (positive & predicted).sum(axis=0)
    return hits, positive.sum(axis=0) + hits + (negative & predicted).sum(axis=0)


def _f1(hits: NDArray[np.int64], positives: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.where(positives > 0, 2 * hits / np.maximum(positives, 1), np.nan)


def _mean(values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    """Average what is not NaN, without numpy's warning where nothing is left."""
    values = values[~np.isnan(values)]
    return float(values.mean()) if values.size else float("nan")

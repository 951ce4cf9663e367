"""Per-label tables and the confusion matrix of the interactions, from scikit-learn."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, confusion_matrix
from sklearn.metrics import precision_recall_fscore_support as fscore

from relclf.pooling import FloatArray

__all__ = ["interaction_confusion", "interaction_table", "topic_table"]

Row = dict[str, float | int | None]


def topic_table(
    gold: NDArray[np.float64],
    predicted: NDArray[np.bool_],
    probabilities: FloatArray,
    keys: Sequence[str],
) -> dict[str, Row]:
    """Compute each topic's figures over the articles in which it is judged.

    Args:
        gold: Gold topics of shape (articles, topics): 1, 0 or NaN.
        predicted: Decided topics of shape (articles, topics).
        probabilities: Topic probabilities of shape (articles, topics).
        keys: Keys of the topics.

    Returns:
        By topic: `precision`, `recall`, `f1` and `average_precision`, None where undefined;
        `support` (gold positives), `predicted` (predicted positives) and `judged` (articles).

    Example:
        >>> gold, predicted = np.array([[1.0], [0.0], [np.nan]]), np.array([[True], [True], [True]])
        >>> topic_table(gold, predicted, np.array([[0.9], [0.6], [0.7]]), ["energy"])["energy"]
        {'precision': 0.5, 'recall': 1.0, 'f1': 0.6666666666666666, 'average_precision': 1.0, \
'support': 1, 'predicted': 2, 'judged': 2}
    """
    table: dict[str, Row] = {}
    for column, key in enumerate(keys):
        judged = ~np.isnan(gold[:, column])
        truth, chosen = gold[judged, column] == 1, predicted[judged, column]
        figures: tuple[Any, ...] = (np.nan, np.nan, np.nan)
        average_precision = np.nan
        if judged.any():
            figures = fscore(truth, chosen, average="binary", zero_division=np.nan)[:3]
        if truth.any():
            average_precision = average_precision_score(truth, probabilities[judged, column])
        table[key] = {
            **_figures(*figures),
            "average_precision": _number(average_precision),
            "support": int(truth.sum()),
            "predicted": int(chosen.sum()),
            "judged": int(judged.sum()),
        }
    return table


def interaction_table(
    gold: NDArray[np.int64], predicted: NDArray[np.int64], keys: Sequence[str]
) -> dict[str, Row]:
    """Compute each interaction's figures over the coded articles.

    Args:
        gold: Gold interactions of shape (articles,), -1 where not coded.
        predicted: Decided interactions of shape (articles,), -1 for an abstention.
        keys: Keys of the interactions.

    Returns:
        By interaction: `precision`, `recall` and `f1`, None where undefined; `support` and
        `predicted`.

    Example:
        >>> table = interaction_table(np.array([0, 1, -1]), np.array([0, 0, 1]), ["none", "visit"])
        >>> table["none"]
        {'precision': 0.5, 'recall': 1.0, 'f1': 0.6666666666666666, 'support': 1, 'predicted': 2}
        >>> table["visit"]
        {'precision': None, 'recall': 0.0, 'f1': 0.0, 'support': 1, 'predicted': 0}
    """
    coded = gold >= 0
    gold, predicted = gold[coded], predicted[coded]
    figures: Any = np.full((3, len(keys)), np.nan)
    if coded.any():
        labels = range(len(keys))
        figures = fscore(gold, predicted, labels=labels, average=None, zero_division=np.nan)[:3]
    return {
        key: {
            **_figures(*(figure[index] for figure in figures)),
            "support": int((gold == index).sum()),
            "predicted": int((predicted == index).sum()),
        }
        for index, key in enumerate(keys)
    }


def interaction_confusion(
    gold: NDArray[np.int64], predicted: NDArray[np.int64], interactions: int
) -> NDArray[np.int64]:
    """Count the coded articles by gold and predicted interaction.

    Args:
        gold: Gold interactions of shape (articles,), -1 where not coded.
        predicted: Decided interactions of shape (articles,); those of -1 are not counted.
        interactions: Number of interactions.

    Returns:
        Counts of shape (interactions, interactions); rows are gold, columns predicted.

    Example:
        >>> interaction_confusion(np.array([0, 1, -1]), np.array([0, 0, 1]), 2)
        array([[1, 0],
               [1, 0]])
    """
    counted = (gold >= 0) & (predicted >= 0)
    if not counted.any():
        return np.zeros((interactions, interactions), dtype=np.int64)
    matrix: NDArray[np.int64] = confusion_matrix(
        gold[counted], predicted[counted], labels=range(interactions)
    )
    return matrix


def _figures(precision: float, recall: float, f1: float) -> Row:
    return {"precision": _number(precision), "recall": _number(recall), "f1": _number(f1)}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

"""Expected calibration error: how far probabilities are from what then happens."""

import numpy as np
from numpy.typing import NDArray

from relclf.pooling import FloatArray

__all__ = [
    "BINS",
    "expected_calibration_error",
    "interaction_calibration_error",
    "topic_calibration_error",
]

BINS = 10
"""Bins of equal mass: with 240 articles, 24 of them in each bin of the interaction."""


def topic_calibration_error(
    gold: NDArray[np.float64], probabilities: FloatArray, bins: int = BINS
) -> float:
    """Compute the calibration error of all judged cells of articles and topics together.

    Args:
        gold: Gold topics of shape (articles, topics): 1, 0 or NaN.
        probabilities: Topic probabilities of shape (articles, topics).
        bins: Number of bins.

    Returns:
        The error, NaN where nothing is judged.

    Example:
        >>> gold = np.array([[1.0, np.nan], [0.0, 0.0]])
        >>> round(topic_calibration_error(gold, np.array([[0.9, 0.5], [0.1, 0.2]]), bins=3), 3)
        0.133
    """
    judged = ~np.isnan(gold)
    return expected_calibration_error(gold[judged] == 1, probabilities[judged], bins)


def interaction_calibration_error(
    gold: NDArray[np.int64], probabilities: FloatArray, bins: int = BINS
) -> float:
    """Compute the calibration error of the most probable interaction.

    Args:
        gold: Gold interactions of shape (articles,), -1 where not coded.
        probabilities: Interaction probabilities of shape (articles, interactions).
        bins: Number of bins.

    Returns:
        The error, NaN where no article is coded.

    Example:
        >>> probabilities = np.array([[0.8, 0.2], [0.8, 0.2]])
        >>> round(interaction_calibration_error(np.array([0, 1]), probabilities), 3)
        0.3
    """
    coded = gold >= 0
    probabilities = probabilities[coded]
    if not len(probabilities):
        return float("nan")
    return expected_calibration_error(
        probabilities.argmax(axis=1) == gold[coded], probabilities.max(axis=1), bins
    )


def expected_calibration_error(
    happened: NDArray[np.bool_], probabilities: FloatArray, bins: int = BINS
) -> float:
    """Average, over bins of equal mass, the gap between mean probability and frequency.

    Naeini, Cooper and Hauskrecht (2015), with the bins of equal mass of Nguyen and O'Connor (2015).
    Equal probabilities share a bin, so that the order of the cells does not matter; bins that
    this leaves empty count nothing.

    Args:
        happened: Whether each event occurred, of shape (events,).
        probabilities: The probability that was given to it, of shape (events,).
        bins: Number of bins.

    Returns:
        The error from 0 to 1, NaN where there are no events.

    Example:
        >>> happened = np.array([True, False, True, True])
        >>> probabilities = np.array([0.5, 0.5, 0.75, 0.75])
        >>> expected_calibration_error(happened, probabilities, bins=2)
        0.125
    """
    if not len(probabilities):
        return float("nan")
    edges = np.quantile(probabilities, np.arange(1, bins) / bins)
    bin_of = np.searchsorted(edges, probabilities, side="right")
    gaps = np.bincount(bin_of, weights=probabilities - happened)
    return float(np.abs(gaps).sum() / len(probabilities))

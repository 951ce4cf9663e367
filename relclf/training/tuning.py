"""Calibration and thresholds, fitted on validation articles."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from relclf.decision import Calibration, Scale
from relclf.evaluation.gold import Gold
from relclf.pooling import FloatArray, Outputs

FEWEST = 10  # decided articles below which a part stays uncalibrated
PRIOR_POSITIVES = 10.0  # gold positives at which a label's own threshold weighs half
GRID = np.round(np.arange(0.05, 0.96, 0.01), 2)
HALF = int(np.abs(GRID - 0.5).argmin())


def fit_calibration(
    logits: FloatArray, gold: Gold, outputs: Outputs, *, none: int | None = None
) -> Calibration:
    """Fit the maps from logits to probabilities.

    Args:
        logits: Article logits of shape (articles, topics + interactions + planned).
        gold: The same articles' codes.
        outputs: Which output is which.
        none: Which interaction is no contact, if one is; it gets an offset of its own.

    Returns:
        One affine map for all topics, a temperature for interactions, an affine map for planned.
        A part with fewer than 10 decisions, or with one kind of them, keeps its logits.
    """
    topics, end = outputs.topics, outputs.topics + outputs.interactions
    calibration = Calibration(topics=_platt(logits[:, :topics], gold.topics))
    if outputs.interactions:
        calibration = replace(
            calibration,
            interactions=_temperature(logits[:, topics:end], gold.interactions, none),
            planned=_platt(logits[:, end], gold.planned),
        )
    return calibration


def fit_thresholds(probabilities: NDArray[np.float64], gold: NDArray[np.float64]) -> list[float]:
    """Choose each topic's threshold for F1, rare topics leaning on the common one.

    A topic's best threshold is averaged with the best common one, with weights of its gold
    positives against 10; where the common threshold or 0.5 has a higher F1 than the mix, that one
    is kept.

    Args:
        probabilities: Topic probabilities of shape (articles, topics).
        gold: Of shape (articles, topics): 1, 0, or NaN where not judged.

    Returns:
        A threshold for each topic.

    Example:
        >>> gold = np.array([[1.0], [1.0], [0.0], [0.0]])
        >>> fit_thresholds(np.array([[0.4], [0.3], [0.2], [0.1]]), gold)
        [0.26]
    """
    hits, positives = _counts(probabilities, gold)
    best = _middle_of_best(_f1(hits.sum(1), positives.sum(1)))
    common = GRID[best]
    thresholds = []
    for topic in range(gold.shape[1]):
        f1 = _f1(hits[:, topic], positives[:, topic])
        support = np.nansum(gold[:, topic])
        own = GRID[_middle_of_best(f1)]
        mixed = (support * own + PRIOR_POSITIVES * common) / (support + PRIOR_POSITIVES)
        nearest = int(np.abs(GRID - mixed).argmin())
        thresholds.append(float(GRID[max(nearest, best, HALF, key=lambda index: f1[index])]))
    return thresholds


def cross_fitted_topics(
    logits: FloatArray, gold: NDArray[np.float64], *, folds: int = 5, seed: int = 0
) -> NDArray[np.bool_]:
    """Decide on each article's topics with thresholds that were fitted on the others.

    What thresholds gain on the articles that chose them is no gain on new ones; this is nearer.

    Args:
        logits: Topic logits of shape (articles, topics).
        gold: Of the same shape: 1, 0, or NaN where not judged.
        folds: Parts that the articles are dealt into.
        seed: Seed of the deal.

    Returns:
        Booleans of the same shape.
    """
    probabilities = np.exp(-np.logaddexp(0.0, -logits))
    part = np.random.default_rng(seed).permutation(len(gold)) % folds
    decided = np.zeros(gold.shape, dtype=bool)
    for fold in range(folds):
        held = part == fold
        if held.any() and (~held).any():
            thresholds = fit_thresholds(probabilities[~held], gold[~held])
            decided[held] = probabilities[held] >= np.asarray(thresholds)
    return decided


def _counts(
    probabilities: NDArray[np.float64], gold: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count hits, and gold plus predicted positives, of shape (thresholds, topics)."""
    judged = ~np.isnan(gold)
    predicted = (probabilities[None] >= GRID[:, None, None]) & judged
    hits = (predicted & (gold == 1)).sum(1)
    return hits, predicted.sum(1) + (gold == 1).sum(0)


def _f1(hits: NDArray[np.int64], positives: NDArray[np.int64]) -> NDArray[np.float64]:
    return 2 * hits / np.maximum(positives, 1)


def _middle_of_best(f1: NDArray[np.float64]) -> int:
    best = np.flatnonzero(f1 == f1.max())
    return int(best[len(best) // 2])


def _platt(logits: FloatArray, gold: NDArray[np.float64]) -> Scale:
    decided = ~np.isnan(gold) & np.isfinite(logits)
    values, labels = logits[decided], gold[decided]
    if len(labels) < FEWEST or len(np.unique(labels)) < 2:
        return Scale()
    fit = LogisticRegression(C=1e3).fit(values[:, None], labels)
    slope = float(fit.coef_[0, 0])
    return Scale(slope, float(fit.intercept_[0])) if slope > 0 else Scale()


def _temperature(logits: FloatArray, gold: NDArray[np.int64], none: int | None) -> Scale:
    """Fit a slope, and an offset of `none`, which leans on 0 as if by one more observation."""
    decided = (gold >= 0) & np.isfinite(logits).all(axis=1)
    if decided.sum() < FEWEST:
        return Scale()
    values, labels = logits[decided], gold[decided]
    shifted = np.zeros(values.shape[1])
    if none is not None and 0 < (labels == none).sum() < len(labels):
        shifted[none] = 1.0

    def loss(parameters: NDArray[np.float64]) -> float:
        scaled = np.exp(parameters[0]) * values + parameters[1] * shifted
        right = scaled[np.arange(len(labels)), labels]
        return float((logsumexp(scaled, axis=1) - right).sum() + parameters[1] ** 2 / 2)

    found = minimize(loss, np.zeros(2), bounds=[(-3, 3), (-5, 5)]).x
    slope, offset = float(np.exp(found[0])), float(found[1])
    return Scale(slope, tuple(np.where(shifted, offset, 0.0).tolist()) if shifted.any() else 0.0)

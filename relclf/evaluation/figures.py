"""The headline figures of a classifier on any of its articles, as the bootstrap asks for them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relclf.decision import NONE
from relclf.evaluation import metrics
from relclf.evaluation.calibration_error import (
    interaction_calibration_error,
    topic_calibration_error,
)
from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.evidence import interaction_evidence_hits, topic_evidence_hits

__all__ = ["Figures", "evidence_hits", "figures_of", "share"]

Figures = Callable[[NDArray[np.int64]], dict[str, float]]


def figures_of(evaluated: Evaluated) -> Figures:
    """Return the function from rows of articles, with repeats, to the figures on them.

    A figure of a variable that the codebook does not have, and one whose input is None, is absent;
    one that the rows do not define is NaN.

    Args:
        evaluated: The articles and the classifier's answers.

    Returns:
        A function of row indices of shape (rows,).
    """
    hits = evidence_hits(evaluated)
    parts: list[Figures] = []
    if evaluated.codebook.topics:
        parts.append(lambda rows: _topic_figures(evaluated, rows))
    if evaluated.codebook.interactions:
        parts.append(lambda rows: _interaction_figures(evaluated, rows))
    parts.append(lambda rows: {name: share(cells[rows]) for name, cells in hits.items()})
    return lambda rows: {name: value for part in parts for name, value in part(rows).items()}


def evidence_hits(evaluated: Evaluated) -> dict[str, NDArray[np.float64]]:
    """Return by figure whether the strongest segment is evidence: 1, 0 or NaN, rows as articles."""
    hits: dict[str, NDArray[np.float64]] = {}
    gold, strongest, codebook = evaluated.gold, evaluated.strongest, evaluated.codebook
    if strongest is not None and codebook.topics:
        hits["evidence_top1_topics"] = topic_evidence_hits(gold, strongest, codebook)
    if strongest is not None and codebook.interactions:
        hits["evidence_top1_interaction"] = interaction_evidence_hits(gold, strongest, codebook)
    return hits


def share(cells: NDArray[Any]) -> float:
    """Average what is not NaN; NaN where nothing is left."""
    cells = cells[~np.isnan(cells)]
    return float(cells.mean()) if cells.size else float("nan")


def _topic_figures(evaluated: Evaluated, rows: NDArray[np.int64]) -> dict[str, float]:
    truth, chosen = evaluated.gold.topics[rows], evaluated.decisions.topics[rows]
    given = evaluated.probabilities.topics[rows]
    return {
        "topic_macro_f1": metrics.topic_macro_f1(truth, chosen),
        "topic_micro_f1": metrics.topic_micro_f1(truth, chosen),
        "topic_mean_average_precision": metrics.topic_mean_average_precision(truth, given),
        "topic_calibration_error": topic_calibration_error(truth, given),
        "share_without_topics": float((~chosen.any(axis=1)).mean()),
    }


def _interaction_figures(evaluated: Evaluated, rows: NDArray[np.int64]) -> dict[str, float]:
    truth, chosen = evaluated.gold.interactions[rows], evaluated.decisions.interactions[rows]
    given, planned = evaluated.probabilities.interactions[rows], evaluated.gold.planned[rows]
    said = evaluated.decisions.planned[rows]
    contact = np.array([key != NONE for key in evaluated.codebook.interaction_keys] + [False])
    return {
        "interaction_accuracy": metrics.interaction_accuracy(truth, chosen),
        "interaction_macro_f1": metrics.interaction_macro_f1(truth, chosen),
        "interaction_accuracy_surest_half": metrics.surest_half_accuracy(truth, given),
        "planned_f1": metrics.planned_f1(planned, said),
        "planned_accuracy": metrics.planned_accuracy(planned, said, contact[chosen]),
        "interaction_calibration_error": interaction_calibration_error(truth, given),
    }

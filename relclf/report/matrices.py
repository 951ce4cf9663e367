"""Matrices of labels as plots: confusion of interactions, co-occurrence of topics."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from relclf.codebook import Label
from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.label_tables import interaction_confusion
from relclf.plotting import look, new_figure

__all__ = ["co_occurrence_plot", "confusion_plot"]


def confusion_plot(evaluated: Evaluated) -> Figure:
    """Draw how often each gold interaction is taken for each other one.

    Interactions that neither the gold nor the classifier has are left out.
    """
    labels = evaluated.codebook.interactions
    counts = interaction_confusion(
        evaluated.gold.interactions, evaluated.decisions.interactions, len(labels)
    )
    there = np.flatnonzero(counts.sum(0) + counts.sum(1))
    counts, labels = counts[np.ix_(there, there)], tuple(labels[index] for index in there)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    size = 2.2 + 0.42 * len(labels)
    with look():
        figure = new_figure(size, size)
        axes = figure.add_subplot()
        _matrix(axes, shares, counts, labels)
        axes.set_xlabel("classifier")
        axes.set_ylabel("gold")
    return figure


def co_occurrence_plot(evaluated: Evaluated) -> Figure:
    """Draw how many articles have both of two topics, in the gold and by the classifier.

    A topic that the coders left open in an article counts in neither.
    """
    judged = ~np.isnan(evaluated.gold.topics)
    labels = evaluated.codebook.topics
    size = 2.4 + 0.3 * len(labels)
    with look():
        figure = new_figure(size, 2 * size)
        panels: Any = figure.subplots(2, 1)
        sets = {"gold": evaluated.gold.topics == 1, "classifier": evaluated.decisions.topics}
        for axes, (name, chosen) in zip(panels, sets.items(), strict=True):
            chosen = (chosen & judged).astype(int)
            counts = chosen.T @ chosen
            alone = np.diag(counts)
            shares = counts / np.maximum(alone[:, None] + alone[None] - counts, 1)
            np.fill_diagonal(shares, 0)
            _matrix(axes, shares, counts, labels)
            axes.set_title(name)
    return figure


def _matrix(
    axes: Axes, shares: NDArray[np.float64], counts: NDArray[np.int64], labels: Sequence[Label]
) -> None:
    """Draw counts on cells as dark as their shares, zeros left empty."""
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=max(float(shares.max(initial=0)), 0.01))
    dark = shares > 0.6 * shares.max(initial=0)
    for row, column in np.argwhere(counts > 0):
        axes.text(
            column,
            row,
            str(counts[row, column]),
            ha="center",
            va="center",
            fontsize=7,
            color="white" if dark[row, column] else "black",
        )
    places = range(len(labels))
    names = [label.ar for label in labels]
    axes.set_xticks(places, names, rotation=90, fontsize=8)
    axes.set_yticks(places, names, fontsize=8)
    axes.tick_params(length=0)
    axes.set_xticks(np.arange(len(labels) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(labels) + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="#e5e5e5", linewidth=0.5)
    axes.tick_params(which="minor", length=0)

"""Curves over probabilities: precision and recall, reliability, risk and coverage."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve

from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.metrics import topic_micro_f1
from relclf.plotting import COLORS, LINES, look, new_figure
from relclf.pooling import FloatArray

__all__ = ["precision_recall_plot", "reliability_plot", "risk_coverage_plot"]

BINS = 10
COLUMNS = 4


def precision_recall_plot(evaluated: Evaluated) -> Figure | None:
    """Draw precision against recall for each topic that the gold has; a dot is the threshold.

    Returns:
        The figure; None where the gold has no topic.
    """
    gold, given = evaluated.gold.topics, evaluated.probabilities.topics
    there = [column for column in range(gold.shape[1]) if (gold[:, column] == 1).any()]
    if not there:
        return None
    rows = -(-len(there) // COLUMNS)
    with look():
        figure = new_figure(9, 0.4 + 2 * rows)
        panels: Any = figure.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False)
        for axes in panels.flat[len(there) :]:
            axes.set_axis_off()
        for number, (axes, column) in enumerate(zip(panels.flat, there, strict=False)):
            axes.tick_params(labelbottom=number + COLUMNS >= len(there))
            judged = ~np.isnan(gold[:, column])
            truth, probability = gold[judged, column] == 1, given[judged, column]
            precision, recall, _ = precision_recall_curve(truth, probability)
            axes.step(recall, precision, where="post", color=COLORS[0])
            chosen = evaluated.decisions.topics[judged, column]
            if chosen.any():
                hits = (chosen & truth).sum()
                axes.plot(hits / truth.sum(), hits / chosen.sum(), "o", color=COLORS[1])
            area = average_precision_score(truth, probability)
            name = evaluated.codebook.topics[column].ar
            axes.set_title(f"{name}\n{truth.sum()} · {area:.2f}", fontsize=8)
            axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
        figure.supxlabel("recall", fontsize=9)
        figure.supylabel("precision", fontsize=9)
    return figure


def reliability_plot(evaluated: Evaluated) -> Figure:
    """Draw how often what was given a probability came true, for topics and the interaction.

    Bins of equal width; bars below show how many decisions each holds.
    """
    events = {}
    gold, given = evaluated.gold.topics, evaluated.probabilities.topics
    judged = ~np.isnan(gold)
    if judged.any():
        events["topics: each with each article"] = (gold[judged] == 1, given[judged])
    coded = evaluated.gold.interactions >= 0
    if coded.any() and evaluated.codebook.interactions:
        probabilities = evaluated.probabilities.interactions[coded]
        right = probabilities.argmax(axis=1) == evaluated.gold.interactions[coded]
        events["interaction: the most probable"] = (right, probabilities.max(axis=1))
    with look():
        figure = new_figure(4.5 * max(len(events), 1), 4.6)
        panels: Any = figure.subplots(
            2, max(len(events), 1), sharex=True, squeeze=False, height_ratios=(3, 1)
        )
        for column, (name, (happened, probability)) in enumerate(events.items()):
            _reliability(panels[0, column], panels[1, column], happened, probability)
            panels[0, column].set_title(name, fontsize=9)
        panels[0, 0].set_ylabel("share that came true")
        panels[1, 0].set_ylabel("decisions")
    return figure


def risk_coverage_plot(evaluated: Evaluated) -> Figure:
    """Draw the error on the share of the articles of which the classifier is surest.

    El-Yaniv and Wiener (2010). The interaction's error is 1 - accuracy, by its probability; the
    topics' is 1 - micro F1, by the mean sureness of their decisions.
    """
    with look():
        figure = new_figure(6, 3.6)
        axes = figure.add_subplot()
        if evaluated.codebook.interactions:
            coded = np.flatnonzero(evaluated.gold.interactions >= 0)
            sure = evaluated.probabilities.interactions[coded].max(axis=1)
            rows = coded[np.argsort(-sure, kind="stable")]
            wrong = evaluated.gold.interactions[rows] != evaluated.decisions.interactions[rows]
            kept = np.arange(1, len(rows) + 1)
            _risk(axes, kept / max(len(rows), 1), wrong.cumsum() / kept, "interaction", 0)
        if evaluated.codebook.topics:
            given = evaluated.probabilities.topics
            coded = np.flatnonzero(~np.isnan(evaluated.gold.topics).all(axis=1))
            rows = coded[
                np.argsort(-np.maximum(given, 1 - given).mean(axis=1)[coded], kind="stable")
            ]
            steps = np.unique(np.linspace(1, len(rows), min(60, len(rows))).astype(int))
            truth, chosen = evaluated.gold.topics[rows], evaluated.decisions.topics[rows]
            risk = [1 - topic_micro_f1(truth[:kept], chosen[:kept]) for kept in steps]
            _risk(axes, steps / max(len(rows), 1), np.array(risk), "topics", 1)
        axes.set(xlim=(0, 1.02), ylim=(0, None))
        axes.set_xlabel("share of the articles kept, the surest first")
        axes.set_ylabel("error")
        axes.grid(visible=True)
        axes.legend()
    return figure


def _reliability(
    above: Axes, below: Axes, happened: NDArray[np.bool_], probability: FloatArray
) -> None:
    edges = np.linspace(0, 1, BINS + 1)
    bins = np.clip(np.searchsorted(edges, probability, side="right") - 1, 0, BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    there = counts > 0
    mean, share = (
        np.bincount(bins, weights=values, minlength=BINS)[there] / counts[there]
        for values in (probability, happened)
    )
    # Wilson's interval (1927), which stays within 0 and 1.
    number, z = counts[there], 1.96
    middle = (share + z**2 / (2 * number)) / (1 + z**2 / number)
    half = z / (1 + z**2 / number) * np.sqrt(share * (1 - share) / number + (z / (2 * number)) ** 2)
    above.plot([0, 1], [0, 1], color="#888888", linestyle=":")
    above.vlines(mean, middle - half, middle + half, color=COLORS[0], linewidth=1)
    above.plot(mean, share, "o-", color=COLORS[0])
    above.set(xlim=(0, 1), ylim=(-0.02, 1.02))
    above.grid(visible=True)
    below.bar(edges[:-1] + 0.5 / BINS, counts, width=0.9 / BINS, color=COLORS[0])
    below.set_yscale("log")
    below.set_xlabel("probability given")


def _risk(axes: Axes, kept: FloatArray, risk: FloatArray, name: str, number: int) -> None:
    axes.plot(kept, risk, label=name, color=COLORS[number], linestyle=LINES[number])

"""The summary of an evaluation as a plain-text table."""

from collections.abc import Mapping
from typing import Any

from relclf.codebook import Codebook

__all__ = ["aligned", "as_table", "cell"]

FIGURES = (
    "topic_macro_f1",
    "topic_micro_f1",
    "topic_mean_average_precision",
    "topic_calibration_error",
    "share_without_topics",
    "gold_share_without_topics",
    "evidence_top1_topics",
    "interaction_accuracy",
    "interaction_macro_f1",
    "interaction_accuracy_surest_half",
    "interaction_calibration_error",
    "evidence_top1_interaction",
    "planned_f1",
    "planned_accuracy",
    "coverage",
)
COLUMNS = ("precision", "recall", "f1", "average_precision", "support", "predicted")


def as_table(summary: Mapping[str, Any], codebook: Codebook) -> str:
    """Lay a summary out to be read: the figures with their intervals, then every label.

    Args:
        summary: What `evaluate` returned.
        codebook: The codebook, for the order of the labels and their English names.

    Returns:
        Lines of plain text; a dash stands for what these articles do not define.

    Example:
        >>> summary = {"articles": 3, "topic_micro_f1": 0.5, "intervals": {
        ...     "topic_micro_f1": [0.25, 0.75]}, "interval_level": 0.95, "n_resamples": 1000}
        >>> print(as_table(summary, Codebook.load()))
        diplomatic-relations 1.0.0, 3 articles
        <BLANKLINE>
        figure          value  95% interval
        topic_micro_f1  0.500   0.250-0.750
        <BLANKLINE>
        Intervals: percentile bootstrap over articles, 1000 resamples.
    """
    blocks = [[f"{codebook.name} {codebook.version}, {summary['articles']} articles"]]
    blocks.append(_figures(summary))
    groups = {"topics": codebook.topics, "interactions": codebook.interactions}
    for group, labels in groups.items():
        if group in summary:
            rows = {f"{label.en} ({label.key})": summary[group][label.key] for label in labels}
            blocks.append(_labels(group[:-1], rows))
    if "planned" in summary:
        counts = {name: str(count) for name, count in summary["planned"].items()}
        blocks.append(aligned([["status", *counts], ["planned", *counts.values()]]))
    if "n_resamples" in summary:
        resamples = summary["n_resamples"]
        blocks.append([f"Intervals: percentile bootstrap over articles, {resamples} resamples."])
    return "\n\n".join("\n".join(block) for block in blocks)


def _figures(summary: Mapping[str, Any]) -> list[str]:
    rows = []
    for name in FIGURES:
        if name in summary:
            ends = summary.get("intervals", {}).get(name)
            interval = "-".join(cell(end) for end in ends) if ends and None not in ends else "-"
            rows.append([name, cell(summary[name]), interval])
    level = f"{summary['interval_level']:.0%} interval" if "interval_level" in summary else ""
    return aligned([["figure", "value", level], *rows])


def _labels(group: str, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    columns = [name for name in COLUMNS if all(name in row for row in rows.values())]
    header = [group, *(name.replace("average_precision", "avg. prec.") for name in columns)]
    body = [[name, *(cell(row[column]) for column in columns)] for name, row in rows.items()]
    return aligned([header, *body])


def aligned(rows: list[list[str]]) -> list[str]:
    """Lay rows out in columns, the first to the left and the others to the right.

    Example:
        >>> aligned([["label", "f1"], ["visit", "0.5"]])
        ['label   f1', 'visit  0.5']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [row[0].ljust(widths[0])]
            + [text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True)]
        ).rstrip()
        for row in rows
    ]


def cell(value: float | int | None) -> str:
    """Show a figure with three digits, a count as it is, and a dash where there is none."""
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"

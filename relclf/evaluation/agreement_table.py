"""The agreement of coders as a plain-text table."""

from collections.abc import Mapping
from typing import Any

from relclf.codebook import Codebook
from relclf.evaluation.text_table import aligned, cell

__all__ = ["as_table"]

_FIGURES = (
    ("interaction", "alpha", "Krippendorff's alpha"),
    ("interaction", "kappa", "Cohen's kappa"),
    ("interaction", "agreement", "the same"),
    ("topics", "alpha_masi", "Krippendorff's alpha, MASI distance"),
    ("topics", "alpha_jaccard", "Krippendorff's alpha, Jaccard distance"),
    ("topics", "jaccard", "Jaccard similarity"),
    ("topics", "micro_f1", "micro F1 of one against the other"),
    ("topics", "agreement", "the same set"),
    ("status", "agreement", "the same (held or planned)"),
    ("evidence", "overlap", "spans of a common label touch"),
    ("evidence", "jaccard", "Jaccard similarity of their characters"),
)


def as_table(found: Mapping[str, Any], codebook: Codebook) -> str:
    """Lay out what `relclf.evaluation.agreement.agreement` found.

    Args:
        found: Its figures.
        codebook: Gives the labels' order and names.

    Returns:
        Lines of plain text; a dash stands for what these articles do not define.

    Example:
        >>> found = {"coders": ["a", "b"], "articles": 2, "alone": 1, "labels": {},
        ...          "interaction": {"alpha": 0.5, "kappa": 0.25, "agreement": 0.75}}
        >>> print(as_table(found, Codebook.load()))
        2 articles coded by two or more of: a, b; 1 by one alone
        <BLANKLINE>
        figure                             value
        interaction: Krippendorff's alpha  0.500
        interaction: Cohen's kappa         0.250
        interaction: the same              0.750
    """
    coders = ", ".join(found["coders"])
    blocks = [
        f"{found['articles']} articles coded by two or more of: {coders}; "
        f"{found['alone']} by one alone"
    ]
    rows = [
        [f"{part}: {text}", cell(found[part][name])]
        for part, name, text in _FIGURES
        if part in found
    ]
    blocks.append("\n".join(aligned([["figure", "value"], *rows])))
    labels = [
        [f"{label.en} ({label.key})", cell(row["kappa"]), cell(row["both"]), cell(row["one"])]
        for label in (*codebook.topics, *codebook.interactions)
        if (row := found["labels"].get(label.key))
    ]
    if labels:
        blocks.append("\n".join(aligned([["label", "kappa", "both", "one only"], *labels])))
    return "\n\n".join(blocks)

"""Plots: one look for all, Arabic joined and ordered, as SVG that needs nothing else, or a file.

matplotlib joins Arabic letters by itself since version 3.11. No global state is used or set:
figures are made directly, without pyplot.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from relclf.errors import ConfigError

__all__ = ["COLORS", "LINES", "as_svg", "look", "new_figure", "save"]

COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Told apart by the colour-blind too (Okabe and Ito, 2008)."""
LINES = ("-", "--", "-.", ":")
"""What tells curves apart in black and white."""
ENDINGS = (".svg", ".png", ".pdf")

_LOOK: dict[Any, Any] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "grid.color": "#dddddd",
    "legend.frameon": False,
    "figure.dpi": 144,
    "svg.hashsalt": "relclf",  # the same plot twice is the same file
}


@contextmanager
def look() -> Iterator[None]:
    """Draw what the block draws in relclf's look."""
    with matplotlib.rc_context(_LOOK):
        yield


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure, in inches, whose parts make room for their labels."""
    return Figure(figsize=(width, height), layout="constrained")


def as_svg(figure: Figure) -> str:
    """Return a figure as an `<svg>` element whose letters are shapes: it needs no font.

    Example:
        >>> as_svg(new_figure(1, 1)).startswith("<svg")
        True
    """
    file = io.StringIO()
    with look():
        figure.savefig(file, format="svg", metadata={"Date": None})
    text = file.getvalue()
    return text[text.index("<svg") :]


def save(figure: Figure, path: str | Path) -> None:
    """Write a figure to a file of the kind that its name ends in.

    Raises:
        ConfigError: If the ending is none of .svg, .png and .pdf.
        OSError: If the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise ConfigError(f"{path}: a plot is written as one of {', '.join(ENDINGS)}.")
    with look():
        # The same plot twice is the same file.
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)

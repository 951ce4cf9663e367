"""Doubts as a CSV file, and as text for a terminal."""

from collections.abc import Iterable, Sequence

from relclf.coding.doubts import Doubt
from relclf.output.as_csv import csv_line
from relclf.output.terminal import columns, fold, harmless, isolated

__all__ = ["as_csv", "as_text"]

COLUMNS = (
    *("id", "title", "field", "coded", "proposed"),
    *("probability", "usual", "quality", "contradicted", "evidence"),
)
DIGITS = 4
_INDENT = " " * 7
_NARROWEST = 40


def as_csv(found: Iterable[Doubt]) -> str:
    r"""Return doubts as CSV with a byte-order mark, harmless in a spreadsheet.

    Example:
        >>> one = Doubt("n1", "=1+1", "energy", "no", "yes", 0.1, 0.5, 0.2, True, ())
        >>> as_csv([one]).splitlines()[1]
        "n1,'=1+1,energy,no,yes,0.1,0.5,0.2,true,"
    """
    lines = [csv_line(COLUMNS)]
    for one in found:
        cells = [one.id, one.title, one.field, one.coded, one.proposed]
        numbers = [round(value, DIGITS) for value in (one.probability, one.usual, one.quality)]
        rest = [str(one.contradicted).lower(), " | ".join(one.evidence)]
        lines.append(csv_line([*cells, *numbers, *rest]))
    # Without the mark, Excel takes UTF-8 for the encoding of the system.
    return "\ufeff" + "".join(lines)


def as_text(found: Sequence[Doubt], *, width: int = 100) -> str:
    """Return doubts as lines to be read in a terminal, which their text cannot control.

    Args:
        found: The doubts.
        width: Columns of the terminal; below 40 counts as 40.

    Example:
        >>> print(as_text([Doubt("n1", "Oil", "energy", "no", "yes", 0.1, 0.5, 0.2, True, ())]))
        0.200  n1  energy: no; rather yes?
               Oil
    """
    width = max(width, _NARROWEST)
    return "\n".join(line for one in found for line in _lines(one, width))


def _lines(one: Doubt, width: int) -> Iterable[str]:
    code = f"{one.field}: {one.coded}; rather {one.proposed}?"
    [name] = fold(harmless(one.id), max(width - len(_INDENT) - len(code) - 2, 10)) or [""]
    yield f"{one.quality:.3f}  {isolated(name)}  {code}"
    for text in dict.fromkeys((one.title, *one.evidence[:1])):
        for line in fold(harmless(text), width - len(_INDENT)):
            apart = isolated(line)
            # Lines that are read from the right end at the edge of the terminal.
            pad = width - len(_INDENT) - columns(line) if apart.startswith("\u2067") else 0
            yield f"{_INDENT}{' ' * pad}{apart}"

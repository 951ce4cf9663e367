"""A text cut at the borders of its marks, so that marks may overlap."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from relclf.articles import Span

__all__ = ["marked"]


def marked(
    text: str, title: str, marks: Mapping[str, Sequence[Span]]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Cut an article into parts that are marked alike.

    Args:
        text: The article's text.
        title: Its title.
        marks: By the mark's name, spans of characters of the text, or "title".

    Returns:
        The parts of the title and those of the text: each a piece and the names of its marks,
        separated by blanks. The pieces joined give the whole.

    Example:
        >>> marked("ab cd ef", "t", {"one": [(0, 5)], "two": [(3, 8), "title"]})[1]
        [('ab ', 'one'), ('cd', 'one two'), (' ef', 'two')]
    """
    spans = [
        (name, span) for name, found in marks.items() for span in found if not isinstance(span, str)
    ]
    borders = sorted({0, len(text), *(end for _, span in spans for end in span)})
    parts = []
    for start, end in pairwise(borders):
        names = dict.fromkeys(name for name, span in spans if span[0] <= start and end <= span[1])
        parts.append((text[start:end], " ".join(names)))
    on_title = " ".join(name for name, found in marks.items() if "title" in found)
    return ([(title, on_title)] if title else []), parts

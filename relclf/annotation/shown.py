r"""An article as an annotation tool shows it, and offsets between the two.

A tool gets one text: the title, an empty line, the text. Browsers turn line ends into `\n` and drop
NUL where they show a text (HTML Standard, 13.2.3.5 and 13.2.6.4.7), which would shift every offset
behind; so the tool gets it that way, and the article keeps its own.

Tools count differently, which shows behind an emoji. Label Studio counts code points, as Python
does (`fixCodePointsInRange` in the editor of label-studio 1.23.2, where a line end counts one).
doccano 1.8.4 (the offsets of its v-annotator are those of a JavaScript string, unless a project
counts grapheme clusters, which the kind used here cannot) and the page of Argilla 2.8.0
(`anchorOffset` of a selection) count UTF-16 code units.
"""

from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import Literal

from relclf.reading.fields import Span

__all__ = ["Shown", "Unit"]

Unit = Literal["code points", "utf-16"]
_GAP = "\n\n"


class Shown:
    r"""The text that a tool shows of an article.

    Args:
        title: The article's title, perhaps empty.
        text: Its text.
        unit: What the tool counts.

    Example:
        >>> shown = Shown("عنوان", "😀\r\nخبر", "utf-16")
        >>> shown.text
        'عنوان\n\n😀\nخبر'
        >>> shown.range_of((3, 6)), shown.range_of("title")
        ((10, 13), (0, 5))
        >>> shown.spans(0, 13)
        ('title', (0, 6))
    """

    def __init__(self, title: str, text: str, unit: Unit) -> None:
        whole = f"{title}{_GAP}{text}" if title else text
        kept = [
            character != "\x00" and before + character != "\r\n"
            for before, character in pairwise(f" {whole}")
        ]
        self._title = len(title)
        self._head = len(title) + len(_GAP) if title else 0
        self.text = "".join(
            "\n" if character == "\r" else character
            for character, keep in zip(whole, kept, strict=True)
            if keep
        )
        """The title, an empty line and the text, as they are shown."""
        self.head = self.text[: sum(kept[: self._head])]
        """What of it stands before the article's text; empty without a title."""
        wide = unit == "utf-16"
        # The tool's offset of each character of the whole, and of its end.
        self._places = [
            0,
            *accumulate(
                keep + (wide and character > "\uffff")
                for character, keep in zip(whole, kept, strict=True)
            ),
        ]

    @property
    def length(self) -> int:
        """Return the length of the shown text as the tool counts it."""
        return self._places[-1]

    def range_of(self, span: Span) -> tuple[int, int]:
        """Return where a span of the article stands in the shown text.

        Args:
            span: Characters of the text, or "title".

        Returns:
            Start and end as the tool counts, never empty: what is not shown at all, such as half
            of a line end, becomes its neighbour.
        """
        start, end = (0, self._title) if span == "title" else (n + self._head for n in span)
        first, last = self._places[start], self._places[end]
        if first < last:
            return first, last
        return (first, last + 1) if last < self.length else (first - 1, last)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Return what of the article a range of the shown text marks.

        Args:
            start: The start, as the tool counts.
            end: The end, exclusive; both lie within the shown text.

        Returns:
            "title" where any of it is marked, and characters of the text; nothing where only the
            line between the two is.
        """
        first = bisect_right(self._places, start) - 1
        last = bisect_right(self._places, end) - 1
        # Half of a surrogate pair stands for the whole character.
        last += self._places[last] < end
        found: list[Span] = ["title"] if first < self._title else []
        if last > max(first, self._head):
            found.append((max(first, self._head) - self._head, last - self._head))
        return tuple(found)

"""Articles into segments: the sentences of each line, as offsets into the text.

A segment is the unit of evidence: what a user is shown as the reason for a label. Segments are cut
on the original text, before it is normalised, so that their offsets need no translation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

MAX_CHARACTERS = 1000
MIN_CHARACTERS = 25
LEAD_CHARACTERS = 300

# The lookbehind tries each run of marks once: without it a long run takes quadratic time.
_SENTENCE_END = re.compile(r"""(?<![.!?؟…])[.!?؟…]+["'”’»)\]]*(?=\s)""")
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")


class Place(IntEnum):
    """Where a segment stands in its article; headline and lead decide the interaction."""

    BODY = 0
    TITLE = 1
    LEAD = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence of an article: `start` and `end` are offsets into its title or its text."""

    start: int
    end: int
    place: Place


def segment_article(title: str, text: str) -> list[Segment]:
    """Cut an article into segments, in reading order, the title first.

    Lines are cut behind sentence ends; a sentence shorter than 25 characters (an abbreviation, a
    number) is joined with the next one of its line, and one longer than 1,000 characters is cut at
    its last comma or space. Segments neither overlap nor hold white space at their ends, and every
    character that is not white space lies in exactly one.

    Args:
        title: The headline, or "".
        text: The article.

    Returns:
        The segments. Those that begin in the first 300 characters of the text (after leading white
        space) are its lead.

    Example:
        >>> segment_article("", "استقبل الوزير السفير في مكتبه اليوم. وبحثا سبل تعزيز التعاون.")
        ... # doctest: +NORMALIZE_WHITESPACE
        [Segment(start=0, end=36, place=<Place.LEAD: 2>),
         Segment(start=37, end=61, place=<Place.LEAD: 2>)]
    """
    segments = [Segment(start, end, Place.TITLE) for start, end in _spans(title)]
    lead_ends = len(text) - len(text.lstrip()) + LEAD_CHARACTERS
    segments += [
        Segment(start, end, Place.LEAD if start < lead_ends else Place.BODY)
        for start, end in _spans(text)
    ]
    return segments


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text):
        start = line.start()
        for sentence_end in _SENTENCE_END.finditer(text, line.start(), line.end()):
            if sentence_end.end() - start >= MIN_CHARACTERS:
                yield from _cut(text, start, sentence_end.end())
                start = sentence_end.end()
        yield from _cut(text, start, line.end())


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Strip a span and cut it into parts of at most `MAX_CHARACTERS`."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_CHARACTERS:
        limit = start + MAX_CHARACTERS
        cut = max(text.rfind("،", start, limit), text.rfind(" ", start, limit)) + 1
        if cut <= start:
            cut = limit
        yield start, len(text[start:cut].rstrip()) + start
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end

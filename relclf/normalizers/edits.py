"""Edit a text in steps and keep, for each character, its place in the original."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Edit", "Finder", "Step", "Traced", "edit", "place_after", "replacing", "trace"]

Edit = tuple[int, int, str]
"""Start, end and what takes the place of `text[start:end]`; an empty range is an insertion."""

Finder = Callable[[str], Iterable[Edit]]
"""Gives the edits of a text: in order, none overlapping another."""


class Traced(NamedTuple):
    """A text under way and where its characters come from.

    Attributes:
        text: The text so far.
        places: Place in the original of each character, of shape (characters + 1,), never
            decreasing; the last entry is where the text ends in the original.
    """

    text: str
    places: NDArray[np.intp]


class Step(NamedTuple):
    """One rule of a normaliser.

    Attributes:
        find: Gives the edits of a text.
        needs: A literal without which `find` finds nothing; empty where there is none.
    """

    find: Finder
    needs: str = ""


def trace(text: str) -> Traced:
    """Begin: each character stands at its own place.

    Args:
        text: The original.

    Returns:
        The unchanged text with its places.

    Example:
        >>> trace("نعم").places.tolist()
        [0, 1, 2, 3]
    """
    return Traced(text, np.arange(len(text) + 1))


def edit(traced: Traced, steps: Iterable[Step]) -> Traced:
    """Run steps one after another, each on the result of the one before.

    What an edit puts in takes the place of the first character that it replaces; an insertion
    takes the place of the character that follows. What an edit removes belongs to the
    character before.

    Args:
        traced: The text so far.
        steps: What to run.

    Returns:
        The edited text with its places.

    Example:
        >>> done = edit(trace("a--b"), [Step(replacing("-+", "+"), needs="-")])
        >>> done.text, done.places.tolist()
        ('a+b', [0, 1, 3, 4])
    """
    text, places = traced
    for find, needs in steps:
        if needs not in text:
            continue
        pieces: list[str] = []
        kept: NDArray[np.intp] | None = None
        last = 0
        for start, end, new in find(text):
            if kept is None:
                kept = np.ones(len(text) + 1, dtype=np.intp)
                put_in = np.zeros(len(text) + 1, dtype=np.intp)
            pieces += (text[last:start], new)
            last = end
            kept[start:end] = 0
            put_in[start] += len(new)
        if kept is not None:
            pieces.append(text[last:])
            text, places = "".join(pieces), np.repeat(places, kept + put_in)
    return Traced(text, places)


def replacing(pattern: str, new: str | Callable[[str], str], flanks: str = "") -> Finder:
    """Return a finder that replaces each match of a regular expression.

    Args:
        pattern: The regular expression.
        new: What takes a match's place, or a function from the matched text to it.
        flanks: Put in before and after each replacement.

    Returns:
        The finder; a match that would be replaced by itself is no edit.

    Example:
        >>> list(replacing("[0-9]+", "#", flanks=" ")("a12"))
        [(1, 1, ' '), (1, 3, '#'), (3, 3, ' ')]
    """
    compiled = re.compile(pattern)

    def find(text: str) -> Iterator[Edit]:
        for match in compiled.finditer(text):
            start, end = match.span()
            old = match[0]
            made = new if isinstance(new, str) else new(old)
            if made == old:
                continue
            if flanks:
                yield start, start, flanks
            # What both begin or end with keeps its own places: "&gt5" becomes ">5" by one edit
            # of "&gt", and of two blanks the first stays.
            head = tail = 0
            if made and len(old) > 1:
                head = _shared(old, made)
                tail = _shared(old[head:][::-1], made[head:][::-1])
            yield start + head, end - tail, made[head : len(made) - tail]
            if flanks:
                yield end, end, flanks

    return find


def place_after(places: NDArray[np.intp], index: int) -> int:
    """Return the first place behind that of one character.

    Characters that one edit put in share a place, so it is not always the next entry.

    Args:
        places: Places of shape (characters + 1,), never decreasing.
        index: The character.

    Returns:
        The place in the original where what the character came from has ended.

    Example:
        >>> place_after(np.array([0, 2, 2, 5]), 1)
        5
    """
    return int(places[np.searchsorted(places, places[index], side="right")])


def _shared(one: str, other: str) -> int:
    """Count the characters with which both begin."""
    for count, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return count
    return min(len(one), len(other))

"""Other people's text made fit for a terminal: harmless, in the right direction, cut to a width."""

import unicodedata
from collections.abc import Iterator

__all__ = ["columns", "fold", "harmless", "isolated"]

# Direction marks and joiners that Arabic and Persian need; none reaches beyond its neighbours.
_JOINERS = frozenset("\u200c\u200d\u200e\u200f\u061c")
# Signs such as the Arabic number sign are seen, though Unicode calls them format characters.
_SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
# A letter may bear shadda, a vowel and a Quranic mark; hundreds would cover the lines around it.
_MOST_MARKS = 4


def harmless(text: str) -> str:
    """Make a text of unknown origin safe to print on one line.

    White space of any kind becomes one space. Control characters are shown as pictures, so that an
    escape sequence does nothing and is seen. Bidirectional embeddings, overrides and isolates,
    which could reorder what stands around the text (Unicode Standard Annex 9), are removed, as is
    everything else that is invisible and not needed for Arabic.

    Args:
        text: Any text.

    Returns:
        The text to print.

    Example:
        >>> harmless("خبر" + chr(27) + "[31m" + chr(0x202E) + chr(10) + "عاجل")
        'خبر␛[31m عاجل'
    """
    return " ".join("".join(_harmless(text)).split())


def isolated(text: str) -> str:
    """Set a text apart in its own direction, so that it and the line around it read right.

    The direction is that of most letters, not of the first (U+2068 would lay out an Arabic
    sentence that begins with a Latin name from the left).

    Args:
        text: What `harmless` returned.

    Returns:
        The text between isolates; unchanged where it is ASCII, so that ids can be copied.

    Example:
        >>> isolated("n1"), isolated("خبر") == chr(0x2067) + "خبر" + chr(0x2069)
        ('n1', True)
    """
    if text.isascii():
        return text
    kinds = [unicodedata.bidirectional(character) for character in text]
    right_to_left = kinds.count("AL") + kinds.count("R") > kinds.count("L")
    start = "\u2067" if right_to_left else "\u2066"
    return f"{start}{text}\u2069"


def columns(text: str) -> int:
    """Return how many columns a terminal takes for a text.

    Example:
        >>> columns("خَبَر"), columns("新")
        (3, 2)
    """
    return sum(map(_columns, text))


def fold(text: str, width: int, lines: int = 1) -> list[str]:
    """Break a text into lines at spaces, and end it with an ellipsis where they do not suffice.

    Args:
        text: What `harmless` returned.
        width: Columns of a line, at least 2.
        lines: Most lines.

    Returns:
        The lines, none wider than `width`; one at most is cut within a word.

    Example:
        >>> fold("one two three four", 9, 2)
        ['one two', 'three…']
        >>> fold("one", 9, 2)
        ['one']
    """
    folded: list[str] = []
    while text:
        if columns(text) <= width:
            return [*folded, text]
        last = len(folded) == lines - 1
        end = _fitting(text, width - last)
        at = text.rfind(" ", 0, end + 1)
        line, text = text[: at if at > 0 else end], text[at if at > 0 else end :].lstrip()
        if last:
            return [*folded, f"{line.rstrip()}…"]
        folded.append(line)
    return folded


def _harmless(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if character.isspace():
            character = " "
        elif category == "Cc":
            code = ord(character)
            character = chr(0x2400 + code) if code < 32 else "\u2421" if code == 127 else "\ufffd"
        elif category == "Cs":
            character = "\ufffd"
        elif category == "Cf" and character not in _JOINERS | _SIGNS:
            continue
        marks = 0 if _columns(character) else marks + 1
        if marks <= _MOST_MARKS:
            yield character


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return int(character in _SIGNS)
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _fitting(text: str, width: int) -> int:
    used = 0
    for index, character in enumerate(text):
        used += _columns(character)
        if used > width:
            return max(index, 1)
    return len(text)

"""Named text normalisers: what the encoder reads, and where it stands in the original.

`none` changes nothing.

`basic` is for encoders without a preparation of their own. In order:

1. HTML tags, "<" or "</" with an ASCII letter right after and a ">" before the next "<", become
   blanks; character references that end in ";" become characters.
2. Arabic presentation forms (U+FB50 to U+FDFC, U+FE70 to U+FEFC) become the letters that they
   show (NFKC), so "ﻻ" becomes "لا". Nothing else is normalised so: "½" and "ﬁ" stay.
3. Tatweel, short vowels, tanwin, shadda, sukun, dagger alef and Koranic marks go, and so do
   characters of no width: zero-width and directional controls, soft hyphen, variation selectors.
4. A combining hamza or madda joins its letter (NFC), so that decomposed and composed text agree.
5. White space and other control characters: a run becomes one line break if it holds one,
   otherwise one blank; the ends are trimmed.

Letters stay as they are (hamza, ta marbuta, alef maqsura, Persian letters), and so do digits,
Latin, punctuation and emoji. Normalising twice changes nothing more, except where a tag stood
inside another, or a character reference hid a tag or another reference ("&amp;lt;").

`arabertv02` is the preparation that the AraBERT v0.2 models were trained with; its rules are in
`relclf.normalizers.arabertv02`. Normalise each text once: "<>" becomes "< >", which would then be
a tag.
"""

import functools
import html
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from relclf.errors import ConfigError, DataError, shown, suggestion
from relclf.normalizers.arabertv02 import prepare
from relclf.normalizers.edits import Step, Traced, edit, place_after, replacing, trace

__all__ = ["BARE_ALEF", "NORMALIZERS", "Normalized", "normalize"]

BARE_ALEF = str.maketrans("أإآ", "ااا")
"""For `str.translate`: alef without hamza or madda, as many write it."""


@dataclass(frozen=True, slots=True, eq=False)
class Normalized:
    """A normalised text and the way back to the original.

    Attributes:
        text: The normalised text.
        offsets: Place in the original of each character, of shape (characters,), always inside
            the original and never decreasing. The characters of a token that replaced an
            address all stand at its first character.
        end: Where the normalised text ends in the original, not counting what was trimmed.
    """

    text: str
    offsets: NDArray[np.intp]
    end: int

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that a span of the normalised text came from.

        It reaches to where the next normalised character stands, so marks that were dropped
        after a letter, and the whole of a replaced address, are inside.

        Args:
            start: First character of the span in `text`.
            end: The character after its last.

        Returns:
            Start and end in the original; an empty span stays empty.

        Raises:
            DataError: If the span is not inside `text`.

        Example:
            >>> done = normalize("  قِمّـة  الرياض", "basic")
            >>> done.original_span(0, done.text.index(" "))
            (2, 8)
        """
        if not 0 <= start <= end <= len(self.text):
            raise DataError(
                f"The span ({start}, {end}) is not inside the normalised text of "
                f"{len(self.text)} characters: expected 0 <= start <= end <= length. "
                "Is it a span of the original, or of another text?"
            )
        places = np.append(self.offsets, self.end)
        first = int(places[start])
        return first, place_after(places, end - 1) if end > start else first


def normalize(text: str, name: str) -> Normalized:
    """Normalise a text.

    Args:
        text: An article, a segment or a title.
        name: One of `NORMALIZERS`.

    Returns:
        The normalised text with its offsets; it may be empty.

    Raises:
        ConfigError: If there is no such normaliser.
        DataError: If the text is not a string.

    Example:
        >>> normalize("اجتماعُ  يوم&nbsp;١٢/٥", "basic").text
        'اجتماع يوم ١٢/٥'
        >>> normalize("اجتماعُ  يوم&nbsp;١٢/٥", "arabertv02").text
        'اجتماع يوم 12 - 5'
    """
    if not isinstance(name, str) or name not in _PREPARE:
        raise ConfigError(
            f"There is no normaliser {shown(name)}: expected one of {', '.join(NORMALIZERS)}."
            f"{suggestion(name, NORMALIZERS) if isinstance(name, str) else ''}"
        )
    if not isinstance(text, str):
        fix = " Decode it first: text.decode('utf-8')." if isinstance(text, bytes) else ""
        raise DataError(
            f"Cannot normalise {shown(text)}: expected a string, "
            f"but it is of type {type(text).__name__}.{fix}"
        )
    done = _PREPARE[name](trace(text))
    return Normalized(done.text, done.places[:-1], int(done.places[-1]))


# Combining hamza and madda (U+0653 to U+0655, U+065F) carry meaning and are not among them.
_MARKS = (
    "\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065e\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff"
)
_NO_WIDTH = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff"
)
_BLANK = r"\s\x00-\x1f\x7f-\x9f"
_LINE_BREAKS = frozenset("\n\v\f\r\x85\u2028\u2029")


@functools.cache
def _letters_of(form: str) -> str:
    # The forms of a vowel sign alone decompose to a blank and the sign.
    shown_letters = unicodedata.normalize("NFKC", form)
    return shown_letters if any(map(str.isalpha, shown_letters.replace("\u0640", ""))) else ""


def _blank_for(run: str) -> str:
    return " " if _LINE_BREAKS.isdisjoint(run) else "\n"


_BASIC = (
    Step(replacing(r"</?[A-Za-z][^<>]*>", " "), needs="<"),
    Step(
        replacing(
            r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", html.unescape
        ),
        needs="&",
    ),
    Step(replacing("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfc\ufe70-\ufefc]", _letters_of)),
    Step(replacing(f"[{_MARKS}{_NO_WIDTH}]+", "")),
    Step(
        replacing(
            "[\u0627\u0648\u064a\u06c1\u06d2\u06d5][\u0653-\u0655]",
            lambda pair: unicodedata.normalize("NFC", pair),
        )
    ),
    # A lone blank or line break is as it should be; to leave it out saves most of the time.
    Step(replacing(rf"[{_BLANK}]{{2,}}|(?![ \n])[{_BLANK}]", _blank_for)),
)


def _basic(traced: Traced) -> Traced:
    text, places = edit(traced, _BASIC)
    first = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    if first >= last:
        return Traced("", places[:1])
    end = place_after(places, last - 1)
    return Traced(text[first:last], np.append(places[first:last], end))


def _none(traced: Traced) -> Traced:
    return traced


_PREPARE: Mapping[str, Callable[[Traced], Traced]] = MappingProxyType(
    {"none": _none, "basic": _basic, "arabertv02": prepare}
)

NORMALIZERS = tuple(_PREPARE)
"""The names of the normalisers."""

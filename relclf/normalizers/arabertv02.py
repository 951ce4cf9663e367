"""The text preparation that the AraBERT v0.2 models expect, written from its behaviour.

The reference is `ArabertPreprocessor("bert-base-arabertv02").preprocess` of the package
`arabert` 1.0.1 with its defaults (Antoun, Baly and Hajj, 2020, "AraBERT: Transformer-based Model
for Arabic Language Understanding"). In order:

1. HTML character references become characters, as `html.unescape` reads them.
2. Tatweel and the eight marks U+064B to U+0652 go.
3. Addresses of the web become `[رابط]`, of mail `[بريد]`, mentions `[مستخدم]`. A mail address
   with an ASCII host and a known-looking ending ("a@example.org") counts as one of the web.
4. HTML tags go; whatever stands between "<" and ">" counts as one.
5. Arabic-Indic digits become 0 to 9, and "/" becomes "-".
6. A character other than a digit that stands more than twice in a row stays twice.
7. Arabic letters and digits are set apart from each other. Every character but Arabic and Latin
   letters, digits, "[" and "]" stands alone.
8. Characters outside the models' alphabet become blanks (the Persian and Urdu letters and
   digits, "&", emoji and zero-width characters among them).
9. Runs of white space become one blank; the ends are trimmed.

Hamza, ta marbuta and alef maqsura stay.
"""

import functools
import html
import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from relclf.normalizers.edits import Edit, Finder, Step, Traced, edit, place_after, replacing

__all__ = ["prepare"]


def prepare(traced: Traced) -> Traced:
    """Return a text as the AraBERT v0.2 models expect it.

    Args:
        traced: The original text (`relclf.normalizers.edits.trace`).

    Returns:
        The prepared text with its places.

    Example:
        >>> from relclf.normalizers.edits import trace
        >>> prepare(trace("قمّةٌ في ١٢/٥ (www.example.com)")).text
        'قمة في 12 - 5 ( [رابط] )'
    """
    return _laid_out(edit(traced, _STEPS))


def _unescaped(reference: str) -> str:
    try:
        return html.unescape(reference)
    except ValueError:
        # int() refuses thousands of digits. The reference fails there; HTML has U+FFFD for
        # every number that is too large, and so do shorter ones.
        return "\ufffd"


_HOST = "-a-zA-Z0-9@:%._+~#="
_HOST_CHARACTERS = "-@:%._+~#=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ADDRESS = re.compile(rf"(?:https?://.)?(?:www\.)?[{_HOST}]{{2,256}}\.[a-z]{{2,6}}\b[{_HOST}?&/]*")
_ENDING = re.compile(r"\.[a-z]{2,6}\b")


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    # Trying _ADDRESS at every character costs up to 256 steps each. Every match holds an
    # _ENDING, before it at most 256 host characters and "www.", and before those at most
    # "https://" and one character, so it is tried at those few places only.
    done = 0
    for ending in _ENDING.finditer(text):
        dot = ending.start()
        before = text[max(done, dot - 260) : dot]
        first = dot - len(before) + len(before.rstrip(_HOST_CHARACTERS))
        for start in range(max(done, first - 9), dot - 1):
            match = _ADDRESS.match(text, start)
            if match:
                yield match.span()
                done = match.end()
                break


def _linked(text: str) -> Iterator[Edit]:
    for start, end in _addresses(text):
        yield start, start, " "
        yield start, end, _LINK
        yield end, end, " "


_TAG = re.compile(r"<[^>]+>")


def _tags(text: str) -> Iterator[Edit]:
    # Without the limit each "<" after the last ">" would be followed to the end of the text.
    for match in _TAG.finditer(text, 0, text.rfind(">") + 1):
        yield match.start(), match.end(), " "


_DIGITS = re.compile("[0-9٠-٩]+")
_LETTERS = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_LETTER_CHARACTERS = "".join(map(chr, (*range(0x621, 0x63B), *range(0x641, 0x64B))))


def _borders(text: str) -> Iterator[Edit]:
    # The reference first sets apart digits with the letters after them, "a12ب" as "a 12 ب",
    # and then, where letters and digits still touch, letters with the digits after them,
    # "aب12" as "a ب 12". Between Latin letters and digits nothing is put.
    done = 0
    for digits in _DIGITS.finditer(text):
        start, end = digits.span()
        letters = _LETTERS.match(text, end)
        cuts: tuple[int, ...]
        if letters:
            cuts = (start, end, letters.end())
        else:
            before = text[done:start]
            first = done + len(before.rstrip(_LETTER_CHARACTERS))
            cuts = () if first == start or 0 < first == done else (first, start, end)
        done = end
        for cut in cuts:
            yield cut, cut, " "


_LINK, _MAIL, _MENTION = "[رابط]", "[بريد]", "[مستخدم]"


def _marked(pattern: str, token: str) -> Finder:
    return replacing(pattern, token, flanks=" ")


# The order matters: each step sees what the one before left. Look-behinds keep the search from
# beginning anew at every character of a run, which costs the square of its length.
_STEPS = (
    Step(
        replacing(
            r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)",
            _unescaped,
        ),
        needs="&",
    ),
    Step(replacing("[\u0640\u064b-\u0652]+", "")),
    Step(_linked, needs="."),
    Step(_marked(r"https?://[a-zA-Z0-9_./~?=%&-]+", _LINK), needs="://"),
    Step(_marked(r"www[a-zA-Z0-9_?=%&/.~-]+", _LINK), needs="www"),
    Step(_marked(r"(?:(?<![a-zA-Z])|(?<=\.com))[a-zA-Z]+\.com", _LINK), needs=".com"),
    Step(_marked(r"http\S*", _LINK), needs="http"),
    Step(_marked(r"www\S*", _LINK), needs="www"),
    Step(_marked(r"://", _LINK), needs="://"),
    Step(_marked(r"(?<![\w-])[\w-]+@(?:[\w-]+\.)+[\w-]+", _MAIL), needs="@"),
    Step(_marked(r"(?<!\S)\S+@\S+", _MAIL), needs="@"),
    Step(_marked(r"@\w+", _MENTION), needs="@"),
    Step(replacing("<br />", " "), needs="<br />"),
    Step(_tags, needs="<"),
    Step(_borders),
)


@functools.cache
def _alphabet() -> tuple[NDArray[np.uint32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Give, by code point up to U+2027, what it becomes, whether it stands alone, and digits."""
    becomes = np.full(0x2028, ord(" "), dtype=np.uint32)
    alone = np.zeros(0x2028, dtype=bool)
    marks = "!\"#$%'()*+,-.:;<=>?@\\^_`{|}~«·»،؛؟٪٫٬ٱٲٳٴ୍ۚ–—‘’“”…"
    for place in (*map(ord, marks), *range(0x653, 0x660)):
        becomes[place] = place
        alone[place] = True
    for first, last in ("09", "az", "AZ", "[[", "]]", "\u0621\u063a", "\u0641\u064a"):
        becomes[ord(first) : ord(last) + 1] = np.arange(ord(first), ord(last) + 1)
    becomes[ord("/")], alone[ord("/")] = ord("-"), True
    becomes[0x660:0x66A] = becomes[ord("0") : ord("9") + 1]
    return becomes, alone, (becomes >= ord("0")) & (becomes <= ord("9"))


def _laid_out(traced: Traced) -> Traced:
    """Thin out repetitions, map digits and "/", set characters apart, drop the foreign ones."""
    becomes, alone, digit = _alphabet()
    places = traced.places
    codes = np.frombuffer(traced.text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    same = codes[1:] == codes[:-1]
    third = same[1:] & same[:-1]
    if third.any():
        keep = np.ones(len(codes) + 1, dtype=bool)
        keep[2:-1] = ~third | digit[np.minimum(codes[2:], 0x2027)]
        codes, places = codes[keep[:-1]], places[keep]
    codes = np.minimum(codes, 0x2027)
    shown = becomes[codes]
    solid = np.flatnonzero(shown != ord(" "))
    if not len(solid):
        return Traced("", places[:1])
    apart = alone[codes[solid]]
    blank = (np.diff(solid) > 1) | apart[1:] | apart[:-1]
    to = np.arange(len(solid))
    to[1:] += np.cumsum(blank)
    out = np.full(to[-1] + 1, ord(" "), dtype="<u4")
    out[to] = shown[solid]
    # A blank stands where the first character that it replaces stood, or else the next one.
    out_places = np.empty(len(out) + 1, dtype=np.intp)
    out_places[to] = places[solid]
    out_places[to[1:][blank] - 1] = places[solid[:-1][blank] + 1]
    out_places[-1] = place_after(places, int(solid[-1]))
    return Traced(out.tobytes().decode("utf-32-le"), out_places)

"""Other people's text made fit for a page: what is invisible and could mislead is seen."""

import re
import unicodedata

__all__ = ["direction", "visible"]

# Embeddings, overrides and isolates reorder what stands around them (Unicode Standard Annex 9).
# The marks U+200E, U+200F and U+061C and the joiners, which Arabic needs, are left.
_MISLEADING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Show control characters by their numbers, so that they do nothing and are seen.

    Line ends of all kinds stay line ends. HTML is not escaped here: the template does that.

    Args:
        text: Any text.

    Returns:
        The text to show.

    Example:
        >>> visible("خبر" + chr(0x202E) + "عاجل" + chr(10))
        'خبر[U+202E]عاجل\n'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _MISLEADING.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def direction(text: str) -> str:
    """Return "rtl" or "ltr", by most of its letters, not by the first as `dir="auto"` does.

    Example:
        >>> direction("NATO تعقد قمة"), direction("A summit in الرياض"), direction("")
        ('rtl', 'ltr', 'rtl')
    """
    kinds = [unicodedata.bidirectional(character) for character in text]
    return "ltr" if kinds.count("L") > kinds.count("AL") + kinds.count("R") else "rtl"

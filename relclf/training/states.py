"""Names of states in Arabic text, and the same text with other states in their place."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relclf.normalize import BARE_ALEF

__all__ = ["Edit", "apply_edits", "swap_states"]

Edit = tuple[int, int, str]
"""Start, end and what takes the place of the characters between them."""

_WORD = re.compile(r"[\u0621-\u0652]+")
_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")

# Name and the adjective's stem. Left out are states whose name is a matter of its own in many
# articles (theatres of war, parties of the nuclear file), and names of more than one word.
_STATES = """
البحرين بحرين، الكويت كويت، قطر قطر، الإمارات إمارات، السعودية سعود، عُمان عُمان،
الأردن أردن، مصر مصر، الجزائر جزائر، المغرب مغرب، تونس تونس، موريتانيا موريتان،
فرنسا فرنس، ألمانيا ألمان، إيطاليا إيطال، إسبانيا إسبان، بريطانيا بريطان،
البرتغال برتغال، هولندا هولند، بلجيكا بلجيك، النمسا نمساو، السويد سويد، النرويج نرويج،
بولندا بولند، رومانيا رومان، المجر مجر، صربيا صرب، اليونان يونان، قبرص قبرص، تركيا ترك،
الصين صين، اليابان يابان، الهند هند، باكستان باكستان، إندونيسيا إندونيس، ماليزيا ماليز،
تايلاند تايلاند، فيتنام فيتنام، سنغافورة سنغافور، كازاخستان كازاخستان، أوزبكستان أوزبك،
أذربيجان أذربيجان، البرازيل برازيل، الأرجنتين أرجنتين، المكسيك مكسيك، كوبا كوب،
كندا كند، أستراليا أسترال، كينيا كين، إثيوبيا إثيوب، نيجيريا نيجير، السنغال سنغال،
غانا غان، تنزانيا تنزان، أوغندا أوغند، أنغولا أنغول
"""
_ENDINGS = ("ي", "ية", "يين", "يون", "يان", "يتين")


@dataclass(frozen=True, slots=True)
class _Form:
    """A word as it names a state: its row, how (name or an ending), and what stands before."""

    state: int
    kind: int
    definite: bool
    prefix: str


_ROWS = [tuple(pair.split()) for pair in _STATES.split("،")]


def _written(form: _Form) -> str:
    """Write a form; after ل the article loses its alef: "للبحرين"."""
    name, stem = _ROWS[form.state]
    word = name if form.kind < 0 else ("ال" if form.definite else "") + stem + _ENDINGS[form.kind]
    if form.prefix.endswith("ل") and word.startswith("ال"):
        return form.prefix + "ل" + word[2:]
    return form.prefix + word


def _forms() -> Iterator[tuple[str, _Form]]:
    for state in range(len(_ROWS)):
        for prefix in _PREFIXES:
            for kind in range(len(_ENDINGS)):
                for definite in (False, True):
                    form = _Form(state, kind, definite, prefix)
                    yield _bare(_written(form)), form
            form = _Form(state, -1, False, prefix)
            yield _bare(_written(form)), form


def _bare(word: str) -> str:
    """Drop what writers leave out: the hamza of alef and short vowels."""
    return re.sub("[\u064b-\u0652]", "", word).translate(BARE_ALEF)


_KNOWN = dict(_forms())


def swap_states(texts: list[str], rng: random.Random) -> list[list[Edit]]:
    """Put other states in the place of those that an article names.

    Each state becomes another one wherever it is named, in all texts. Prefixes and the adjective's
    endings stay ("والقطرية" becomes "والكويتية"); "السعودية" behind a word with the article is the
    adjective, elsewhere the name.

    Args:
        texts: Title and text of an article.
        rng: Chooses the states.

    Returns:
        For each text what to replace, in order.

    Example:
        >>> [[(start, end, word)]] = swap_states(["استقبل الأمير السفير القطري"], random.Random(0))
        >>> start, end, word[:2], word[-1]
        (21, 27, 'ال', 'ي')
    """
    found = [list(_find(text)) for text in texts]
    named = sorted({form.state for forms in found for _, _, form in forms})
    others = [state for state in range(len(_ROWS)) if state not in named]
    chosen = dict(zip(named, rng.sample(others, min(len(named), len(others))), strict=False))
    return [
        [
            (start, end, _written(_Form(chosen[form.state], form.kind, form.definite, form.prefix)))
            for start, end, form in forms
            if form.state in chosen
        ]
        for forms in found
    ]


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Make edits, given in order and without overlap.

    Example:
        >>> apply_edits("زار قطر.", [(4, 7, "الكويت")])
        'زار الكويت.'
    """
    parts, last = [], 0
    for start, end, new in edits:
        parts += [text[last:start], new]
        last = end
    return "".join([*parts, text[last:]])


def _find(text: str) -> Iterator[tuple[int, int, _Form]]:
    before = ""
    for match in _WORD.finditer(text):
        word = _bare(match.group())
        form = _KNOWN.get(word)
        if form is not None:
            if _ROWS[form.state][0] == "السعودية" and before.startswith("ال") and form.kind < 0:
                form = _Form(form.state, 1, True, form.prefix)
            # "المملكة العربية السعودية" is a name of three words.
            if before != "العربية":
                yield match.start(), match.end(), form
        before = word

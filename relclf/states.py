"""Names of states in Arabic text, and the same text with other states in their place.

Neither topics nor interaction depend on who the parties are. `rename_states` makes sure of it: the
first state that an article names is always read as the same one, and so is the second.
"""

import functools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from relclf.normalize import BARE_ALEF

__all__ = ["Edit", "apply_edits", "rename_states", "swap_states"]

Edit = tuple[int, int, str]
"""Start, end and what takes the place of the characters between them."""

_WORD = re.compile(r"[\u0621-\u0652]+")
_MARKS = re.compile("[\u0640\u064b-\u0652]")
_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")

# Name and the adjective's stem; the first ones are the names that renamed states get. Left out are
# states whose name is a matter of its own in many articles (theatres of war, parties of the nuclear
# file), and names of more than one word.
_STATES = """
قطر قطر، الكويت كويت، البحرين بحرين، الإمارات إمارات، السعودية سعود، عُمان عُمان،
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
_NOT_DEFINITE = {"الى", "الا", "التي", "الذي", "الذين", "التقى", "التقت", "الان"}
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
    """Drop what writers leave out: the hamza of alef, short vowels and tatweel."""
    return _MARKS.sub("", word).translate(BARE_ALEF)


@functools.cache
def _known() -> dict[str, _Form]:
    return dict(_forms())


def rename_states(texts: Sequence[str]) -> list[str]:
    """Name the states of an article in one fixed order, whichever they are.

    Prefixes and the adjective's endings stay, as in `swap_states`. States that are not in the list
    keep their names.

    Args:
        texts: The parts of an article, in reading order.

    Returns:
        The same parts with the states renamed.

    Example:
        >>> rename_states(["زار الوزير الياباني فرنسا.", "وبحث العلاقات الفرنسية اليابانية."])
        ['زار الوزير القطري الكويت.', 'وبحث العلاقات الكويتية القطرية.']
    """
    order: dict[int, int] = {}
    renamed = []
    for text in texts:
        found = list(_find(text))
        for _, _, form in found:
            order.setdefault(form.state, len(order))
        renamed.append(apply_edits(text, _edits(found, order)))
    return renamed


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
    return [_edits(forms, chosen) for forms in found]


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


def _edits(found: Sequence[tuple[int, int, _Form]], chosen: Mapping[int, int]) -> list[Edit]:
    return [
        (start, end, _written(replace(form, state=chosen[form.state])))
        for start, end, form in found
        if form.state in chosen
    ]


def _find(text: str) -> Iterator[tuple[int, int, _Form]]:
    known, before = _known(), ""
    for match in _WORD.finditer(text):
        word = _bare(match.group())
        form = known.get(word)
        if form is not None:
            definite = before.startswith("ال") and before not in _NOT_DEFINITE
            if _ROWS[form.state][0] == "السعودية" and definite and form.kind < 0:
                form = _Form(form.state, 1, True, form.prefix)
            # "المملكة العربية السعودية" is a name of three words.
            if before != "العربية":
                yield match.start(), match.end(), form
        before = word

"""Invented articles of shuffled words, in which the labels' own words give them away."""

import random
from collections.abc import Callable

import pytest

from relclf.articles import CodedArticle

FILLERS = [
    f"{first}{last}" for first in "بتثجحخدذرز" for last in ("يان", "وار", "اسم", "ولة", "يقة")
]
WORDS = {
    "energy": ["نفط", "غاز", "كهرباء", "أنابيب", "وقود", "مصفاة"],
    "health": ["مستشفى", "دواء", "لقاح", "طبيب", "مرضى", "علاج"],
    "culture": ["متحف", "شعر", "معرض", "مسرح", "فنون", "مهرجان"],
    "visit": ["زار", "وصل", "استقبل", "مطار", "مراسم", "وفد"],
    "agreement": ["وقع", "مذكرة", "تفاهم", "اتفاقية", "بنود", "توقيع"],
    "none": ["طقس", "رياح", "أمطار", "حرارة", "سحب", "ضباب"],
}
TOPICS, INTERACTIONS = ("energy", "health", "culture"), ("visit", "agreement", "none")

Invent = Callable[..., list[CodedArticle]]


@pytest.fixture(scope="session")
def invent() -> Invent:
    """Make articles, each with its own words, coded by what they are about."""

    def make(number: int, seed: int = 0, prefix: str = "n") -> list[CodedArticle]:
        draw = random.Random(seed)
        return [
            article(
                f"{prefix}{at}",
                [key for key in TOPICS if draw.random() < 0.3],
                draw.choice(INTERACTIONS),
                draw,
            )
            for at in range(number)
        ]

    return make


def article(id_: str, topics: list[str], interaction: str, draw: random.Random) -> CodedArticle:
    words = draw.choices(FILLERS, k=40)
    for key in (*topics, interaction):
        words += draw.choices(WORDS[key], k=8)
    draw.shuffle(words)
    return CodedArticle(" ".join(words), id=id_, topics=tuple(topics), interaction=interaction)

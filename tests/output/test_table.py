"""The table: what it says, in the right direction, and nothing that strangers put in."""

import re
import unicodedata
from dataclasses import replace

import pytest

from relclf.articles import Article, Evidence
from relclf.codebook import Codebook
from relclf.output import render
from relclf.output.terminal import columns, fold, harmless, isolated
from relclf.prediction import Prediction

OPENING = "وصل وزير خارجية النور إلى الرمال."
OIL = "وبحثا تصدير النفط."
ARTICLE = Article(f"{OPENING} {OIL}", "n1", "زيارة رسمية")
SAID = Prediction(
    *("n1", ("energy", "health"), "visit", True),
    *({"energy": 0.876, "health": 0.5, "culture": 0.1}, {"visit": 0.9, "none": 0.1}, 0.81),
    Evidence(((0, len(OPENING)),), {"energy": ((len(OPENING) + 1, 52),), "health": ("title",)}),
    *(0.999, "m"),
)


def plain(text: str) -> str:
    return re.sub("[\u2066\u2067\u2069]", "", text)


def test_all_that_it_says(codebook: Codebook) -> None:
    expected = f"""\
n1  زيارة رسمية
  interaction   90%  زيارة  visit, planned (81%)
                     {OPENING}
  topics        88%  الطاقة  energy
                     {OIL}
                50%  الصحة  health
                     زيارة رسمية
  read          99%  of the article"""
    assert plain(render(ARTICLE, SAID, codebook)) == expected


def test_nothing_is_said_in_words_and_held_too(codebook: Codebook, topics_only: Codebook) -> None:
    held = replace(SAID, topics=(), planned=False, coverage=1.0, evidence=Evidence())
    text = plain(render(Article("خبر", "n1"), held, codebook))
    assert text == (
        "n1\n  interaction   90%  زيارة  visit, held (19%)\n  topics             no topics"
    )
    alone = replace(held, interaction=None, planned=None, planned_probability=None)
    assert plain(render(Article("خبر", "n1"), alone, topics_only)).splitlines()[1:] == [
        "  topics             no topics"
    ]


def test_arabic_stands_apart(codebook: Codebook) -> None:
    for line in render(ARTICLE, SAID, codebook).splitlines():
        assert line.count("\u2067") + line.count("\u2066") == line.count("\u2069")
        outside = re.sub("[\u2066\u2067][^\u2069]*\u2069", "", line)
        assert outside.isascii()
    assert isolated("CNN قالت إن الوزير وصل")[0] == "\u2067"
    assert isolated("The minister’s visit, زيارة")[0] == "\u2066"


HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\u202egnp.exe\u2069\u2069\u2068\u2067\u0007\x9b31m\n\r\t\u2028خبر"
    "\u200b\ufeff\U000e0041\ud800ب" + "\u064e" * 500 + "\x00\x7f"
)


@pytest.mark.parametrize("width", [1, 40, 63, 200])
def test_hostile_text_controls_nothing(width: int, codebook: Codebook) -> None:
    article = Article(HOSTILE * 5, HOSTILE, HOSTILE * 2)
    whole = (0, len(article.text))
    said = replace(SAID, evidence=Evidence((whole,), {"energy": (whole,), "health": ("title",)}))
    text = render(article, said, codebook, width=width)
    assert {unicodedata.category(character) for character in text} & {"Cc", "Cs", "Zl"} == {"Cc"}
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2068\u2028]", text)
    assert "\u064e" * 5 not in text
    for line in text.splitlines():
        assert columns(line) <= max(width, 40) or "visit" in line
        depth = 0
        for character in line:
            depth += (character in "\u2066\u2067") - (character == "\u2069")
            assert depth in (0, 1)
        assert depth == 0


def test_what_arabic_needs_is_kept() -> None:
    text = "«مُحَمَّد» می\u200cخواهم \u0600\u0661 \u200fنعم"
    assert harmless(text) == text
    assert harmless("  خبر \n\n ثان\u00a0") == "خبر ثان"


def test_long_sentences_take_two_lines(codebook: Codebook) -> None:
    article = Article("كلمة طويلة " * 60, "n1")
    said = replace(
        SAID, topics=(), coverage=1.0, evidence=Evidence(((0, len(article.text) - 1),), {})
    )
    lines = render(article, said, codebook, width=80).splitlines()
    shown = lines[2:-1]
    assert len(shown) == 2
    assert shown[1].endswith("…\u2069")
    # Both begin at the same column on the right.
    assert columns(shown[0]) == columns(shown[1]) <= 80
    whole = Article("كلمة طويلة " * 8, "n1")
    said = replace(said, evidence=Evidence(((0, 87),), {}))
    assert "…" not in render(whole, said, codebook, width=80)


def test_fold_cuts_words_only_where_it_must() -> None:
    assert fold("aaaa bbbb", 4, 2) == ["aaaa", "bbbb"]
    assert fold("aaaaaa bb", 4, 3) == ["aaaa", "aa", "bb"]
    assert fold("aaaaaaaaaaa", 4, 2) == ["aaaa", "aaa…"]
    assert fold("新聞新聞", 5, 1) == ["新聞…"]
    assert fold("خَبَرٌ", 3) == ["خَبَرٌ"]
    assert fold("", 4) == []


def test_colors_only_where_wanted(codebook: Codebook) -> None:
    colored = render(ARTICLE, SAID, codebook, color=True)
    assert colored.startswith("\x1b[1mn1")
    assert re.sub("\x1b\\[[012]m", "", colored) == render(ARTICLE, SAID, codebook)

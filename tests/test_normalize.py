"""Normalisers: parity with the reference, offsets, laws, messages, speed."""

import json
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relclf.errors import ConfigError, DataError
from relclf.normalize import NORMALIZERS, Normalized, normalize

FIXTURE = Path(__file__).parent / "data" / "arabertv02.jsonl"
CASES = [json.loads(line) for line in FIXTURE.read_text(encoding="ascii").splitlines()]
SENTENCE = "أكّد إبراهيم أنّ آمال المؤمن قارئة في مستشفى ٢٠٢٤"


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_arabertv02_gives_what_the_reference_gives(case: dict[str, str]) -> None:
    assert normalize(case["text"], "arabertv02").text == case["expected"]


@pytest.mark.parametrize("name", NORMALIZERS)
def test_offsets_stay_inside_the_original_and_never_decrease(name: str) -> None:
    for case in CASES:
        done = normalize(case["text"], name)
        assert done.offsets.shape == (len(done.text),)
        assert np.issubdtype(done.offsets.dtype, np.integer)
        assert (np.diff(done.offsets) >= 0).all()
        if done.text:
            assert done.offsets[0] >= 0
            assert done.offsets[-1] < done.end <= len(case["text"])


@pytest.mark.parametrize("name", NORMALIZERS)
def test_no_character_comes_from_nothing(name: str) -> None:
    for case in CASES:
        done = normalize(case["text"], name)
        for place in range(len(done.text)):
            start, end = done.original_span(place, place + 1)
            assert 0 <= start < end <= len(case["text"])
        assert done.original_span(0, 0)[0] == done.original_span(0, 0)[1]


@pytest.mark.parametrize("name", ["basic", "arabertv02"])
def test_letters_stand_where_they_stood(name: str) -> None:
    kept = set("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ")
    tokens = {"[رابط]", "[بريد]", "[مستخدم]"}
    for case in CASES:
        if "&" in case["text"] or any(token in case["expected"] for token in tokens):
            continue
        done = normalize(case["text"], name)
        for character, place in zip(done.text, done.offsets, strict=True):
            if character in kept and case["text"][place] < "\ufb50":
                composed = character in "أإآؤئ" and case["text"][place] in "اوي"
                assert case["text"][place] == character or composed


@pytest.mark.parametrize(
    ("name", "text", "part", "original"),
    [
        ("none", "  نص  ", "نص", "نص"),
        ("basic", "  قِمّـة  الرياضِ  ", "قمة", "قِمّـة"),
        ("basic", "  قِمّـة  الرياضِ  ", "الرياض", "الرياضِ"),
        ("basic", "قال&nbsp;&quot;نعم&quot; ثم", '"نعم"', "&quot;نعم&quot;"),
        ("basic", "محمد ﷺ نبي", "صلى الله عليه وسلم", "ﷺ"),
        ("basic", "محمد ﷺ نبي", "عليه", "ﷺ"),
        ("basic", "أول<br/>ثان", "أول", "أول"),
        ("arabertv02", "قِمّة الرياضِ.", "الرياض", "الرياضِ"),
        ("arabertv02", "عام2024م", "2024", "2024"),
        ("arabertv02", "في ١٢/٥/٢٠٢٤م", "12 - 5 - 2024", "١٢/٥/٢٠٢٤"),
        ("arabertv02", "زوروا https://example.com/a اليوم", "[رابط]", "https://example.com/a"),
        ("arabertv02", "راسلوا a@example.org", "[رابط]", "a@example.org"),
        ("arabertv02", "راسلوا مكتب@مثال اليوم", "[بريد]", "مكتب@مثال"),
        ("arabertv02", "هههههه يا صديق", "هه", "هههههه"),
        ("arabertv02", "نعم 😀😀 لا  😀", "لا", "لا"),
        ("arabertv02", "نص&gtنص آخر", "نص آخر", "نص آخر"),
    ],
)
def test_a_span_leads_back_to_the_original(name: str, text: str, part: str, original: str) -> None:
    done = normalize(text, name)
    start = done.text.index(part)
    first, last = done.original_span(start, start + len(part))
    assert text[first:last] == original


@pytest.mark.parametrize("name", NORMALIZERS)
def test_hamza_and_endings_survive(name: str) -> None:
    assert [letter for letter in normalize(SENTENCE, name).text if letter in "أإآؤئةىء"] == [
        letter for letter in SENTENCE if letter in "أإآؤئةىء"
    ]


def test_none_changes_nothing() -> None:
    for case in CASES:
        done = normalize(case["text"], "none")
        assert done.text == case["text"]
        assert done.offsets.tolist() == list(range(len(case["text"])))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الـــتعاونُ", "التعاون"),
        ("\u200fنص\u200b\u202aنص\ufeff", "نصنص"),
        ("ﺍﻟﺴﻼﻡ ﻻ", "السلام لا"),
        ("ا\u0654كد ا\u0653مال مو\u0654من", "أكد آمال مؤمن"),
        ("نص\ufe70\ufc5eنص", "نصنص"),
        ("  أول \r\n\r\n ثان\t\xa0ثالث \x00 رابع ", "أول\nثان ثالث رابع"),
        ("<p class='a'>أول</p>ثان &amp; ثالث&#33;", "أول ثان & ثالث!"),
        ("٢٠٢٤ 2024 G20 ½ ﬁ 😀 «نص» ی ک", "٢٠٢٤ 2024 G20 ½ ﬁ 😀 «نص» ی ک"),
        ("5 < 7 و 9 > 2 AT&T &copy", "5 < 7 و 9 > 2 AT&T &copy"),
    ],
)
def test_basic_does_what_it_says(text: str, expected: str) -> None:
    assert normalize(text, "basic").text == expected


def test_basic_twice_is_basic_once() -> None:
    for case in CASES:
        once = normalize(case["text"], "basic").text
        # A reference may hide a tag, and a tag may stand inside another.
        if "&" not in case["text"] and "<a <br" not in case["text"]:
            assert normalize(once, "basic").text == once


def test_arabertv02_twice_is_once_where_no_tag_comes_up() -> None:
    for case in CASES:
        if "<" not in case["expected"]:
            assert normalize(case["expected"], "arabertv02").text == case["expected"]


@pytest.mark.parametrize("name", NORMALIZERS)
@pytest.mark.parametrize("text", ["\ud800", "نص\udfffنص", "&#" + "9" * 5000 + ";", "\x00" * 9])
def test_odd_input_is_taken(text: str, name: str) -> None:
    assert isinstance(normalize(text, name), Normalized)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"'arabert2'.*none, basic, arabertv02.*Did you mean"):
        normalize("نص", "arabert2")
    name: Any = None
    with pytest.raises(ConfigError, match="no normaliser None"):
        normalize("نص", name)


@pytest.mark.parametrize("text", [None, 7, b"abc", ["نص"]])
def test_a_text_that_is_no_string_is_refused(text: Any) -> None:
    with pytest.raises(DataError, match=f"expected a string.*{type(text).__name__}"):
        normalize(text, "basic")


@pytest.mark.parametrize("span", [(-1, 1), (0, 3), (2, 1)])
def test_a_span_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(DataError, match="not inside the normalised text of 2 characters"):
        normalize("نص", "basic").original_span(*span)


# Each unit makes a rule without look-behind or limit begin anew at every character.
@pytest.mark.parametrize("name", ["basic", "arabertv02"])
@pytest.mark.parametrize(
    "unit",
    ["a", "<", "<a", "سص", "@", "a@", "a.", "aacomb", " .com", "&", "@http://", "http", "\u0640"],
)
def test_time_grows_with_length_only(unit: str, name: str) -> None:
    text = unit * (400_000 // len(unit)) + ".com 1 @"
    started = time.process_time()
    normalize(text, name)
    assert time.process_time() - started < 5


def test_a_random_text_is_the_sum_of_its_lines() -> None:
    generator = random.Random(5)
    words = [word for case in CASES for word in case["text"].split() if not {"<", "&"} & set(word)]
    for _ in range(100):
        lines = [" ".join(generator.choices(words, k=8)) for _ in range(4)]
        whole = normalize("\n".join(lines), "arabertv02").text
        assert whole == " ".join(filter(None, (normalize(x, "arabertv02").text for x in lines)))

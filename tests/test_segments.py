"""Laws of the segments: every character in exactly one, none torn where a sentence could end."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from relclf.segments import (
    LEAD_CHARACTERS,
    MAX_CHARACTERS,
    Place,
    Segment,
    segment_article,
)

PIECES = st.sampled_from(
    [
        *("وزير", "السفير ", "بيان. ", "لماذا؟ ", "د. ", "3.5", "،", "؛ ", "…", '."', "ا" * 400),
        *(" ", "\n", "\r\n", "\u2028", "\u2029", "\x85", "\x1c", "\t", "\u00a0"),
        *("\u200f", "\ufeff", "\x00"),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def test_a_title_stands_before_the_lines_of_the_text() -> None:
    text = "استقبل الوزير نظيره في العاصمة.\n\n  وبحثا التعاون في مجال الطاقة.  \nانتهى"
    segments = segment_article("لقاء في العاصمة", text)
    assert segments[0] == Segment(0, 15, Place.TITLE)
    assert [text[segment.start : segment.end] for segment in segments[1:]] == [
        "استقبل الوزير نظيره في العاصمة.",
        "وبحثا التعاون في مجال الطاقة.",
        "انتهى",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("وصل الوفد إلى مطار العاصمة. وغادر بعد يومين.", 2),
        ('قال: "وصل الوفد إلى المطار." ثم غادر مع رفاقه.', 2),
        ("وصل د. حامد. ثم غادر.", 1),
        ("وصل الوفد إلى العاصمة عند الساعة 3.30 من بعد الظهر", 1),
        ("هل يصل الوفد إلى العاصمة غدا؟ نعم يصل إليها صباحا.", 2),
        ("وصل الوفد إلى مطار العاصمة... وغادر بعد يومين.", 2),
    ],
)
def test_sentences_end_where_white_space_follows(text: str, sentences: int) -> None:
    assert len(segment_article("", text)) == sentences


@given(title=TEXTS, text=TEXTS)
@example(title="", text="")
@example(title=" \n ", text=" \u200f ")
@example(title="كلمة" * 400, text="،" * 1500)
@example(title="", text="ا" * 999 + " " * 1001 + "ب")
@settings(deadline=None, max_examples=150)
def test_every_character_lies_in_exactly_one_segment(title: str, text: str) -> None:
    segments = segment_article(title, text)
    for whole, ours in (
        (title, [segment for segment in segments if segment.place is Place.TITLE]),
        (text, [segment for segment in segments if segment.place is not Place.TITLE]),
    ):
        inside = [index for segment in ours for index in range(segment.start, segment.end)]
        assert len(inside) == len(set(inside)), "segments overlap"
        assert inside == sorted(inside), "segments are not in reading order"
        outside = set(range(len(whole))) - set(inside)
        assert all(whole[index].isspace() for index in outside)
        for segment in ours:
            assert 0 < segment.end - segment.start <= MAX_CHARACTERS
            assert not whole[segment.start].isspace()
            assert not whole[segment.end - 1].isspace()
            assert not set(whole[segment.start : segment.end]) & set("\n\r\u2028\u2029")
    places = [segment.place for segment in segments]
    assert places == sorted(places, key=[Place.TITLE, Place.LEAD, Place.BODY].index)


def test_a_long_sentence_is_cut_at_its_last_comma_or_space() -> None:
    text = "وزير، " * 400
    segments = segment_article("", text)
    assert len(segments) == 3
    assert all(text[segment.end - 1] == "،" for segment in segments)
    assert segments[0].end - segments[0].start > MAX_CHARACTERS - 6


def test_a_word_longer_than_a_segment_is_cut_anyway() -> None:
    assert [segment.end for segment in segment_article("", "ا" * 2500)] == [1000, 2000, 2500]


def test_the_lead_is_what_begins_in_the_first_characters() -> None:
    sentence = "وصل الوفد إلى مطار العاصمة صباحا."
    text = "\n  " + "\n".join([sentence] * 20)
    segments = segment_article("", text)
    leads = [segment for segment in segments if segment.place is Place.LEAD]
    assert len(leads) == -(-LEAD_CHARACTERS // (len(sentence) + 1))
    assert leads == segments[: len(leads)]
    assert segment_article("", text.strip())[len(leads) - 1].place is Place.LEAD


@pytest.mark.parametrize("run", [".", "؟", "…", ' ."', ".)", '."'])
def test_long_runs_of_punctuation_take_no_long_time(run: str) -> None:
    started = time.perf_counter()
    segment_article("", f"المحتويات {run * 20_000}7")
    assert time.perf_counter() - started < 1

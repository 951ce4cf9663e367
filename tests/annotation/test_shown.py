"""Offsets between an article and what tools show of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from relclf.annotation.shown import Shown, Unit
from relclf.articles import CodedArticle

UNITS: tuple[Unit, ...] = ("code points", "utf-16")
Articles = SearchStrategy[CodedArticle]


def cut(text: str, start: int, end: int, unit: Unit) -> str:
    """Cut a range out of a text as the tool counts it."""
    if unit == "code points":
        return text[start:end]
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def as_shown(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


@pytest.mark.parametrize("unit", UNITS)
@given(data=st.data())
def test_a_range_covers_the_span_and_leads_back_to_it(
    any_coded: Articles, unit: Unit, data: st.DataObject
) -> None:
    article = data.draw(any_coded)
    shown = Shown(article.title, article.text, unit)
    assert shown.text == as_shown(f"{article.title}\n\n" if article.title else "") + as_shown(
        article.text
    )
    start = data.draw(st.integers(0, len(article.text) - 1))
    end = data.draw(st.integers(start + 1, len(article.text)))
    first, last = shown.range_of((start, end))
    assert 0 <= first < last <= shown.length
    marked = as_shown(article.text[start:end])
    if not any(sign in article.text for sign in "\r\x00"):
        assert cut(shown.text, first, last, unit) == marked
        assert shown.spans(first, last) == ((start, end),)
    elif marked.strip("\n"):
        [(back_start, back_end)] = shown.spans(first, last)
        assert as_shown(article.text[back_start:back_end]).strip("\n") == marked.strip("\n")


@pytest.mark.parametrize("unit", UNITS)
def test_a_title_is_marked_whole(unit: Unit) -> None:
    shown = Shown("عنوان 😀", "نص", unit)
    start, end = shown.range_of("title")
    assert cut(shown.text, start, end, unit) == "عنوان 😀"
    assert shown.spans(start, end) == shown.spans(start + 1, end - 2) == ("title",)
    assert shown.spans(end, shown.length) == ((0, 2),)
    assert shown.spans(start, shown.length) == ("title", (0, 2))
    assert shown.spans(end, end + 2) == ()


def test_tools_count_differently_behind_an_emoji() -> None:
    assert Shown("", "😀نص", "code points").range_of((1, 3)) == (1, 3)
    assert Shown("", "😀نص", "utf-16").range_of((1, 3)) == (2, 4)
    assert Shown("", "😀نص", "utf-16").spans(1, 2) == ((0, 1),)
    assert Shown("", "😀نص", "utf-16").spans(0, 1) == ((0, 1),)


def test_what_is_not_shown_is_marked_beside_it() -> None:
    shown = Shown("", "أ\r\nب", "code points")
    assert shown.text == "أ\nب"
    assert shown.range_of((2, 3)) == (2, 3)
    assert Shown("", "أ\x00", "code points").range_of((1, 2)) == (0, 1)

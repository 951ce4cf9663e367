"""Lines that are not the article: nothing that reads an article sees them, and offsets stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclf import Article
from relclf.links import in_links
from relclf.segment_texts import segment_texts
from relclf.segments import segment_article

TEXT = "استقبل الوزير نظيره في مكتبه اليوم.\nوبحثا التجارة والطاقة بين البلدين."
LINKS = [
    "اقرأ أيضا: أسعار الذهب اليوم",
    "اقرأ أيضاً:بوتين يزور الصين",
    "إقرأ ايضاً : زيارة رسمية",
    "» اقرأوا المزيد عن القمة",
    "شاهد أيضا | توقيع اتفاقية",
    "أخبار ذات صلة",
    "مواضيع ذات صلة: الاستثمار في الطاقة. والتعليم في المنطقة العربية اليوم.",
    "شارك الخبر عبر واتساب",
]
NO_LINKS = [
    "اقرأ الوزير السلام على نظيره",
    "شاهد الرئيس العرض العسكري",
    "تابع عدد من القادة أعمال القمة",
    "شارك الوزير في المؤتمر",
    "قال الوزير اقرأ أيضا التاريخ",
    "اقرأ أيضا " + "خبر طويل " * 40,
]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("place", [0, TEXT.index("\n") + 1, len(TEXT)])
def test_a_link_is_not_read_wherever_it_stands(link: str, place: int) -> None:
    text = TEXT[:place] + ("\n" if place == len(TEXT) else "") + link + "\n" + TEXT[place:]
    segments = segment_article("", text)
    read = [
        text[one.start : one.end]
        for one, link in zip(segments, in_links(text, segments), strict=True)
        if not link
    ]
    assert read == TEXT.split("\n")
    assert [one for one in segment_texts(Article(text), segments) if one] == TEXT.split("\n")


@pytest.mark.parametrize("line", NO_LINKS)
def test_other_lines_are_read(line: str) -> None:
    text = f"{TEXT}\n{line}"
    segments = segment_article("", text)
    assert not any(in_links(text, segments))
    assert " ".join(segment_texts(Article(text), segments)).split() == text.split()


PARTS = st.sampled_from(["اقرأ", "أيضا", "شارك", "الخبر", "قال", " ", "\n", "\r", ".", "»"])


@given(text=st.lists(PARTS, max_size=40).map("".join))
def test_what_is_left_out_is_left_out_once_and_for_all(text: str) -> None:
    segments = segment_article("", text)
    kept = "\n".join(
        text[one.start : one.end]
        for one, link in zip(segments, in_links(text, segments), strict=True)
        if not link
    )
    assert not any(in_links(kept, segment_article("", kept)))


def test_many_marks_and_many_links_take_linear_time() -> None:
    for text in ("»" * 200_000, "شارك الخبر\n" * 50_000):
        segments = segment_article("", text)
        assert all(in_links(text, segments)) == ("شارك" in text)

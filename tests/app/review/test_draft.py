"""What clicks and selections change, and how the article is cut for them."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclf.app.review.draft import INTERACTION, Draft
from relclf.app.review.pages import article_page, blocks
from relclf.app.visible import visible
from relclf.articles import Article, CodedArticle, Evidence, Span
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.records import record_of

TEXT = "وصل الوزير 😀 إلى المدينةِ.\r\nوبحث الجانبان تصدير النفط والغاز والكهرباء."


def spans(draft: Draft, label: str) -> list[Any]:
    return list(draft.evidence.get(label, ()))


BASE = Draft(Article(TEXT, "a", "عنوان"), "visit", "held", ("energy",))


@given(marks=st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))), max_size=6))
def test_marks_are_the_union_of_what_was_selected(marks: list[tuple[int, int]]) -> None:
    draft, wanted = BASE, set[int]()
    for one, other in marks:
        start, end = sorted((one, other))
        if start < end:
            draft = draft.marked("energy", start, end)
            wanted |= set(range(start, end))
    found = [span for span in spans(draft, "energy") if not isinstance(span, str)]
    assert found == sorted(found)
    assert all(one[1] < two[0] for one, two in pairwise(found))
    covered = {place for start, end in found for place in range(start, end)}
    # Blanks at the ends of a selection are no evidence.
    assert covered <= wanted
    assert all(TEXT[place].isspace() for place in wanted - covered)
    assert all(TEXT[start:end] == TEXT[start:end].strip() for start, end in found)


@pytest.mark.parametrize(
    ("start", "end"),
    [(-1, 3), (3, 3), (5, 2), (0, len(TEXT) + 1), ("0", 3), (None, 3), (0.0, 3.0), (True, 3)],
)
def test_a_selection_that_is_none_is_refused(start: Any, end: Any) -> None:
    with pytest.raises(DataError, match="energy"):
        BASE.marked("energy", start, end)


def test_marks_of_labels_that_are_not_given_are_refused() -> None:
    for label in ("health", "nonsense", ""):
        with pytest.raises(DataError, match="which the article has not; choose it first"):
            BASE.marked(label, 0, 3)
    with pytest.raises(DataError, match="expected a whole number, got '0'"):
        BASE.unmarked("energy", "0")
    with pytest.raises(DataError, match="the article has no title"):
        Draft(Article("نص"), "visit").title_marked(INTERACTION)


def test_what_a_click_makes_void_goes() -> None:
    draft = BASE.marked(INTERACTION, 0, 4).marked("energy", 5, 9).title_marked(INTERACTION)
    assert spans(draft, INTERACTION) == ["title", (0, 3)]
    assert spans(draft.title_marked(INTERACTION), INTERACTION) == [(0, 3)]
    assert spans(draft.unmarked(INTERACTION, 2), INTERACTION) == ["title"]
    assert draft.unmarked(INTERACTION, 3) == draft
    none = draft.chosen("none")
    assert (none.status, none.labels) == (None, ("energy",))
    assert list(none.evidence) == ["energy"]
    assert none.with_status("held").status is None
    without = draft.with_topics(["health"])
    assert (without.topics, list(without.evidence)) == (("health",), [INTERACTION])


def test_codes_are_checked_before_they_are_saved(codebook: Codebook) -> None:
    with pytest.raises(DataError, match="say whether the contact was held or is planned"):
        BASE.chosen("none").chosen("visit").coded(codebook)
    coded = BASE.marked("energy", 0, 4).coded(codebook)
    assert coded.evidence == Evidence((), {"energy": ((0, 3),)})


def test_what_was_coded_before_is_kept_where_it_fits(codebook: Codebook) -> None:
    before = CodedArticle(
        TEXT,
        id="a",
        topics=("energy", "health"),
        interaction="visit",
        secondary_interaction="agreement",
        status="held",
        main_topics=("health",),
        unsure_topics=("culture",),
        parties=("BHR",),
    )
    draft = Draft.saved(before)
    assert draft.coded(codebook) == CodedArticle(
        **{name: getattr(before, name) for name in record_of(before)} | {"evidence": Evidence()}
    )
    after = draft.with_topics(["energy", "culture"]).chosen("agreement").coded(codebook)
    assert (after.main_topics, after.unsure_topics) == ((), ())
    assert (after.secondary_interaction, after.parties) == (None, ("BHR",))


@given(
    text=st.text(alphabet="اب😀\u0301ِ. \n\r\u202e<&\x00", min_size=1, max_size=60),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_the_pieces_of_an_article_are_its_text(text: str, spans: list[tuple[int, int]]) -> None:
    marks: list[Span] = [
        (min(pair), max(pair)) for pair in spans if min(pair) < max(pair) <= len(text)
    ]
    found = blocks(text, marks)
    pieces = [piece for block in found for piece in block.parts]
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    # A mark that ends within a line end of two characters shows both.
    whole = [piece for mark in marks for piece in mark if text[piece - 1 : piece + 1] == "\r\n"]  # type: ignore[misc]
    assert whole or "".join(piece.text for piece in pieces) == visible(text)
    for piece in pieces:
        shown = text[piece.start : piece.end]
        assert piece.exact == (piece.text == shown)
        assert piece.exact or len(shown) == 1 or shown == "\r\n"
        inside = set(range(piece.start, piece.end))
        assert piece.marked == any(inside <= set(range(*mark)) for mark in marks)  # type: ignore[misc]


def test_an_article_is_shown_escaped() -> None:
    page = article_page(Article("<script>x</script>${1}{{2}}\u202e", "a", "<b>"), [(0, 3)])
    assert "<script" not in page
    assert "<b>" not in page
    assert '<mark data-start="0" data-end="3" data-exact>&lt;sc</mark>' in page
    assert "[U+202E]" in page

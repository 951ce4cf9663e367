"""A review: in which order articles come, what is saved, who may write and where."""

from collections.abc import Callable
from pathlib import Path

import pytest

from relclf.app.gate import GoneError
from relclf.app.many.results import Results
from relclf.app.review.corrections import Corrections
from relclf.app.review.desk import Desk, LostError
from relclf.app.review.draft import INTERACTION
from relclf.app.review.reviewing import Review
from relclf.articles import Article, CodedArticle
from relclf.codebook import Codebook
from relclf.prediction import Prediction
from relclf.readers import read_coded

TEXT = "وصل الوزير 😀 إلى المدينةِ.\r\nوبحث الجانبان تصدير النفط والغاز والكهرباء."


@pytest.fixture
def results(codebook: Codebook, tmp_path: Path, said: Callable[..., Prediction]) -> Results:
    results = Results(tmp_path / "results", codebook)
    for id_, sure in (("a", 0.9), ("b", 0.4), ("c", 0.6)):
        results.add(Article(TEXT, id_, f"عنوان {id_}"), said(id_, sure))
    return results


def test_the_least_sure_comes_first_and_the_first_unreviewed_after_a_crash(
    results: Results, codebook: Codebook, tmp_path: Path, said: Callable[..., Prediction]
) -> None:
    path = tmp_path / "c.jsonl"
    review = Review(results, Corrections(path, codebook))
    assert review.row.article.id == "b"
    review.save()
    assert (review.row.article.id, review.position, review.reviewed) == ("c", 2, 1)
    # A new server, a new window.
    review = Review(results, Corrections(path, codebook))
    assert (review.row.article.id, review.position) == ("c", 2)
    review.go(-1)
    assert review.is_saved
    review.change(lambda draft: draft.chosen("none"))
    review.save()
    review.save()
    review.save()
    assert review.reviewed == 3
    found = {one.id: one for one in read_coded([path], codebook)}
    assert [*found] == ["b", "c", "a"]
    assert found["b"].interaction == "none"
    # "Correct as it is": the prediction has become a code.
    assert (found["a"].interaction, found["a"].status) == ("visit", "held")
    assert found["a"].evidence == said("a").evidence


def test_undo_takes_changes_back_and_then_saves(
    results: Results, codebook: Codebook, tmp_path: Path
) -> None:
    path = tmp_path / "c.jsonl"
    review = Review(results, Corrections(path, codebook))
    first = review.draft
    review.save()
    review.change(lambda draft: draft.with_topics(["health"]))
    review.change(lambda draft: draft.with_topics(["health"]))
    assert review.is_changed
    assert review.undo()
    assert not review.is_changed
    assert review.undo()
    assert (review.row.article.id, review.draft, review.is_saved) == ("b", first, False)
    assert path.read_bytes() == b""
    assert not review.undo()


def test_the_label_that_is_shown_is_one_that_is_given(results: Results, tmp_path: Path) -> None:
    review = Review(results, Corrections(tmp_path / "c.jsonl", results.codebook))
    assert review.label == INTERACTION
    review.choose("health")
    assert review.label == INTERACTION
    review.choose("energy")
    review.change(lambda draft: draft.with_topics([]))
    assert review.label == INTERACTION
    review.change(lambda draft: draft.chosen("none"))
    assert review.label == ""


def test_the_second_window_is_told_and_may_take_over(results: Results, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "c.jsonl")
    assert desk.bring("one", results).kind == "open"
    assert desk.bring("two", results).kind == "held"
    assert not desk.is_open("two")
    with pytest.raises(GoneError, match="no review is open"):
        desk.review("two")
    assert desk.choose("two", "takeover").kind == "open"
    with pytest.raises(LostError, match="another window has taken over"):
        desk.review("one")
    desk.leave("two")
    assert desk.bring("one", results).kind == "open"
    desk.leave("one")
    with pytest.raises(GoneError, match="the session has ended"):
        desk.review("one")


def test_a_file_of_others_is_written_to_by_choice_only(
    results: Results, codebook: Codebook, tmp_path: Path
) -> None:
    path = tmp_path / "c.jsonl"
    other = CodedArticle("نص", id="x", topics=(), interaction="none")
    Corrections(path, codebook).save(other)
    before = path.read_bytes()
    desk = Desk(path)
    offer = desk.bring("one", results)
    assert (offer.kind, offer.file, offer.other) == ("others", "c.jsonl", "c-2.jsonl")
    assert desk.choose("one", "other").kind == "open"
    desk.review("one").save()
    assert path.read_bytes() == before
    assert [one.id for one in read_coded([tmp_path / "c-2.jsonl"], codebook)] == ["b"]
    assert desk.bring("one", results).kind == "others"
    assert desk.choose("one", "append").kind == "open"
    desk.review("one").save()
    assert path.read_bytes().startswith(before)
    assert [one.id for one in read_coded([path], codebook)] == ["x", "b"]
    desk.leave("one")
    path.write_text("my diary\n")
    assert desk.bring("one", results).kind == "unusable"
    assert desk.choose("one", "append").kind == "unusable"
    assert desk.choose("one", "other").kind == "open"
    assert path.read_text() == "my diary\n"
    desk.leave("one")


def test_without_articles_there_is_nothing_to_review(codebook: Codebook, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "c.jsonl")
    assert desk.bring("one", None).kind == "empty"
    assert desk.bring("one", Results(tmp_path / "r", codebook)).kind == "empty"

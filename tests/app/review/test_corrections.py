"""The file of corrections: what is saved is there, what a user made is never overwritten."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relclf.app.many.results import Results
from relclf.app.review.corrections import Corrections
from relclf.app.review.seat import Seat
from relclf.app.review.standing import beside, find_standing
from relclf.articles import Article, CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.errors import ConfigError, DataError
from relclf.output.places import OutputError
from relclf.prediction import Prediction
from relclf.readers import read_coded
from relclf.records import record_of


def coded(id_: str, interaction: str = "visit", text: str = "نص\r\nالخبر 😀") -> CodedArticle:
    return CodedArticle(text, id=id_, topics=("energy",), interaction=interaction)


def line(article: Article) -> str:
    return json.dumps(record_of(article), ensure_ascii=False) + "\n"


def results_of(path: Path, codebook: Codebook, *articles: Article) -> Results:
    results = Results(path, codebook)
    for article in articles:
        results.add(
            Article(article.text, article.id, article.title),
            Prediction(
                id=article.id,
                topics=(),
                interaction="none",
                planned=None,
                topic_probabilities=dict.fromkeys(codebook.topic_keys, 0.1),
                interaction_probabilities=dict.fromkeys(codebook.interaction_keys, 1 / 3),
                planned_probability=0.1,
                evidence=Evidence(),
                coverage=1.0,
                model="m",
            ),
        )
    return results


ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["visit", "agreement", "none"])),
        st.just("undo"),
        st.just("reopen"),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(acts=ACTS)
def test_after_any_saves_and_undos_the_file_reads_as_it_should(
    acts: list[Any], codebook: Codebook, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("c") / "corrections.jsonl"
    corrections = Corrections(path, codebook)
    expected: dict[str, str] = {}
    before: list[dict[str, str]] = []
    for act in acts:
        if act == "undo":
            undone = corrections.undo()
            assert (undone is not None) == bool(before)
            expected = before.pop() if before else expected
        elif act == "reopen":
            corrections, before = Corrections(path, codebook), []
        else:
            before.append(dict(expected))
            corrections.save(coded(*act))
            expected[act[0]] = act[1]
        # One line an article, each readable by what trains.
        found = list(read_coded([path], codebook)) if expected else []
        assert {article.id: article.interaction for article in found} == expected
        assert {id_: code.interaction for id_, code in corrections.codes.items()} == expected


def test_a_record_is_that_of_a_coded_article(codebook: Codebook, tmp_path: Path) -> None:
    article = CodedArticle(
        "نص",
        id="a",
        title="عنوان",
        source="وكالة",
        topics=("energy",),
        interaction="visit",
        status="held",
        evidence=Evidence(("title",), {"energy": ((0, 2),)}),
    )
    path = tmp_path / "c.jsonl"
    Corrections(path, codebook).save(article)
    assert path.read_text("utf-8") == line(article)
    assert list(read_coded([path], codebook)) == [article]


@pytest.mark.parametrize("cut", [1, 12, 40])
def test_a_torn_last_line_is_mended_without_losing_others(
    cut: int, codebook: Codebook, tmp_path: Path
) -> None:
    path = tmp_path / "c.jsonl"
    whole, torn = line(coded("a")), line(coded("b"))[:-cut]
    path.write_bytes((whole + torn).encode())
    corrections = Corrections(path, codebook)
    ended = cut == 1
    assert corrections.torn == ("" if ended else torn.encode()[:60].decode("utf-8", "replace"))
    # Nothing is written before something is saved.
    assert path.read_bytes() == (whole + torn).encode()
    corrections.save(coded("c"))
    ids = [article.id for article in read_coded([path], codebook)]
    assert ids == (["a", "b", "c"] if ended else ["a", "c"])
    assert corrections.torn == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("my diary\n", "c.jsonl:1: it is not JSON"),
        ("my diary", "c.jsonl:1: it is not JSON"),
        ('{"a": 1', "it is not JSON"),
        ('{"id": "a", "te\n{"id": "b"}\n', "it is not JSON"),
        ('{"id": "a", "text": "x"}\n', "neither topics nor an interaction"),
        ('{"id": "a", "text": "x", "topics": ["sport"]}\n', "unknown topic 'sport'"),
        ("[1]\n", "expected one JSON object in braces"),
        (line(coded("a")) * 2, "c.jsonl:2: id: 'a' stands there twice"),
        (line(coded("a")) + '{"id": "b", "text": "x"}', "neither topics nor"),
    ],
)
def test_a_file_of_something_else_is_left_as_it_is(
    content: str, message: str, codebook: Codebook, tmp_path: Path
) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        Corrections(path, codebook)
    results = results_of(tmp_path / "r", codebook, coded("a"))
    found = find_standing(path, results)
    assert (found.kind, found.corrections) == ("unusable", None)
    assert message.split("'")[0] in found.reason
    assert path.read_text("utf-8") == content


def test_other_endings_and_folders_are_refused(codebook: Codebook, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"name a file that ends in \.jsonl"):
        Corrections(tmp_path / "c.csv", codebook)
    (tmp_path / "d.jsonl").mkdir()
    with pytest.raises(DataError, match="cannot be read"):
        Corrections(tmp_path / "d.jsonl", codebook)


def test_what_another_program_wrote_meanwhile_is_not_overwritten(
    codebook: Codebook, tmp_path: Path
) -> None:
    path = tmp_path / "c.jsonl"
    corrections = Corrections(path, codebook)
    path.write_text(line(coded("mine")), encoding="utf-8")
    for act in (lambda: corrections.save(coded("a")),):
        with pytest.raises(OutputError, match="another program has changed it"):
            act()
    assert path.read_text("utf-8") == line(coded("mine"))


def test_a_disk_that_is_full_loses_nothing(
    codebook: Codebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c.jsonl"
    corrections = Corrections(path, codebook)
    corrections.save(coded("a"))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        for id_ in ("b", "a"):
            with pytest.raises(OutputError, match="No space left on device"):
                corrections.save(coded(id_, "none"))
            assert path.read_text("utf-8") == line(coded("a"))
    corrections.save(coded("b"))
    assert [one.id for one in read_coded([path], codebook)] == ["a", "b"]
    assert sorted(os.listdir(tmp_path)) == ["c.jsonl"]


def test_the_target_of_a_link_is_written(codebook: Codebook, tmp_path: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    corrections = Corrections(tmp_path / "link.jsonl", codebook)
    for interaction in ("visit", "none"):
        corrections.save(coded("a", interaction))
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_text("utf-8") == line(coded("a", "none"))


def test_where_it_goes_on_and_where_it_asks(codebook: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    results = results_of(tmp_path / "r", codebook, coded("a"), coded("b"))
    assert find_standing(path, results).kind == "new"
    path.touch()
    assert find_standing(path, results).kind == "new"
    path.write_text(line(coded("x")), encoding="utf-8")
    assert find_standing(path, results).kind == "others"
    assert beside(path, results).path == tmp_path / "c-2.jsonl"
    path.write_text(line(coded("x")) + line(coded("a")), encoding="utf-8")
    assert find_standing(path, results).kind == "continued"
    path.write_text(line(coded("a", text="نص آخر")), encoding="utf-8")
    found = find_standing(path, results)
    assert found.kind == "unusable"
    assert "c.jsonl: article 'a': it has the id of an article of the upload" in found.reason
    # Others' files beside it are passed over, one that goes on with these articles is taken.
    (tmp_path / "c-2.jsonl").write_text("diary", encoding="utf-8")
    (tmp_path / "c-3.jsonl").write_text(line(coded("b")), encoding="utf-8")
    assert beside(path, results).path == tmp_path / "c-3.jsonl"
    assert beside(path, results).kind == "continued"


def test_one_window_and_one_server_review_at_a_time(tmp_path: Path) -> None:
    seat, other = Seat(tmp_path / "c.jsonl"), Seat(tmp_path / "c.jsonl")
    assert seat.take("one")
    assert not seat.take("two")
    pytest.importorskip("fcntl", reason="needs file locks")
    with pytest.raises(OutputError, match="another server reviews with this file"):
        other.take("one")
    assert seat.take("two", anyway=True)
    assert (seat.has("one"), seat.has("two")) == (False, True)
    seat.leave("one")
    assert seat.has("two")
    seat.leave("two")
    assert other.take("one")
    other.leave("one")
    with pytest.raises(OutputError, match="its folder cannot be written"):
        Seat(tmp_path / "no" / "c.jsonl").take("one")

"""What a run refuses, and that it refuses before anything is predicted or lost."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.errors import ConfigError, DataError, MissingExtraError
from relclf.output import OutputError, predict_to_file
from relclf.prediction import Prediction

Pairs = Callable[[Iterable[Article]], Iterator[tuple[Article, Prediction]]]
Run = Callable[..., int]


def never(articles: Iterable[Article]) -> NoReturn:
    raise AssertionError("it predicted")


@pytest.fixture
def run(articles: tuple[Article, ...], codebook: Codebook, tmp_path: Path) -> Run:
    def run(**options: Any) -> int:
        given: dict[str, Any] = {
            "pairs_from": never,
            "articles": articles,
            "output": tmp_path / "out",
            "format": "jsonl",
            "codebook": codebook,
            "fingerprint": "f1",
        }
        return predict_to_file(**(given | options))

    return run


@pytest.fixture
def partial(
    run: Run,
    pairs: Pairs,
    articles: tuple[Article, ...],
    tmp_path: Path,
) -> Path:
    """The partial file of a run that stopped after two articles."""

    def broken() -> Iterator[Article]:
        yield from articles[:2]
        raise DataError("stop")

    with pytest.raises(DataError):
        run(pairs_from=pairs, articles=broken())
    return tmp_path / "out.partial"


def test_an_output_that_exists_is_left_as_it_is(
    run: Run,
    pairs: Pairs,
    tmp_path: Path,
) -> None:
    output = tmp_path / "out"
    output.write_text("mine")
    with pytest.raises(OutputError, match=r"out: it exists and is left as it is; .*--overwrite"):
        run()
    assert output.read_text() == "mine"

    def watched(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        for pair in pairs(articles):
            assert output.read_text() == "mine"
            yield pair

    assert run(pairs_from=watched, overwrite=True) == 4
    assert output.read_text().startswith('{"id": "n1"')


def test_an_output_that_comes_into_being_during_the_run_is_left_too(
    run: Run,
    pairs: Pairs,
    tmp_path: Path,
) -> None:
    def rival(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        yield from pairs(articles)
        (tmp_path / "out").write_text("theirs")

    with pytest.raises(OutputError, match="it exists"):
        run(pairs_from=rival)
    assert (tmp_path / "out").read_text() == "theirs"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out.partial"]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("", "it is a folder; name a file in it"),
        ("no/out", "the folder '.*no' does not exist"),
        ("file/out", "the folder '.*file' does not exist"),
        ("x" * 250, "cannot be written .*File name too long.*; name an output in a folder"),
        ("pipe", "it is a device or a pipe"),
    ],
)
def test_outputs_that_cannot_be(output: str, message: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match=message):
        run(output=tmp_path / output, overwrite=True)


def test_formats_that_cannot_be(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"unknown output format 'jsonll'. Did you mean 'jsonl'"):
        run(format="jsonll")
    # None in its place makes Python say that there is no such module.
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "pyarrow.parquet", raising=False)
    with pytest.raises(MissingExtraError, match=r"pip install 'relclf\[parquet\]'"):
        run(format="parquet")
    assert not list(tmp_path.iterdir())


def test_an_unfinished_run_is_not_thrown_away(run: Run, partial: Path) -> None:
    before = partial.read_bytes()
    for options in ({}, {"overwrite": True}):
        with pytest.raises(OutputError, match=r"out.partial: .* --resume, or delete the file"):
            run(**options)
    assert partial.read_bytes() == before


def test_another_run_does_not_go_on_with_it(run: Run, partial: Path, topics_only: Codebook) -> None:
    before = partial.read_bytes()
    with pytest.raises(OutputError, match="the classifier was 'f1' and is 'f2'; the output format"):
        run(resume=True, fingerprint="f2", format="csv")
    with pytest.raises(OutputError, match="cannot be gone on with: the codebook was '"):
        run(resume=True, codebook=topics_only)
    partial.write_bytes(before.replace(b'partial": 1', b'partial": 9'))
    with pytest.raises(OutputError, match="the version of partial files was 9 and is 1"):
        run(resume=True)


def test_other_articles_do_not_go_on_with_it(
    run: Run, partial: Path, articles: tuple[Article, ...]
) -> None:
    before = partial.read_bytes()
    first, second, *rest = articles
    cases = {
        "partial:3: .* of '-n2', but article 2 of the input is 'خبر ٣'": (first, *rest),
        "partial:2: .* of 'n1', but article 1 of the input is '-n2'": (second, first, *rest),
        "partial:3: .* of '-n2', but the input ends after 1 articles": (first,),
        "partial:3: article '-n2' .number 2 .* another title, text": (
            first,
            replace(second, text="خبر آخر"),
        ),
    }
    for message, given in cases.items():
        with pytest.raises(OutputError, match=message):
            run(resume=True, articles=given)
        assert partial.read_bytes() == before


def test_a_damaged_or_foreign_partial_file(run: Run, partial: Path) -> None:
    header, first, second = partial.read_bytes().splitlines(keepends=True)
    partial.write_bytes(header + first[:50] + b"\n" + second)
    with pytest.raises(OutputError, match="partial:2: the line is damaged, and others follow"):
        run(resume=True)
    partial.write_bytes(header[:-3] + b"\n" + first)
    with pytest.raises(OutputError, match="partial:1: the header is damaged"):
        run(resume=True)
    for content in (b"my diary", b"my diary\nof May\n"):
        partial.write_bytes(content)
        for resume in (True, False):
            with pytest.raises(OutputError, match=r"another file \(it begins with b'my diary"):
                run(resume=resume)
        assert partial.read_bytes() == content


def test_two_runs_at_once(run: Run, pairs: Pairs) -> None:
    def second(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        for pair in pairs(articles):
            with pytest.raises(OutputError, match="another run is writing it"):
                run(resume=True)
            yield pair

    assert run(pairs_from=second) == 4

"""Laws of interrupted runs: gone on with, they end in the bytes of an undisturbed run."""

import itertools
import json
import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.errors import DataError, ModelError
from relclf.output import FORMATS, OutputError, predict_to_file
from relclf.prediction import Prediction

Pairs = Callable[[Iterable[Article]], Iterator[tuple[Article, Prediction]]]
Run = Callable[..., int]


class Stopped(BaseException):
    """What Ctrl-C would raise, without pytest ending too."""


@pytest.fixture
def run(pairs: Pairs, articles: tuple[Article, ...], codebook: Codebook, tmp_path: Path) -> Run:
    """A run into `tmp_path / "out"`."""

    def run(**options: Any) -> int:
        given: dict[str, Any] = {
            "pairs_from": pairs,
            "articles": articles,
            "output": tmp_path / "out",
            "format": "jsonl",
            "codebook": codebook,
            "fingerprint": "f1",
            "resume": False,
        }
        return predict_to_file(**(given | options))

    return run


def stopping(pairs: Pairs, after: int) -> Pairs:
    def stopped(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        yield from itertools.islice(pairs(articles), after)
        raise Stopped

    return stopped


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def straight(run: Run, tmp_path: Path) -> Callable[[str], bytes]:
    """The bytes of an undisturbed run; nothing of it is left."""

    def straight(format: str = "jsonl") -> bytes:
        path = tmp_path / "straight"
        assert run(format=format, output=path) == 4
        assert names(tmp_path) == ["straight"]
        content = path.read_bytes()
        path.unlink()
        return content

    return straight


@pytest.mark.parametrize("after", range(5))
@pytest.mark.parametrize("format", FORMATS)
def test_a_run_stopped_anywhere_and_gone_on_with_gives_the_same_bytes(
    format: str,
    after: int,
    run: Run,
    pairs: Pairs,
    straight: Callable[[str], bytes],
    tmp_path: Path,
) -> None:
    expected = straight(format)
    with pytest.raises(Stopped):
        run(format=format, pairs_from=stopping(pairs, after))
    assert names(tmp_path) == (["out.partial"] if after else [])
    seen: list[str] = []

    def watched(rest: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        for article, prediction in pairs(rest):
            seen.append(article.id)
            yield article, prediction

    assert run(format=format, resume=True, pairs_from=watched) == 4
    assert (tmp_path / "out").read_bytes() == expected
    assert names(tmp_path) == ["out"]
    assert len(seen) == 4 - after


def test_a_run_stopped_after_each_article(
    run: Run, pairs: Pairs, straight: Callable[[], bytes], tmp_path: Path
) -> None:
    expected = straight()
    for _ in range(3):
        with pytest.raises(Stopped):
            run(resume=True, pairs_from=stopping(pairs, 1))
    assert run(resume=True) == 4
    assert (tmp_path / "out").read_bytes() == expected
    ids = [json.loads(line)["id"] for line in expected.splitlines()]
    assert ids == ["n1", "-n2", "خبر ٣", "n4"]


def test_a_partial_file_cut_at_any_byte(
    run: Run,
    pairs: Pairs,
    straight: Callable[[], bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    expected = straight()
    with pytest.raises(Stopped):
        run(pairs_from=stopping(pairs, 4))
    partial = tmp_path / "out.partial"
    whole = partial.read_bytes()
    header = whole.index(b"\n") + 1
    last = whole.rindex(b"\n", 0, -1) + 1
    for end in (*range(header + 2), *range(last, len(whole) + 1)):
        partial.write_bytes(whole[:end])
        assert run(resume=True) == 4
        assert (tmp_path / "out").read_bytes() == expected
        assert names(tmp_path) == ["out"]
        (tmp_path / "out").unlink()
    # Blocks that were never written read as NUL after a power cut.
    for tail in (b"\0" * 99, b"\0\n", b"{}\n"):
        partial.write_bytes(whole[:last] + tail)
        run(resume=True, overwrite=True)
        assert (tmp_path / "out").read_bytes() == expected


def test_what_is_predicted_is_on_disk_before_the_next_is(
    run: Run, pairs: Pairs, tmp_path: Path
) -> None:
    def watched(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        for number, pair in enumerate(pairs(articles)):
            lines = (tmp_path / "out.partial").read_bytes()
            assert lines.count(b"\n") == number + 1
            assert not (tmp_path / "out").exists()
            yield pair

    run(pairs_from=watched)


def test_a_kill_loses_nothing(
    run: Run, pairs: Pairs, straight: Callable[[], bytes], tmp_path: Path
) -> None:
    expected = straight()

    def killed(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        yield from itertools.islice(pairs(articles), 3)
        os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if not child:
        run(pairs_from=killed)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert (tmp_path / "out.partial").read_bytes().count(b"\n") == 4
    run(resume=True)
    assert (tmp_path / "out").read_bytes() == expected


def test_a_full_disk_while_predicting(
    run: Run, straight: Callable[[], bytes], tmp_path: Path
) -> None:
    expected = straight()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1200, limits[1]))
    try:
        with pytest.raises(OutputError, match=r"out: cannot be written \(.*kept in .*--resume\.$"):
            run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert names(tmp_path) == ["out.partial"]
    run(resume=True)
    assert (tmp_path / "out").read_bytes() == expected


def test_a_full_disk_at_the_end(
    run: Run, straight: Callable[[], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = straight()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="No space left"):
            run()
    assert names(tmp_path) == ["out.partial"]
    run(resume=True)
    assert (tmp_path / "out").read_bytes() == expected


def test_a_bad_article_is_mended(
    run: Run,
    articles: tuple[Article, ...],
    straight: Callable[[], bytes],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    expected = straight()

    def broken() -> Iterator[Article]:
        yield from articles[:2]
        raise DataError("news.jsonl:3: it is not JSON")

    with pytest.raises(DataError, match="not JSON"):
        run(articles=broken())
    assert "out.partial: 2 predictions are kept; go on with --resume" in caplog.text
    run(resume=True)
    assert (tmp_path / "out").read_bytes() == expected


def test_half_a_surrogate_and_a_probability_that_is_none_are_errors(
    run: Run, codebook: Codebook, tmp_path: Path, predictions: list[Prediction]
) -> None:
    with pytest.raises(DataError, match=r"article 'n1': it holds half of a surrogate pair \(.ud"):
        run(articles=[Article("خبر", "n1", "\ud800")])
    wrong = {**predictions[0].topic_probabilities, "health": float("nan")}
    broken = Article("خبر", "n1"), replace(predictions[0], topic_probabilities=wrong)
    with pytest.raises(ModelError, match="'n1': the model 'رصد-1' gave nan for 'health'"):
        run(pairs_from=lambda _: iter([broken]))
    assert names(tmp_path) == []


@pytest.mark.parametrize("format", FORMATS)
def test_no_articles_give_an_output_all_the_same(format: str, run: Run, tmp_path: Path) -> None:
    assert run(format=format, articles=()) == 0
    assert names(tmp_path) == ["out"]

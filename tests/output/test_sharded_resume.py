"""Interrupted runs into shards: gone on with to the same bytes, or refused before harm is done."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import Article
from relclf.errors import DataError
from relclf.output import OutputError
from relclf.output.journal import Journal
from relclf.output.predict_shards import SHARD_FORMATS
from relclf.output.shards import entry_of
from relclf.prediction import Prediction

Pairs = Callable[[Iterable[Article]], Iterator[tuple[Article, Prediction]]]
Run = Callable[..., int]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("format", SHARD_FORMATS)
@pytest.mark.parametrize("after", range(8))
def test_a_run_stopped_anywhere_and_gone_on_with_gives_the_same_folder(
    format: str, after: int, sharded: Run, pairs: Pairs, tmp_path: Path
) -> None:
    assert sharded(format=format, output=tmp_path / "straight") == 7
    stops = after < 7
    if stops:
        assert sharded(after, format=format) == -1
    assert (tmp_path / "out.partial").exists() == (0 < after < 7)
    seen: list[str] = []

    def watched(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        for article, prediction in pairs(articles):
            seen.append(article.id)
            yield article, prediction

    assert sharded(format=format, resume=True, pairs_from=watched) == 7
    assert files(tmp_path / "out") == files(tmp_path / "straight")
    assert not (tmp_path / "out.partial").exists()
    assert len(seen) == (7 - after if stops else 7)


def test_finished_shards_do_not_change(sharded: Run, tmp_path: Path) -> None:
    assert sharded(4) == -1
    finished = tmp_path / "out.partial/finished"
    before = {path: path.stat() for path in finished.iterdir()}
    assert [path.name for path in before] == ["part-00000.jsonl"]
    assert sharded(1, resume=True) == -1
    assert all(path.stat() == stat for path, stat in before.items())


def test_a_journal_cut_at_any_byte(sharded: Run, tmp_path: Path) -> None:
    sharded(output=tmp_path / "straight")
    assert sharded(6) == -1
    partial, kept = tmp_path / "out.partial", tmp_path / "kept"
    shutil.copytree(partial, kept)
    whole = (partial / "run.jsonl").read_bytes()
    assert whole.count(b"\n") == 3
    header, last = whole.index(b"\n") + 1, whole.rindex(b"\n", 0, -1) + 1
    ends = [0, 1, header - 1, header, last - 1, last, last + 1, len(whole) - 1]
    for content in (*(whole[:end] for end in ends), whole[:last] + b"\0" * 9, whole + b"{}\n"):
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(kept, partial)
        (partial / "run.jsonl").write_bytes(content)
        assert sharded(resume=True) == 7
        assert files(tmp_path / "out") == files(tmp_path / "straight")
        shutil.rmtree(tmp_path / "out")


@pytest.mark.parametrize(
    "moment",
    [
        "relclf.output.sharded_run.entry_of",
        "relclf.output.sharded_run.Journal.add",
        "relclf.output.sharded_run.sync_folder",
        "relclf.output.sharded_run.os.rename",
    ],
)
def test_a_run_stopped_between_two_steps(
    moment: str, sharded: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sharded(output=tmp_path / "straight")

    name = moment.rpartition(".")[2]
    real = {"entry_of": entry_of, "add": Journal.add}.get(name)
    done = iter(range(1 if real else 0))

    def stopped(*arguments: Any) -> Any:
        # The second shard, so that the first is kept.
        if real and next(done, None) is not None:
            return real(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(moment, stopped)
        with pytest.raises(KeyboardInterrupt):
            sharded()
    assert not (tmp_path / "out").exists()
    assert sharded(resume=True) == 7
    assert files(tmp_path / "out") == files(tmp_path / "straight")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.jsonl", "out", "straight"]


def test_a_bad_record_is_mended_where_nothing_is_predicted(
    sharded: Run, lines: list[str], news: Path, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=r"news\.jsonl:6: it is not JSON"):
        sharded(on_error="fail")
    # What was read before it is predicted and kept.
    assert (tmp_path / "out.partial/part-00001.jsonl.partial").read_bytes().count(b"\n") == 1 + 2
    mended = [*lines[:5], '{"id": "n5", "text": "خبر"}', *lines[6:]]
    news.write_text("\n".join(mended), encoding="utf-8")
    assert sharded(on_error="fail", resume=True) == 8
    assert sharded(on_error="fail", output=tmp_path / "straight") == 8
    assert files(tmp_path / "out") == files(tmp_path / "straight")


def test_a_full_disk_at_the_journal(
    sharded: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sharded(output=tmp_path / "straight")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "add", full)
        with pytest.raises(OutputError, match=r"out: cannot be written \(No space left on device"):
            sharded()
    assert sharded(resume=True) == 7
    assert files(tmp_path / "out") == files(tmp_path / "straight")

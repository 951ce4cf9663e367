"""What a run into shards refuses, before anything is predicted or lost."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.errors import ConfigError
from relclf.output import OutputError
from relclf.prediction import Prediction

Pairs = Callable[[Iterable[Article]], Iterator[tuple[Article, Prediction]]]
Run = Callable[..., int]


def test_inputs_that_changed_are_refused(
    sharded: Run, lines: list[str], news: Path, tmp_path: Path
) -> None:
    assert sharded(6) == -1
    partial = tmp_path / "out.partial"
    before = {path.name: path.read_bytes() for path in partial.rglob("part*")}
    assert sorted(before) == [*("part-00000.jsonl", "part-00001.jsonl", "part-00002.jsonl.partial")]
    first, second, *rest = lines
    other = second.replace("النفط", "الغاز")
    changes = {
        r"out\.partial: part-00000\.jsonl holds .* of 3 articles in rows 0 to 2, but": [
            *(second, first, *rest)
        ],
        r"part-00000\.jsonl holds .*\(rows 0 to 2, 2 good\)\. Give the inputs": [first, "{", *rest],
        r"part-00000\.jsonl holds .*\(rows 0 to 2, 3 good\)": [first, other, *rest],
        r"part-00001\.jsonl holds .* in rows 3 to 5, .*\(rows 3 to 3, 1 good\)": lines[:4],
        r"part-00002\.jsonl\.partial:2: it holds .* of 'n6', but article 1 .* is 'n7'": [
            *(lines[:6] + lines[7:])
        ],
        r"holds the predictions of 6 rows, but the input ends after 3": lines[:3],
    }
    for message, changed in changes.items():
        news.write_text("\n".join(changed), encoding="utf-8")
        with pytest.raises(OutputError, match=message):
            sharded(resume=True)
        assert {path.name: path.read_bytes() for path in partial.rglob("part*")} == before
    news.write_text("\n".join(lines), encoding="utf-8")
    assert sharded(resume=True) == 7


def test_another_run_does_not_go_on_with_it(sharded: Run, topics_only: Codebook) -> None:
    assert sharded(4) == -1
    changes: dict[str, dict[str, Any]] = {
        r"run\.jsonl: the run cannot be gone on with: the classifier was 'f1' and is 'f2'": {
            "fingerprint": "f2"
        },
        "the model's name was 'm' and is 'k'": {"model": "k"},
        "the codebook was '": {"codebook": topics_only},
        "the output format was 'jsonl' and is 'csv'": {"format": "csv"},
        "the shard size was 3 and is 4. Repeat the options of its start, or delete .*partial to": {
            "shard_size": 4
        },
    }
    for message, options in changes.items():
        with pytest.raises(OutputError, match=message):
            sharded(resume=True, **options)
    assert sharded(resume=True) == 7


def test_a_finished_shard_that_is_not_whole(sharded: Run, pairs: Pairs, tmp_path: Path) -> None:
    assert sharded(4) == -1
    shard = tmp_path / "out.partial/finished/part-00000.jsonl"
    content = shard.read_bytes()

    def never(_: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        raise AssertionError("it predicted")

    for damage in (shard.unlink, lambda: shard.write_bytes(content[:-1])):
        damage()
        message = r"part-00000\.jsonl: it was finished with \d+ bytes, but is missing or has an"
        with pytest.raises(OutputError, match=message):
            sharded(resume=True, pairs_from=never)
    shard.write_bytes(content)
    assert sharded(resume=True) == 7


def test_what_stands_in_the_way_is_left(sharded: Run, tmp_path: Path) -> None:
    output, partial = tmp_path / "out", tmp_path / "out.partial"
    output.mkdir()
    with pytest.raises(OutputError, match="out: it exists and is left as it is; name another fold"):
        sharded()
    output.rmdir()
    with pytest.raises(OutputError, match=r"the folder '.*no' does not exist; make it"):
        sharded(output=tmp_path / "no/out")
    partial.write_text("mine")
    with pytest.raises(OutputError, match=r"partial: the shards would be kept .* something else"):
        sharded()
    partial.unlink()
    partial.mkdir()
    (partial / "diary").write_text("mine")
    with pytest.raises(OutputError, match="something else; rename it"):
        sharded(resume=True)
    (partial / "run.jsonl").write_text("mine")
    for resume in (True, False):
        with pytest.raises(OutputError, match=r"another file \(it begins with b'mine'\)"):
            sharded(resume=resume)
    assert (partial / "diary").read_text() == "mine"
    shutil.rmtree(partial)
    assert sharded(2) == -1
    with pytest.raises(OutputError, match=r"did not end; go on with --resume, or delete the fold"):
        sharded()
    assert sharded(resume=True) == 7


def test_an_output_that_comes_into_being_during_the_run_is_left(
    sharded: Run, pairs: Pairs, tmp_path: Path
) -> None:
    def rival(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        yield from pairs(articles)
        (tmp_path / "out").mkdir(exist_ok=True)

    with pytest.raises(OutputError, match="out: it exists"):
        sharded(pairs_from=rival)
    assert not list((tmp_path / "out").iterdir())
    (tmp_path / "out").rmdir()
    assert sharded(resume=True) == 7


def test_two_runs_at_once(sharded: Run, pairs: Pairs) -> None:
    def second(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        for pair in pairs(articles):
            for resume in (True, False):
                with pytest.raises(OutputError, match="another run is writing it"):
                    sharded(resume=resume)
            yield pair

    assert sharded(pairs_from=second) == 7


def test_options_that_cannot_be(sharded: Run, tmp_path: Path) -> None:
    for size in (0, -1, 2.5, True):
        with pytest.raises(ConfigError, match="shard_size: expected a whole number above 0, got"):
            sharded(shard_size=size)
    with pytest.raises(ConfigError, match="shards are written as jsonl, csv, parquet, not as 'tab"):
        sharded(format="table")
    with pytest.raises(ConfigError, match="unknown output format 'xlsx'"):
        sharded(format="xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["news.jsonl"]

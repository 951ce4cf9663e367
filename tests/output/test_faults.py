"""What goes wrong in long runs: each ends in a message, keeps what is predicted and can go on."""

import ast
import gzip
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.output import OutputError, predict_to_file, predict_to_shards
from relclf.prediction import Prediction
from relclf.readers import read_articles

Pairs = Callable[[Iterable[Article]], Iterator[tuple[Article, Prediction]]]
Predict = Callable[..., int]
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["file", "shards"])
def predict(
    request: pytest.FixtureRequest,
    pairs: Pairs,
    codebook: Codebook,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Predict:
    """A run into one file, or into shards of four rows, named `out` unless told otherwise."""
    monkeypatch.setattr("os.fsync", lambda _: None)

    def predict(*inputs: Path, **options: Any) -> int:
        reader = read_articles(inputs, on_error=options.pop("on_error", "fail"))
        output = options.pop("output", tmp_path / "out")
        common = {
            "format": "jsonl",
            "codebook": codebook,
            "fingerprint": "f",
            "pairs_from": pairs,
            **options,
        }
        if request.param == "file":
            return predict_to_file(articles=reader, output=output, **common)
        return predict_to_shards(reader=reader, output=output, shard_size=4, model="m", **common)

    return predict


def ids(output: Path) -> list[str]:
    """Ids of the predictions in an output, or kept in what a run left."""
    partial = output.with_name(f"{output.name}.partial")
    found = []
    for path in sorted(
        path
        for top in (output, partial)
        for path in ([top] if top.is_file() else top.rglob("part-*"))
    ):
        for line in path.read_bytes().splitlines():
            record = json.loads(line)
            if said := record.get("prediction", record):
                found += [said["id"]] if "id" in said else []
    return found


def news(path: Path, *numbers: int) -> Path:
    lines = [json.dumps({"id": f"n{i}", "text": f"خبر {i} عن النفط."}) for i in numbers]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def same(one: Path, two: Path) -> bool:
    if one.is_file():
        return one.read_bytes() == two.read_bytes()
    names = sorted(path.name for path in one.iterdir())
    return names == sorted(path.name for path in two.iterdir()) and all(
        (one / name).read_bytes() == (two / name).read_bytes() for name in names
    )


def reading_ahead(pairs: Pairs) -> Pairs:
    """As a classifier does, which fills a batch before it predicts."""

    def ahead(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        yield from pairs(list(articles))

    return ahead


def test_a_gzip_file_that_is_cut(predict: Predict, pairs: Pairs, tmp_path: Path) -> None:
    lines = news(tmp_path / "a.jsonl", *range(400)).read_bytes()
    path, ahead = tmp_path / "a.jsonl.gz", reading_ahead(pairs)
    whole = gzip.compress(lines)
    path.write_bytes(whole[: len(whole) // 2])
    for on_error in ("fail", "skip"):
        with pytest.raises(DataError, match=r"a\.jsonl\.gz:\d+: the gzip data is cut .* again"):
            predict(path, on_error=on_error, pairs_from=ahead, resume=True)
    kept = ids(tmp_path / "out")
    assert kept == [f"n{i}" for i in range(len(kept))]
    # All that was read is predicted, although the classifier reads ahead.
    reader = read_articles(path)
    with pytest.raises(DataError):
        list(reader)
    assert len(kept) == reader.read_count > 0
    path.write_bytes(whole)
    assert predict(path, resume=True) == 400
    predict(path, output=tmp_path / "straight")
    assert same(tmp_path / "out", tmp_path / "straight")


def test_a_parquet_file_of_the_wrong_schema_behind_a_good_one(
    predict: Predict, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow
    import pyarrow.parquet

    good, other = news(tmp_path / "a.jsonl", *range(6)), tmp_path / "b.parquet"

    def write(**columns: list[Any]) -> None:
        pyarrow.parquet.write_table(pyarrow.table(columns), other)

    # Each row would be skipped: a schema that cannot be right ends the run in any case.
    cases: list[tuple[str, dict[str, list[Any]]]] = [
        ("there is no column 'text'; the columns are .*Did you mean 'body'", {"body": ["خبر"]}),
        ("the column 'text' holds 'int64', expected text", {"text": [5]}),
        ("the column 'title' holds 'list<", {"text": ["خبر"], "title": [["خبر"]]}),
    ]
    for message, columns in cases:
        write(**columns)
        with pytest.raises(DataError, match=rf"b\.parquet: {message}"):
            predict(good, other, on_error="skip", resume=True)
        assert ids(tmp_path / "out") == [f"n{i}" for i in range(6)]
    write(text=["خبر"])
    assert predict(good, other, on_error="skip", resume=True) == 7
    assert ids(tmp_path / "out") == [*(f"n{i}" for i in range(6)), "b:1"]


def test_an_id_that_comes_twice_across_files(predict: Predict, tmp_path: Path) -> None:
    one, two = news(tmp_path / "a.jsonl", *range(6)), news(tmp_path / "b.jsonl", 6, 2, 7)
    with pytest.raises(DataError, match=r"b\.jsonl:2: id: 'n2' is the id of .*a\.jsonl:3 too"):
        predict(one, two)
    assert ids(tmp_path / "out") == [f"n{i}" for i in range(7)]
    assert predict(one, two, on_error="skip", resume=True) == 8
    assert ids(tmp_path / "out") == [f"n{i}" for i in range(8)]


def test_the_clock_changes_nothing(
    predict: Predict, pairs: Pairs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = news(tmp_path / "a.jsonl", *range(6))
    predict(path, output=tmp_path / "straight")
    hours = iter([4_102_444_800.0, 0.0, 1e9] * 1_000)
    for name in ("time", "monotonic", "perf_counter"):
        monkeypatch.setattr(time, name, lambda: next(hours))

    def broken(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        for number, pair in enumerate(pairs(articles)):
            if number == 3:
                raise DataError("stop")
            yield pair

    with pytest.raises(DataError, match="stop"):
        predict(path, pairs_from=broken)
    for kept in tmp_path.rglob("*"):
        os.utime(kept, (4_102_444_800, 4_102_444_800))
    os.utime(path, (0, 0))
    assert predict(path, resume=True) == 6
    assert same(tmp_path / "out", tmp_path / "straight")


def test_no_module_of_output_or_reading_looks_at_the_clock() -> None:
    for folder in ("output", "reading"):
        for path in (ROOT / "relclf" / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                imported = [alias.name for alias in getattr(node, "names", [])]
                assert not {"time", "datetime"} & {*imported, getattr(node, "module", None)}
                assert getattr(node, "attr", "") not in ("st_mtime", "st_ctime", "getmtime")


def test_a_folder_that_vanishes_during_the_run(
    predict: Predict, pairs: Pairs, tmp_path: Path
) -> None:
    path = news(tmp_path / "a.jsonl", *range(6))
    disk = tmp_path / "disk"
    disk.mkdir()
    seen = []

    def vanishing(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        for pair in pairs(articles):
            if len(seen) == 2:
                shutil.rmtree(disk)
            seen.append(pair[0].id)
            yield pair

    with pytest.raises(OutputError, match=r"No such file.*was moved or deleted while the run last"):
        predict(path, pairs_from=vanishing, output=disk / "out")
    # It is noticed at once, not after a day of work.
    assert seen == ["n0", "n1", "n2"]


def test_a_folder_that_is_moved_and_put_back(
    predict: Predict, pairs: Pairs, tmp_path: Path
) -> None:
    path = news(tmp_path / "a.jsonl", *range(3))
    disk, elsewhere = tmp_path / "disk", tmp_path / "elsewhere"
    disk.mkdir()

    def moving(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        yield from pairs(articles)
        disk.rename(elsewhere)

    with pytest.raises(OutputError, match=r"was moved or deleted .*: put it back, then --resume"):
        predict(path, pairs_from=moving, output=disk / "out")
    elsewhere.rename(disk)

    def never(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        assert not list(articles)
        yield from ()

    assert predict(path, pairs_from=never, output=disk / "out", resume=True) == 3
    assert ids(disk / "out") == ["n0", "n1", "n2"]

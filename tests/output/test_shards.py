"""The contract of shards: rows, entries, and bytes that do not depend on who writes them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.output import OutputError, predict_to_shards
from relclf.output.predict_shards import SHARD_FORMATS, open_run
from relclf.output.sharded_run import ShardedRun
from relclf.output.shards import Inputs, Shard, in_shards, write_shard
from relclf.prediction import Prediction
from relclf.readers import read_articles
from relclf.reading.inputs import find_sources

Pairs = Callable[[Iterable[Article]], Iterator[tuple[Article, Prediction]]]
BAD = {1, 6, 7, 8, 12}
ROWS = 13


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Thirteen rows of which five are bad, three of them a whole shard of three."""
    lines = [
        "{" if row in BAD else json.dumps({"text": f"خبر رقم {row} عن النفط."})
        for row in range(ROWS)
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "news.jsonl"


def options(codebook: Codebook, **given: Any) -> dict[str, Any]:
    common = {"shard_size": 3, "format": "jsonl", "fingerprint": "f", "model": "m"}
    return {**common, "codebook": codebook, "resume": False, **given}


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_output_and_its_manifest(
    news: Path, pairs: Pairs, codebook: Codebook, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    reader = read_articles(news, on_error="skip")
    assert predict_to_shards(pairs, reader, output, **options(codebook)) == 8
    names = [f"part-0000{number}.jsonl" for number in range(5)]
    assert sorted(files(output)) == ["manifest.json", *names, "skipped.jsonl"]
    assert not (tmp_path / "out.partial").exists()
    manifest = json.loads((output / "manifest.json").read_bytes())
    shards = manifest.pop("shards")
    assert manifest == {
        "relclf_predictions": 1,
        "relclf": "0.1.0",
        "model": "m",
        "classifier": "f",
        "codebook": codebook.fingerprint,
        "format": "jsonl",
        "shard_size": 3,
        "articles": 8,
        "skipped": 5,
    }
    assert [(shard["start"], shard["stop"]) for shard in shards] == [
        *((0, 3), (3, 6), (6, 9), (9, 12), (12, 13))
    ]
    assert [shard["articles"] for shard in shards] == [2, 3, 0, 3, 0]
    for shard, name in zip(shards, names, strict=True):
        content = (output / name).read_bytes()
        assert (shard["file"], shard["bytes"]) == (name, len(content))
        assert shard["blake2b"] == hashlib.blake2b(content).hexdigest()
        ids = [json.loads(line)["id"] for line in content.splitlines()]
        rows = range(shard["start"], shard["stop"])
        assert ids == [f"news:{row + 1}" for row in rows if row not in BAD]
    skipped = [json.loads(line) for line in (output / "skipped.jsonl").read_bytes().splitlines()]
    assert [one["place"] for one in skipped] == [f"{news}:{row + 1}" for row in sorted(BAD)]
    assert all("it is not JSON" in one["reason"] for one in skipped)


def test_nothing_skipped_leaves_no_list_and_as_many_as_come_are_listed(
    pairs: Pairs, codebook: Codebook, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "خبر"}\n' + "{\n" * 1_500, encoding="utf-8")
    predict_to_shards(
        pairs,
        read_articles(path, on_error="skip"),
        tmp_path / "out",
        **options(codebook, shard_size=1_000),
    )
    assert (tmp_path / "out/skipped.jsonl").read_bytes().count(b"\n") == 1_500
    path.write_text('{"text": "خبر"}', encoding="utf-8")
    predict_to_shards(pairs, read_articles(path), tmp_path / "clean", **options(codebook))
    assert sorted(files(tmp_path / "clean")) == ["manifest.json", "part-00000.jsonl"]


@pytest.mark.parametrize("format", SHARD_FORMATS)
def test_workers_in_any_order_write_the_same_bytes(
    format: str, news: Path, pairs: Pairs, codebook: Codebook, tmp_path: Path
) -> None:
    given = options(codebook, format=format)
    reader = read_articles(news, on_error="skip")
    predict_to_shards(pairs, reader, tmp_path / "one", **given)
    with open_run(tmp_path / "many", **given) as run:
        # Backwards, one of them twice, each reading its own rows.
        for number in (4, 3, 3, 2, 1, 0):
            shard = Shard(number, number * 3, min(number * 3 + 3, ROWS))
            worker = read_articles(news, on_error="skip")
            articles = (article for _, article in worker.rows(shard.start, shard.stop))
            run.add(
                write_shard(run.folder, shard, pairs(articles), format=format, codebook=codebook)
            )
        reader.on_skip = run.skip
        list(reader)
        run.finish()
    assert files(tmp_path / "many") == files(tmp_path / "one")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many", "news.jsonl", "one"]


def test_in_shards_needs_no_memory_and_names_empty_shards(news: Path) -> None:
    reader = read_articles(news, on_error="skip")
    seen = []
    for number, articles in in_shards(reader, lambda: reader.row_count, 3):
        # The reader is at most at the first row of this shard.
        assert reader.row_count <= max(number * 3 + 3, 10) or number == 4
        seen.append((number, [article.id for article in articles]))
    assert seen == [
        (0, ["news:1", "news:3"]),
        (1, ["news:4", "news:5", "news:6"]),
        (2, []),
        (3, ["news:10", "news:11", "news:12"]),
        (4, []),
    ]


def test_a_worker_that_fails_leaves_nothing_that_counts(
    pairs: Pairs, articles: tuple[Article, ...], codebook: Codebook, tmp_path: Path
) -> None:
    def broken() -> Iterator[tuple[Article, Prediction]]:
        yield from pairs(articles[:2])
        raise DataError("stop")

    with open_run(tmp_path / "out", **options(codebook)) as run:
        with pytest.raises(DataError):
            write_shard(run.folder, Shard(0, 0, 3), broken(), format="jsonl", codebook=codebook)
        assert sorted(path.name for path in run.folder.rglob("*")) == [
            *("finished", "run.jsonl", "skipped.jsonl")
        ]
    assert not list(tmp_path.iterdir())


def test_digests_of_inputs_tell_articles_and_their_order_apart() -> None:
    one, two = Article("خبر", "n1"), Article("آخر", "n2")

    def inputs(*articles: Article) -> str:
        watched = Inputs()
        assert list(watched.watch(articles)) == list(articles)
        return watched.digest

    variants = [(one, two), (two, one), (one,), (one, replace(two, id="n3"))]
    assert len({inputs(*variant) for variant in variants}) == len(variants)


def test_entries_are_text_and_numbers(
    pairs: Pairs, articles: tuple[Article, ...], codebook: Codebook, tmp_path: Path
) -> None:
    (tmp_path / "finished").mkdir()
    entry = write_shard(
        tmp_path, Shard(7, 70, 75), pairs(articles), format="csv", codebook=codebook
    )
    assert json.loads(json.dumps(asdict(entry))) == asdict(entry)
    assert (entry.file, entry.start, entry.stop, entry.articles) == ("part-00007.csv", 70, 75, 4)


def test_a_folder_of_shards_is_an_input(
    news: Path, pairs: Pairs, codebook: Codebook, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    reader = read_articles(news, on_error="skip")
    predict_to_shards(pairs, reader, output, **options(codebook))
    (output / "notes.md").write_text("mine")
    found = find_sources(output, coded=True)
    assert [Path(source.path).name for source in found] == [
        *("part-00000.jsonl", "part-00001.jsonl", "part-00003.jsonl")
    ]
    assert found.ignored == (str(output / "notes.md"),)
    manifest = (output / "manifest.json").read_text()
    cases = {
        r"manifest\.json: 'part-00003\.jsonl' is missing; copy the folder again": (
            lambda: (output / "part-00003.jsonl").unlink()
        ),
        r"'part-00000\.jsonl' has 3 bytes, expected \d+": (
            lambda: (output / "part-00000.jsonl").write_bytes(b"{}\n")
        ),
        r"it is of version 9, expected 1; update relclf": lambda: (
            output / "manifest.json"
        ).write_text(manifest.replace('predictions": 1', 'predictions": 9')),
        r"it is damaged \(KeyError": lambda: (output / "manifest.json").write_text(
            manifest.replace('"bytes"', '"octets"')
        ),
        r"'../part-00000\.jsonl' is missing": lambda: (output / "manifest.json").write_text(
            manifest.replace('"part-00000', '"../part-00000')
        ),
    }
    for message, damage in cases.items():
        damage()
        with pytest.raises(DataError, match=message):
            find_sources(output, coded=True)
    (output / "manifest.json").write_text('{"name": "a web page"}')
    assert "skipped.jsonl" in [Path(source.path).name for source in find_sources(output)]


def test_finish_refuses_what_is_not_whole(
    pairs: Pairs, articles: tuple[Article, ...], codebook: Codebook, tmp_path: Path
) -> None:
    def shard(run: ShardedRun, number: int, stop: int) -> Path:
        entry = write_shard(
            run.folder,
            Shard(number, number * 4, stop),
            pairs(articles),
            format="jsonl",
            codebook=codebook,
        )
        run.add(entry)
        return run.folder / "finished" / entry.file

    with open_run(tmp_path / "out", **options(codebook, shard_size=4)) as run:
        shard(run, 1, 8)
        with pytest.raises(OutputError, match="rows 0 to 3 are in no shard; go on with --resume"):
            run.finish()
        path = shard(run, 0, 4)
        content = path.read_bytes()
        path.write_bytes(content[:-1])
        with pytest.raises(OutputError, match=r"part-00000.jsonl: it was finished with \d+ bytes"):
            run.finish()
        path.write_bytes(content)
        shard(run, 2, 13)
        with pytest.raises(OutputError, match="1 of 13 rows have no prediction, but 0 were skipp"):
            run.finish()
        shard(run, 2, 12)
        run.finish()
    assert len(files(tmp_path / "out")) == 4

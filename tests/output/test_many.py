"""A hundred thousand articles, one of them broken: little memory, and nothing else is lost."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from relclf.articles import Article, Evidence
from relclf.codebook import Codebook
from relclf.output import predict_to_shards
from relclf.prediction import Prediction
from relclf.readers import read_articles
from relclf.reading.ids import SeenIds

pytestmark = pytest.mark.slow

ROWS, BROKEN, SIZE = 100_000, 54_321, 10_000
BOOK = Codebook.from_dict({"name": "b", "topics": {"energy": {"ar": "الطاقة", "en": "Energy"}}})
MEGABYTE = 2**20


def memory() -> int:
    """Bytes that this process occupies."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux says it so")
def test_one_broken_record_among_many_in_constant_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)
    text = "خبر عن النفط. " * 20
    with (tmp_path / "news.jsonl").open("w", encoding="utf-8") as file:
        for row in range(ROWS):
            file.write("{\n" if row == BROKEN else f'{{"id": "n{row}", "text": "{text}"}}\n')
    occupied: list[int] = []

    def pairs(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        shares, evidence = {"energy": 0.9}, Evidence(topics={"energy": ((0, 13),)})
        for number, article in enumerate(articles):
            if number % 5_000 == 0:
                occupied.append(memory())
            yield (
                article,
                Prediction(article.id, ("energy",), None, None, shares, {}, None, evidence, 1, "m"),
            )

    reader = read_articles(tmp_path / "news.jsonl", on_error="skip")
    output = tmp_path / "out"
    count = predict_to_shards(
        pairs,
        reader,
        output,
        shard_size=SIZE,
        format="jsonl",
        codebook=BOOK,
        fingerprint="f",
        model="m",
    )
    assert count == ROWS - 1
    # 100,000 ids are kept in 4 megabytes; the articles would take 250.
    assert max(occupied) - occupied[4] < 12 * MEGABYTE
    (skipped,) = (output / "skipped.jsonl").read_text("utf-8").splitlines()
    assert json.loads(skipped)["place"] == f"{tmp_path}/news.jsonl:{BROKEN + 1}"
    rows = iter(row for row in range(ROWS) if row != BROKEN)
    for path in sorted(output.glob("part-*.jsonl")):
        lines = path.read_bytes().splitlines()
        assert len(lines) == SIZE - (path.name == "part-00005.jsonl")
        for line in lines:
            assert line.startswith(f'{{"id": "n{next(rows)}",'.encode())
    assert next(rows, None) is None


def test_ids_take_24_to_48_bytes_each() -> None:
    seen = SeenIds()
    for number in range(200_000):
        seen.add(f"n{number}", number)
        size = 8 * (len(seen._hashes) + len(seen._places))
        assert number < 1_000 or 24 <= size / (number + 1) <= 48.1

"""Tests of relclf.readers on JSON Lines, text files, folders and standard input."""

import gzip
import json
import logging
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relclf.codebook import Codebook
from relclf.errors import ConfigError, DataError
from relclf.readers import Skipped, read_articles, read_coded
from relclf.reading.formats import MAX_BYTES
from relclf.reading.ids import SeenIds

SEEDS = Path(__file__).parent.parent / "seeds"
GOOD = '{"id": "n1", "text": "استقبل الوزير نظيره."}'
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def ids(inputs: Any, **options: Any) -> list[str]:
    return [article.id for article in read_articles(inputs, **options)]


def test_the_seeds_are_read_with_their_text_unchanged() -> None:
    articles = list(read_coded(SEEDS / "coded.jsonl", Codebook.load()))
    assert [article.id for article in articles] == ["000", "001", "002", "003", "004"]
    for article, path in zip(articles, sorted(SEEDS.glob("*.txt")), strict=True):
        assert article.text.encode() == path.read_bytes()
    assert articles[0].evidence is not None
    assert articles[0].evidence.interaction[0] == "title"


def test_the_folder_of_the_seeds(caplog: pytest.LogCaptureFixture) -> None:
    reader = read_articles(SEEDS)
    with caplog.at_level(logging.WARNING):
        assert [article.id for article in reader] == [
            path.stem for path in sorted(SEEDS.glob("*.txt"))
        ]
    assert reader.ignored == (str(SEEDS / "coded.jsonl"),)
    assert "1 files and folders are not read" in caplog.text
    assert len(list(read_coded(SEEDS, Codebook.load()))) == 5


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.JSONL", "a.jsonl.gz", "a.json.gz"])
def test_json_lines(write: Write, name: str) -> None:
    content = f'\ufeff{GOOD}\r\n\n  \n{{"text": "خبر\\nآخر\\r\\n"}}'.encode()
    path = write(name, gzip.compress(content) if name.endswith(".gz") else content)
    reader = read_articles(path)
    first, second = reader
    assert (first.id, second.id, second.text) == ("n1", "a:4", "خبر\nآخر\r\n")
    assert (reader.read_count, reader.skipped_count) == (2, 0)
    assert len(list(reader)) == 2


def test_text_files_keep_their_line_ends(write: Write) -> None:
    path = write("n.1.txt", "\ufeffسطر\r\nسطر\rسطر\n\n")
    (article,) = read_articles([path])
    assert (article.id, article.title, article.text) == ("n.1", "", "سطر\r\nسطر\rسطر\n\n")


def test_a_long_article_is_fine(write: Write) -> None:
    text = "خبر طويل " * 320_000
    content = json.dumps({"text": text}, ensure_ascii=False)
    assert len(content.encode()) > 5_000_000
    (article,) = read_articles(write("a.jsonl", content))
    assert article.text == text


LINES = [
    ("", "it is empty; expected at least one article"),
    ("\n \n", "it is empty; expected at least one article"),
    ("{'text': 'x'}", r":1: it is not JSON .*double quotes"),
    ('{"text": "x', r":1: it is not JSON .*the line ends within the record"),
    ("{\n", ":1: it is not JSON .*ends within the record"),
    ('{"text": "x",}', ":1: it is not JSON .*JSON library"),
    ("[\n", ":1: it is not JSON .*it begins a list.*jq -c"),
    ('[{"text": "x"}]', r":1: expected one JSON object in braces, got \[.*jq -c"),
    ('"text"', r":1: expected one JSON object in braces, got 'text'\."),
    ("خبر", ":1: it is not JSON .*one object a line"),
    ("[" * 100_000, ":1: the JSON is nested too deeply"),
    ('{"text": ' + "9" * 5000 + "}", ":1: .*4300"),
    ('{"text": "x", "text": "y"}', ":1: the key 'text' stands twice"),
    ('{"text": "\\ud83d"}', r":1: article 'a:1': text: character 0 \(\\ud83d\)"),
    ('{"text": "x", "id": "\\u0000"}', ":1: id: character 0 is NUL"),
    (b'{"text": "x\x00"}' + b" " * 999, ":1: byte 11 is NUL, which text does not hold"),
    ("خبر الوزير".encode("cp1256"), r":1: expected UTF-8.*CP1256"),
    (b'{"text": "\xd8\xd8"}', r":1: expected UTF-8, but byte 10 \(0xd8\)"),
]


@pytest.mark.parametrize(("content", "message"), LINES)
def test_each_bad_line_is_named(write: Write, content: str | bytes, message: str) -> None:
    path = write("a.jsonl", content)
    with pytest.raises(DataError, match=rf"a\.jsonl:? ?{message.removeprefix(':')}"):
        ids(path)
    reader = read_articles([path, write("b.jsonl", GOOD)], on_error="skip")
    assert [article.id for article in reader] == ["n1"]
    assert reader.skipped_count >= 1


def test_skipping_counts_and_lists(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    path = write("a.jsonl", f'{GOOD}\n{{"text": ""}}\n{GOOD}\n' + "x\n" * 1_500)
    reader = read_articles(path, on_error="skip")
    for _ in range(2):
        assert len(list(reader)) == 1
        assert (reader.read_count, reader.skipped_count, len(reader.skipped)) == (1, 1502, 1000)
    assert reader.skipped[0] == Skipped(
        f"{path}:2",
        f"{path}:2: article 'a:2': text: it is empty; give the article's text or drop the record.",
        1,
    )
    assert "1502 of 1503 records were skipped" in caplog.text


def test_rows_are_read_as_in_a_whole_read(write: Write) -> None:
    first = write("a.jsonl", f'{{"text": "خبر"}}\n\n{GOOD}\n{{\n{{"text": "آخر"}}')
    paths = [first, write("b.jsonl", ""), write("c.jsonl", f'{GOOD}\n{{"text": "ثالث"}}')]
    told: list[Skipped] = []
    reader = read_articles(paths, on_error="skip")
    reader.on_skip = told.append
    articles = {article.id: article for article in reader}
    whole = [(0, "a:1"), (1, "n1"), (3, "a:5"), (6, "c:2")]
    assert reader.row_count == 7
    assert [one.row for one in told] == [2, 4, 5]
    assert told == reader.skipped
    assert "n1' is the id of" in told[2].message
    for start in range(9):
        for stop in (*range(9), None):
            rows = list(reader.rows(start, stop))
            assert rows == [
                (row, articles[id])
                for row, id in whole
                if start <= row and (stop is None or row < stop)
            ]
            assert reader.row_count == min(7, 7 if stop is None else stop)


def test_nothing_behind_the_rows_wanted_is_looked_at(write: Write) -> None:
    path = write("a.jsonl", f"{GOOD}\n{{\n")
    assert [row for row, _ in read_articles(path).rows(stop=1)] == [0]
    with pytest.raises(DataError, match=r"a\.jsonl:2"):
        list(read_articles(path).rows(0, 2))
    with pytest.raises(DataError, match=r"a\.jsonl:2"):
        # As in a whole read, no row behind a bad one is read.
        list(read_articles(path).rows(2, 3))


def test_a_double_id_names_both_places(write: Write) -> None:
    first = write("a.jsonl", f'{{"text": "خبر"}}\n{GOOD}')
    second = write("b.jsonl", GOOD)
    with pytest.raises(DataError, match=r"b\.jsonl:1: id: 'n1' is the id of .*a\.jsonl:2 too"):
        ids([first, second])
    with pytest.raises(DataError, match=r"n1\.txt: id: 'n1' is the id of .*b\.jsonl:1 too"):
        ids([second, write("n1.txt", "خبر")])


def test_seen_ids_agree_with_a_dict() -> None:
    seen = SeenIds()
    for number in range(3_000):
        assert seen.add(f"n{number}", number) is None
    assert [seen.add(f"n{number}", 0) for number in range(3_000)] == list(range(3_000))
    assert len(seen) == 3_000


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_file_in_utf_16_raises_even_when_skipping(write: Write, encoding: str) -> None:
    path = write("a.jsonl", GOOD.encode(encoding))
    with pytest.raises(DataError, match=rf"a\.jsonl: .*iconv -f {encoding.upper()}"):
        ids(path, on_error="skip")


def test_gzip_that_is_cut_or_none(write: Write) -> None:
    lines = "".join(f'{{"text": "{os.urandom(30).hex()}"}}\n' for _ in range(2_000))
    packed = gzip.compress(lines.encode())
    cut = iter(read_articles(write("a.jsonl.gz", packed[:-2_000]), on_error="skip"))
    assert next(cut).id == "a:1"
    with pytest.raises(DataError, match=r"a\.jsonl\.gz:\d+: the gzip data is cut .* after line"):
        list(cut)
    with pytest.raises(DataError, match=r"b\.jsonl\.gz: it is not gzip .*take \.gz off"):
        ids(write("b.jsonl.gz", GOOD))
    with pytest.raises(DataError, match=r"c\.jsonl: .*gzip-compressed.*name end in \.gz"):
        ids(write("c.jsonl", packed))
    damaged = packed[:20] + bytes(99) + packed[119:]
    with pytest.raises(
        DataError, match=r"d\.jsonl\.gz:\d+: the gzip data is cut or damaged|not JSON"
    ):
        ids(write("d.jsonl.gz", damaged))


def test_a_line_without_end_does_not_fill_the_memory(write: Write, monkeypatch) -> None:
    monkeypatch.setattr("relclf.reading.formats.MAX_BYTES", 1_000)
    monkeypatch.setattr("relclf.reading.texts.MAX_BYTES", 1_000)
    assert MAX_BYTES > 2**25
    with pytest.raises(DataError, match=r"a\.jsonl:2: the line is longer than 1,000 bytes"):
        ids(write("a.jsonl", f"{GOOD}\n" + "x" * 2_000))
    with pytest.raises(DataError, match=r"a\.txt: it is longer than 1,000 bytes"):
        ids(write("a.txt", "x" * 2_000))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "article 'a': text: it is empty"),
        (b" \r\n", "blanks and nothing to read"),
        (b"\x00\x01\x02" * 99, "binary"),
        ("خبر الوزير".encode("utf-16"), "UTF-16"),
        ("خبر الوزير".encode("cp1256"), "CP1256"),
    ],
)
def test_each_bad_text_file_is_named(write: Write, content: bytes, message: str) -> None:
    path = write("a.txt", content)
    with pytest.raises(DataError, match=rf"a\.txt: .*{message}"):
        ids(path)
    assert ids([path, write("b.txt", "خبر")], on_error="skip") == ["b"]


def test_streaming_keeps_no_articles(write: Write) -> None:
    text = "خبر " * 300
    path = write("a.jsonl", "".join(f'{{"id": "n{i}", "text": "{text}"}}\n' for i in range(10_000)))
    articles = iter(read_articles(path))
    next(articles)
    tracemalloc.start()
    try:
        assert sum(1 for _ in articles) == 9_999
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_500_000 < path.stat().st_size / 10


def test_an_unknown_on_error(write: Write) -> None:
    with pytest.raises(ConfigError, match="on_error: expected 'fail' or 'skip', got 'ignore'"):
        ids(write("a.jsonl", GOOD), on_error="ignore")

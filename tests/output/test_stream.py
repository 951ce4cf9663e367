"""Predictions on standard output."""

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.errors import ConfigError
from relclf.output import OutputError, render, write_stream

Pairs = Callable[..., Iterator[Any]]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_format(
    articles: tuple[Article, ...], pairs: Pairs, codebook: Codebook, predictions: list[Any]
) -> None:
    written = {}
    for format in ("jsonl", "csv", "table"):
        stream = io.StringIO()
        assert write_stream(pairs(articles), stream, format, codebook) == 4
        written[format] = stream.getvalue()
    lines = written["jsonl"].splitlines()
    assert [json.loads(line) for line in lines] == [one.to_record() for one in predictions]
    rows = list(csv.reader(io.StringIO(written["csv"]), strict=True))
    assert rows[0][0] == "id"
    assert len(rows) == 5
    blocks = [render(*pair, codebook) for pair in zip(articles, predictions, strict=True)]
    assert written["table"] == "".join(f"{block}\n\n" for block in blocks)


def test_parquet_needs_a_file(pairs: Pairs, codebook: Codebook) -> None:
    with pytest.raises(ConfigError, match="Parquet is a binary format and needs a file"):
        write_stream(pairs([]), io.StringIO(), "parquet", codebook)


def test_colors_on_terminals_only(
    articles: tuple[Article, ...],
    pairs: Pairs,
    codebook: Codebook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    for value, colored in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", value)
        stream = Terminal()
        write_stream(pairs(articles), stream, "table", codebook)
        assert ("\x1b[" in stream.getvalue()) == colored
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    write_stream(pairs(articles), stream, "table", codebook)
    assert "\x1b[" not in stream.getvalue()


def test_each_is_written_as_soon_as_it_is_made(
    articles: tuple[Article, ...], pairs: Pairs, codebook: Codebook
) -> None:
    stream = io.StringIO()

    def watched() -> Iterator[Any]:
        for number, pair in enumerate(pairs(articles)):
            assert stream.getvalue().count("\n") == number
            yield pair

    write_stream(watched(), stream, "jsonl", codebook)


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_a_reader_that_has_enough(
    format: str, articles: tuple[Article, ...], pairs: Pairs, codebook: Codebook
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    given = iter(articles)
    # Leaving the block flushes, as Python does at exit, and raises nothing.
    with open(writing, "w", encoding="utf-8") as stream:
        assert write_stream(pairs(given), stream, format, codebook) == 0
    assert len(list(given)) == 4 - (format == "jsonl")


def test_a_full_disk_and_an_old_encoding(
    articles: tuple[Article, ...], pairs: Pairs, codebook: Codebook
) -> None:
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    with pytest.raises(OutputError, match="encoding is ascii, which has no 'ر'; set PYTHONIO"):
        write_stream(pairs(articles), ascii_only, "jsonl", codebook)
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has a disk that is always full")
    full = os.open("/dev/full", os.O_WRONLY)
    with (
        suppress(OSError),
        open(full, "w", encoding="utf-8") as stream,
        pytest.raises(OutputError, match=r"cannot be written \(No space left on device\)"),
    ):
        write_stream(pairs(articles), stream, "jsonl", codebook)

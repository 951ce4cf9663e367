"""Tests of relclf.reading.texts: standard input, and the text files that records name."""

import gzip
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.readers import read_articles, read_coded


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def give(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give


def test_standard_input(stdin: Callable[[bytes], None]) -> None:
    stdin('\ufeff\n {"id": "n1", "text": "خبر"}\n{"text": "خبر"}'.encode())
    assert [article.id for article in read_articles("-")] == ["n1", "stdin:3"]
    stdin("\n\n خبر\r\nآخر\n".encode())
    (article,) = read_articles("-")
    assert (article.id, article.text) == ("stdin", "\n\n خبر\r\nآخر\n")
    stdin("[صور] خبر".encode())
    assert [article.id for article in read_articles("-")] == ["stdin"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b"\n \n", "it is empty"),
        (b'[\n {"text": "x"}]', "JSON list"),
        (gzip.compress(b"x", mtime=0), "gzip"),
        ("خبر".encode("utf-16"), "UTF-16"),
        (b'{"file": "a.txt"}', "standard input has no folder"),
    ],
)
def test_bad_standard_input(stdin: Callable[[bytes], None], content: bytes, message: str) -> None:
    stdin(content)
    with pytest.raises(DataError, match=rf"standard input.*{message}"):
        [article.id for article in read_articles("-")]


def test_plain_text_is_not_coded(stdin: Callable[[bytes], None], tmp_path: Path) -> None:
    stdin("خبر".encode())
    with pytest.raises(DataError, match="plain text holds no codes"):
        list(read_coded("-", Codebook.load()))
    (tmp_path / "a.txt").write_text("خبر", encoding="utf-8")
    with pytest.raises(DataError, match="a text file holds no codes"):
        read_coded(tmp_path / "a.txt", Codebook.load())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "inner").mkdir(parents=True)
    for name in ("../secret.txt", "n1.txt", "inner/n2.txt", "notes.md"):
        (folder / name).write_text("خبر", encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "away").symlink_to(tmp_path)
    (folder / "near.txt").symlink_to(folder / "n1.txt")
    os.mkfifo(folder / "pipe.txt")
    return folder


def coded_texts(folder: Path, file: Any) -> list[str]:
    path = folder / "coded.jsonl"
    path.write_text(json.dumps({"id": "n1", "file": file, "topics": []}), encoding="utf-8")
    return [article.text for article in read_coded(path, Codebook.load())]


@pytest.mark.parametrize("file", ["n1.txt", "./n1.txt", "inner/n2.txt", "near.txt"])
def test_a_record_may_name_a_text_file_in_its_folder(folder: Path, file: str) -> None:
    assert coded_texts(folder, file) == ["خبر"]


def test_the_path_of_the_records_may_be_relative(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert coded_texts(Path("."), "n1.txt") == ["خبر"]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("../secret.txt", "leads out of the folder"),
        ("inner/../n1.txt", "leads out of the folder"),
        ("/etc/hostname", "leads out of the folder"),
        ("C:\\secret.txt", "leads out of the folder"),
        ("..\\secret.txt", "leads out of the folder"),
        ("\\\\server\\share\\a.txt", "leads out of the folder"),
        ("out.txt", "leads out of the folder"),
        ("away/secret.txt", "leads out of the folder"),
        ("notes.md", "there is no text file 'notes.md'"),
        ("none.txt", "there is no text file 'none.txt'"),
        ("pipe.txt", "there is no text file 'pipe.txt'"),
        ("inner", "there is no text file"),
        ("x" * 9999 + ".txt", "there is no text file"),
        ("a\x00.txt", "expected the path of a .txt file"),
        ("\ud800.txt", "expected the path of a .txt file"),
        ("", "expected the path of a .txt file"),
        (7, "expected the path of a .txt file, got 7"),
    ],
)
def test_no_record_may_name_another_file(folder: Path, file: Any, message: str) -> None:
    with pytest.raises(DataError, match=rf"coded\.jsonl:1: file: .*{message}"):
        coded_texts(folder, file)


def test_a_text_beside_a_file_wins(folder: Path) -> None:
    path = folder / "coded.jsonl"
    path.write_text('{"text": "خبر", "file": "/etc/hostname"}', encoding="utf-8")
    assert [article.text for article in read_articles(path)] == ["خبر"]


def test_a_mark_alone_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf")
    with pytest.raises(DataError, match="it is empty"):
        list(read_articles(tmp_path / "a.jsonl"))

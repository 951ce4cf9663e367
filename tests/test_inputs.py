"""Tests of relclf.reading.inputs: files and folders named by a user."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from relclf.errors import DataError
from relclf.readers import read_articles
from relclf.reading.inputs import Source, find_sources


def names(folder: Path, *files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(files):
        text = f"خبر {number}"
        content = text if name.lower().endswith(".txt") else json.dumps({"text": text})
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_endings_and_stems() -> None:
    assert [Source(path).stem for path in ("a/b.c.JSONL.gz", "x.txt", "-")] == ["b.c", "x", "stdin"]
    assert Source("a/B.CSV.GZ").kind == "csv"


def test_the_text_files_of_a_folder_come_sorted(tmp_path: Path) -> None:
    folder = names(tmp_path / "news", "b.txt", "a.TXT", "c.jsonl", "notes.md")
    (folder / "inner").mkdir()
    found = find_sources(folder)
    assert [source.stem for source in found] == ["a", "b"]
    assert [os.path.basename(path) for path in found.ignored] == ["c.jsonl", "inner", "notes.md"]
    assert [source.stem for source in find_sources(folder, coded=True)] == ["c"]


def test_the_record_files_of_a_folder_without_text_files(tmp_path: Path) -> None:
    folder = names(tmp_path / "news", "b.jsonl", "config.json")
    (folder / "a.csv").write_text("text\nخبر\n", encoding="utf-8")
    reader = read_articles(folder)
    assert [article.id for article in reader] == ["a:2", "b:1"]
    assert reader.ignored == (str(folder / "config.json"),)


def test_several_inputs_keep_their_order(tmp_path: Path) -> None:
    folder = names(tmp_path / "news", "a.txt", "b.txt")
    other = names(tmp_path, "0.jsonl") / "0.jsonl"
    assert [a.id for a in read_articles([folder, str(other)])] == ["a", "b", "0:1"]


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([], "the list is empty"),
        (7, "expected paths of files or folders, got 7"),
        ([7], "expected the path of a file, got 7"),
        ("news.jsnl", r"'news\.jsnl': no such input .*Did you mean 'news\.jsonl'\?"),
        ("none/a.jsonl", "no such input"),
        ("خبر طويل " * 999, "no such input .*File name too long"),
        ("a\x00b.txt", "no such input .*null"),
        ("empty", "in this folder .it is empty.*Name another"),
        ("pictures", r"no .*\.jsonl.* or \.txt file in this folder; it holds \['a\.png'\]"),
        ("pictures/a.png", r"a\.png: unknown ending '\.png'; expected one of \.txt"),
        ("noending", "unknown ending ''"),
    ],
)
def test_each_bad_input_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: Any, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    names(tmp_path, "news.jsonl", "noending")
    names(tmp_path / "pictures", "a.png")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=message):
        read_articles(inputs)


def test_a_name_that_is_not_utf_8_can_be_shown(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xe6.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("خبر")
    with pytest.raises(DataError, match="id: character 0") as caught:
        list(read_articles(path))
    assert str(caught.value).encode("utf-8")

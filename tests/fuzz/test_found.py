"""What fuzzing found, and writing its laws: each was once a crash, a hang or a silent loss."""

import io
import json
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from relclf import Codebook
from relclf.annotation.as_csv import COLUMNS, article_of_row, csv_text, row_of
from relclf.articles import article_from_record, coded_from_record
from relclf.errors import CodebookError, DataError
from relclf.reading.tables import csv_rows
from relclf.reading.texts import stdin_rows
from relclf.records import record_of

TOPICS = "\ntopics:\n  a: {ar: ألف, en: A}\n"


def load(tmp_path: Path, text: str) -> Codebook:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return Codebook.load(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('!!int ""', r"yaml:1: name: .*tags such as 'tag:yaml\.org,2002:int' are not read"),
        ('!!float ""', "float' are not read"),
        ("!!bool perhaps", "bool' are not read; take it off, and put text in quotes"),
        ("!!timestamp today", "timestamp' are not read"),
        ("!!set {a}", "set' are not read"),
        ("!!omap [a: 1]", "omap' are not read"),
        ('! "042"', "int' are not read"),
        ('"\\UFFFFFFFF"', "it is not YAML"),
        ("1:" * 300 + "1.0", "a number of 603 characters; codes have four digits"),
        ("1:" * 100_000 + "1", "a number of 200001 characters"),
        ("0x" + "f" * 5_000, "a number of 5002 characters"),
        ('"\\ud800"', r"yaml:1: (name: half of a surrogate pair|it is not YAML)"),
    ],
)
def test_yaml_that_pyyaml_stumbles_over_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        load(tmp_path, f"name: {text}{TOPICS}")


def test_a_key_has_no_tag_and_is_no_endless_number(tmp_path: Path) -> None:
    for key in ('!!int ""', "? " + "1:" * 5_000 + "1\n"):
        with pytest.raises(CodebookError, match=r"are not read|a number of"):
            load(tmp_path, f"{key}: 1\nname: mine{TOPICS}")


def test_a_merge_key_cannot_hide_a_field(tmp_path: Path) -> None:
    text = "name: mine\ntopics:\n  a: {ar: ألف, en: A, <<: {en: B, cues: c}}\n"
    with pytest.raises(CodebookError, match=r"yaml:3: topics\.a\.<<: merge keys"):
        load(tmp_path, text)


def test_a_long_key_above_many_takes_little_memory(tmp_path: Path) -> None:
    many = ", ".join(f"k{number}: 1" for number in range(500))
    tracemalloc.start()
    with pytest.raises(CodebookError, match="there is no field") as caught:
        load(tmp_path, f"? {'a' * 100_000}\n: {{{many}}}\n")
    # 500 paths of 100,000 characters would be 50 MB.
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert len(str(caught.value)) < 1_000


def test_a_long_name_makes_no_long_message(tmp_path: Path) -> None:
    parents = "\nparents: {" + ", ".join(f"p{n}: {{ar: x, en: y}}" for n in range(500)) + "}"
    for text, message in (
        (f"name: {'a ' * 50_000}", "neither topics nor interactions"),
        (
            f"name: mine{parents}\ntopics: {{a: {{ar: x, en: y, parent: q}}}}",
            "not among the parents",
        ),
        (
            f"name: mine\ninteractions:\n  ? {'a' * 50_000}\n  : {{ar: x, en: y}}",
            "it has one interaction",
        ),
    ):
        with pytest.raises(CodebookError, match=message) as caught:
            load(tmp_path, text)
        assert len(str(caught.value)) < 1_000


def test_many_labels_are_compared_once() -> None:
    labels = {f"a{number}": {"ar": "ألف", "en": "A"} for number in range(20_000)}
    started = time.process_time()
    Codebook.from_dict({"name": "mine", "topics": labels})
    assert time.process_time() - started < 5


@pytest.mark.parametrize("field", ["date", "source", "url"])
def test_an_empty_date_is_none_and_stays_so(field: str) -> None:
    record = {"id": "n1", "text": "خبر", field: ""}
    article = article_from_record(record, "here")
    assert getattr(article, field) is None
    assert article_from_record(record_of(article), "again") == article


def test_an_empty_date_survives_csv(tmp_path: Path, codebook: Codebook) -> None:
    article = coded_from_record({"id": "n1", "text": "خبر", "date": ""}, "here", codebook)
    path = tmp_path / "a.csv"
    path.write_text(csv_text(COLUMNS) + row_of(article), encoding="utf-8")
    [(_, row)] = csv_rows(str(path), "a.csv", coded=True)
    assert not isinstance(row, DataError)
    assert article_of_row(row, "again", codebook) == article


def test_a_bracket_above_empty_lines_takes_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(data: bytes) -> list[object]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return list(stdin_rows("standard input"))

    record = json.dumps({"text": "a"}).encode()
    started = time.process_time()
    with pytest.raises(DataError, match="it is a JSON list"):
        read(b"[" + b"\n" * 200_000 + record + b"]")
    assert time.process_time() - started < 2
    assert read(b" \n \n" + record) == [(3, {"text": "a"})]
    assert read(b"[\n1]") == [(0, {"id": "stdin", "text": "[\n1]"})]

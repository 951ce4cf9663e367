"""Tests of relclf.readers on CSV and Parquet."""

import csv
import datetime
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import Article, CodedArticle
from relclf.codebook import Codebook
from relclf.errors import DataError, MissingExtraError
from relclf.readers import read_articles, read_coded


def write(tmp_path: Path, content: str | bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def texts(path: Path, **options: Any) -> list[str]:
    return [article.text for article in read_articles(path, **options)]


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_csv_with_all_that_spreadsheets_write(tmp_path: Path, name: str) -> None:
    content = (
        '\ufeffid,text,title,date,other\r\n7,"قال: ""نعم""، ثم\r\nسطر",عنوان,,x\r\n\r\n,خبر,,,\r\n'
    )
    packed = gzip.compress(content.encode()) if name.endswith(".gz") else content
    first, second = read_articles(write(tmp_path, packed, name))
    assert first == Article('قال: "نعم"، ثم\r\nسطر', "7", "عنوان")
    assert second == Article("خبر", "a:5")


def test_a_huge_cell_is_fine_and_the_limit_of_csv_is_put_back(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    huge = "خبر " * 300_000
    reader = iter(read_articles(write(tmp_path, f"text\n{huge}\nخبر\n")))
    assert next(reader).text == huge
    assert csv.field_size_limit() == before
    assert next(reader).text == "خبر"


def test_codes_in_csv(tmp_path: Path) -> None:
    evidence = json.dumps({"interaction": [[0, 3]]}).replace('"', '""')
    rows = [
        "text,topics,unsure_topics,interaction,status,parties,evidence",
        f'خبر,energy; health,visit,visit,held,BHR;USA,"{evidence}"'.replace(",visit,", ",,", 1),
        "خبر,,,,,,",
        "خبر,[],energy,none,,,",
    ]
    first, second, third = read_coded(write(tmp_path, "\n".join(rows)), Codebook.load())
    assert first.topics == ("energy", "health")
    assert first.parties == ("BHR", "USA")
    assert first.evidence is not None
    assert first.evidence.interaction == ((0, 3),)
    assert (first.interaction, first.status) == ("visit", "held")
    assert second == CodedArticle("خبر", "a:3")
    assert third.topics == ()
    assert third.unsure_topics == ("energy",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "a.csv: it is empty"),
        ("text\n", "a.csv: it is empty"),
        (
            "id,Text\n1,x",
            r"no column 'text'; the columns are \['id', 'Text'\]\. Did you mean 'Text'",
        ),
        ("id,النص\n1,x", "Did you mean 'النص'"),
        ("id,x\n1,x", r"no column 'text'; the columns are \['id', 'x'\]\. Rename"),
        ("id;text\n1;x", "separated by semicolons; export with commas"),
        ("id\ttext\n1\tx", "separated by tabs"),
        ("text,text\nx,y", "the column 'text' stands twice"),
        ('text\n"x', r"a\.csv:2: it is not CSV \(unexpected end of data\)"),
        ('text\n"x"y\n', r"a\.csv:2: it is not CSV"),
        ("text\rx\r", r"a\.csv:1: it is not CSV \(new-line character"),
        ("text\nخبر".encode("cp1256"), r"a\.csv:2: expected UTF-8.*CP1256"),
        ("text\nخبر".encode("utf-16"), r"a\.csv: .*UTF-16"),
        ("text\nx\x00\n" + "x" * 999, r"a\.csv:2: byte 1 is NUL"),
    ],
)
def test_each_bad_csv_is_named(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        texts(write(tmp_path, content))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "7,خبر,more",
            r":3: the row that begins with '7' has 3 cells, the header 2 \(\['id', 'text'\]\); put",
        ),
        ("7", ":3: the row that begins with '7' has 1 cells, .*a comma for each empty cell"),
        ("7,", ":3: article '7': text: it is empty"),
        ("7,  ", ":3: article '7': text: it holds 2 blanks"),
        ("1,خبر", r":3: id: '1' is the id of .*a\.csv:2 too"),
    ],
)
def test_each_bad_row_is_named_or_skipped(tmp_path: Path, row: str, message: str) -> None:
    path = write(tmp_path, f"id,text\n1,خبر\n{row}\n3,آخر\n")
    with pytest.raises(DataError, match=rf"a\.csv{message}"):
        texts(path)
    assert texts(path, on_error="skip") == ["خبر", "آخر"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("enrgy,", r"a\.csv:2: .*topics\[0\]: unknown topic 'enrgy'\. Did you mean"),
        ('energy,"{"', r"a\.csv:2: evidence: it is not JSON"),
        ("energy;,", r"topics\[1\]: unknown topic ''"),
    ],
)
def test_bad_codes_in_csv(tmp_path: Path, cells: str, message: str) -> None:
    path = write(tmp_path, f"text,topics,evidence\nخبر,{cells}\n")
    with pytest.raises(DataError, match=message):
        list(read_coded(path, Codebook.load()))


def parquet(tmp_path: Path, columns: dict[str, Any]) -> Path:
    pytest.importorskip("pyarrow")
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    return tmp_path / "a.parquet"


def test_parquet(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        {
            "id": [7, None],
            "text": ["خبر\r\n", "آخر"],
            "date": [datetime.date(2026, 11, 1), None],
            "topics": [["energy"], None],
            "interaction": ["visit", None],
            "evidence": [{"interaction": [[0, 3]], "topics": {"energy": [[0, 2]]}}, None],
            "other": [1, 2],
        },
    )
    first, second = read_coded(path, Codebook.load())
    assert (first.id, first.text, first.date) == ("7", "خبر\r\n", "2026-11-01")
    assert first.topics == ("energy",)
    assert first.interaction == "visit"
    assert first.evidence is not None
    assert first.evidence.topics == {"energy": ((0, 2),)}
    assert second == CodedArticle("آخر", "a:2")
    assert texts(path) == ["خبر\r\n", "آخر"]


def test_evidence_as_json_and_structs_with_nulls_in_parquet(tmp_path: Path) -> None:
    evidence = json.dumps({"interaction": ["title"], "topics": {}})
    columns = {
        "text": ["خبر"],
        "title": ["عنوان"],
        "interaction": ["visit"],
        "evidence": [evidence],
    }
    (article,) = read_coded(parquet(tmp_path, columns), Codebook.load())
    assert article.evidence is not None
    assert article.evidence.interaction == ("title",)
    struct = {"topics": {"energy": None, "health": [[0, 2]]}, "interaction": None}
    columns = {"text": ["خبر"], "topics": [["health"]], "evidence": [struct]}
    (article,) = read_coded(parquet(tmp_path, columns), Codebook.load())
    assert article.evidence is not None
    assert list(article.evidence.topics) == ["health"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"body": ["خبر"]}, r"a\.parquet: there is no column 'text'.*Did you mean 'body'"),
        ({"text": [5]}, r"a\.parquet: the column 'text' holds 'int64', expected text; write it"),
        ({"text": [b"\xff"]}, "the column 'text' holds 'binary'"),
        ({"text": [["خبر"]]}, "holds 'list<(item|element): string>', expected text"),
        ({"text": ["خبر"], "title": [7]}, "the column 'title' holds 'int64'"),
        ({"text": ["خبر", None]}, r"a\.parquet:2: .*text: expected text, got null"),
        ({"text": []}, r"a\.parquet: it is empty"),
    ],
)
def test_each_bad_parquet_is_named(tmp_path: Path, columns: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        texts(parquet(tmp_path, columns))


def test_what_is_not_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(DataError, match=r"a\.parquet: it cannot be read as Parquet after row 0"):
        texts(write(tmp_path, b"PAR1 no", "a.parquet"))


def test_text_in_parquet_that_is_not_utf_8(tmp_path: Path) -> None:
    path = parquet(tmp_path, {"text": ["abcdefgh" * 9]})
    path.write_bytes(path.read_bytes().replace(b"abcdefgh", b"abcd\xffgh"))
    with pytest.raises(DataError, match=r"a\.parquet: it cannot be read as Parquet"):
        texts(path)


def test_parquet_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = __import__("importlib").import_module

    def without(name: str) -> Any:
        if name.startswith("pyarrow"):
            raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")
        return real(name)

    monkeypatch.setattr("relclf.errors.importlib.import_module", without)
    with pytest.raises(MissingExtraError, match=r"pip install 'relclf\[parquet\]'"):
        read_articles(write(tmp_path, b"", "a.parquet"))

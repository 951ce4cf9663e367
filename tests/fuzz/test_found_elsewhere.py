"""What fuzzing found in the readers of tables and of annotation tools' exports."""

import time
from pathlib import Path

import pytest

from relclf import Codebook, read_articles
from relclf.annotation.as_csv import COLUMNS, article_of_row, csv_text, row_of
from relclf.annotation.exports import Exports
from relclf.articles import CodedArticle
from relclf.errors import DataError
from relclf.reading.formats import parse_json
from relclf.reading.tables import csv_rows


def test_a_key_twice_among_many_is_found_in_linear_time() -> None:
    keys = "".join(f'"k{number}": 0, ' for number in range(50_000))
    started = time.process_time()
    with pytest.raises(DataError, match="the key 'z' stands twice"):
        parse_json(f'{{{keys}"z": 0, "z": 0}}', "here")
    assert time.process_time() - started < 5


def test_a_column_twice_among_many_is_found_in_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"c{number}" for number in range(50_000)) + ",text,z,z\n")
    started = time.process_time()
    with pytest.raises(DataError, match="the column 'z' stands twice"):
        list(csv_rows(str(path), "a.csv"))
    assert time.process_time() - started < 5


def test_a_date_that_python_cannot_hold_is_named(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    dates = pa.array([2**62], pa.timestamp("us"))
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table({"text": ["a"], "date": dates}), tmp_path / "a.parquet")
    with pytest.raises(DataError, match=r"a\.parquet: it cannot be read as Parquet after row 0"):
        list(read_articles(tmp_path / "a.parquet"))


@pytest.mark.parametrize("start", ["", "=", "'=", '"', "\"'", " -", "\t"])
def test_an_article_longer_than_csv_reads_by_itself(
    start: str, tmp_path: Path, codebook: Codebook
) -> None:
    article = CodedArticle(id="n1", text=f"{start}نص\n" + "ا" * 200_000)
    path = tmp_path / "a.csv"
    path.write_text(csv_text(COLUMNS) + row_of(article), encoding="utf-8", newline="")
    [(_, row)] = csv_rows(str(path), "a.csv", coded=True)
    assert not isinstance(row, DataError)
    assert article_of_row(row, "again", codebook) == article


def test_a_place_in_an_export_can_be_printed(tmp_path: Path, codebook: Codebook) -> None:
    path = tmp_path / "a.json"
    for id_ in ('"\\ud800"', '"' + "a" * 100_000 + '"', "[" * 500 + "]" * 500):
        path.write_text(f'[{{"id": {id_}}}]')
        with pytest.raises(DataError, match="data: it is missing") as caught:
            list(Exports([str(path)], "label-studio", codebook))
        assert len(str(caught.value).encode()) < 1_000

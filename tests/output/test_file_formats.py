"""JSON Lines, CSV and Parquet, read back."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from relclf.articles import Article, Evidence
from relclf.codebook import Codebook
from relclf.output import as_parquet, predict_to_file
from relclf.output.as_csv import csv_row, header
from relclf.output.record import OutputRecord
from relclf.prediction import Prediction

Write = Callable[..., Path]


@pytest.fixture
def write(articles: tuple[Article, ...], pairs: Any, codebook: Codebook, tmp_path: Path) -> Write:
    def write(format: str, pairs_from: Any = pairs, book: Codebook = codebook) -> Path:
        path = tmp_path / f"out.{format}"
        predict_to_file(
            pairs_from, articles, path, format=format, codebook=book, fingerprint="f", resume=False
        )
        return path

    return write


def csv_rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(content.splitlines(), strict=True))


def test_json_lines_are_the_records_of_the_predictions(
    write: Write, predictions: list[Prediction]
) -> None:
    lines = write("jsonl").read_text("utf-8").split("\n")
    expected = [json.dumps(one.to_record(), ensure_ascii=False) for one in predictions]
    assert lines == [*expected, ""]


def test_csv_read_back(
    write: Write, articles: tuple[Article, ...], predictions: list[Prediction], codebook: Codebook
) -> None:
    content = write("csv").read_bytes()
    assert content.startswith("\ufeffid,date,source,title,".encode())
    rows = csv_rows(content.decode("utf-8-sig"))
    assert len(rows) == 4
    for row, article, said in zip(rows, articles, predictions, strict=True):
        assert row["topics"] == (";".join(said.topics) or "[]")
        assert row["interaction"] == said.interaction
        assert row["interaction_ar"] == codebook.label(str(said.interaction)).ar
        assert row["planned"] == {True: "true", False: "false", None: ""}[said.planned]
        for key, value in {**said.topic_probabilities, **said.interaction_probabilities}.items():
            assert float(row[f"p_{key}"]) == round(value, 4)
        assert float(row["coverage"]) == round(said.coverage, 4)
        assert row["date"] == (article.date or "")
    assert [row["id"] for row in rows] == ["n1", "'-n2", "خبر ٣", "n4"]
    assert rows[1]["title"] == '"عنوان"؛ له, فاصلة وسطر'
    assert rows[3]["source"] == "'@وكالة"


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tخبر", "' خبر"),
        ("\rخبر", "' خبر"),
        (" \n=1", "'  =1"),
        ("\u200f\ufeff=1", "'\u200f\ufeff=1"),
        ("＝1", "'＝1"),
        ("خبر = -1", "خبر = -1"),
        ("خبر\r\n\x00\u2028ثان\x1b", "خبر ثان "),
        ('قال "نعم", ثم', 'قال "نعم", ثم'),
        ("", ""),
    ],
)
def test_cells_of_strangers(
    title: str, cell: str, predictions: list[Prediction], codebook: Codebook
) -> None:
    record = OutputRecord.of(Article("خبر", "n1", title), predictions[3])
    content = header(codebook) + csv_row(record, codebook)
    assert content.count("\n") == 2
    [row] = csv_rows(content)
    assert row["title"] == cell


def test_sentences_in_csv(
    articles: tuple[Article, ...], predictions: list[Prediction], codebook: Codebook
) -> None:
    for article, said in zip(articles, predictions, strict=True):
        record = OutputRecord.of(article, said)
        [row] = csv_rows(header(codebook) + csv_row(record, codebook))
        assert row["topic_sentences"].count(": ") >= len(said.topics)
        assert all(f"{topic}: " in row["topic_sentences"] for topic in said.topics)
        assert bool(row["interaction_sentences"]) == bool(said.evidence.interaction)


def test_parquet_read_back(
    write: Write, articles: tuple[Article, ...], predictions: list[Prediction]
) -> None:
    table = pyarrow.parquet.read_table(write("parquet"))
    rows = table.to_pylist()
    for row, article, said in zip(rows, articles, predictions, strict=True):
        record = said.to_record()
        assert json.loads(row.pop("evidence")) == record.pop("evidence")
        shown = [article.text[len(article.text) // 2 :] for _ in said.topics]
        assert [each["sentence"] for each in row.pop("topic_sentences")] == shown
        both = [article.text[: len(article.text) // 2], article.title]
        assert row.pop("interaction_sentences") == (both if said.evidence.interaction else [])
        assert row.pop("title") == article.title
        assert (row.pop("date"), row.pop("source")) == (article.date, article.source)
        assert row == record
    types = {field.name: str(field.type) for field in table.schema}
    assert types["planned"] == "bool"
    assert pyarrow.types.is_list(table.schema.field("topics").type)
    assert types["topic_probabilities"] == "struct<energy: double, health: double, culture: double>"


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet", "table"])
@pytest.mark.parametrize("half", ["topics_only", "interactions_only"])
def test_codebooks_without_topics_or_interactions(
    format: str, half: str, write: Write, request: pytest.FixtureRequest
) -> None:
    book: Codebook = request.getfixturevalue(half)
    topics = dict.fromkeys(book.topic_keys, 0.25)
    interactions = dict.fromkeys(book.interaction_keys, 0.25)

    def pairs(articles: Any) -> Any:
        for article in articles:
            first = next(iter(interactions), None)
            yield (
                article,
                Prediction(
                    *(article.id, (), first, False if first else None, topics, interactions),
                    *(0.5 if first else None, Evidence(), 1.0, "m"),
                ),
            )

    path = write(format, pairs, book)
    if format == "csv":
        row = csv_rows(path.read_text("utf-8-sig"))[0]
        assert row["topics"] == ("[]" if topics else "")
        assert row["interaction"] == ("visit" if interactions else "")
    if format == "parquet":
        names = pyarrow.parquet.read_schema(path).names
        assert ("topic_probabilities" in names) == bool(topics)
        assert ("interaction_probabilities" in names) == bool(interactions)


def test_parquet_in_row_groups(
    write: Write, codebook: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_parquet, "_ROWS", 3)
    file = pyarrow.parquet.ParquetFile(write("parquet"))
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [3, 1]

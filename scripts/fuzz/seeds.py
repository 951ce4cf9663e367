"""Inputs to begin with, all made here: no article is among them."""

import gzip
import io
import json
from collections.abc import Sequence

from relclf.annotation import argilla, doccano, label_studio
from relclf.annotation.as_csv import COLUMNS, csv_text, row_of
from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.records import record_of

__all__ = [
    "codebooks",
    "coded",
    "csv_files",
    "exports",
    "json_lines",
    "parquet_files",
    "texts",
    "zipped",
]

_TITLE = "زيارة إلى قطر"
_LINES = (
    "استقبل الوزير السفير الفرنسي في مكتبه اليوم. وبحثا سبل التعاون في مجال الطاقة.",
    "اقرأ أيضا: أسعار النفط",
    "وزار الوفد للكويت والمملكة العربية السعودية… (د. سمير) قال: «نعم». http://a.example/b?c=d",
)


def texts(header: bytes = b"") -> list[bytes]:
    """Return a few articles: choices, title, 0xFF and text; or title, party, date and text."""
    body, title = "\n".join(_LINES).encode(), _TITLE.encode()
    long = " ".join(f"كلمة{number}" for number in range(60)).encode()
    return [
        header,
        header + title + b"\xff" + body,
        header + b"\xff" + body.replace(b" ", b"  ") + b"\n" + body + b"\n" + body,
        header + title + b"\xff" + long + b"a" * 1_100,
        header + b"\xff".join((title, b"QAT", b"2024-01-02", body)),
        header + b"\xff".join((b"", b"-QAT", b"", b"=" + body)),
    ]


def coded() -> list[CodedArticle]:
    """Return a few coded articles, short ones: a fuzzer reads them a million times."""
    text = "زار قطر.\nوبحث النفط."
    return [
        CodedArticle(text=text, id="n1"),
        CodedArticle(text=f"={text}", id="n2", topics=(), interaction="none"),
        CodedArticle(
            text=text,
            id="n3",
            title="زيارة",
            date="2024-01-02",
            source="و",
            topics=("energy",),
            main_topics=("energy",),
            interaction="visit",
            status="held",
            parties=("QAT", "KWT"),
            evidence=Evidence(interaction=("title", (0, 7)), topics={"energy": ((9, 19),)}),
        ),
    ]


def json_lines() -> list[bytes]:
    """Return files of JSON Lines."""
    lines = [json.dumps(record_of(article), ensure_ascii=False).encode() for article in coded()]
    bad = [
        b'{"id": "a", "text": "a", "date": ""}\n{"id": "a", "text": "a"}',
        b'[1]\n{"text": "a", "text": "b"}',
        b'{"text": "a", "interaction": "visit", "evidence": {"interaction": [[0, 9]]}}',
    ]
    return [b"", b"\n".join(lines[:2]), lines[2], b"\n\n".join(bad)]


def csv_files() -> list[bytes]:
    """Return files of CSV."""
    rows = (csv_text(COLUMNS) + "".join(map(row_of, coded()[1:]))).encode()
    return [rows, b"id,text\nn1,a\n\nn1,b\nn2\n", b'text\n"a\n""b"""\n']


def zipped() -> list[bytes]:
    """Return what the law for gzip takes: packed files, and files to pack."""
    packed = [gzip.compress(data, mtime=0) for data in (*json_lines(), *csv_files())]
    return [
        *(b"\x00\x00" + data for data in packed),
        *(b"\x00\x01\x09" + data for data in json_lines()),
        *(b"\x01\x01\x00" + data for data in csv_files()),
    ]


def parquet_files() -> list[bytes]:
    """Return files of Parquet with columns of several kinds."""
    import pyarrow as pa
    from pyarrow import parquet

    records = [record_of(article) for article in coded()]
    tables = [
        pa.Table.from_pylist(records),
        pa.table({"text": ["a", None, ""], "id": [1, 2, 2]}),
        pa.table(
            {"text": pa.array([b"a", b"\xff"]), "date": pa.array([0, 2**62], "timestamp[us]")}
        ),
        pa.table({"text": pa.array(["a", "a"]).dictionary_encode(), "topics": [["energy"], None]}),
    ]
    return [_parquet(parquet, table) for table in tables]


def codebooks() -> list[bytes]:
    """Return small codebooks."""
    full = """\
name: mine
version: "2"
parents:
  p: {ar: أصل, en: Parent}
topics:
  energy: {ar: الطاقة, en: Energy, parent: p, cap: [8], plover: [economic], cameo: ["0311"]}
  health: {ar: الصحة, en: Health, definition: "", include: نص}
  culture:
    ar: الثقافة
    en: Culture
    exclude: >-
      two
      lines
interactions:
  visit: {ar: زيارة, en: Visit, plover: [[CONSULT, visit], [SUPPORT, null]]}
  none: {ar: لا شيء, en: None}
"""
    return [
        full.encode(),
        b"name: a\ntopics: {a: {ar: x, en: y}}\n",
        b"name: 2024-99-99\ntopics: {a: {ar: x, en: y}}\n",
    ]


def exports() -> list[bytes]:
    """Return exports of annotation tools; the first byte is the tool."""
    codebook, articles = Codebook.load(), coded()
    lines = [json.dumps(doccano.line(article, None, codebook)) for article in articles]
    tasks = [label_studio.task(article, None) for article in articles]
    records = [argilla.record(article, None) for article in articles]
    return [
        b"\x00" + "\n".join(lines).encode(),
        b"\x01" + _json(tasks),
        b"\x02" + _json(records),
        *(b"\x03" + rows for rows in csv_files()),
    ]


def _json(values: Sequence[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode()


def _parquet(parquet: object, table: object) -> bytes:
    file = io.BytesIO()
    parquet.write_table(table, file)  # type: ignore[attr-defined]
    return file.getvalue()

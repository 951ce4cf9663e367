"""The output formats by name, and records written to a file in one of them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from relclf.codebook import Codebook
from relclf.errors import ConfigError, require, shown, suggestion
from relclf.output.as_csv import csv_row, header
from relclf.output.as_parquet import write_parquet
from relclf.output.record import OutputRecord
from relclf.output.table import render_record

__all__ = ["FORMATS", "TextFormat", "check_format", "text_format", "write_records"]

FORMATS = ("jsonl", "csv", "parquet", "table")
_FILE_WIDTH = 100


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How records become text, all but Parquet."""

    head: str
    """What stands before the first record."""
    text: Callable[[OutputRecord], str]
    """Gives the text of one record, with the line ends behind it."""


def check_format(format: str) -> None:
    """Check that a format exists and can be written here.

    Args:
        format: Its name.

    Raises:
        ConfigError: If it is unknown.
        MissingExtraError: If it is Parquet and pyarrow is not installed.

    Example:
        >>> check_format("xlsx")
        Traceback (most recent call last):
        ...
        relclf.errors.ConfigError: format: unknown output format 'xlsx'. Expected one of jsonl, \
csv, parquet, table.
    """
    if format not in FORMATS:
        raise ConfigError(
            f"format: unknown output format {shown(format)}.{suggestion(str(format), FORMATS)} "
            f"Expected one of {', '.join(FORMATS)}."
        )
    if format == "parquet":
        require("pyarrow.parquet", "parquet")


def text_format(
    format: str, codebook: Codebook, *, width: int = _FILE_WIDTH, color: bool = False
) -> TextFormat:
    """Return how a text format is written.

    Args:
        format: "jsonl" (exactly what `Prediction.to_record` gives), "csv" or "table".
        codebook: The classifier's codebook.
        width: Columns of the table.
        color: Whether the table is coloured.

    Returns:
        The format.

    Example:
        >>> text_format("csv", Codebook.load()).head[:24]
        'id,date,source,title,int'
    """
    if format == "jsonl":
        return TextFormat("", _json_line)
    if format == "csv":
        return TextFormat(header(codebook), lambda record: csv_row(record, codebook))
    return TextFormat(
        "", lambda record: f"{render_record(record, codebook, width=width, color=color)}\n\n"
    )


def write_records(
    records: Iterable[OutputRecord], file: BinaryIO, format: str, codebook: Codebook
) -> None:
    """Write records to a file, one by one or in small groups.

    Text is UTF-8. CSV begins with a byte-order mark, without which Excel takes the file for one
    in the computer's old 8-bit encoding and shows no Arabic; pandas, polars, readr and
    `read_articles` pass over it, base R needs `fileEncoding = "UTF-8-BOM"`.

    Args:
        records: The records.
        file: The file, opened for bytes.
        format: One of `FORMATS`.
        codebook: The classifier's codebook.

    Raises:
        OSError: If the file cannot be written.
    """
    if format == "parquet":
        write_parquet(records, file, codebook)
        return
    form = text_format(format, codebook)
    encoding = "utf-8-sig" if format == "csv" else "utf-8"
    file.write(form.head.encode(encoding))
    for record in records:
        file.write(form.text(record).encode())


def _json_line(record: OutputRecord) -> str:
    return f"{json.dumps(record.prediction, ensure_ascii=False)}\n"

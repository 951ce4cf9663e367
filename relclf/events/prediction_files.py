"""What `relclf predict` writes (JSON Lines, CSV, Parquet) back into records, row by row."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from relclf.errors import DataError, require
from relclf.output.as_csv import csv_line
from relclf.reading.encoding import decode
from relclf.reading.formats import Row, byte_lines, json_lines
from relclf.reading.inputs import Source

__all__ = ["fields_of", "prediction_rows"]

_TEXTS = ("id", "date", "source", "title")
_NUMBERS = ("planned_probability", "coverage")
_GROUPS = ("topic_probabilities", "interaction_probabilities")
_COLUMNS = (*_TEXTS, "interaction", "planned", "topics", *_GROUPS, *_NUMBERS, "model")
_PROBABILITY = "p_"
_PLANNED = {"": None, "true": True, "false": False}
_BATCH = 2048


def fields_of(source: Source) -> list[str]:
    """Return the names of a file's columns, or of the fields of its first record.

    Args:
        source: A file in JSON Lines, CSV or Parquet.

    Returns:
        The names; none where the file is empty.

    Raises:
        DataError: If the file cannot be read.
        MissingExtraError: If it is Parquet and pyarrow is not installed.
    """
    if source.kind == "csv":
        return list(_csv_reader(source).fieldnames or [])
    if source.kind == "parquet":
        with _parquet_file(source) as file:
            return list(file.schema_arrow.names)
    _, first = next(_json_rows(source), (0, {}))
    if isinstance(first, DataError):
        raise first
    return list(first)


def prediction_rows(source: Source) -> Iterator[Row]:
    """Read predictions.

    Args:
        source: A file in JSON Lines, CSV or Parquet, or standard input in JSON Lines.

    Yields:
        The line or number of each row, and the record as JSON Lines hold it, or what is wrong with
        it. Beside it stand the date, the source and the title where the file has them.

    Raises:
        DataError: If the file cannot be read.
        MissingExtraError: If it is Parquet and pyarrow is not installed.
    """
    if source.kind == "csv":
        return _csv_records(source)
    return _parquet_records(source) if source.kind == "parquet" else _json_rows(source)


def _json_rows(source: Source) -> Iterator[Row]:
    return json_lines(byte_lines(source.path, source.name), source.name)


def _csv_reader(source: Source) -> "csv.DictReader[str]":
    lines = byte_lines(source.path, source.name)
    texts = (decode(line, f"{source.name}:{number}", mark=False) for number, line in lines)
    return csv.DictReader(texts, strict=True)


def _csv_records(source: Source) -> Iterator[Row]:
    rows = _csv_reader(source)
    try:
        for cells in rows:
            where = f"{source.name}:{rows.line_num}"
            if None in cells or None in cells.values():
                yield (
                    rows.line_num,
                    DataError(
                        f"{where}: the row has more or fewer cells than the header; expected what "
                        "`relclf predict` writes. Predict again, or to JSON Lines."
                    ),
                )
            else:
                yield rows.line_num, _csv_record(cells, where)
    except csv.Error as error:
        raise DataError(
            f"{source.name}:{rows.line_num}: it cannot be read as CSV ({error}); expected what "
            "`relclf predict` writes. Predict again, or to JSON Lines."
        ) from error


def _csv_record(cells: dict[str, str], where: str) -> dict[str, Any] | DataError:
    record: dict[str, Any] = {name: _unguarded(cells[name]) for name in _TEXTS if name in cells}
    for name in ("interaction", "model"):
        if name in cells:
            record[name] = cells[name] or None
    if "planned" in cells:
        cell = cells["planned"].lower()
        record["planned"] = _PLANNED.get(cell, cell)
    if "topics" in cells:
        record["topics"] = cells["topics"].split(";") if cells["topics"] not in ("", "[]") else []
    names = [name for name in cells if name.startswith(_PROBABILITY)]
    try:
        for name in _NUMBERS:
            record[name] = float(cells[name]) if cells.get(name) else None
        # No two labels of a codebook have the same key, so one group can hold them all.
        record[_GROUPS[0]] = {name.removeprefix(_PROBABILITY): float(cells[name]) for name in names}
    except ValueError as error:
        return DataError(f"{where}: a probability is no number ({error}); predict again.")
    return record


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from computing a cell."""
    guarded = cell.startswith("'") and csv_line([cell[1:]]) == csv_line([cell])
    return cell[1:] if guarded else cell


@contextmanager
def _parquet_file(source: Source) -> Iterator[Any]:
    parquet = require("pyarrow.parquet", "parquet")
    arrow_error = require("pyarrow", "parquet").ArrowException
    try:
        with parquet.ParquetFile(source.path) as file:
            yield file
    except (arrow_error, OSError) as error:
        raise DataError(
            f"{source.name}: it cannot be read as Parquet ({error}); write it again."
        ) from error


def _parquet_records(source: Source) -> Iterator[Row]:
    number = 0
    with _parquet_file(source) as file:
        columns = [name for name in file.schema_arrow.names if name in _COLUMNS]
        for batch in file.iter_batches(batch_size=_BATCH, columns=columns):
            for record in batch.to_pylist():
                number += 1
                if hasattr(record.get("date"), "isoformat"):
                    record["date"] = record["date"].isoformat()
                yield number, record

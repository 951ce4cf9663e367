"""Parsers of CSV and Parquet, row by row, into the records that JSON Lines would hold."""

import csv
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from relclf.errors import DataError, require, shown
from relclf.reading.encoding import decode
from relclf.reading.fields import text_hint
from relclf.reading.formats import MAX_BYTES, Row, byte_lines, parse_json

__all__ = ["csv_rows", "parquet_rows"]

_ARTICLE = ("id", "title", "text", "file", "date", "source", "url")
_TEXTS = ("title", "text", "file", "source", "url")
_STRINGS = ("string", "large_string", "string_view", "null")
_LISTS = ("topics", "main_topics", "unsure_topics", "parties")
_CODES = (*_LISTS, "interaction", "secondary_interaction", "status", "evidence")
# Enough for a few windows of long articles, and small beside the model.
_BATCH = 64
# csv has one limit for the whole process, so two readers must not set it at once.
_LIMIT_LOCK = threading.Lock()


def csv_rows(path: str, name: str, *, coded: bool = False) -> Iterator[Row]:
    """Parse CSV with a header; blank lines are passed over, empty cells are missing fields.

    Args:
        path: The file; unpacked where it ends in `.gz`.
        name: The file as messages show it.
        coded: Whether the codes are wanted: lists separated by ";" (an empty `topics` is "not
            coded", `[]` is "coded, none"), evidence as JSON.

    Yields:
        The line on which each row begins, and the record or what is wrong with it.

    Raises:
        DataError: If the file cannot be read, its header lacks `text` or names a column twice,
            or its quotes are broken, so that nothing after them can be trusted.

    Example:
        >>> import tempfile
        >>> with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        ...     _ = file.write(b"id,text" + bytes([10]) + b"n1,a")
        ...     file.flush()
        ...     list(csv_rows(file.name, "a.csv"))
        [(2, {'id': 'n1', 'text': 'a'})]
    """
    lines = (
        decode(line, f"{name}:{number}", mark=False) for number, line in byte_lines(path, name)
    )
    rows = csv.reader(lines, strict=True)
    header: list[str] = []
    while True:
        start = rows.line_num + 1
        row = _next_row(rows, name, start)
        if row is None:
            return
        if not row:
            continue
        if not header:
            header = row
            _check_header(header, name)
        elif len(row) != len(header):
            yield start, _wrong_width(row, header, f"{name}:{start}")
        else:
            try:
                yield start, _csv_record(header, row, f"{name}:{start}", coded)
            except DataError as error:
                yield start, error


def parquet_rows(path: str, name: str, *, coded: bool = False) -> Iterator[Row]:
    """Read Parquet in small batches.

    Args:
        path: The file.
        name: The file as messages show it.
        coded: Whether the codes are wanted: lists as Arrow lists, evidence as JSON text or as
            a struct.

    Yields:
        The number of each row, from 1, and the record.

    Raises:
        DataError: If it is not Parquet, lacks a column `text`, or holds no text in it.
        MissingExtraError: If pyarrow is not installed.
    """
    parquet = require("pyarrow.parquet", "parquet")
    arrow_error = require("pyarrow", "parquet").ArrowException
    number = 0
    try:
        with parquet.ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            _check_header(names, name)
            _check_texts(file.schema_arrow, name)
            wanted = (*_ARTICLE, *(_CODES if coded else ()))
            columns = [column for column in names if column in wanted]
            for batch in file.iter_batches(batch_size=_BATCH, columns=columns):
                for record in batch.to_pylist():
                    number += 1
                    try:
                        yield number, _arrow_record(record, f"{name}:{number}")
                    except DataError as error:
                        yield number, error
    except (arrow_error, OSError, ValueError, OverflowError) as error:
        raise DataError(
            f"{name}: it cannot be read as Parquet after row {number} ({error}); write it again."
        ) from error


def _next_row(rows: Any, name: str, start: int) -> list[str] | None:
    with _LIMIT_LOCK:
        limit = csv.field_size_limit(MAX_BYTES)
        try:
            row: list[str] | None = next(rows, None)
            return row
        except csv.Error as error:
            raise DataError(
                f"{name}:{start}: it is not CSV ({error}); a quote within a cell is written "
                "twice, and a cell with commas or line ends stands in quotes."
            ) from error
        finally:
            csv.field_size_limit(limit)


def _check_header(names: Sequence[str], name: str) -> None:
    double = sorted(column for column, times in Counter(names).items() if times > 1 and column)
    if double:
        raise DataError(
            f"{name}: the column {shown(double[0])} stands twice in the header; rename one."
        )
    if "text" in names or "file" in names:
        return
    hint = text_hint(names)
    if len(names) == 1:
        for separator, word in ((";", "semicolons"), ("\t", "tabs")):
            if separator in names[0]:
                hint = f" The cells seem to be separated by {word}; export with commas."
    raise DataError(
        f"{name}: there is no column 'text'; the columns are {shown(list(names))}.{hint} Rename "
        "the column that holds the articles to 'text'."
    )


def _check_texts(schema: Any, name: str) -> None:
    """Refuse a schema by which every row would be bad, or skipped."""
    for column in schema:
        packed = str(column.type).startswith("dictionary")
        # A column without any value has the type null.
        kind = str(column.type.value_type if packed else column.type)
        if column.name in _TEXTS and kind not in _STRINGS:
            raise DataError(
                f"{name}: the column {column.name!r} holds {shown(str(column.type))}, expected "
                "text; write it as a column of strings, or rename it if it is something else."
            )


def _wrong_width(row: Sequence[str], header: Sequence[str], where: str) -> DataError:
    more = len(row) > len(header)
    return DataError(
        f"{where}: the row that begins with {shown(row[0])} has {len(row)} cells, the header "
        f"{len(header)} ({shown(list(header))}); "
        + (
            "put cells that hold commas in quotes."
            if more
            else "write a comma for each empty cell, and put cells with line ends in quotes."
        )
    )


def _csv_record(
    header: Sequence[str], row: Sequence[str], where: str, coded: bool
) -> dict[str, Any]:
    record: dict[str, Any] = {
        name: cell for name, cell in zip(header, row, strict=True) if cell or name == "text"
    }
    if not coded:
        return record
    for name in _LISTS:
        if name in record:
            cell = record[name].strip()
            record[name] = [] if cell == "[]" else [part.strip() for part in cell.split(";")]
    if "evidence" in record:
        record["evidence"] = parse_json(record["evidence"], f"{where}: evidence")
    return record


def _arrow_record(record: dict[str, Any], where: str) -> dict[str, Any]:
    if hasattr(record.get("date"), "isoformat"):
        record["date"] = record["date"].isoformat()
    evidence = record.get("evidence")
    if isinstance(evidence, str):
        record["evidence"] = parse_json(evidence, f"{where}: evidence")
    elif isinstance(evidence, dict):
        record["evidence"] = _without_nulls(evidence)
    return record


def _without_nulls(value: dict[str, Any]) -> dict[str, Any]:
    # An Arrow struct has every topic of the column, null where the row has none.
    return {
        key: _without_nulls(item) if isinstance(item, dict) else item
        for key, item in value.items()
        if item is not None
    }

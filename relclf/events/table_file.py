"""The table as a new file, CSV or Parquet, that appears whole or not at all."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from relclf.errors import require
from relclf.events.rows import Kind
from relclf.output.as_csv import csv_line
from relclf.output.new_file import check_new_file

__all__ = ["check_table", "write_table"]

_ENDINGS = (".csv", ".parquet")
_GROUP = 2048


def check_table(path: str | Path) -> None:
    """Check that a table can be written, before work is done for it.

    Args:
        path: The file; its ending says what it is.

    Raises:
        ConfigError: If the ending is neither .csv nor .parquet, or if the file exists.
        MissingExtraError: If it is Parquet and pyarrow is not installed.
        OutputError: If its folder does not exist.

    Example:
        >>> check_table("events.xlsx")
        Traceback (most recent call last):
        ...
        relclf.errors.ConfigError: events.xlsx: this command writes .csv or .parquet; name the \
output so.
    """
    check_new_file(path, *_ENDINGS)
    if Path(path).suffix.lower() == ".parquet":
        require("pyarrow.parquet", "parquet")


def write_table(
    rows: Iterable[Mapping[str, Any]], file: BinaryIO, columns: Mapping[str, Kind], ending: str
) -> int:
    """Write rows, in memory that does not grow with them.

    CSV begins with a byte-order mark, as that of `relclf predict` does. Lists are separated by ";"
    there, and `[]` says that an article was found to have none; Parquet has lists.

    Args:
        rows: The rows.
        file: The file, opened for bytes.
        columns: What each column holds.
        ending: ".csv" or ".parquet".

    Returns:
        How many rows were written.

    Raises:
        OSError: If the file cannot be written.
    """
    write = _write_parquet if ending.lower() == ".parquet" else _write_csv
    return write(rows, file, columns)


def _write_csv(
    rows: Iterable[Mapping[str, Any]], file: BinaryIO, columns: Mapping[str, Kind]
) -> int:
    count = 0
    file.write(csv_line([*columns]).encode("utf-8-sig"))
    for row in rows:
        file.write(csv_line([_cell(row[name]) for name in columns]).encode())
        count += 1
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(value) or "[]"
    return value.isoformat() if isinstance(value, date) else value


def _write_parquet(
    rows: Iterable[Mapping[str, Any]], file: BinaryIO, columns: Mapping[str, Kind]
) -> int:
    arrow = require("pyarrow", "parquet")
    types = {
        "text": arrow.string(),
        "texts": arrow.list_(arrow.string()),
        "number": arrow.float64(),
        "year": arrow.int32(),
        "date": arrow.date32(),
    }
    schema = arrow.schema([(name, types[kind]) for name, kind in columns.items()])
    remaining, count = iter(rows), 0
    with require("pyarrow.parquet", "parquet").ParquetWriter(file, schema) as writer:
        while group := list(islice(remaining, _GROUP)):
            writer.write_table(arrow.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count

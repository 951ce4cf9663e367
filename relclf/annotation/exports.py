"""Exports of annotation tools, read back into codings."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from relclf.annotation import argilla, as_csv, doccano, label_studio
from relclf.annotation.luggage import Coding, Notes
from relclf.codebook import Codebook
from relclf.errors import DataError, shown
from relclf.readers import Skipped
from relclf.reading.encoding import decode, is_lone_surrogate_free
from relclf.reading.formats import byte_lines, json_lines
from relclf.reading.tables import csv_rows

__all__ = ["Exports", "Tool"]

Tool = Literal["csv", "label-studio", "doccano", "argilla"]

# What `relclf convert` itself writes into a folder, and what the tools export.
_IN_FOLDER = {"label-studio": "tasks.json", "argilla": "records.json", "doccano": "*.jsonl"}
_ITEM = {"label-studio": "task", "argilla": "record"}


class Exports:
    """The codings in a tool's exports, read anew with each iteration.

    The counters below belong to the latest iteration.

    Args:
        paths: Files or folders.
        tool: The tool, or "csv" for what `relclf convert --to csv` wrote.
        codebook: The codebook.
        skip: Whether a bad record is counted and listed, instead of ending the reading.

    Raises:
        DataError: If a path does not exist, or a folder does not hold what the tool exports.
    """

    def __init__(
        self, paths: Sequence[str], tool: Tool, codebook: Codebook, *, skip: bool = False
    ) -> None:
        """Find the files; nothing is read yet."""
        self._files = [file for path in paths for file in _files(Path(path), tool)]
        self._tool = tool
        self._codebook = codebook
        self._skip = skip
        self.notes = Notes()
        """What is not read, and how often."""
        self.skipped: list[Skipped] = []
        """The records that were not read."""

    def __iter__(self) -> Iterator[Coding]:
        """Read the files in their order.

        Yields:
            The codings.

        Raises:
            DataError: At the first bad record, or at a file that cannot be read.
        """
        self.notes.clear()
        self.skipped = []
        seen: dict[tuple[str | None, str], str] = {}
        for path in self._files:
            empty = True
            for where, row in _rows(path, self._tool):
                empty = False
                try:
                    if isinstance(row, DataError):
                        raise row
                    found = list(self._codings(row, where, path))
                    for coding in found:
                        _check_new(coding, where, seen)
                except DataError as error:
                    if not self._skip:
                        raise
                    self.skipped.append(Skipped(where, str(error)))
                    continue
                yield from found
            if empty:
                raise DataError(f"{path}: it is empty; expected an export of {self._tool}.")

    def _codings(self, row: dict[str, Any], where: str, path: Path) -> Iterator[Coding]:
        if self._tool == "label-studio":
            return label_studio.codings(row, where, self._codebook, self.notes)
        if self._tool == "argilla":
            return argilla.codings(row, where, self._codebook, self.notes)
        if self._tool == "doccano":
            return doccano.codings(row, where, path.stem, self._codebook, self.notes)
        row = {"id": f"{path.stem}:{where.rpartition(':')[2]}", **row}
        return iter([Coding(None, as_csv.article_of_row(row, where, self._codebook))])


def _files(path: Path, tool: Tool) -> list[Path]:
    if not path.exists():
        raise DataError(f"{path}: no such input; expected an export of {tool}.")
    if not path.is_dir():
        return [path]
    pattern = _IN_FOLDER.get(tool, "*.csv")
    found = sorted(path.glob(pattern))
    if not found:
        raise DataError(f"{path}: no {pattern} in this folder; name the export of {tool}.")
    return found


def _rows(path: Path, tool: Tool) -> Iterator[tuple[str, dict[str, Any] | DataError]]:
    name = str(path)
    if tool in _ITEM:
        for number, row in enumerate(_listed(path, tool), 1):
            id_ = row.get("id", number) if isinstance(row, dict) else number
            where = f"{name}: {_ITEM[tool]} {_short(id_)}"
            if not isinstance(row, dict):
                row = DataError(f"{where}: expected an object in braces, got {shown(row)}.")
            yield where, row
        return
    lines = (
        csv_rows(name, name, coded=True)
        if tool == "csv"
        else json_lines(byte_lines(name, name), name)
    )
    for number, line in lines:
        yield f"{name}:{number}", line


def _listed(path: Path, tool: Tool) -> list[Any]:
    text = decode(path.read_bytes(), str(path))
    fix = f"expected {tool}'s JSON export, a list of {_ITEM[tool]}s"
    if not text.strip():
        return []
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: it is not JSON ({error}); {fix}.") from error
    if not isinstance(value, list):
        raise DataError(f"{path}: {fix}, got {shown(value)}.")
    return value


def _short(id_: object) -> str:
    """Return an id as messages show it: without quotes, but cut and printable."""
    plain = isinstance(id_, str) and len(id_) <= 60 and is_lone_surrogate_free(id_)
    return str(id_) if plain else shown(id_)


def _check_new(coding: Coding, where: str, seen: dict[tuple[str | None, str], str]) -> None:
    key = coding.annotator, coding.article.id
    if key in seen:
        who = "" if coding.annotator is None else f" by {coding.annotator}"
        raise DataError(
            f"{where}: article {shown(coding.article.id)}: its coding{who} stands at {seen[key]} "
            "already; take one of the two away."
        )
    seen[key] = where

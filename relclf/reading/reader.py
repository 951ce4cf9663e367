"""The reader: articles in the order of their files, and each bad record with its place."""

import itertools
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from relclf.articles import Article
from relclf.errors import ConfigError, DataError, require, shown
from relclf.reading.formats import Row, byte_lines, json_lines
from relclf.reading.ids import SeenIds
from relclf.reading.inputs import Inputs, Source
from relclf.reading.tables import csv_rows, parquet_rows
from relclf.reading.texts import neighbour_text, stdin_rows, text_of_file

__all__ = ["ArticleReader", "OnError", "Skipped"]

A = TypeVar("A", bound=Article)
OnError = Literal["fail", "skip"]

_KEPT = 1_000
_LINE_BITS = 40


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that was not read."""

    where: str
    """The file and the line."""
    message: str
    """What is wrong with it."""
    row: int | None = None
    """Its row, from 0 over all inputs; None where rows are not counted."""


class ArticleReader(Generic[A]):
    """Articles, read anew with each iteration and never kept.

    Memory does not grow with the articles, apart from 24 to 48 bytes for each id seen. The
    counters below belong to the latest iteration. A row is a record of the inputs, good or bad;
    rows are counted from 0 over all inputs, and an input without records counts as one bad row.

    Args:
        inputs: The sources.
        make: Makes an article of a record and its place.
        coded: Whether the records' codes are wanted.
        on_error: "fail" raises at the first bad record; "skip" goes on with the next. What
            loses an unknown number of records (a cut gzip file, broken quotes in CSV, a file
            in UTF-16) raises in any case.

    Raises:
        ConfigError: If `on_error` is another word.
        MissingExtraError: If a Parquet file is named and pyarrow is not installed.
    """

    def __init__(
        self,
        inputs: Inputs,
        make: Callable[[Mapping[str, Any], str], A],
        *,
        coded: bool,
        on_error: OnError,
    ) -> None:
        """Check the options; nothing is read yet."""
        if on_error not in ("fail", "skip"):
            raise ConfigError(f"on_error: expected 'fail' or 'skip', got {shown(on_error)}.")
        self._inputs = inputs
        self._make = make
        self._coded = coded
        self._on_error = on_error
        self.ignored: tuple[str, ...] = inputs.ignored
        """What stands in the folders named and is not read."""
        self.read_count = 0
        """How many articles were read."""
        self.skipped_count = 0
        """How many records were skipped."""
        self.skipped: list[Skipped] = []
        """The first 1,000 of them."""
        self.on_skip: Callable[[Skipped], None] | None = None
        """Is told of every one of them, as it is skipped."""
        if "parquet" in inputs.kinds:
            require("pyarrow", "parquet")

    @property
    def row_count(self) -> int:
        """How many rows were read, good and bad; the latest has this number less one."""
        return self.read_count + self.skipped_count

    def __iter__(self) -> Iterator[A]:
        """Read from the start, in the order of the inputs.

        Yields:
            The articles.

        Raises:
            DataError: At the first bad record, or at a file that cannot be read.
        """
        return (article for _, article in self.rows())

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, A]]:
        """Read some rows as a whole read would: same articles, ids, places and errors.

        The rows before `start` are read too, because an id among them makes a later one a
        double; the counters count them. Nothing behind `stop` is looked at.

        Args:
            start: The first row wanted.
            stop: The row behind the last; None reads to the end.

        Yields:
            The number of each good row, and its article.

        Raises:
            DataError: At the first bad record before `stop`, or at a file that cannot be read.
        """
        self.read_count, self.skipped_count, self.skipped = 0, 0, []
        for article in itertools.islice(self._read(), stop):
            if article is not None and self.row_count > start:
                yield self.row_count - 1, article

    def _read(self) -> Iterator[A | None]:
        """Yield something for each row: the article, or None where it is skipped."""
        log = logging.getLogger(__name__)
        if self.ignored:
            log.warning(
                "%d files and folders are not read: %s", len(self.ignored), shown(self.ignored)
            )
        seen = SeenIds()
        for index, source in enumerate(self._inputs):
            empty, name = True, source.name
            for number, record in self._rows(source):
                empty = False
                where = f"{name}:{number}" if number else name
                try:
                    article = self._article(record, where, source, number)
                    self._check_id(article.id, where, seen, index, number)
                except DataError as error:
                    self._skip(where, error)
                    yield None
                else:
                    self.read_count += 1
                    yield article
            if empty:
                message = f"{name}: it is empty; expected at least one article."
                self._skip(name, DataError(message))
                yield None
        if self.skipped_count:
            log.warning("%d of %d records were skipped", self.skipped_count, self.row_count)

    def _rows(self, source: Source) -> Iterator[Row]:
        path, name, kind = source.path, source.name, source.kind
        if kind == "json":
            return json_lines(byte_lines(path, name), name)
        if kind == "csv":
            return csv_rows(path, name, coded=self._coded)
        if kind == "parquet":
            return parquet_rows(path, name, coded=self._coded)
        return stdin_rows(name) if kind == "stdin" else _text_row(source)

    def _article(
        self, record: dict[str, Any] | DataError, where: str, source: Source, number: int
    ) -> A:
        if isinstance(record, DataError):
            raise record
        if record.get("id") in (None, ""):
            record = {**record, "id": f"{source.stem}:{number}"}
        if record.get("file") is not None and record.get("text") is None:
            if source.kind == "stdin":
                raise DataError(f"{where}: file: standard input has no folder; give the text.")
            record = {**record, "text": neighbour_text(record["file"], source.path, where)}
        if self._coded and number == 0:
            raise DataError(f"{where}: plain text holds no codes; give JSON Lines.")
        return self._make(record, where)

    def _check_id(self, id: str, where: str, seen: SeenIds, index: int, number: int) -> None:
        earlier = seen.add(id, index << _LINE_BITS | number)
        if earlier is None:
            return
        first = self._inputs.source(earlier >> _LINE_BITS).name
        if line := earlier & (1 << _LINE_BITS) - 1:
            first = f"{first}:{line}"
        raise DataError(
            f"{where}: id: {shown(id)} is the id of {first} too; give each article its own, or "
            "remove the second."
        )

    def _skip(self, where: str, error: DataError) -> None:
        if self._on_error == "fail":
            raise error
        skipped = Skipped(where, str(error), self.row_count)
        self.skipped_count += 1
        if len(self.skipped) < _KEPT:
            self.skipped.append(skipped)
        if self.on_skip:
            self.on_skip(skipped)


def _text_row(source: Source) -> Iterator[Row]:
    try:
        text = text_of_file(source.path, source.name)
    except DataError as error:
        yield 0, error
    else:
        yield 0, {"id": source.stem, "text": text}

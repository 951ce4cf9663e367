"""A reader that knows in which file each row stands, so that another process can open it."""

import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

from relclf.articles import Article, article_from_record
from relclf.errors import ConfigError
from relclf.reading.formats import Row
from relclf.reading.inputs import Inputs, Source, find_sources
from relclf.reading.reader import ArticleReader, OnError

__all__ = ["LocatedReader", "located_reader", "rows_of"]


class LocatedReader(ArticleReader[Article]):
    """Articles of which `files` says where they stand.

    Args:
        inputs: The sources.
        on_error: As `ArticleReader` has it.

    Raises:
        ConfigError: If standard input is among the sources.
        MissingExtraError: If a Parquet file is named and pyarrow is not installed.
    """

    def __init__(self, inputs: Inputs, *, on_error: OnError) -> None:
        super().__init__(inputs, article_from_record, coded=False, on_error=on_error)
        if "stdin" in inputs.kinds:
            raise ConfigError(
                "inputs: Ray's workers open the inputs themselves, which they cannot do with "
                "standard input; write it to a file and name that."
            )
        self._paths = tuple(os.path.abspath(source.path) for source in inputs)
        self._starts: list[int] = []

    def files(self, start: int, stop: int) -> tuple[int, tuple[str, ...]]:
        """Tell where rows stand that the latest iteration read.

        Args:
            start: The first row.
            stop: The row behind the last.

        Returns:
            The row at which the first of their files begins, and the files' absolute paths.
        """
        first = bisect_right(self._starts, start) - 1
        return self._starts[first], self._paths[first : bisect_left(self._starts, stop)]

    def _rows(self, source: Source) -> Iterator[Row]:
        # Every file has a row, so none but the first begins at row 0.
        if not self.row_count:
            self._starts.clear()
        self._starts.append(self.row_count)
        return super()._rows(source)


def located_reader(
    inputs: str | Path | Sequence[str | Path], *, on_error: OnError = "fail"
) -> LocatedReader:
    """Read articles from files and folders that other processes see under the same paths.

    Args:
        inputs: As for `read_articles`, without standard input.
        on_error: "fail", or "skip" to count and list bad records and go on.

    Returns:
        The articles, to iterate over.

    Raises:
        DataError: If an input does not exist or is of no known kind.
        ConfigError: If standard input is named, or `on_error` is another word.
        MissingExtraError: If a Parquet file is named and pyarrow is not installed.

    Example:
        >>> reader = located_reader("seeds/coded.jsonl")
        >>> len(list(reader)), [os.path.basename(path) for path in reader.files(0, 5)[1]]
        (5, ['coded.jsonl'])
    """
    return LocatedReader(find_sources(inputs), on_error=on_error)


def rows_of(files: Sequence[str]) -> ArticleReader[Article]:
    """Read some files again, with the ids and places that a read of all inputs gives.

    Args:
        files: What `LocatedReader.files` gave. A record's id depends on its own file alone.

    Returns:
        The articles; bad records are left out, as the whole read has dealt with them.
    """
    kinds = frozenset(Source(path).kind for path in files)
    inputs = Inputs((("", tuple(files)),), (), kinds)
    return ArticleReader(inputs, article_from_record, coded=False, on_error="skip")

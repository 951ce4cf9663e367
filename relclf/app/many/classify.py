"""An upload classified article by article, and how far it is."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from relclf.app.gate import check
from relclf.app.many.results import Results
from relclf.app.many.uploads import Upload
from relclf.app.served import Served
from relclf.articles import Article
from relclf.errors import DataError
from relclf.readers import ArticleReader, Skipped, read_articles

__all__ = ["OnError", "Progress", "Reading", "classify"]

OnError = Literal["fail", "skip"]

_PAUSE = 0.4  # seconds between two reports
_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Example:
        >>> Progress(done=3, total=9, read=50, characters=200, seconds=10.0).left
        30.0
    """

    done: int
    """Articles classified."""
    total: int
    """Articles to classify."""
    read: int
    """Characters of those classified."""
    characters: int
    """Characters of all."""
    seconds: float
    """Seconds since the start."""

    @property
    def left(self) -> float | None:
        """Seconds left, by the characters read so far; None at the start."""
        if not self.read:
            return None
        return self.seconds * (self.characters - self.read) / self.read


class Reading:
    """The articles of an upload that can be classified; each iteration reads them anew.

    Args:
        upload: The upload.
        served: What says how long an article may be.
        on_error: What a bad record does: end the reading, or be counted and listed.
        gone: Set when the client wants no more of it.
    """

    def __init__(
        self, upload: Upload, served: Served, on_error: OnError, gone: threading.Event
    ) -> None:
        self._upload = upload
        self._served = served
        self._on_error = on_error
        self._gone = gone
        self.skipped: list[Skipped] = []
        """The first 1,000 bad records of the latest iteration."""
        self.skipped_count = 0
        """How many there were."""

    def __iter__(self) -> Iterator[Article]:
        """Read the articles.

        Yields:
            Those that are as they should be.

        Raises:
            DataError: At a bad record, if these are not skipped; at too many records.
            GoneError: If `gone` was set.
        """
        self.skipped, self.skipped_count = [], 0
        most = self._served.limits.records
        reader: ArticleReader[Article] | None = None
        try:
            reader = read_articles(list(self._upload.files), on_error=self._on_error)
            long = 0
            for article in reader:
                check(self._gone, None)
                if reader.read_count + reader.skipped_count > most:
                    raise DataError(
                        f"{self._upload.name}: it holds more than {most:,} records; send it in "
                        "parts."
                    )
                try:
                    self._served.check(article)
                except DataError as error:
                    if self._on_error == "fail":
                        raise
                    long += 1
                    self._list(Skipped(article.id, str(error)))
                    continue
                yield article
        except DataError as error:
            raise DataError(self._upload.plain(str(error))) from error
        for one in reader.skipped:
            self._list(replace(one, message=self._upload.plain(one.message)))
        self.skipped_count = reader.skipped_count + long

    def _list(self, skipped: Skipped) -> None:
        if len(self.skipped) < _KEPT:
            self.skipped.append(skipped)


def classify(
    reading: Reading, served: Served, results: Results, gone: threading.Event
) -> Iterator[Progress]:
    """Classify the articles and keep them with their predictions.

    All are read once before the first is classified, so that a bad record is known at once and the
    time that is left can be told.

    Args:
        reading: The articles.
        served: The classifier.
        results: What keeps them.
        gone: Set it to end the run; its place is free after a few articles.

    Yields:
        How far it is: at the start, then at most twice a second, and at the end.

    Raises:
        DataError: If the articles are not as they should be, or there are none.
        BusyError: If as many clients wait as may wait.
        GoneError: If `gone` was set.
    """
    total = characters = 0
    for article in reading:
        total += 1
        characters += len(article.title) + len(article.text)
    if not total:
        first = f" The first: {reading.skipped[0].message}" if reading.skipped else ""
        raise DataError(f"there is no article to classify.{first}")
    began = said = time.monotonic()
    progress = Progress(0, total, 0, characters, 0.0)
    yield progress
    for article, prediction in served.pairs(reading, gone=gone):
        check(gone, None)
        results.add(article, prediction)
        now = time.monotonic()
        size = len(article.title) + len(article.text)
        progress = Progress(progress.done + 1, total, progress.read + size, characters, now - began)
        if now - said >= _PAUSE and progress.done < total:
            said = now
            yield progress
    yield progress

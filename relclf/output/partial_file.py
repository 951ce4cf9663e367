"""The partial file: finished predictions as JSON Lines behind a header, and how it is reopened."""

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress

from relclf.errors import shown
from relclf.output.lock import compare_run, open_locked
from relclf.output.places import OutputError, Places
from relclf.output.record import OutputRecord

__all__ = ["PartialFile"]

_VERSION = 1
_MARK = b'{"relclf_partial": '
_LONGEST_HEADER = 65_536


class PartialFile:
    """The predictions of a run under way, each on disk as soon as it is made.

    One run at a time may hold it, where the file system knows locks (Windows does not).

    Args:
        places: Where it stands.
        run: What must be the same when the run is gone on with: classifier, codebook, format.
        resume: Whether to keep the predictions of an interrupted run. Without it, a file that
            holds some is refused; one that holds none is begun anew in any case.

    Raises:
        OutputError: If it cannot be written, is held by another run, is no partial file, holds
            predictions that nobody asked to keep, or belongs to a run that differs.
    """

    def __init__(self, places: Places, run: Mapping[str, str], *, resume: bool) -> None:
        self._places = places
        self._path = places.partial
        self._header = {"relclf_partial": _VERSION, **run}
        self.count = 0
        """How many predictions it holds, as far as is known: those read and those appended."""
        try:
            self._file = open_locked(self._path)
        except OSError as error:
            raise places.unwritable(error) from error
        # A deleted file has no name left; some file systems count no names at all.
        self._links = os.fstat(self._file.fileno()).st_nlink
        try:
            if not self._holds_records(resume):
                self._begin()
        except OSError as error:
            self.close()
            raise places.unwritable(error) from error
        except BaseException:
            self.close()
            raise

    def records(self) -> Iterator[OutputRecord]:
        """Read the predictions, without a last line that is not whole.

        Yields:
            The records, in the order of the articles.

        Raises:
            OutputError: If a line before the last is not whole.
        """
        self._end = self._file.seek(self._start)
        number = 0
        while line := self._file.readline():
            record = OutputRecord.from_line(line)
            if record is None:
                if self._file.read(1):
                    raise OutputError(
                        f"{self._path}:{number + 2}: the line is damaged, and others follow "
                        "it; delete the file to start anew."
                    )
                return
            self._end += len(line)
            number += 1
            self.count = max(self.count, number)
            yield record

    def cut(self) -> None:
        """Cut off what stands behind the last record read."""
        try:
            self._file.seek(self._end)
            self._file.truncate()
        except OSError as error:
            raise self._places.unwritable(error, kept=True) from error

    def append(self, record: OutputRecord) -> None:
        """Write a record behind the others; a kill right after it loses nothing.

        Raises:
            DataError: If the article holds half of a surrogate pair.
            OutputError: If there is no room, or if somebody deleted the file.
        """
        line = record.to_line()
        try:
            # A write is nothing beside a prediction, so each goes out at once.
            self._file.write(line)
            self._file.flush()
            if self._links and not os.fstat(self._file.fileno()).st_nlink:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        except OSError as error:
            raise self._places.unwritable(error, kept=True) from error
        self.count += 1

    def close(self) -> None:
        """Close the file and let another run have it."""
        # Every write was flushed: what fails here has failed and was raised before.
        with suppress(OSError):
            self._file.close()

    def _holds_records(self, resume: bool) -> bool:
        first = self._file.readline(_LONGEST_HEADER)
        if not first[: len(_MARK)] == _MARK[: len(first)]:
            raise OutputError(
                f"{self._path}: the predictions would be kept here until the run ends, but it is "
                f"another file (it begins with {shown(first[:30])}); rename it, or name another "
                "output."
            )
        self._start = self._file.tell()
        if not first.endswith(b"\n") or not self._file.readline().endswith(b"\n"):
            return False
        if not resume:
            raise OutputError(
                f"{self._path}: it holds the predictions of a run that did not end; go on with "
                "--resume, or delete the file to start anew."
            )
        compare_run(first, self._header, self._path, "the file")
        return True

    def _begin(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._start = self._end = self._file.write(f"{json.dumps(self._header)}\n".encode())
        self._file.flush()

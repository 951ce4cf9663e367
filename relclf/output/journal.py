"""The journal of a sharded run: what must be the same when it goes on, and the finished shards."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from relclf.errors import shown
from relclf.output.lock import compare_run, open_locked
from relclf.output.places import OutputError
from relclf.output.shards import ShardEntry

__all__ = ["Journal"]

_VERSION = 1
_MARK = b'{"relclf_shards": '


class Journal:
    """JSON Lines: a header, and a line for each finished shard as soon as it is on disk.

    One process at a time holds it, where the file system knows locks.

    Args:
        path: The file.
        run: What must be the same when the run goes on.

    Raises:
        OSError: If it cannot be opened.
        OutputError: If another process holds it, or if it is another file.
    """

    def __init__(self, path: Path, run: Mapping[str, Any]) -> None:
        self._path = path
        self._header = {"relclf_shards": _VERSION, **run}
        self.entries: dict[str, ShardEntry] = {}
        """The finished shards, by their files' names."""
        self._file = open_locked(path)
        self._first = self._file.readline()
        if self._first[: len(_MARK)] != _MARK[: len(self._first)]:
            self.close()
            raise OutputError(
                f"{path}: the shards would be listed here until the run ends, but it is another "
                f"file (it begins with {shown(self._first[:30])}); rename its folder, or name "
                "another output."
            )
        self._end = self._file.tell()
        if self._first.endswith(b"\n"):
            self._read()

    def begin(self) -> None:
        """Forget what it holds."""
        self.entries.clear()
        self._file.seek(0)
        self._file.truncate()
        self._write(self._header)

    def go_on(self) -> None:
        """Write behind the last whole line.

        Raises:
            OutputError: If the run that began it differs.
        """
        if not self._first.endswith(b"\n"):
            self.begin()
            return
        compare_run(self._first, self._header, self._path, str(self._path.parent))
        self._file.seek(self._end)
        self._file.truncate()

    def add(self, entry: ShardEntry) -> None:
        """Keep an entry; a kill right after it loses nothing."""
        self._write(asdict(entry))
        self.entries[entry.file] = entry

    def close(self) -> None:
        """Close it and let another process have it."""
        # Every write was flushed: what fails here has failed and was raised before.
        with suppress(OSError):
            self._file.close()

    def _read(self) -> None:
        for line in self._file:
            try:
                entry = ShardEntry(**json.loads(line))
            except (ValueError, TypeError):
                # A line that was cut by a kill or a full disk; its shard is made again.
                return
            if not line.endswith(b"\n"):
                return
            self.entries[entry.file] = entry
            self._end += len(line)

    def _write(self, value: Mapping[str, Any]) -> None:
        self._file.write(f"{json.dumps(value)}\n".encode())
        self._file.flush()
        os.fsync(self._file.fileno())

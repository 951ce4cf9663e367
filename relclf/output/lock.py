"""Files that belong to one run: opened under a lock, their first line compared with the run."""

import json
import os
from collections.abc import Mapping
from io import BufferedRandom
from typing import Any

from relclf.errors import shown
from relclf.output.places import OutputError

__all__ = ["compare_run", "open_locked"]

_NAMES = {
    "relclf_partial": "version of partial files",
    "relclf_shards": "version of sharded runs",
    "relclf": "version of relclf",
    "model": "model's name",
    "classifier": "classifier",
    "codebook": "codebook",
    "format": "output format",
    "shard_size": "shard size",
}


def open_locked(path: os.PathLike[str]) -> BufferedRandom:
    """Open a file to read and to write, made if it is not there, for one run at a time.

    Where the file system knows no locks (some network file systems, Windows), there is none.

    Args:
        path: The file.

    Returns:
        The file, open until the caller closes it.

    Raises:
        OSError: If it cannot be opened.
        OutputError: If another run holds it.
    """
    file = _opened(path)
    try:
        _lock(file, path)
    except BaseException:
        file.close()
        raise
    return file


def compare_run(first: bytes, run: Mapping[str, Any], path: os.PathLike[str], what: str) -> None:
    """Check that a run goes on with what it began itself.

    Args:
        first: The first line of the file that it left.
        run: What must be the same.
        path: The file.
        what: What is deleted to start anew, as the messages show it.

    Raises:
        OutputError: If the line is damaged or says otherwise.
    """
    try:
        header = json.loads(first)
    except ValueError as error:
        raise OutputError(
            f"{os.fspath(path)}:1: the header is damaged ({error}); delete {what} to start anew."
        ) from error
    differences = [
        f"the {_NAMES.get(key, key)} was {shown(header.get(key))} and is {shown(value)}"
        for key, value in run.items()
        if header.get(key) != value
    ]
    if differences:
        raise OutputError(
            f"{os.fspath(path)}: the run cannot be gone on with: {'; '.join(differences)}. Repeat "
            f"the options of its start, or delete {what} to start anew."
        )


def _opened(path: os.PathLike[str]) -> BufferedRandom:
    try:
        return open(path, "r+b")
    except FileNotFoundError:
        return open(path, "x+b")


def _lock(file: BufferedRandom, path: os.PathLike[str]) -> None:
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OutputError(
            f"{os.fspath(path)}: another run is writing it; wait for its end, or name another "
            "output."
        ) from error
    except OSError:
        # Some network file systems have no locks; the run is as sound without.
        return

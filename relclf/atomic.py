"""Outputs that appear whole or not at all: written beside their place, then renamed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from relclf.errors import ConfigError

__all__ = ["new_file", "new_folder", "write_text"]


def write_text(path: str | Path, text: str) -> None:
    """Write a text file in UTF-8, in one step for whoever reads it.

    Args:
        path: The file; it is replaced if it exists.
        text: Its content.

    Raises:
        OSError: If the file cannot be written; what stood there is untouched.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_text(f"{folder}/a.txt", "نص")
        ...     Path(f"{folder}/a.txt").read_text(encoding="utf-8")
        'نص'
    """
    path = Path(path)
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def new_file(path: str | Path) -> Iterator[BinaryIO]:
    """Fill a file beside its place; it takes its place when the block ends without an error.

    Args:
        path: The file; it must not exist yet.

    Yields:
        An empty file, opened for bytes.

    Raises:
        ConfigError: If the file exists: nothing that a user made is overwritten.
        OSError: If it cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with new_file(f"{folder}/events.csv") as file:
        ...         _ = file.write(b"id")
        ...     os.listdir(folder)
        ['events.csv']
    """
    path = Path(path)
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if os.path.lexists(path):
            raise ConfigError(f"{path}: it exists; name another file, or move this one away.")
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def new_folder(path: str | Path) -> Iterator[Path]:
    """Fill a folder beside its place; it takes its place when the block ends without an error.

    Args:
        path: The folder; it must not exist yet.

    Yields:
        An empty folder to fill.

    Raises:
        ConfigError: If the folder exists: nothing that a user made is overwritten.
        OSError: If it cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as root:
        ...     with new_folder(f"{root}/model") as folder:
        ...         write_text(folder / "a.txt", "")
        ...     sorted(os.listdir(root))
        ['model']
    """
    path = Path(path)
    if path.exists():
        raise ConfigError(f"{path}: it exists; name another folder, or move this one away.")
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        yield beside
        beside.rename(path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)

"""Whole texts: text files, the text files that records name, and standard input."""

import itertools
import os
import re
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from relclf.errors import DataError, shown
from relclf.reading.encoding import decode, is_lone_surrogate_free
from relclf.reading.formats import MAX_BYTES, Row, byte_lines, json_lines

__all__ = ["neighbour_text", "stdin_rows", "text_of_file"]


def stdin_rows(name: str) -> Iterator[Row]:
    """Read standard input: JSON Lines if it begins with a brace, else one article as text.

    Args:
        name: Standard input as messages show it.

    Yields:
        Records, and errors in the place of lines that hold none.

    Raises:
        DataError: If it is a JSON list, or a text longer than `MAX_BYTES`.
    """
    lines = byte_lines("-", name)
    head: list[tuple[int, bytes]] = []
    start = b""
    for number, line in lines:
        head.append((number, line))
        # A list may have its first brace on a line of its own.
        start += line.strip()
        if start not in (b"", b"["):
            break
    if start.startswith(b"{"):
        yield from json_lines(itertools.chain(head, lines), name)
    elif re.match(rb"\[\s*\{", start):
        raise DataError(
            f"{name}: it is a JSON list; expected JSON Lines. Turn the list into lines: "
            "jq -c '.[]'."
        )
    elif start:
        parts, size = [], 0
        for _, line in itertools.chain(head, lines):
            parts.append(line)
            size += len(line)
            _check_size(size, name)
        yield 0, {"id": "stdin", "text": decode(b"".join(parts), name, mark=False)}


def text_of_file(path: str, name: str) -> str:
    """Return the text of a file, its bytes decoded and nothing changed.

    Args:
        path: The file.
        name: The file as messages show it.

    Returns:
        The text, with its line ends as they are.

    Raises:
        DataError: If it cannot be read, is longer than `MAX_BYTES` or is not UTF-8 text.

    Example:
        >>> import tempfile
        >>> with tempfile.NamedTemporaryFile() as file:
        ...     _ = file.write("خبر".encode())
        ...     file.flush()
        ...     text_of_file(file.name, "a.txt")
        'خبر'
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DataError(f"{name}: cannot be read ({error.strerror or error}).") from error
    _check_size(len(data), name)
    return decode(data, name)


def neighbour_text(file: Any, beside: str, where: str) -> str:
    """Return the text of a .txt file that a record names, from the record's folder or below.

    Args:
        file: The field `file`: a relative path with forward slashes.
        beside: The file in which the record stands.
        where: The record's place, for error messages.

    Returns:
        The text.

    Raises:
        DataError: If the path is absolute, leads out of the folder (by `..` or by a link), or
            names no .txt file; or if the file is not UTF-8 text.
    """
    name = f"{where}: file"
    if not isinstance(file, str) or not file or not _is_name(file):
        raise DataError(f"{name}: expected the path of a .txt file, got {shown(file)}.")
    ways = (PurePosixPath(file), PureWindowsPath(file))
    out = any(way.is_absolute() or way.drive or way.root or ".." in way.parts for way in ways)
    folder = os.path.realpath(os.path.dirname(beside))
    target = os.path.realpath(os.path.join(folder, file))
    if out or os.path.commonpath((folder, target)) != folder:
        raise DataError(
            f"{name}: {shown(file)} leads out of the folder of {os.path.basename(beside)}; put "
            "the text file beside it and name it without a path."
        )
    if not target.lower().endswith(".txt") or not os.path.isfile(target):
        raise DataError(
            f"{name}: there is no text file {shown(file)} in the folder of "
            f"{os.path.basename(beside)}; put it there, with a name that ends in .txt."
        )
    return text_of_file(target, f"{name} {shown(file)}")


def _check_size(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise DataError(
            f"{name}: it is longer than {MAX_BYTES:,} bytes; expected one article a file. Give "
            "many articles as JSON Lines."
        )


def _is_name(file: str) -> bool:
    # Either would make the file system's calls raise ValueError.
    return "\x00" not in file and is_lone_surrogate_free(file)

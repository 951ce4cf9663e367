"""Lines of files, and JSON Lines parsed one by one into records."""

import codecs
import gzip
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO

from relclf.errors import DataError, shown
from relclf.reading.encoding import decode, looks_like

__all__ = [
    "MAX_BYTES",
    "Row",
    "byte_lines",
    "json_lines",
    "parse_json",
]

MAX_BYTES = 64 * 2**20
"""The longest line or text file that is read: a line without end would fill the memory."""

Row = tuple[int, dict[str, Any] | DataError]
"""Line number from 1, or 0 for a whole file; and the record, or what is wrong with it."""

_FOREIGN = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"\x1f\x8b", b"PK\x03\x04", b"PAR1")


def byte_lines(path: str, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file, or of standard input, with their numbers and line ends.

    A byte-order mark of UTF-8 is dropped, see `relclf.reading.encoding.decode`.

    Args:
        path: The file, unpacked where it ends in `.gz`; "-" is standard input.
        name: The file as messages show it.

    Yields:
        Line numbers from 1, and bytes.

    Raises:
        DataError: If the file cannot be read, is cut within its gzip data, is UTF-16 or
            another kind of file, or if a line is longer than `MAX_BYTES`.

    Example:
        >>> import tempfile
        >>> with tempfile.NamedTemporaryFile() as file:
        ...     _ = file.write(bytes([97, 13, 10, 98]))
        ...     file.flush()
        ...     [number for number, _ in byte_lines(file.name, "a")]
        [1, 2]
    """
    number = 0
    try:
        with ExitStack() as stack:
            lines: BinaryIO | gzip.GzipFile
            if path == "-":
                lines = sys.stdin.buffer
            elif path.lower().endswith(".gz"):
                lines = stack.enter_context(gzip.open(path))
            else:
                lines = stack.enter_context(open(path, "rb"))
            while line := lines.readline(MAX_BYTES + 1):
                number += 1
                if number == 1:
                    line = line.removeprefix(codecs.BOM_UTF8)
                if len(line) > MAX_BYTES:
                    raise DataError(
                        f"{name}:{number}: the line is longer than {MAX_BYTES:,} bytes; expected "
                        "one record a line."
                    )
                if number == 1 and line.startswith(_FOREIGN):
                    raise DataError(f"{name}: expected UTF-8 text; {looks_like(line)}")
                yield number, line
    except gzip.BadGzipFile as error:
        raise DataError(
            f"{name}: it is not gzip ({error}); take .gz off its name, or pack it with gzip."
        ) from error
    except (EOFError, zlib.error) as error:
        raise DataError(
            f"{name}:{number + 1}: the gzip data is cut or damaged after line {number} "
            f"({error}); copy or download the file again."
        ) from error
    except OSError as error:
        raise DataError(f"{name}: cannot be read ({error.strerror or error}).") from error


def json_lines(lines: Iterator[tuple[int, bytes]], name: str) -> Iterator[Row]:
    """Parse JSON Lines; blank lines are passed over.

    Args:
        lines: Numbers and bytes of the lines.
        name: The file as messages show it.

    Yields:
        Records, and errors in the place of lines that hold none.

    Example:
        >>> list(json_lines(iter([(1, b'{"text": "a"}')]), "a.jsonl"))
        [(1, {'text': 'a'})]
    """
    for number, line in lines:
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            value = parse_json(decode(line, where, mark=False), where)
            if not isinstance(value, dict):
                fix = " Turn the list into lines: jq -c '.[]'." if isinstance(value, list) else ""
                raise DataError(
                    f"{where}: expected one JSON object in braces, got {shown(value)}.{fix}"
                )
        except DataError as error:
            yield number, error
        else:
            yield number, value


def parse_json(text: str, where: str) -> Any:
    """Parse JSON, and refuse an object with a key twice, of which one would be lost.

    Args:
        text: The JSON.
        where: The place, for error messages.

    Returns:
        The value.

    Raises:
        DataError: If it is not JSON, is nested too deeply or holds a key twice.

    Example:
        >>> parse_json('{"a": 1, "a": 2}', "a.jsonl:1")
        Traceback (most recent call last):
        ...
        relclf.errors.DataError: a.jsonl:1: the key 'a' stands twice in one object; remove one.
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise DataError(
            f"{where}: it is not JSON ({error.msg}, at character {error.pos}); {_json_fix(text)}"
        ) from error
    except ValueError as error:
        raise DataError(f"{where}: {error}") from error
    except RecursionError as error:
        raise DataError(f"{where}: the JSON is nested too deeply for a record.") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        times = Counter(key for key, _ in pairs)
        double = next(key for key in times if times[key] > 1)
        raise ValueError(f"the key {shown(double)} stands twice in one object; remove one.")
    return record


def _json_fix(text: str) -> str:
    text = text.strip()
    if text.startswith("["):
        return "it begins a list. Turn the list into lines: jq -c '.[]'."
    if text.startswith("{'"):
        return "JSON has double quotes; write the records with json.dumps."
    if text.startswith("{") and not text.endswith("}"):
        return "the line ends within the record; write each record on one line (jq -c .)."
    if text.startswith("{"):
        return "write the records with a JSON library, one a line."
    return "expected JSON Lines, one object a line."


_DECODER = json.JSONDecoder(object_pairs_hook=_without_doubles)

"""What a law needs, drawn out of the bytes that a fuzzer gives."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["Drawn", "check_message", "file_of"]

T = TypeVar("T")
# No byte of UTF-8, so it can stand between two texts.
_BETWEEN = b"\xff"


class Drawn:
    r"""Bytes that are taken from the front; where none are left, zeros.

    Args:
        data: The bytes.

    Example:
        >>> drawn = Drawn(b"\x05news")
        >>> drawn.number(4), drawn.text()
        (1, 'news')
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def number(self, limit: int) -> int:
        """Draw a number from 0 up to, not including, a limit of at most 256."""
        first, self._data = self._data[:1] or b"\x00", self._data[1:]
        return first[0] % limit

    def choice(self, choices: Sequence[T]) -> T:
        """Draw one of at most 256 things."""
        return choices[self.number(len(choices))]

    def rest(self) -> bytes:
        """Take what is left."""
        data, self._data = self._data, b""
        return data

    def text(self) -> str:
        """Take the rest up to the byte 0xFF as text; what is no UTF-8 becomes lone surrogates."""
        data, _, self._data = self._data.partition(_BETWEEN)
        return data.decode("utf-8", "surrogateescape")

    def readable(self) -> str:
        """Take a text as readers pass it on: without lone surrogates."""
        return self.text().encode("utf-8", "replace").decode("utf-8")

    def floats(self, number: int) -> npt.NDArray[np.float32]:
        """Take the rest as finite numbers, repeated until there are enough."""
        data = self.rest()
        data += bytes(-len(data) % 4 or 4 * (not data))
        values = np.frombuffer(data, "<f4")
        return np.resize(np.where(np.isfinite(values), values, np.float32(0)), number)


@contextmanager
def file_of(data: bytes, ending: str) -> Iterator[str]:
    """Give the path of a file that holds these bytes, gone afterwards."""
    with NamedTemporaryFile(suffix=ending) as file:
        file.write(data)
        file.flush()
        yield file.name


def check_message(error: Exception) -> None:
    """Check that an error can be printed, and is short enough to be read."""
    message = str(error)
    assert message
    assert len(message.encode("utf-8")) < 8_000, f"{len(message)} characters"

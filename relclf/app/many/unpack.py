"""Bytes unpacked into new files, and counted on the way."""

import gzip
import zlib
from pathlib import Path
from typing import IO, Protocol

from relclf.errors import DataError

__all__ = ["Allowance", "unpack_gzip"]

_PIECE = 2**16
# Arabic news packs about 5 to 1, and 10 to 1 as JSON Lines with codes; deflate reaches 1,032 to 1.
_RATIO = 100
_FREE = 2**20  # bytes that may pack as well as they like


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return some of them."""


class Allowance:
    """How much may still be unpacked of one upload.

    Args:
        packed: Bytes of the upload.
        most: Bytes that it may have unpacked.

    Example:
        >>> import io, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Allowance(packed=9, most=2).copy(io.BytesIO(b"abc"), Path(folder, "a"), "a")
        Traceback (most recent call last):
        ...
        relclf.errors.DataError: a: unpacked, the upload has more than 2 bytes; send it in parts.
    """

    def __init__(self, packed: int, most: int) -> None:
        self._packed = packed
        self._most = most
        self._used = 0

    def copy(self, source: Readable, path: Path, name: str) -> None:
        """Write what a source gives into a new file.

        Args:
            source: What is read.
            path: The file.
            name: What is read, as messages show it.

        Raises:
            DataError: If it is more than is left, or packs as no text does.
            FileExistsError: If the file exists.
        """
        with path.open("xb") as file:
            while piece := source.read(_PIECE):
                self.use(len(piece), name)
                file.write(piece)

    def use(self, size: int, name: str) -> None:
        """Count bytes.

        Raises:
            DataError: If they are more than is left, or pack as no text does.
        """
        self._used += size
        if self._used > self._most:
            raise DataError(
                f"{name}: unpacked, the upload has more than {self._most:,} bytes; send it in "
                "parts."
            )
        if self._used > max(_FREE, _RATIO * self._packed):
            raise DataError(
                f"{name}: the upload grows more than {_RATIO} times when it is unpacked, as no "
                "text does; send the articles themselves."
            )


def unpack_gzip(source: IO[bytes], path: Path, name: str, allowance: Allowance) -> None:
    """Unpack gzip data into a new file.

    Args:
        source: The packed bytes.
        path: The file.
        name: The data as messages show it.
        allowance: What may be unpacked.

    Raises:
        DataError: If the data is no gzip, is cut or damaged, or is too much.
        FileExistsError: If the file exists.
    """
    try:
        with gzip.GzipFile(fileobj=source, mode="rb") as packed:
            allowance.copy(packed, path, name)
    except gzip.BadGzipFile as error:
        raise DataError(
            f"{name}: it is not gzip ({error}); take .gz off its name, or pack it with gzip."
        ) from error
    except (EOFError, zlib.error) as error:
        raise DataError(
            f"{name}: the gzip data is cut or damaged ({error}); pack the file again."
        ) from error

"""A zip archive unpacked into a folder, believing nothing that it says of itself."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from relclf.app.many.unpack import Allowance, unpack_gzip
from relclf.errors import DataError, shown
from relclf.reading.encoding import is_lone_surrogate_free
from relclf.reading.inputs import Source

__all__ = ["unpack_zip"]

_MEMBER = b"PK\x01\x02"  # begins each entry of the directory (APPNOTE 6.3.10, 4.3.12)
_ENCRYPTED = 1  # bit 0 of the flags (4.4.4)


def unpack_zip(
    archive: Path, folder: Path, *, members: int, allowance: Allowance
) -> tuple[list[Path], list[str]]:
    """Unpack the articles of an archive; gzip within it is unpacked too.

    Args:
        archive: The archive.
        folder: An empty folder.
        members: Most files that the archive may hold.
        allowance: What may be unpacked.

    Returns:
        The files, in the order of their names, and the names of what is of no kind that is read.

    Raises:
        DataError: If the archive is damaged, encrypted, too large, or holds what may not be
            unpacked: links, names that lead out of the folder, a name twice, another zip.
    """
    name = archive.name
    # Each entry becomes an object, so they are counted before zipfile makes these.
    if archive.read_bytes().count(_MEMBER) > members:
        raise DataError(
            f"{name}: it holds more than {members:,} files; send them in parts, or as JSON Lines."
        )
    files: list[Path] = []
    ignored: list[str] = []
    try:
        with zipfile.ZipFile(archive) as packed:
            for member in _members(packed, name):
                path = _unpacked(packed, member, folder, name, allowance)
                if path is None:
                    ignored.append(member.filename)
                else:
                    files.append(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise DataError(
            f"{name}: it cannot be read as a zip archive ({error}); pack the files again."
        ) from error
    return sorted(files), sorted(ignored)


def _members(packed: zipfile.ZipFile, name: str) -> Iterator[zipfile.ZipInfo]:
    for member in packed.infolist():
        if not member.is_dir():
            _check(member, f"{name}: {shown(member.filename)}")
            yield member


def _check(member: zipfile.ZipInfo, where: str) -> None:
    inside = member.filename
    ways = (PurePosixPath(inside), PureWindowsPath(inside))
    out = any(way.is_absolute() or way.drive or way.root or ".." in way.parts for way in ways)
    # zipfile cuts a name at a NUL; `orig_filename` has it whole.
    if out or not inside or "\x00" in member.orig_filename or not is_lone_surrogate_free(inside):
        raise DataError(
            f"{where}: the name leads out of the archive or is no file name; pack the files with "
            "plain names."
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise DataError(f"{where}: it is a link, not a file; pack the file itself.")
    if member.flag_bits & _ENCRYPTED:
        raise DataError(f"{where}: it is encrypted; pack the files without a password.")
    if inside.lower().endswith(".zip"):
        raise DataError(f"{where}: it is a zip in a zip; unpack it and send its files.")


def _unpacked(
    packed: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    folder: Path,
    name: str,
    allowance: Allowance,
) -> Path | None:
    inside = member.filename
    if inside.startswith("__MACOSX/") or not _is_read(inside):
        return None
    where = f"{name}: {shown(inside)}"
    gzipped = inside.lower().endswith(".gz")
    path = folder / (inside[: -len(".gz")] if gzipped else inside)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with packed.open(member) as source:
            if gzipped:
                unpack_gzip(source, path, where, allowance)
            else:
                allowance.copy(source, path, where)
    except FileExistsError as error:
        raise DataError(
            f"{where}: the archive holds this name twice; give each file its own."
        ) from error
    except OSError as error:
        raise DataError(
            f"{where}: it cannot be unpacked ({error.strerror or error}); give it a short, plain "
            "name."
        ) from error
    return path


def _is_read(inside: str) -> bool:
    try:
        Source(inside).kind  # noqa: B018
    except DataError:
        return False
    return True

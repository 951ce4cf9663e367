"""What a client sent, taken into a private folder, unpacked and measured before it is read."""

import csv
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from relclf.app.limits import Limits
from relclf.app.many.parquet_size import measure_parquet
from relclf.app.many.unpack import Allowance, unpack_gzip
from relclf.app.many.zipped import unpack_zip
from relclf.errors import DataError, shown
from relclf.reading.inputs import Source

__all__ = ["Upload", "take", "unpack"]


@dataclass(frozen=True, slots=True)
class Upload:
    """The files of an upload that are read."""

    name: str
    """The name of the file that was sent."""
    folders: tuple[Path, Path]
    """The private folders in which it lies."""
    files: tuple[Path, ...]
    """What is read."""
    ignored: tuple[str, ...] = ()
    """What else the archive holds."""

    def plain(self, message: str) -> str:
        """Return a message without the folders, which say nothing to whoever sent the file."""
        for folder in self.folders:
            message = message.replace(f"{folder}/", "")
        return message


def take(sent: Path, folder: Path) -> Path:
    """Move a file from where the server received it into a private folder.

    Args:
        sent: The file.
        folder: The folder.

    Returns:
        Its new place; nothing is left at the old one.

    Raises:
        DataError: If it is no file: a client may name a folder of the server's instead.
    """
    if sent.is_symlink() or not sent.is_file():
        raise DataError(f"{shown(sent.name)}: it is no file; upload one.")
    target = folder / sent.name
    shutil.move(sent, target)
    with suppress(OSError):
        sent.parent.rmdir()
    return target


def unpack(sent: Path, folder: Path, limits: Limits) -> Upload:
    """Unpack an upload and measure it. Of an archive, its text files are read, or else the rest.

    Args:
        sent: The file that was sent, in a folder of its own.
        folder: An empty folder.
        limits: What is taken.

    Returns:
        What can be read.

    Raises:
        DataError: If it is of no known kind, damaged, or more than is taken.
        MissingExtraError: If it holds Parquet and pyarrow is not installed.
    """
    name, size = sent.name, sent.stat().st_size
    if size > limits.upload_bytes:
        raise DataError(
            f"{name}: it has {size:,} bytes, expected at most {limits.upload_bytes:,}; send it "
            "in parts."
        )
    allowance = Allowance(size, limits.unpacked_bytes)
    files, ignored = [sent], list[str]()
    if name.lower().endswith(".zip"):
        files, ignored = unpack_zip(sent, folder, members=limits.records, allowance=allowance)
    elif Source(name).ending.endswith(".gz"):
        files = [folder / name[: -len(".gz")]]
        with sent.open("rb") as source:
            unpack_gzip(source, files[0], name, allowance)
    kinds = {path: Source(str(path)).kind for path in files}
    if "text" in kinds.values():
        ignored += [str(path.relative_to(folder)) for path in files if kinds[path] != "text"]
        files = [path for path in files if kinds[path] == "text"]
    if not files:
        raise DataError(
            f"{name}: it holds no .txt, .jsonl, .csv or .parquet file; pack the articles as such."
        )
    for path in files:
        if kinds[path] == "parquet":
            measure_parquet(path, rows=limits.records, allowance=allowance)
        elif kinds[path] != "text":
            _count_rows(path, kinds[path], limits.records)
    return Upload(name, (sent.parent, folder), tuple(files), tuple(ignored))


def _count_rows(path: Path, kind: str, most: int) -> None:
    """Refuse a file of too many records at once: to refuse each of a million takes minutes."""
    count = 0
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        full = csv.reader(file) if kind == "csv" else (line.strip() for line in file)
        # A cell that is too long for csv, the reader of articles reports with its place.
        with suppress(csv.Error):
            for row in full:
                count += bool(row)
                if count > most + (kind == "csv"):
                    raise DataError(
                        f"{path.name}: it holds more than {most:,} records; send it in parts."
                    )

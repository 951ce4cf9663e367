"""Inputs named by a user (files, folders, standard input) into sources, checked at once."""

import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from relclf.errors import DataError, shown, suggestion
from relclf.reading.manifest import MANIFEST, SKIPPED, shard_counts

__all__ = ["Inputs", "Kind", "Source", "find_sources"]

Kind = Literal["text", "json", "csv", "parquet", "stdin"]

_KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".jsonl": "json",
    ".jsonl.gz": "json",
    ".json": "json",
    ".json.gz": "json",
    ".csv": "csv",
    ".csv.gz": "csv",
    ".parquet": "parquet",
}
# A .json file in a folder is more often a configuration than JSON Lines.
_IN_FOLDERS = (".jsonl", ".jsonl.gz", ".csv", ".csv.gz", ".parquet")


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or standard input.

    Example:
        >>> source = Source("data/news.jsonl.gz")
        >>> source.kind, source.stem
        ('json', 'news')
    """

    path: str
    """The path as the user gave it; "-" is standard input."""

    @property
    def name(self) -> str:
        """The path as messages show it."""
        if self.path == "-":
            return "standard input"
        return self.path.encode("utf-8", "backslashreplace").decode("utf-8")

    @property
    def ending(self) -> str:
        """The ending in lower case, `.gz` and what stands before it together."""
        name = os.path.basename(self.path).lower()
        packed = ".gz" if name.endswith(".gz") else ""
        return os.path.splitext(name.removesuffix(".gz"))[1] + packed

    @property
    def stem(self) -> str:
        """The name without folder and ending; `stdin` for standard input."""
        name = os.path.basename(self.path)
        return "stdin" if self.path == "-" else name[: len(name) - len(self.ending)]

    @property
    def kind(self) -> Kind:
        """What the ending says the file holds.

        Raises:
            DataError: If the ending is not known.
        """
        if self.path == "-":
            return "stdin"
        kind = _KINDS.get(self.ending)
        if kind is None:
            raise DataError(
                f"{self.name}: unknown ending {self.ending!r}; expected one of "
                f"{', '.join(_KINDS)}, or '-' for standard input. Rename or export the file."
            )
        return kind


@dataclass(frozen=True, slots=True)
class Inputs:
    """The sources to read, in order; of a folder only the names are kept."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]
    """Folder (empty for files named one by one) and names."""
    ignored: tuple[str, ...]
    """What stands in the folders and is not read."""
    kinds: frozenset[Kind]
    """The kinds of the sources."""

    def __iter__(self) -> Iterator[Source]:
        """Yield the sources."""
        for folder, names in self.groups:
            for name in names:
                yield Source(os.path.join(folder, name))

    def source(self, index: int) -> Source:
        """Return the source with this index."""
        return next(itertools.islice(self, index, None))


def find_sources(inputs: str | Path | Sequence[str | Path], *, coded: bool = False) -> Inputs:
    """Find the files that inputs name, and check that they exist and have a known ending.

    Args:
        inputs: A file, a folder, "-", or several of them. Of a folder, its .txt files are
            read, sorted by name; if it has none, its JSON Lines, CSV and Parquet files. Of
            predictions in shards, those that the manifest lists are read.
        coded: Whether coded articles are wanted, which text files cannot hold.

    Returns:
        The sources.

    Raises:
        DataError: If nothing is named, a path does not exist, an ending is not known, a folder
            holds nothing to read, or a text file should hold codes.

    Example:
        >>> [source.name for source in find_sources("-")]
        ['standard input']
    """
    if not isinstance(inputs, str | os.PathLike | Sequence):
        raise DataError(
            f"inputs: expected paths of files or folders, got {shown(inputs)}; "
            "turn a generator into a list."
        )
    listed = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    if not listed:
        raise DataError("inputs: the list is empty; name at least one file or folder.")
    groups: list[tuple[str, tuple[str, ...]]] = []
    ignored: list[str] = []
    kinds: set[Kind] = set()
    for item in listed:
        if not isinstance(item, str | os.PathLike):
            raise DataError(f"inputs: expected the path of a file, got {shown(item)}.")
        path = os.fspath(item)
        if path != "-" and os.path.isdir(_existing(path)):
            names, others = _of_folder(path, coded)
            groups.append((path, names))
            ignored += others
            kinds |= {Source(name).kind for name in names}
            continue
        kind = Source(path).kind
        if kind == "text" and coded:
            raise DataError(
                f"{path}: a text file holds no codes; give JSON Lines, CSV or Parquet whose "
                "records have topics or an interaction."
            )
        groups.append(("", (path,)))
        kinds.add(kind)
    return Inputs(tuple(groups), tuple(ignored), frozenset(kinds))


def _existing(path: str) -> str:
    try:
        os.stat(path)
    except (OSError, ValueError) as error:
        # A whole article in place of a path gives "file name too long".
        reason = getattr(error, "strerror", None) or str(error)
        folder, name = os.path.split(path)
        hint = ""
        if os.path.isdir(folder or "."):
            hint = suggestion(name, itertools.islice(sorted(os.listdir(folder or ".")), 10_000))
        raise DataError(
            f"{shown(path)}: no such input ({reason}).{hint} Expected the path of a file or "
            "folder, or '-'."
        ) from error
    return path


def _of_folder(folder: str, coded: bool) -> tuple[tuple[str, ...], list[str]]:
    files: list[str] = []
    others: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            (files if entry.is_file() else others).append(entry.name)
    shards = shard_counts(folder) if MANIFEST in files else None
    if shards and any(shards.values()):
        others += (name for name in files if name not in {*shards, MANIFEST, SKIPPED})
        left = [os.path.join(folder, name) for name in sorted(others)]
        return tuple(name for name, count in shards.items() if count), left
    texts = sorted(name for name in files if Source(name).ending == ".txt")
    records = sorted(name for name in files if Source(name).ending in _IN_FOLDERS)
    names = records if coded or not texts else texts
    if not names:
        wanted = f"{', '.join(_IN_FOLDERS)} file" + ("" if coded else " or .txt file")
        held = (
            f"; it holds {shown(sorted(files + others))}" if files or others else " (it is empty)"
        )
        raise DataError(f"{folder}: no {wanted} in this folder{held}. Name another folder.")
    read = set(names)
    left = sorted(name for name in (*files, *others) if name not in read)
    return tuple(names), [os.path.join(folder, name) for name in left]

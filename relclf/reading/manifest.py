"""The manifest of predictions in shards: which files they are, and whether they are whole."""

import json
import os
from pathlib import Path

from relclf.errors import DataError, shown

__all__ = ["MANIFEST", "SKIPPED", "VERSION", "shard_counts"]

MANIFEST = "manifest.json"
SKIPPED = "skipped.jsonl"
VERSION = 1
_MARK = "relclf_predictions"


def shard_counts(folder: str | Path) -> dict[str, int] | None:
    """Return the files in a folder that `relclf predict --shard_size` made.

    Args:
        folder: Any folder.

    Returns:
        How many predictions each file holds, in the order of the articles; a shard whose records
        were all skipped holds none. None where the folder is another.

    Raises:
        DataError: If its manifest is damaged or of a newer relclf, or if a file is missing or has
            another size.
    """
    path = os.path.join(folder, MANIFEST)
    try:
        with open(path, encoding="utf-8") as file:
            manifest = json.load(file)
    except (OSError, ValueError, RecursionError):
        # There is none, or another program's: many have a file of this name.
        return None
    if not isinstance(manifest, dict) or _MARK not in manifest:
        return None
    if manifest[_MARK] != VERSION:
        raise DataError(
            f"{path}: it is of version {shown(manifest[_MARK])}, expected {VERSION}; update relclf."
        )
    try:
        sizes = {str(shard["file"]): int(shard["bytes"]) for shard in manifest["shards"]}
        counts = {str(shard["file"]): int(shard["articles"]) for shard in manifest["shards"]}
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path}: it is damaged ({error!r}); predict again.") from error
    for name, size in sizes.items():
        # A name with a folder in it would lead elsewhere.
        found = _size(os.path.join(folder, name)) if name == os.path.basename(name) else None
        if found != size:
            came = "is missing" if found is None else f"has {found} bytes, expected {size}"
            raise DataError(
                f"{path}: {shown(name)} {came}; copy the folder again, or predict again."
            )
    return counts


def _size(path: str) -> int | None:
    try:
        return os.path.getsize(path)
    except OSError:
        return None

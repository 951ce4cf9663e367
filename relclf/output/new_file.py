"""A new file for a command's output, checked before work is done for it."""

import os
from pathlib import Path

from relclf.errors import ConfigError
from relclf.output.places import Places

__all__ = ["check_new_file"]


def check_new_file(path: str | Path, *endings: str) -> None:
    """Check that a file can be written and that nothing stands in its place.

    Args:
        path: The file.
        *endings: What its name may end in.

    Raises:
        ConfigError: If it ends otherwise, or exists.
        OutputError: If its folder does not exist.

    Example:
        >>> check_new_file("doubts.xlsx", ".csv")
        Traceback (most recent call last):
        ...
        relclf.errors.ConfigError: doubts.xlsx: this command writes .csv; name the output so.
    """
    path = Path(path)
    if path.suffix.lower() not in endings:
        raise ConfigError(
            f"{path}: this command writes {' or '.join(endings)}; name the output so."
        )
    if os.path.lexists(path):
        raise ConfigError(f"{path}: it exists; name another file, or move this one away.")
    Places(path).check()

"""Where a run writes: the output, and beside it the partial file and the one to be renamed."""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from relclf.errors import RelclfError

__all__ = ["OutputError", "Places", "sync_folder"]


class OutputError(RelclfError):
    """An output cannot be written, or an interrupted run cannot be gone on with."""


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of one run, all in one folder, so that a rename is a single step.

    Example:
        >>> Places(Path("news.csv")).partial.name
        'news.csv.partial'
    """

    output: Path
    """What is wanted."""
    overwrite: bool = False
    """Whether an output that exists may be replaced."""

    @property
    def partial(self) -> Path:
        """The predictions made so far."""
        return self.output.with_name(f"{self.output.name}.partial")

    @property
    def new(self) -> Path:
        """The output before it is whole. No longer than `partial`, lest it be too long alone."""
        return self.output.with_name(f"{self.output.name}.new~")

    def check(self) -> None:
        """Refuse an output that exists, is no file, or has no folder to stand in.

        Raises:
            OutputError: If it is so.
        """
        if os.path.isdir(self.output):
            raise OutputError(f"{self.output}: it is a folder; name a file in it.")
        self._check_parent()
        try:
            mode = os.lstat(self.output).st_mode
        except FileNotFoundError:
            return
        except OSError as error:
            raise self.unwritable(error) from error
        if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
            raise OutputError(
                f"{self.output}: it is a device or a pipe, not a file; leave the output out to "
                "write to standard output."
            )
        if not self.overwrite:
            raise OutputError(
                f"{self.output}: it exists and is left as it is; name another output, or replace "
                "it with --overwrite."
            )

    def check_folder(self) -> None:
        """Refuse an output that is to be a folder, but exists or has no folder to stand in.

        Raises:
            OutputError: If it is so.
        """
        self._check_parent()
        if os.path.lexists(self.output):
            raise OutputError(
                f"{self.output}: it exists and is left as it is; name another folder, or move "
                "this one away."
            )

    def unwritable(self, error: OSError, *, kept: bool = False) -> OutputError:
        """Return the error that says why nothing can be written.

        Args:
            error: What the operating system said.
            kept: Whether predictions are kept in the partial file.
        """
        fix = "name an output in a folder where you may write and that has room."
        if kept and os.path.lexists(self.partial):
            fix = f"the predictions so far are kept in {self.partial}: make room, then --resume."
        elif kept:
            fix = (
                f"{self.partial}, which held the predictions so far, was moved or deleted while "
                "the run lasted: put it back, then --resume, or start anew."
            )
        return OutputError(f"{self.output}: cannot be written ({error.strerror or error}); {fix}")

    def _check_parent(self) -> None:
        folder = self.output.parent
        if not os.path.isdir(folder):
            raise OutputError(
                f"{self.output}: the folder {str(folder)!r} does not exist; make it, or name "
                "another output."
            )


def sync_folder(folder: Path) -> None:
    """Put renames within a folder on disk; Windows cannot open one, and need not.

    Args:
        folder: The folder.
    """
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

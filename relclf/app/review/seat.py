"""Who reviews: one window at a time, of all that have the page open, and of all servers."""

import threading
from io import BufferedRandom
from pathlib import Path

from relclf.output.lock import open_locked
from relclf.output.places import OutputError

__all__ = ["Seat"]


class Seat:
    """The right to write the corrections, which one window has at a time.

    A file beside the corrections, `.NAME.lock`, keeps other servers out; it stays there, empty.

    Args:
        path: The file of corrections.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     seat = Seat(Path(folder, "corrections.jsonl"))
        ...     seat.take("one"), seat.take("two"), seat.take("two", anyway=True), seat.has("one")
        (True, False, True, False)
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._holder: str | None = None
        self._file: BufferedRandom | None = None

    def take(self, session: str, *, anyway: bool = False) -> bool:
        """Take the seat for a window.

        Args:
            session: The window's session.
            anyway: Whether to take it from another window.

        Returns:
            Whether the window has it now.

        Raises:
            OutputError: If another server has it, or the folder cannot be written.
        """
        with self._lock:
            if self._holder not in (None, session) and not anyway:
                return False
            if self._file is None:
                self._file = self._locked()
            self._holder = session
            return True

    def has(self, session: str) -> bool:
        """Tell whether a window has the seat."""
        return self._holder == session

    def leave(self, session: str) -> None:
        """Free the seat, if the window has it."""
        with self._lock:
            if self._holder == session:
                self._holder = None
                if self._file is not None:
                    self._file.close()
                self._file = None

    def _locked(self) -> BufferedRandom:
        beside = self._path.with_name(f".{self._path.name}.lock")
        try:
            return open_locked(beside)
        except OutputError as error:
            raise OutputError(
                f"{self._path}: another server reviews with this file; end it, or name another "
                "file with --corrections."
            ) from error
        except OSError as error:
            raise OutputError(
                f"{self._path}: its folder cannot be written ({error.strerror or error}); name a "
                "file elsewhere with --corrections."
            ) from error

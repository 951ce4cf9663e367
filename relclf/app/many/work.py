"""What the server keeps of a client: one upload at a time for each tab, while its session lasts."""

import secrets
import shutil
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from gradio.utils import get_upload_folder

from relclf.app.gate import GoneError
from relclf.app.many.results import Results
from relclf.app.many.uploads import take

__all__ = ["Sessions", "Work"]

_ENDED = "the session has ended; send the file again."


class Work:
    """An upload, what becomes of it, and the folder that holds both; `close` leaves nothing.

    Example:
        >>> work = Work()
        >>> work.folder.is_dir()
        True
        >>> work.close()
        >>> work.folder.exists()
        False
    """

    def __init__(self) -> None:
        # Such a folder goes with the server too, however it ends, short of a kill.
        self._closed = False
        self._private = TemporaryDirectory(prefix="relclf-app-", ignore_cleanup_errors=True)
        self._served: TemporaryDirectory[str] | None = None
        self.folder = Path(self._private.name)
        """A folder that no route of the server reads."""
        self.gone = threading.Event()
        """Set when the client wants no more of it, or has gone."""
        self.sent: dict[str, Path] = {}
        """The files that were sent, by what they are for."""
        self.results: Results | None = None
        """What was classified so far."""

    def begin(self) -> None:
        """Begin a run, after one that was cancelled too.

        Raises:
            GoneError: If the work is closed.
        """
        if self._closed:
            raise GoneError(_ENDED)
        self.gone.clear()

    def take(self, sent: str, purpose: str) -> Path:
        """Move what the server received into the folder, in the place of what was there before.

        Args:
            sent: The path of the file.
            purpose: What it is for.

        Returns:
            Its new place.
        """
        folder = self.folder / purpose
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self.sent[purpose] = take(Path(sent), folder)
        return self.sent[purpose]

    def empty(self, name: str) -> Path:
        """Return an empty folder within the folder."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def renew(self, results: Results | None) -> None:
        """Put new results, or none, in the place of those from before."""
        if self.results is not None:
            self.results.close()
        self.results = results

    def downloads(self) -> Path:
        """Return an empty folder from which the server lets files be fetched; none can guess it."""
        if self._served is not None:
            self._served.cleanup()
        Path(get_upload_folder()).mkdir(parents=True, exist_ok=True)
        self._served = TemporaryDirectory(
            prefix=secrets.token_hex(32), dir=get_upload_folder(), ignore_cleanup_errors=True
        )
        return Path(self._served.name)

    def close(self) -> None:
        """Stop what runs, and delete everything."""
        self._closed = True
        self.gone.set()
        if self.results is not None:
            self.results.close()
        for folder in (self._private, self._served):
            if folder is not None:
                folder.cleanup()


class Sessions:
    """The works of all clients, by session and tab; may be used from any thread.

    Args:
        most: How many works are kept; one more closes the oldest. A program that opens sessions and
            never ends them fills no disk.
    """

    def __init__(self, most: int = 32) -> None:
        self._most = most
        self._works: dict[tuple[str, str], Work] = {}
        self._lock = threading.Lock()

    def start(self, session: str | None, tab: str) -> Work:
        """Begin a work; the one that the tab had before is closed."""
        self.close(session, tab)
        with self._lock:
            work = self._works[str(session), tab] = Work()
            oldest = next(iter(self._works)) if len(self._works) > self._most else None
        if oldest is not None:
            self.close(*oldest)
        return work

    def find(self, session: str | None, tab: str) -> Work | None:
        """Return a tab's work, None where it has none."""
        return self._works.get((str(session), tab))

    def get(self, session: str | None, tab: str) -> Work:
        """Return a tab's work.

        Raises:
            GoneError: If it has none, for example because the server was started again.
        """
        work = self.find(session, tab)
        if work is None:
            raise GoneError(_ENDED)
        return work

    def close(self, session: str | None, tab: str) -> None:
        """Close a tab's work, if it has one."""
        with self._lock:
            work = self._works.pop((str(session), tab), None)
        if work is not None:
            work.close()

    def end(self, session: str | None) -> None:
        """Close all works of a client that went away."""
        for owner, tab in list(self._works):
            if owner == str(session):
                self.close(owner, tab)

"""The gate before the classifier: how many clients are at work, and how many wait."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from relclf.errors import RelclfError

__all__ = ["BusyError", "Gate", "GoneError", "LateError"]

_GLANCE = 0.1  # seconds after which whoever waits looks whether its client is still there


class BusyError(RelclfError):
    """As many clients wait as may wait."""


class LateError(RelclfError):
    """A request took longer than it may."""


class GoneError(RelclfError):
    """The client went away before it was answered."""


class Gate:
    """Lets some clients work at a time, the others wait in the order in which they asked.

    Args:
        at_work: Clients that work at a time.
        waiting: Clients that may wait; one more is refused.

    Example:
        >>> gate = Gate(at_work=1, waiting=0)
        >>> with gate.admitted(), gate.turn():
        ...     with gate.admitted():
        ...         pass
        Traceback (most recent call last):
        ...
        relclf.app.gate.BusyError: the classifier is busy: 1 clients are served and 0 may wait; \
try again in a moment.
    """

    def __init__(self, at_work: int, waiting: int) -> None:
        self._at_work = at_work
        self._waiting = waiting
        self._inside = 0
        self._working = 0
        self._line: deque[object] = deque()
        self._changed = threading.Condition()

    @property
    def inside(self) -> int:
        """How many clients were admitted and have not left."""
        return self._inside

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Hold a place among those who work and wait, for one turn or for many.

        Raises:
            BusyError: If all places are taken.
        """
        with self._changed:
            if self._inside >= self._at_work + self._waiting:
                raise BusyError(
                    f"the classifier is busy: {self._at_work} clients are served and "
                    f"{self._waiting} may wait; try again in a moment."
                )
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1

    @contextmanager
    def turn(
        self, gone: threading.Event | None = None, deadline: float | None = None
    ) -> Iterator[None]:
        """Wait for a turn and work during it.

        Args:
            gone: Set when the client has gone away.
            deadline: When waiting ends, in seconds of `time.monotonic`.

        Raises:
            GoneError: If the client has gone away.
            LateError: If the turn did not come in time.
        """
        ticket = object()
        with self._changed:
            self._line.append(ticket)
            try:
                while self._working >= self._at_work or self._line[0] is not ticket:
                    check(gone, deadline)
                    self._changed.wait(_GLANCE)
                check(gone, deadline)
                self._working += 1
            finally:
                self._line.remove(ticket)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._working -= 1
                self._changed.notify_all()


def check(gone: threading.Event | None, deadline: float | None) -> None:
    """Give up what nobody waits for any more.

    Raises:
        GoneError: If the client has gone away.
        LateError: If the deadline has passed.
    """
    if gone is not None and gone.is_set():
        raise GoneError("the client went away.")
    if deadline is not None and time.monotonic() > deadline:
        raise LateError("it took too long; send fewer or shorter articles, or try again later.")

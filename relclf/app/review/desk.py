"""The reviews of all windows: which is under way, on which file, and who may write."""

from dataclasses import dataclass, field
from pathlib import Path

from relclf.app.gate import GoneError
from relclf.app.many.results import Query, Results
from relclf.app.review.reviewing import Review
from relclf.app.review.seat import Seat
from relclf.app.review.standing import Standing, beside, find_standing
from relclf.errors import RelclfError

__all__ = ["Desk", "LostError", "Offer"]


class LostError(RelclfError):
    """Another window has taken the review over."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a window is asked before it reviews."""

    kind: str
    """"open": nothing; "held", "others" or "unusable": to choose; "empty": there is nothing."""
    file: str = ""
    """The file that is meant."""
    other: str = ""
    """The file beside it that could be written to."""
    reason: str = ""
    """Why nothing can be added to the file."""


@dataclass(slots=True)
class _Window:
    results: Results
    unmatched: int
    anyway: bool = False
    path: Path | None = None
    review: Review | None = field(default=None)


class Desk:
    """Where reviews begin and end; one window at a time reviews.

    Args:
        corrections: The file to which corrections are added.
    """

    def __init__(self, corrections: Path) -> None:
        self._corrections = corrections
        self._seat = Seat(corrections)
        self._windows: dict[str, _Window] = {}

    def bring(self, session: str, results: Results | None, unmatched: int = 0) -> Offer:
        """Bring predictions to review.

        Args:
            session: The window's session.
            results: The predictions.
            unmatched: How many articles were left out.

        Returns:
            Whether the review is open, or what is to be chosen before.

        Raises:
            OutputError: If another server reviews with this file, or it cannot be written.
        """
        self.leave(session)
        if results is None or not results.count(Query()):
            return Offer("empty")
        self._windows[session] = _Window(results, unmatched)
        return self._open(session, chosen=False)

    def choose(self, session: str, choice: str) -> Offer:
        """Answer an offer.

        Args:
            session: The window's session.
            choice: "takeover", "append" or "other".

        Returns:
            Whether the review is open, or what else is to be chosen.

        Raises:
            GoneError: If the window has brought nothing.
            OutputError: As for `bring`.
        """
        window = self._window(session)
        if choice == "takeover":
            window.anyway = True
        elif choice == "other":
            window.path = beside(self._corrections, window.results).path
        return self._open(session, chosen=choice == "append")

    def review(self, session: str) -> Review:
        """Return the review that a window has open.

        Raises:
            GoneError: If it has none.
            LostError: If another window has taken it over.
        """
        review = self._window(session).review
        if review is None:
            raise GoneError("no review is open; start one.")
        if not self._seat.has(session):
            raise LostError("another window has taken over the review.")
        return review

    def is_open(self, session: str) -> bool:
        """Tell whether a window has a review open, and may write."""
        window = self._windows.get(session)
        return window is not None and window.review is not None and self._seat.has(session)

    def unmatched(self, session: str) -> int:
        """Return how many articles of a window's review were left out."""
        return self._window(session).unmatched

    def leave(self, session: str) -> None:
        """End a window's review, if it has one."""
        self._windows.pop(session, None)
        self._seat.leave(session)

    def _window(self, session: str) -> _Window:
        if session not in self._windows:
            raise GoneError("the session has ended; start again.")
        return self._windows[session]

    def _open(self, session: str, *, chosen: bool) -> Offer:
        window = self._windows[session]
        if not self._seat.take(session, anyway=window.anyway):
            return Offer("held")
        path = window.path or self._corrections
        found: Standing = find_standing(path, window.results)
        asks = found.kind == "unusable" or (found.kind == "others" and not chosen)
        if asks or found.corrections is None:
            other = beside(self._corrections, window.results).path.name
            return Offer(found.kind, path.name, other, found.reason)
        window.review = Review(window.results, found.corrections)
        return Offer("open", path.name)

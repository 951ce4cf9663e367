"""What a table says of the articles behind it: how many, and what could not be told of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from relclf.errors import shown
from relclf.events.dates import is_ambiguous
from relclf.events.event import Event
from relclf.events.rows import Rows

__all__ = ["Account"]

_SHOWN = 3


@dataclass(slots=True)
class Account:
    """Counts of articles, filled one by one.

    Example:
        >>> account = Account()
        >>> account.add(Event("n1", topics=(), date="May or June"), None)
        >>> list(account.notes())
        ["1 of 1 articles have a date that cannot be read, such as 'May or June'; left empty"]
    """

    articles: int = 0
    """All articles."""
    dated: int = 0
    """Those whose day is known."""
    undated: int = 0
    """Those without a date."""
    unread: int = 0
    """Those with a date in no known form."""
    ambiguous: int = 0
    """Those with a date that may mean two days."""
    without_status: int = 0
    """Contacts of which it is not known whether they were held."""
    without_topics: int = 0
    """Those found to have no topic, or not coded for topics."""
    _unread: dict[str, None] = field(default_factory=dict)
    _ambiguous: dict[str, None] = field(default_factory=dict)

    def add(self, event: Event, day: date | None) -> None:
        """Count an event, with the day that its date means."""
        self.articles += 1
        self.without_topics += not event.topics
        self.without_status += event.interaction not in (None, "none") and event.status is None
        if day is not None:
            self.dated += 1
        elif event.date is None:
            self.undated += 1
        elif is_ambiguous(event.date):
            self.ambiguous += 1
            _keep(event.date, self._ambiguous)
        else:
            self.unread += 1
            _keep(event.date, self._unread)

    def notes(self, rows: Rows = "article") -> Iterator[str]:
        """Yield a line for each thing that could not be told, with the likely fix.

        Args:
            rows: What a row of the table is.
        """
        of = f"of {self.articles} articles"
        if self.undated:
            yield f"{self.undated} {of} have no date; name articles that have one with --articles"
        if self.unread:
            dates = _listed(self._unread)
            yield f"{self.unread} {of} have a date that cannot be read, such as {dates}; left empty"
        if self.ambiguous:
            dates = _listed(self._ambiguous)
            yield (
                f"{self.ambiguous} {of} have a date that may mean two days, such as {dates}; "
                "left empty: say with --date-order what comes first"
            )
        if self.without_status:
            yield (
                f"{self.without_status} {of} report a contact without saying whether it was held; "
                "their codes are those of one that was"
            )
        if self.without_topics and rows == "topic":
            yield f"{self.without_topics} {of} have no topic, so no row"


def _keep(text: str, kept: dict[str, None]) -> None:
    if len(kept) < _SHOWN:
        kept[text] = None


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(shown, texts))

"""Date, source and title of articles by id, on disk, for predictions that lack them."""

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace

from relclf.articles import Article
from relclf.errors import DataError, shown
from relclf.events.event import Event

__all__ = ["ArticleIndex"]


class ArticleIndex:
    """What articles say of themselves, by id; a temporary file holds it once it is large.

    Args:
        articles: The articles, whose ids are all different.

    Example:
        >>> index = ArticleIndex([Article("نص", "n1", date="2015-08-12")])
        >>> [event.date for event in index.complete([Event("n1"), Event("n2")])]
        ['2015-08-12', None]
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        """Read the articles."""
        # An empty name asks for a temporary file, which goes with the connection.
        self._base = sqlite3.connect("")
        self._base.execute("create table articles (id primary key, date, source, title)")
        self._base.executemany(
            "insert into articles values (?, ?, ?, ?)",
            ((one.id, one.date, one.source, one.title) for one in articles),
        )

    def complete(self, events: Iterable[Event]) -> Iterator[Event]:
        """Give events what they lack of date, source and title; what they have is kept.

        Args:
            events: The events.

        Yields:
            All events. How many have no article here is said in the log at the end.

        Raises:
            DataError: If no event has an article here.
        """
        count, missing, first = 0, 0, ""
        for event in events:
            count += 1
            query = "select date, source, title from articles where id = ?"
            found = self._base.execute(query, (event.id,)).fetchone()
            if found is None:
                missing += 1
                first = first or event.id
                yield event
            else:
                yield _completed(event, *found)
        if missing:
            message = (
                f"{missing} of {count} ids are not those of --articles, such as {shown(first)}"
            )
            if missing == count:
                raise DataError(f"{message}; name the articles that were classified.")
            logging.getLogger(__name__).warning(message)


def _completed(event: Event, date: str | None, source: str | None, title: str | None) -> Event:
    return replace(
        event,
        date=event.date or date or None,
        source=event.source or source or None,
        title=event.title or title or None,
    )

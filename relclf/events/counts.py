"""Dated articles counted for the plots: by day and interaction, by year and topic."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from relclf.events.event import Event

__all__ = ["Counts"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each label came when.

    Example:
        >>> counts = Counts()
        >>> counts.add(Event("n1", "visit", "planned", ("energy",)), date(2015, 8, 12))
        >>> counts.interactions[date(2015, 8, 12), "visit", True], counts.topics[2015, "energy"]
        (1, 1)
    """

    interactions: Counter[tuple[date, str, bool]] = field(default_factory=Counter)
    """Articles by day, interaction and whether the contact is planned."""
    topics: Counter[tuple[int, str]] = field(default_factory=Counter)
    """Articles by year and topic."""
    years: Counter[int] = field(default_factory=Counter)
    """Articles whose topics are known, by year: those without a topic too."""

    def add(self, event: Event, day: date | None) -> None:
        """Count an event; without a day, it has no place in time and is not counted."""
        if day is None:
            return
        if event.interaction is not None:
            self.interactions[day, event.interaction, event.status == "planned"] += 1
        if event.topics is not None:
            self.years[day.year] += 1
            self.topics.update((day.year, topic) for topic in event.topics)

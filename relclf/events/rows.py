"""Events as rows: one an article, for the interaction, or one an article and topic.

A column whose name ends in `_all` holds all nearest codes, the one without it the default. An
article's `cap_codes` and `plover_contexts` are the defaults of its topics, each once. No code is a
number, since CAMEO's begin with zeros.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from relclf.codebook import Codebook, Label
from relclf.events.crosswalk import EventCodes, event_codes
from relclf.events.event import Event

__all__ = ["COLUMNS", "Kind", "Rows", "rows_of"]

Rows = Literal["article", "topic"]
"""What a row is: an article, or one topic of an article."""
Kind = Literal["text", "texts", "number", "year", "date"]
"""What a column holds."""

_ARTICLE: dict[str, Kind] = {
    "id": "text",
    "date": "date",
    "year": "year",
    "date_given": "text",
    "source": "text",
    "title": "text",
}
_MADE_BY: dict[str, Kind] = {"coverage": "number", "model": "text"}

COLUMNS: dict[Rows, dict[str, Kind]] = {
    "article": {
        **_ARTICLE,
        "interaction": "text",
        "interaction_ar": "text",
        "interaction_en": "text",
        "interaction_probability": "number",
        "status": "text",
        "planned_probability": "number",
        "cameo": "text",
        "cameo_all": "texts",
        "plover_event": "text",
        "plover_mode": "text",
        "topics": "texts",
        "plover_contexts": "texts",
        "cap_codes": "texts",
        "secondary_interaction": "text",
        "parties": "texts",
        **_MADE_BY,
    },
    "topic": {
        **_ARTICLE,
        "interaction": "text",
        "status": "text",
        "topic": "text",
        "topic_ar": "text",
        "topic_en": "text",
        "topic_probability": "number",
        "cap": "text",
        "cap_all": "texts",
        "plover_context": "text",
        "plover_context_all": "texts",
        "topic_cameo_all": "texts",
        **_MADE_BY,
    },
}
"""The columns of both tables, in order."""


def rows_of(
    event: Event, day: date | None, codebook: Codebook, rows: Rows
) -> Iterator[dict[str, Any]]:
    """Yield the rows of an event.

    Args:
        event: The event.
        day: What its date means, None where that is not clear.
        codebook: The codebook whose keys it uses.
        rows: What a row is.

    Yields:
        Rows with the columns that `COLUMNS` lists. A contact of which it is not known whether it
        was held has the codes of one that was.

    Example:
        >>> event = Event("n1", "visit", "planned", ("energy", "health"))
        >>> [row] = rows_of(event, date(2015, 8, 12), Codebook.load(), "article")
        >>> row["cameo"], row["cap_codes"], row["year"]
        ('036', ['8', '3'], 2015)
        >>> [row["cap"] for row in rows_of(event, None, Codebook.load(), "topic")]
        ['8', '3']
    """
    article = {
        "id": event.id,
        "date": day,
        "year": None if day is None else day.year,
        "date_given": event.date,
        "source": event.source,
        "title": event.title,
        "interaction": event.interaction,
        "status": event.status,
        "coverage": event.coverage,
        "model": event.model,
    }
    if rows == "article":
        yield article | _interaction(event, codebook) | _topics(event, codebook)
        return
    for key in event.topics or ():
        yield article | _topic(codebook.label(key), event.topic_probabilities)


def _interaction(event: Event, codebook: Codebook) -> dict[str, Any]:
    label = None if event.interaction is None else codebook.label(event.interaction)
    planned = event.status == "planned"
    codes = EventCodes() if label is None else event_codes(label, planned=planned)
    return {
        "interaction_ar": label and label.ar,
        "interaction_en": label and label.en,
        "interaction_probability": event.interaction_probability,
        "planned_probability": event.planned_probability,
        "cameo": _first(codes.cameo),
        "cameo_all": None if label is None else list(codes.cameo),
        "plover_event": codes.plover_event,
        "plover_mode": codes.plover_mode,
        "secondary_interaction": event.secondary_interaction,
        "parties": event.parties and list(event.parties),
    }


def _topics(event: Event, codebook: Codebook) -> dict[str, Any]:
    if event.topics is None:
        return dict.fromkeys(("topics", "plover_contexts", "cap_codes"))
    labels = [codebook.label(key) for key in event.topics]
    return {
        "topics": list(event.topics),
        "plover_contexts": _defaults(map(_contexts, labels)),
        "cap_codes": _defaults(map(_cap, labels)),
    }


def _topic(label: Label, probabilities: Mapping[str, float]) -> dict[str, Any]:
    cap, contexts = _cap(label), _contexts(label)
    return {
        "topic": label.key,
        "topic_ar": label.ar,
        "topic_en": label.en,
        "topic_probability": probabilities.get(label.key),
        "cap": _first(cap),
        "cap_all": cap,
        "plover_context": _first(contexts),
        "plover_context_all": contexts,
        "topic_cameo_all": list(label.cameo),
    }


def _cap(label: Label) -> list[str]:
    return [str(code) for code in label.cap]


def _contexts(label: Label) -> list[str]:
    return [code for code in label.plover if isinstance(code, str)]


def _defaults(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(codes[0] for codes in lists if codes))


def _first(codes: Sequence[str]) -> str | None:
    return codes[0] if codes else None

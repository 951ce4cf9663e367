"""One article of the table, be it predicted or coded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from relclf.articles import CodedArticle, Status
from relclf.codebook import Codebook
from relclf.errors import DataError, shown
from relclf.reading.fields import Place

__all__ = ["Event", "event_of_coded", "event_of_prediction"]


@dataclass(frozen=True, slots=True)
class Event:
    """What a table needs to know of an article. `None` means "not known"."""

    id: str
    """The article's id."""
    interaction: str | None = None
    """Key of the interaction."""
    status: Status | None = None
    """Whether the contact was held or is planned."""
    topics: tuple[str, ...] | None = None
    """Keys of the topics."""
    date: str | None = None
    """The date as its source writes it."""
    source: str | None = None
    """The outlet."""
    title: str | None = None
    """The headline."""
    interaction_probability: float | None = None
    """Probability of the interaction; a coded article has none."""
    planned_probability: float | None = None
    """Probability that the contact is planned; None where there is no contact."""
    topic_probabilities: Mapping[str, float] = field(default_factory=dict, hash=False)
    """Probability of each of `topics`; empty for a coded article."""
    secondary_interaction: str | None = None
    """Another interaction that a coder saw."""
    parties: tuple[str, ...] | None = None
    """Codes of the states and bodies, where a coder gave them."""
    coverage: float | None = None
    """Share of the article that the model read."""
    model: str | None = None
    """Name of the model; None for a coded article."""


def event_of_coded(article: CodedArticle) -> Event:
    """Return what a table needs to know of a coded article.

    Example:
        >>> event_of_coded(CodedArticle("نص", "n1", interaction="visit", status="held")).status
        'held'
    """
    return Event(
        id=article.id,
        interaction=article.interaction,
        status=article.status,
        topics=article.topics,
        date=article.date or None,
        source=article.source or None,
        title=article.title or None,
        secondary_interaction=article.secondary_interaction,
        parties=article.parties or None,
    )


def event_of_prediction(record: Mapping[str, Any], where: str, codebook: Codebook) -> Event:
    """Return what a table needs to know of a prediction.

    Args:
        record: The prediction as JSON Lines hold it; a date, a source and a title beside it are
            taken where they are there.
        where: The place, such as `predictions.jsonl:12`, for error messages.
        codebook: The codebook of the model that predicted.

    Returns:
        The event.

    Raises:
        DataError: If a field is not as it should be, or if its labels are of another codebook.

    Example:
        >>> book = Codebook.from_dict(
        ...     {"name": "b", "topics": {"energy": {"ar": "الطاقة", "en": "Energy"}}})
        >>> record = {"id": "n1", "topics": ["energy"], "interaction": None, "planned": None,
        ...     "topic_probabilities": {"energy": 0.9}, "interaction_probabilities": {},
        ...     "planned_probability": None, "coverage": 1.0, "model": "m"}
        >>> event_of_prediction(record, "a.jsonl:1", book).topic_probabilities
        {'energy': 0.9}
    """
    place = Place(where)
    place = Place(where, place.string(_present(record, "id", place), "id"))
    probabilities = _probabilities(record, place, codebook)
    topics = place.labels(_present(record, "topics", place), "topics", codebook.topic_keys)
    interaction = _present(record, "interaction", place)
    if interaction is not None:
        place.choice(interaction, "interaction", codebook.interaction_keys, "interaction")
    planned = _present(record, "planned", place)
    if planned not in (True, False, None):
        raise place.error("planned", f"expected true, false or null, got {shown(planned)}.")
    contact = planned is not None
    return Event(
        id=place.id,
        interaction=interaction,
        status=("planned" if planned else "held") if contact else None,
        topics=topics if codebook.topics else None,
        date=place.optional(record, "date") or None,
        source=place.optional(record, "source") or None,
        title=place.optional(record, "title") or None,
        interaction_probability=None if interaction is None else probabilities[interaction],
        planned_probability=_number(record, "planned_probability", place) if contact else None,
        topic_probabilities={topic: probabilities[topic] for topic in topics},
        coverage=_number(record, "coverage", place),
        model=place.string(_present(record, "model", place), "model"),
    )


def _probabilities(record: Mapping[str, Any], place: Place, codebook: Codebook) -> dict[str, float]:
    """Return the probabilities of all labels; in a codebook, no two have the same key."""
    found: dict[str, float] = {}
    for name in ("topic_probabilities", "interaction_probabilities"):
        group = record.get(name)
        group = place.mapping({} if group is None else group, name)
        found |= {key: _number(group, key, place) for key in group}
    if not found:
        raise place.error(name, "it is missing or empty; expected what `relclf predict` writes.")
    if found.keys() != {*codebook.topic_keys, *codebook.interaction_keys}:
        raise DataError(
            f"{place.where}: its labels are not those of the codebook {codebook.name!r}; name the "
            "codebook of the model that predicted with --codebook (codebook.yaml in its folder)."
        )
    return found


def _number(record: Mapping[str, Any], name: str, place: Place) -> float:
    value = _present(record, name, place)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise place.error(name, f"expected a number from 0 to 1, got {shown(value)}.")


def _present(record: Mapping[str, Any], name: str, place: Place) -> Any:
    if name not in record:
        raise place.error(name, "the field is missing; expected what `relclf predict` writes.")
    return record[name]

"""Articles and coded articles, and how they are made from records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from relclf.codebook import Codebook
from relclf.reading.fields import Place, Span

__all__ = [
    "Article",
    "CodedArticle",
    "Evidence",
    "Span",
    "article_from_record",
    "coded_from_record",
]

Status = Literal["held", "planned"]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article; its text is never altered.

    Example:
        >>> Article(text="استقبل الوزير نظيره.", id="n1").title
        ''
    """

    text: str
    """The article without its title."""
    id: str = ""
    """A name that is its own among the articles read together."""
    title: str = ""
    """The headline, empty where there is none."""
    date: str | None = None
    """The date as its source writes it."""
    source: str | None = None
    """The outlet."""
    url: str | None = None
    """The address."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows an article's labels: spans of characters of its text, or `"title"`."""

    interaction: tuple[Span, ...] = ()
    """What shows the interaction."""
    topics: Mapping[str, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    """What shows each topic, by key."""


@dataclass(frozen=True, slots=True)
class CodedArticle(Article):
    """An article with its codes. `None` means "not coded"; `()` means "coded, none"."""

    topics: tuple[str, ...] | None = None
    """Keys of the topics."""
    interaction: str | None = None
    """Key of the interaction."""
    secondary_interaction: str | None = None
    """Key of another interaction that the article reports."""
    status: Status | None = None
    """Whether the contact was held or is planned."""
    main_topics: tuple[str, ...] = ()
    """The topics that the article is most about."""
    unsure_topics: tuple[str, ...] = ()
    """Topics of which the coder was not sure; they are not among `topics`."""
    parties: tuple[str, ...] = ()
    """Codes of the states and bodies."""
    evidence: Evidence | None = None
    """What shows the labels, where the coder marked it."""


def article_from_record(record: Mapping[str, Any], where: str) -> Article:
    """Make an article from a record; its codes, if any, and unknown fields are ignored.

    Args:
        record: The record; only `text` is required. An `id` may be a whole number.
        where: The place, such as `news.jsonl:12`, for error messages.

    Returns:
        The article, with an empty id where the record has none.

    Raises:
        DataError: If a field is not as it should be.

    Example:
        >>> article_from_record({"id": 7, "text": "استقبل الوزير نظيره."}, "news.jsonl:1").id
        '7'
        >>> article_from_record({"id": "n2", "text": ""}, "news.jsonl:2")
        Traceback (most recent call last):
        ...
        relclf.errors.DataError: news.jsonl:2: article 'n2': text: it is empty; give the \
article's text or drop the record.
    """
    return Article(**_article_fields(record, _place(record, where)))


def coded_from_record(record: Mapping[str, Any], where: str, codebook: Codebook) -> CodedArticle:
    """Make a coded article from a record; unknown fields are ignored.

    Args:
        record: The record. `"topics": []` is "coded, none"; null or nothing is "not coded".
        where: The place, for error messages.
        codebook: The codebook whose keys the record uses.

    Returns:
        The coded article.

    Raises:
        DataError: If a field is not as it should be, or if two contradict each other.

    Example:
        >>> record = {"id": "n1", "text": "هاتف الوزير نظيره.", "interaction": "phone_call"}
        >>> coded = coded_from_record(record, "news.jsonl:1", Codebook.load())
        >>> coded.interaction, coded.topics
        ('phone_call', None)
    """
    place = _place(record, where)
    common = _article_fields(record, place)
    topics = _topics(record, place, codebook)
    interaction = _interaction(record, place, codebook)
    evidence = record.get("evidence")
    return CodedArticle(
        **common,
        **topics,
        **interaction,
        parties=place.strings(_list(record, "parties"), "parties"),
        evidence=None
        if evidence is None
        else _evidence(evidence, place, codebook, {**common, **topics, **interaction}),
    )


def _place(record: Mapping[str, Any], where: str) -> Place:
    value = Place(where).mapping(record, "record").get("id")
    if value is None:
        return Place(where)
    if type(value) is int:
        # Python refuses to print numbers of more than 4,300 digits.
        value = str(value) if value.bit_length() < 128 else value
    return Place(where, Place(where).string(value, "id"))


def _article_fields(record: Mapping[str, Any], place: Place) -> dict[str, Any]:
    # An empty date is none, as in CSV, where the two cannot be told apart.
    return {
        "text": place.text(record),
        "id": place.id,
        "title": place.optional(record, "title") or "",
        "date": place.optional(record, "date") or None,
        "source": place.optional(record, "source") or None,
        "url": place.optional(record, "url") or None,
    }


def _list(record: Mapping[str, Any], name: str) -> Any:
    value = record.get(name)
    return [] if value is None else value


def _topics(record: Mapping[str, Any], place: Place, codebook: Codebook) -> dict[str, Any]:
    known = codebook.topic_keys
    topics = record.get("topics")
    if topics is not None:
        topics = place.labels(topics, "topics", known)
    main = place.labels(_list(record, "main_topics"), "main_topics", known)
    unsure = place.labels(_list(record, "unsure_topics"), "unsure_topics", known)
    for key in main:
        if key not in (topics or ()):
            raise place.error("main_topics", f"{key!r} is not among topics; add it there.")
    for key in unsure:
        if key in (topics or ()):
            raise place.error(
                "unsure_topics", f"{key!r} is among topics too; keep it in one of the two."
            )
    return {"topics": topics, "main_topics": main, "unsure_topics": unsure}


def _interaction(record: Mapping[str, Any], place: Place, codebook: Codebook) -> dict[str, Any]:
    names = ("interaction", "secondary_interaction")
    first, second = (
        None
        if record.get(name) is None
        else place.choice(record[name], name, codebook.interaction_keys, "interaction")
        for name in names
    )
    status = record.get("status")
    if second is not None and first in (None, "none", second):
        raise place.error(
            "secondary_interaction",
            f"got {second!r} beside the interaction {first!r}; a secondary needs another "
            "interaction before it. Move it to interaction, or set it to null.",
        )
    if second == "none":
        raise place.error("secondary_interaction", "got 'none'; write null.")
    if status is not None:
        place.choice(status, "status", ("held", "planned"), "status")
        if first in (None, "none"):
            raise place.error(
                "status",
                f"got {status!r} with the interaction {first!r}; only a contact is held or "
                "planned. Set status to null, or give the interaction.",
            )
    return {"interaction": first, "secondary_interaction": second, "status": status}


def _evidence(value: Any, place: Place, codebook: Codebook, fields: Mapping[str, Any]) -> Evidence:
    value = place.mapping(value, "evidence")
    for name in value:
        place.choice(name, "evidence", ("interaction", "topics"), "field")
    text, title = fields["text"], fields["title"]
    spans = place.spans(_list(value, "interaction"), "evidence.interaction", text, title)
    if spans and fields["interaction"] in (None, "none"):
        raise place.error(
            "evidence.interaction",
            f"it has spans, but the interaction is {fields['interaction']!r}; remove them, or "
            "give the interaction.",
        )
    topics: dict[str, tuple[Span, ...]] = {}
    by_topic = value.get("topics")
    by_topic = place.mapping({} if by_topic is None else by_topic, "evidence.topics")
    for key, listed in by_topic.items():
        place.choice(key, "evidence.topics", codebook.topic_keys, "topic")
        name = f"evidence.topics.{key}"
        if key not in (*(fields["topics"] or ()), *fields["unsure_topics"]):
            raise place.error(
                name,
                "the topic is neither in topics nor in unsure_topics; add it, or remove "
                "its evidence.",
            )
        topics[key] = place.spans(listed, name, text, title)
    return Evidence(interaction=spans, topics=topics)

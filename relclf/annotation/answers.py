"""What a tool holds of an article: chosen answers and marked ranges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relclf.annotation.names import NOTHING, SPOKEN
from relclf.annotation.shown import Shown
from relclf.articles import Article, CodedArticle, Evidence
from relclf.errors import shown as as_shown
from relclf.prediction import Prediction
from relclf.reading.fields import Place

__all__ = [
    "FIELDS",
    "SINGLE",
    "Answers",
    "Mark",
    "as_list",
    "checked_mark",
    "coded_by_model",
    "is_coded",
    "uncoded",
]

Mark = tuple[int, int, str]
"""Start and end in the shown text, and the label: a topic's key, or `SPOKEN`."""

SINGLE = ("interaction", "secondary_interaction", "status")
"""The fields with one answer at most."""
_TOPICS = ("topics", "main_topics", "unsure_topics")
FIELDS = (*SINGLE, *_TOPICS, "parties")
"""The fields whose answers are chosen."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a tool holds of an article.

    Example:
        >>> article = CodedArticle("هاتفه.", topics=(), interaction="phone_call")
        >>> answers = Answers.of(article, Shown("", article.text, "utf-16"))
        >>> answers.chosen["interaction"], answers.chosen["topics"], answers.chosen["status"]
        (('phone_call',), ('[]',), ())
    """

    chosen: Mapping[str, tuple[str, ...]]
    """The answers by field; a field that the tool does not ask for is missing."""
    marks: frozenset[Mark]
    """The marked ranges."""

    @classmethod
    def of(cls, article: CodedArticle, shown: Shown) -> "Answers":
        """Return an article's codes as a tool holds them."""
        chosen = {name: _single(getattr(article, name)) for name in SINGLE}
        chosen |= {name: getattr(article, name) for name in (*_TOPICS, "parties")}
        if article.topics is None:
            chosen["topics"] = ()
        elif not article.topics:
            chosen["topics"] = (NOTHING,)
        evidence = article.evidence or Evidence()
        labelled = {SPOKEN: evidence.interaction, **evidence.topics}
        return cls(
            chosen,
            frozenset(
                (*shown.range_of(span), label)
                for label, spans in labelled.items()
                for span in spans
            ),
        )


def checked_mark(start: Any, end: Any, label: Any, place: Place, field: str, shown: Shown) -> Mark:
    """Return a mark that came from a tool, if it lies within the text.

    Args:
        start: Its start.
        end: Its end, exclusive.
        label: Its label.
        place: The place, for error messages.
        field: The field, for error messages.
        shown: The text that it marks.

    Raises:
        DataError: If it does not.
    """
    if type(start) is int and type(end) is int and 0 <= start < end <= shown.length:
        return start, end, place.string(label, field)
    raise place.error(
        field,
        f"it marks [{as_shown(start)}, {as_shown(end)}], expected a range within the text of "
        f"{shown.length} characters; mark it again.",
    )


def as_list(value: Any, place: Place, field: str) -> list[Any]:
    """Return a list that came from a tool; null is an empty one.

    Raises:
        DataError: If it is something else.
    """
    if isinstance(value, list | None):
        return value or []
    raise place.error(field, f"expected a list, got {as_shown(value)}.")


def coded_by_model(article: Article, prediction: Prediction) -> CodedArticle:
    """Return an article with what a model says of it as its codes.

    Args:
        article: The article; codes that it may have are not kept.
        prediction: What the model says.

    Returns:
        The coded article. What the model's codebook does not have is not coded.
    """
    planned = prediction.planned
    return CodedArticle(
        **_fields(article),
        topics=prediction.topics if prediction.topic_probabilities else None,
        interaction=prediction.interaction,
        status=None if planned is None else "planned" if planned else "held",
        evidence=prediction.evidence,
    )


def uncoded(article: Article) -> CodedArticle:
    """Return an article without codes: all of them "not coded".

    Example:
        >>> uncoded(CodedArticle("نص", id="n1", topics=())).topics is None
        True
    """
    return CodedArticle(**_fields(article))


def is_coded(article: CodedArticle) -> bool:
    """Tell whether an article has any code."""
    return article != uncoded(article)


def _fields(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in Article.__slots__}


def _single(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)

"""What is known of one predicted article, from which every format is written."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relclf.articles import Article, Span
from relclf.errors import DataError, ModelError, shown
from relclf.prediction import Prediction

__all__ = ["OutputRecord", "digest"]


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """A prediction with those parts of its article that people want to read beside it."""

    article: str
    """Digest of the article, which tells it from another with its id."""
    prediction: Mapping[str, Any]
    """What `Prediction.to_record` gives."""
    title: str
    """The headline, empty where there is none."""
    date: str | None
    """The date as its source writes it."""
    source: str | None
    """The outlet."""
    interaction_sentences: tuple[str, ...]
    """What shows the interaction, as text."""
    topic_sentences: Mapping[str, tuple[str, ...]]
    """What shows each topic, as text, by key."""

    @property
    def id(self) -> str:
        """Id of the article."""
        return str(self.prediction["id"])

    @classmethod
    def of(cls, article: Article, prediction: Prediction) -> "OutputRecord":
        """Put an article and its prediction together.

        Raises:
            ModelError: If a probability is not a number, which JSON could not hold.

        Example:
            >>> from relclf.articles import Evidence
            >>> said = Prediction(
            ...     "n1", (), "visit", False, {}, {"visit": 1.0}, 0.0, Evidence(((0, 6),)), 1.0, "m"
            ... )
            >>> OutputRecord.of(Article("زيارة. انتهت.", "n1"), said).interaction_sentences
            ('زيارة.',)
        """
        _check_numbers(prediction)
        evidence = prediction.evidence
        return cls(
            article=digest(article),
            prediction=prediction.to_record(),
            title=article.title,
            date=article.date,
            source=article.source,
            interaction_sentences=_sentences(article, evidence.interaction),
            topic_sentences={
                topic: _sentences(article, spans) for topic, spans in evidence.topics.items()
            },
        )

    def to_line(self) -> bytes:
        """Return the record as a line of JSON, as the partial file holds it.

        Raises:
            DataError: If the article holds half of a surrogate pair.
        """
        # `asdict` copies what is in the fields, which takes longer than writing them.
        fields = {name: getattr(self, name) for name in self.__slots__}
        try:
            return f"{json.dumps(fields, ensure_ascii=False)}\n".encode()
        except UnicodeEncodeError as error:
            raise DataError(
                f"article {shown(self.id)}: it holds half of a surrogate pair "
                f"(\\u{ord(error.object[error.start]):04x}), which UTF-8 cannot; remove it."
            ) from error

    @classmethod
    def from_line(cls, line: bytes) -> "OutputRecord | None":
        """Read what `to_line` wrote; None where the line is not whole."""
        if not line.endswith(b"\n"):
            return None
        try:
            fields = json.loads(line)
            topics = {key: tuple(texts) for key, texts in fields.pop("topic_sentences").items()}
            sentences = tuple(fields.pop("interaction_sentences"))
            record = cls(**fields, interaction_sentences=sentences, topic_sentences=topics)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return record


def digest(article: Article) -> str:
    """Return 16 hex digits of BLAKE2b (RFC 7693) over what an output shows of an article.

    Example:
        >>> digest(Article("خبر", "n1")) == digest(Article("خبر آخر", "n1"))
        False
    """
    fields = [article.title, article.text, article.date, article.source]
    return hashlib.blake2b(json.dumps(fields).encode(), digest_size=8).hexdigest()


def _sentences(article: Article, spans: tuple[Span, ...]) -> tuple[str, ...]:
    return tuple(
        article.title if isinstance(span, str) else article.text[span[0] : span[1]]
        for span in spans
    )


def _check_numbers(prediction: Prediction) -> None:
    planned = prediction.planned_probability
    probabilities = {
        **prediction.topic_probabilities,
        **prediction.interaction_probabilities,
        "planned": 0.0 if planned is None else planned,
        "coverage": prediction.coverage,
    }
    for name, value in probabilities.items():
        if not math.isfinite(value):
            raise ModelError(
                f"article {shown(prediction.id)}: the model {shown(prediction.model)} gave "
                f"{value} for {name!r}, expected a number from 0 to 1; its weights or its "
                "calibration are damaged."
            )

"""Predictions that were made before, put beside their articles."""

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from relclf.articles import Article, Evidence
from relclf.codebook import Codebook
from relclf.errors import DataError, shown
from relclf.prediction import Prediction
from relclf.reading.encoding import decode
from relclf.reading.fields import Place
from relclf.reading.formats import byte_lines, parse_json

__all__ = ["joined", "prediction_from_record"]


def joined(
    articles: Iterable[Article], path: Path, codebook: Codebook
) -> Iterator[tuple[Article, Prediction | None]]:
    """Put articles and the predictions of a file together by their ids.

    Args:
        articles: The articles.
        path: What `relclf predict` wrote as JSON Lines.
        codebook: The codebook of its labels.

    Yields:
        Each article with its prediction, None where the file has none.

    Raises:
        DataError: If a prediction is not as it should be, or stands there twice.
    """
    name = path.name
    if not name.lower().endswith((".jsonl", ".jsonl.gz")):
        raise DataError(
            f"{name}: expected predictions as JSON Lines, which hold the evidence; write them "
            "with relclf predict --output NAME.jsonl."
        )
    lines: dict[str, tuple[int, bytes]] = {}
    for number, line in byte_lines(str(path), name):
        if not line.strip():
            continue
        record = _record(line, f"{name}:{number}")
        id_ = Place(f"{name}:{number}").string(record.get("id"), "id")
        if id_ in lines:
            raise DataError(
                f"{name}:{number}: id: {shown(id_)} is the id of line {lines[id_][0]} too; "
                "remove one."
            )
        lines[id_] = number, line
    for article in articles:
        number, line = lines.get(article.id, (0, b""))
        if not number:
            yield article, None
            continue
        where = f"{name}:{number}"
        yield article, prediction_from_record(_record(line, where), where, article, codebook)


def prediction_from_record(
    record: Mapping[str, Any], where: str, article: Article, codebook: Codebook
) -> Prediction:
    """Make a prediction of what `Prediction.to_record` gave.

    Args:
        record: The record.
        where: Its place, for error messages.
        article: Its article, into which the evidence points.
        codebook: The codebook of its labels.

    Returns:
        The prediction.

    Raises:
        DataError: If a field is not as it should be.

    Example:
        >>> book = {"name": "b", "topics": {"energy": {"ar": "الطاقة", "en": "Energy"}}}
        >>> record = {"id": "n1", "topics": [], "topic_probabilities": {"energy": 0.2}}
        >>> prediction_from_record(
        ...     record, "a.jsonl:1", Article("خبر", "n1"), Codebook.from_dict(book)
        ... ).topic_probabilities
        {'energy': 0.2}
    """
    place = Place(where, article.id)
    topics = place.labels(record.get("topics", []), "topics", codebook.topic_keys)
    interaction, planned = record.get("interaction"), record.get("planned")
    if interaction is not None or codebook.interactions:
        interaction = place.choice(
            interaction, "interaction", codebook.interaction_keys, "interaction"
        )
    if planned is not None and not isinstance(planned, bool):
        raise place.error("planned", f"expected true, false or null, got {shown(planned)}.")
    evidence = place.mapping(record.get("evidence") or {}, "evidence")
    by_topic = place.mapping(evidence.get("topics") or {}, "evidence.topics")
    for key in by_topic:
        place.choice(key, "evidence.topics", topics, "topic")
    return Prediction(
        id=article.id,
        topics=topics,
        interaction=interaction,
        planned=planned,
        topic_probabilities=_chances(record, "topic_probabilities", codebook.topic_keys, place),
        interaction_probabilities=_chances(
            record, "interaction_probabilities", codebook.interaction_keys, place
        ),
        planned_probability=None,
        evidence=Evidence(
            place.spans(
                evidence.get("interaction") or [],
                "evidence.interaction",
                article.text,
                article.title,
            ),
            {
                key: place.spans(spans, f"evidence.topics.{key}", article.text, article.title)
                for key, spans in by_topic.items()
            },
        ),
        coverage=1.0,
        model=place.string(record.get("model") or "", "model"),
    )


def _record(line: bytes, where: str) -> Mapping[str, Any]:
    return Place(where).mapping(parse_json(decode(line, where, mark=False), where), "prediction")


def _chances(
    record: Mapping[str, Any], name: str, keys: tuple[str, ...], place: Place
) -> dict[str, float]:
    said = place.mapping(record.get(name) or {}, name)
    if set(said) != set(keys):
        raise place.error(
            name,
            f"expected the labels of this classifier's codebook, got {shown(sorted(said))}; "
            "review with the model that predicted.",
        )
    for key, value in said.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or not 0 <= value <= 1:
            raise place.error(
                f"{name}.{key}", f"expected a number from 0 to 1, got {shown(value)}."
            )
    return {key: float(said[key]) for key in keys}

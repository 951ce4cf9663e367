"""Codes out of what a tool holds: unchanged answers leave the article as it went out."""

from collections.abc import Callable, Iterable
from typing import Any

from relclf.annotation.answers import SINGLE, Answers, Mark
from relclf.annotation.names import NOTHING, SPOKEN
from relclf.annotation.shown import Shown
from relclf.articles import CodedArticle, coded_from_record
from relclf.codebook import Codebook
from relclf.decision import NONE
from relclf.reading.fields import Place, Span
from relclf.records import record_of

__all__ = ["with_answers"]


def with_answers(
    article: CodedArticle,
    given: Answers,
    offered: Answers,
    shown: Shown,
    where: str,
    codebook: Codebook,
) -> CodedArticle:
    """Return an article with the codes that a tool holds now.

    Where the answers to a question are those that the tool was given, the article's field stays
    as it is, order and all; else the tool wins, and lists are in codebook order. Evidence that
    the tool could not show stays as long as its label does.

    Args:
        article: The article as it went out.
        given: What the tool holds now.
        offered: What the tool was given.
        shown: The text that it showed.
        where: The place, for error messages.
        codebook: The codebook.

    Returns:
        The article with its codes.

    Raises:
        DataError: If answers contradict each other, such as evidence of a topic not chosen.
    """
    place = Place(where, article.id)
    record = record_of(article)
    for field, keys in given.chosen.items():
        if set(keys) != set(offered.chosen[field]):
            record[field] = _value(field, keys, place, codebook)
    hidden = Answers.of(article, shown).marks - offered.marks
    labels = {*(record.get("topics") or ()), *record.get("unsure_topics", ())}
    labels |= {SPOKEN} if record.get("interaction") not in (None, NONE) else set()
    kept = {mark for mark in hidden if mark[2] in labels}
    if given.marks != offered.marks or kept != hidden:
        record["evidence"] = _evidence(given.marks | kept, shown, place, codebook)
    return coded_from_record(record, where, codebook)


def _value(field: str, keys: tuple[str, ...], place: Place, codebook: Codebook) -> Any:
    if field in SINGLE:
        if len(keys) > 1:
            raise place.error(field, f"got {' and '.join(keys)}; choose one of them.")
        return keys[0] if keys else None
    if field == "parties":
        return list(keys)
    if NOTHING in keys and len(keys) > 1:
        raise place.error(
            field, f"got {' and '.join(keys)}; {NOTHING} says that there is none. Take one away."
        )
    chosen = [key for key in keys if key != NOTHING]
    if field == "topics" and not keys:
        return None
    return sorted(chosen, key=_order(codebook))


def _order(codebook: Codebook) -> Callable[[str], int]:
    # Keys that the codebook does not have come last, and are refused with the record.
    places = {key: number for number, key in enumerate(codebook.topic_keys)}
    return lambda key: places.get(key, len(places))


def _evidence(
    marks: Iterable[Mark], shown: Shown, place: Place, codebook: Codebook
) -> dict[str, Any] | None:
    found: dict[str, list[Span]] = {}
    for start, end, label in sorted(marks):
        spans = shown.spans(start, end)
        if not spans:
            raise place.error(
                "evidence", f"{label} at [{start}, {end}] marks only blank lines; remove it."
            )
        found.setdefault(label, []).extend(spans)
    if not found:
        return None
    by_label = {label: list(dict.fromkeys(spans)) for label, spans in found.items()}
    spoken = by_label.pop(SPOKEN, [])
    return {
        "interaction": spoken,
        "topics": {key: by_label[key] for key in sorted(by_label, key=_order(codebook))},
    }

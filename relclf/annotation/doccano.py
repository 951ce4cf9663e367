"""doccano's lines: articles as it imports them, and codes out of its JSONL export.

The project is of the type "Intent Detection and Slot Filling", the one that has both categories (of
the article) and spans. It keeps one span for each stretch of text and drops others on import
without a word (`Spans.clean` in doccano 1.8.4), so that only spans apart from each other are given
to it; the others travel along and come back with their labels. A category is called
`name · field:key`, a span's label `name · key`; what stands behind the last dot is read.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from relclf.annotation.answers import (
    FIELDS,
    Answers,
    Mark,
    as_list,
    checked_mark,
    coded_by_model,
    is_coded,
)
from relclf.annotation.luggage import LUGGAGE, Coding, Notes, packed, unpacked
from relclf.annotation.merge import with_answers
from relclf.annotation.names import QUESTIONS, colour, options
from relclf.annotation.shown import Shown, Unit
from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.errors import shown as as_shown
from relclf.prediction import Prediction
from relclf.reading.fields import Place

__all__ = ["codings", "label_files", "line"]

_UNIT: Unit = "utf-16"
_DOT = " · "
_PARTY = "parties:"
# `LabelType.text` of doccano 1.8.4.
_LONGEST = 100


def line(
    article: CodedArticle, prediction: Prediction | None, codebook: Codebook
) -> dict[str, Any]:
    """Return an article as doccano imports it.

    Args:
        article: The article; its codes are its labels.
        prediction: What a model says; the labels of an article without codes.
        codebook: The codebook, for the names of the labels.

    Returns:
        The object of one line.

    Example:
        >>> article = CodedArticle("هاتفه.", id="n1", interaction="phone_call")
        >>> line(article, None, Codebook.load())["cats"]
        ['اتصال هاتفي أو مرئي · Telephone or video call · interaction:phone_call']
    """
    shown = Shown(article.title, article.text, _UNIT)
    labelled = article
    if prediction is not None and not is_coded(article):
        labelled = coded_by_model(article, prediction)
    answers = _visible(Answers.of(labelled, shown))
    return {
        "id": article.id,
        "text": shown.text,
        "cats": [
            _category(field, key, options(field, codebook).get(key))
            for field, keys in answers.chosen.items()
            for key in keys
        ],
        "entities": [
            [start, end, _span(label, options("evidence", codebook).get(label))]
            for start, end, label in sorted(answers.marks)
        ],
        LUGGAGE: packed(article, shown),
    }


def label_files(codebook: Codebook) -> dict[str, str]:
    """Return the files that make the project's labels, by name.

    Args:
        codebook: The codebook.

    Returns:
        `category_config.json` and `span_config.json`.
    """
    categories = [
        _category(field, key, text)
        for field in QUESTIONS
        if field in FIELDS
        for key, text in options(field, codebook).items()
    ]
    spans = [_span(key, text) for key, text in options("evidence", codebook).items()]
    return {
        name: json.dumps(
            [
                {"text": text, "background_color": colour(number), "text_color": "#ffffff"}
                for number, text in enumerate(texts)
            ],
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
        for name, texts in (("category_config.json", categories), ("span_config.json", spans))
    }


def codings(
    row: Mapping[str, Any], where: str, annotator: str, codebook: Codebook, notes: Notes
) -> Iterator[Coding]:
    """Read what annotators made of an article.

    Args:
        row: A line of doccano's export.
        where: The place, for error messages.
        annotator: Whose export it is: doccano writes a file for each, or `all.jsonl` where they
            share their labels.
        codebook: The codebook.
        notes: Where what is not read is counted.

    Yields:
        The coding; by nobody if the article has no labels.

    Raises:
        DataError: If the line is not one that relclf wrote, or is not a valid coding.
    """
    article, shown = unpacked(row.get(LUGGAGE), row.get("text"), where, _UNIT, codebook)
    place = Place(where, article.id)
    notes["comments"] += len(as_list(row.get("Comments"), place, "Comments"))
    chosen: dict[str, tuple[str, ...]] = dict.fromkeys(FIELDS, ())
    for category in place.strings(as_list(row.get("cats"), place, "cats"), "cats"):
        field, key = _field_and_key(category)
        if field not in chosen:
            raise place.error(
                "cats",
                f"{category!r} is not a label that relclf made, which end in `field:key`; take it "
                "off the article.",
            )
        chosen[field] += (key,)
    given = Answers(chosen, _marks(row.get("entities"), place, shown))
    offered = _visible(Answers.of(article, shown))
    made = with_answers(article, given, offered, shown, where, codebook)
    yield Coding(annotator, made) if is_coded(made) else Coding(None, made)


def _visible(answers: Answers) -> Answers:
    """Leave as many marks as can stand apart from each other: those that end first."""
    kept: list[Mark] = []
    for mark in sorted(answers.marks, key=lambda mark: (mark[1], -mark[0], mark[2])):
        if not kept or mark[0] >= kept[-1][1]:
            kept.append(mark)
    return replace(answers, marks=frozenset(kept))


def _category(field: str, key: str, name: str | None) -> str:
    end = f"{field}:{key}"
    return end if name is None else f"{name[: _LONGEST - len(_DOT + end)]}{_DOT}{end}"


def _span(key: str, name: str | None) -> str:
    return key if name is None else f"{name[: _LONGEST - len(_DOT + key)]}{_DOT}{key}"


def _field_and_key(category: str) -> tuple[str, str]:
    # The code of a party may hold anything.
    end = category if category.startswith(_PARTY) else category.rpartition(_DOT)[2]
    field, _, key = end.partition(":")
    return field, key


def _marks(entities: Any, place: Place, shown: Shown) -> frozenset[Mark]:
    marks: set[Mark] = set()
    for number, entity in enumerate(as_list(entities, place, "entities")):
        field = f"entities[{number}]"
        if not isinstance(entity, list) or len(entity) != 3:
            raise place.error(field, f"expected [start, end, label], got {as_shown(entity)}.")
        start, end, label = entity
        start, end, label = checked_mark(start, end, label, place, field, shown)
        marks.add((start, end, label.rpartition(_DOT)[2]))
    return frozenset(marks)

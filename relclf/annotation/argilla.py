"""Argilla's records: articles as it imports them, and codes out of its export.

A record is a dictionary of `Record.to_dict` (argilla 2.8.0). An article's codes, or else a model's,
are suggestions: a response would need the account of whoever gave it. What annotators submit are
responses. The page shows a field as HTML (`innerHTML` in argilla-server 2.8.0), so `<` and `&` are
escaped in it, lest an article be run as code and offsets shift.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from relclf.annotation.answers import (
    FIELDS,
    SINGLE,
    Answers,
    as_list,
    checked_mark,
    coded_by_model,
    is_coded,
)
from relclf.annotation.argilla_settings import EVIDENCE, TEXT
from relclf.annotation.luggage import LUGGAGE, Coding, Notes, packed, unpacked
from relclf.annotation.merge import with_answers
from relclf.annotation.scores import score
from relclf.annotation.shown import Shown, Unit
from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.prediction import Prediction
from relclf.reading.fields import Place

__all__ = ["codings", "record"]

_UNIT: Unit = "utf-16"
# Parties stand on a line each.
_LINE = "\n"
_CODER = "relclf"
# `AGENT_REGEX` and `AGENT_MAX_LENGTH` of argilla-server 2.8.0.
_NOT_IN_AGENT = re.compile(r"[^a-zA-Z0-9_:./\s-]")
_LONGEST_AGENT = 200


def record(article: CodedArticle, prediction: Prediction | None) -> dict[str, Any]:
    """Return an article as Argilla imports it.

    Args:
        article: The article; its codes are suggested.
        prediction: What a model says; suggested for an article without codes.

    Returns:
        The record.

    Example:
        >>> made = record(CodedArticle("هاتفه.", id="n1", interaction="phone_call"), None)
        >>> made["suggestions"]["interaction"]["value"]
        'phone_call'
    """
    shown = Shown(article.title, article.text, _UNIT)
    said = None if is_coded(article) else prediction
    answers = Answers.of(coded_by_model(article, said) if said else article, shown)
    return {
        "id": article.id,
        "fields": {TEXT: html.escape(shown.text, quote=False)},
        "metadata": {LUGGAGE: packed(article, shown)},
        "suggestions": _suggestions(answers, said),
        "responses": {},
        "vectors": {},
    }


def codings(
    record: Mapping[str, Any], where: str, codebook: Codebook, notes: Notes
) -> Iterator[Coding]:
    """Read what annotators made of a record.

    Args:
        record: A record of Argilla's export.
        where: The place, for error messages.
        codebook: The codebook.
        notes: Where what is not read is counted.

    Yields:
        A coding for each annotator who responded; without any, one by nobody, with the codes that
        the article went out with.

    Raises:
        DataError: If the record is not one that relclf wrote, or a response is not a valid coding.
    """
    place = Place(where)
    fields = place.mapping(record.get("fields"), "fields")
    metadata = place.mapping(record.get("metadata"), "metadata")
    text = html.unescape(place.string(fields.get(TEXT), f"fields.{TEXT}"))
    article, shown = unpacked(metadata.get(LUGGAGE), text, where, _UNIT, codebook)
    place = Place(where, article.id)
    offered = Answers.of(article, shown)
    parties = _parties(_LINE.join(article.parties))
    offered = replace(offered, chosen={**offered.chosen, "parties": parties})
    by_user, left_out = _by_user(record.get("responses") or {}, place, notes)
    notes["responses that were discarded or are drafts"] += len(left_out)
    for user, values in by_user.items():
        if user not in left_out:
            given = _answers(values, place, shown, notes)
            yield Coding(user, with_answers(article, given, offered, shown, where, codebook))
    if not by_user.keys() - left_out:
        yield Coding(None, article)


def _suggestions(answers: Answers, said: Prediction | None) -> dict[str, Any]:
    agent = _CODER if said is None else _NOT_IN_AGENT.sub("-", said.model)[:_LONGEST_AGENT]
    made: dict[str, Any] = {}

    def suggest(field: str, value: Any, keys: tuple[str, ...]) -> None:
        scores = None if said is None else [score(said, field, key) for key in keys]
        made[field] = {
            "value": value,
            "score": scores[0] if scores and not isinstance(value, list) else scores,
            "agent": agent,
            "type": "human" if said is None else "model",
        }

    for field, keys in answers.chosen.items():
        if field == "parties" and keys:
            suggest(field, _LINE.join(keys), keys)
        elif keys:
            suggest(field, keys[0] if field in SINGLE else [*keys], keys)
    marks = sorted(answers.marks)
    if marks:
        value = [{"label": label, "start": start, "end": end} for start, end, label in marks]
        suggest(EVIDENCE, value, tuple(label for _, _, label in marks))
    return made


def _by_user(
    responses: Any, place: Place, notes: Notes
) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """Return each user's values by question, and the users who did not submit them."""
    by_user: dict[str, dict[str, Any]] = {}
    left_out: set[str] = set()
    for question, listed in place.mapping(responses, "responses").items():
        for number, response in enumerate(as_list(listed, place, f"responses.{question}")):
            response = place.mapping(response, f"responses.{question}[{number}]")
            user = str(response.get("user_id"))
            # Argilla's own `to_json` does not tell the status.
            if response.get("status") not in (None, "submitted"):
                left_out.add(user)
            if question not in (*FIELDS, EVIDENCE):
                notes[f"answers to the question {question!r}"] += 1
            by_user.setdefault(user, {})[question] = response.get("value")
    return by_user, left_out


def _answers(values: Mapping[str, Any], place: Place, shown: Shown, notes: Notes) -> Answers:
    chosen: dict[str, tuple[str, ...]] = dict.fromkeys(FIELDS, ())
    for field in FIELDS:
        value = values.get(field)
        if value is None:
            continue
        where = f"responses.{field}"
        if field == "parties":
            chosen[field] = _parties(place.string(value, where))
        elif field in SINGLE:
            chosen[field] = (place.string(value, where),)
        else:
            chosen[field] = place.strings(value, where)
    marks = frozenset(
        checked_mark(mark.get("start"), mark.get("end"), mark.get("label"), place, where, shown)
        for where, mark in _numbered(values.get(EVIDENCE), place)
    )
    return Answers(chosen, marks)


def _parties(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in text.split(_LINE))
    return tuple(dict.fromkeys(part for part in parts if part))


def _numbered(spans: Any, place: Place) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, span in enumerate(as_list(spans, place, f"responses.{EVIDENCE}")):
        where = f"responses.{EVIDENCE}[{number}]"
        yield where, place.mapping(span, where)

"""Label Studio's tasks: articles as they are imported, and codes out of its JSON export.

Results follow Label Studio's format (labelstud.io/guide/task_format): one item for each question
answered and for each marked range. An article's codes are an annotation, a model's are a
prediction.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from relclf.annotation.answers import (
    FIELDS,
    Answers,
    Mark,
    as_list,
    checked_mark,
    coded_by_model,
    is_coded,
    uncoded,
)
from relclf.annotation.label_config import REGIONS, TEXT
from relclf.annotation.luggage import LUGGAGE, Coding, Notes, packed, unpacked
from relclf.annotation.merge import with_answers
from relclf.annotation.scores import least_sure, score
from relclf.annotation.shown import Shown, Unit
from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.prediction import Prediction
from relclf.reading.fields import Place

__all__ = ["codings", "task"]

_UNIT: Unit = "code points"
_UNNAMED = "unnamed"


def task(article: CodedArticle, prediction: Prediction | None) -> dict[str, Any]:
    """Return an article as a task.

    Args:
        article: The article; if it is coded, the task has an annotation.
        prediction: What a model says, if it is to be shown.

    Returns:
        The task, as it is imported.

    Example:
        >>> made = task(CodedArticle("هاتفه.", id="n1", interaction="phone_call"), None)
        >>> made["annotations"][0]["result"][0]["value"]
        {'choices': ['phone_call']}
    """
    shown = Shown(article.title, article.text, _UNIT)
    seen = {name: getattr(article, name) for name in ("id", "title", "date", "source", "url")}
    made: dict[str, Any] = {
        "data": {
            TEXT: shown.text,
            **{name: value for name, value in seen.items() if value},
            LUGGAGE: packed(article, shown),
        }
    }
    if is_coded(article):
        results = _results(Answers.of(article, shown), shown, None)
        # Label Studio takes what is imported for ground truth unless told otherwise.
        made["annotations"] = [{"result": results, "ground_truth": False}]
    if prediction is not None:
        answers = Answers.of(coded_by_model(article, prediction), shown)
        made["predictions"] = [
            {
                "model_version": prediction.model,
                "score": least_sure(prediction),
                "result": _results(answers, shown, prediction),
            }
        ]
    return made


def codings(
    task: Mapping[str, Any], where: str, codebook: Codebook, notes: Notes
) -> Iterator[Coding]:
    """Read what annotators made of a task.

    Args:
        task: A task of Label Studio's JSON export.
        where: The place, for error messages.
        codebook: The codebook.
        notes: Where what is not read is counted.

    Yields:
        A coding for each annotation that was not skipped; without any, one by nobody, not coded.

    Raises:
        DataError: If the task is not one that relclf wrote, or an annotation is not a valid
            coding.
    """
    place = Place(where)
    data = task.get("data")
    if data is None:
        raise place.error(
            "data", "it is missing; export from Label Studio as JSON, not as JSON-MIN or CSV."
        )
    data = place.mapping(data, "data")
    article, shown = unpacked(data.get(LUGGAGE), data.get(TEXT), where, _UNIT, codebook)
    offered = Answers.of(article, shown)
    notes["drafts that were not submitted"] += len(as_list(task.get("drafts"), place, "drafts"))
    coded = False
    for number, annotation in enumerate(as_list(task.get("annotations"), place, "annotations")):
        annotation = place.mapping(annotation, f"annotations[{number}]")
        if annotation.get("was_cancelled"):
            notes["annotations that their annotators skipped"] += 1
            continue
        coded = True
        given = _answers(annotation.get("result"), Place(where, article.id), shown, notes)
        made = with_answers(article, given, offered, shown, where, codebook)
        yield Coding(_annotator(annotation.get("completed_by")), made)
    if not coded:
        yield Coding(None, uncoded(article))


def _results(answers: Answers, shown: Shown, prediction: Prediction | None) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    for field, keys in answers.chosen.items():
        if keys:
            free = field == "parties"
            item = _item(
                field, "textarea" if free else "choices", {"text" if free else "choices": [*keys]}
            )
            if len(keys) == 1:
                item |= _scored(field, keys[0], prediction)
            results.append(item)
    for start, end, label in sorted(answers.marks):
        value = {"start": start, "end": end, "text": shown.text[start:end], "labels": [label]}
        results.append(_item(REGIONS, "labels", value) | _scored(REGIONS, label, prediction))
    # Label Studio tells the items of an annotation apart by their ids.
    return [{"id": f"relclf-{number}", **item} for number, item in enumerate(results)]


def _item(control: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"from_name": control, "to_name": TEXT, "type": kind, "value": value}


def _scored(field: str, key: str, prediction: Prediction | None) -> dict[str, float]:
    return {} if prediction is None else {"score": score(prediction, field, key)}


def _answers(results: Any, place: Place, shown: Shown, notes: Notes) -> Answers:
    chosen: dict[str, tuple[str, ...]] = dict.fromkeys(FIELDS, ())
    marks: set[Mark] = set()
    for number, item in enumerate(as_list(results, place, "result")):
        where = f"result[{number}]"
        item = place.mapping(item, where)
        control, value = item.get("from_name"), place.mapping(item.get("value"), f"{where}.value")
        if control == REGIONS:
            for label in place.strings(value.get("labels"), f"{where}.value.labels"):
                marks.add(
                    checked_mark(value.get("start"), value.get("end"), label, place, where, shown)
                )
        elif control in FIELDS:
            listed = value.get("text" if control == "parties" else "choices")
            listed = [listed] if isinstance(listed, str) else listed
            chosen[control] += place.strings(listed, f"{where}.value")
        else:
            notes[f"answers of the control {control!r}"] += 1
    return Answers(chosen, frozenset(marks))


def _annotator(completed_by: Any) -> str:
    if isinstance(completed_by, Mapping):
        completed_by = completed_by.get("email") or completed_by.get("id")
    return _UNNAMED if completed_by is None else str(completed_by)

"""Label Studio: what annotators change wins, and its own validators accept what is written."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from relclf.annotation.label_studio import codings, task
from relclf.annotation.luggage import Coding
from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.prediction import Prediction

ARTICLE = CodedArticle(
    "خبر 😀 عن\r\nالطاقة والصحة.",
    id="n1",
    title="عنوان 😀",
    date="2024-01-02",
    topics=("health", "energy"),
    main_topics=("health",),
    interaction="visit",
    status="held",
    parties=("BHR", "USA"),
    evidence=Evidence(("title", (0, 3)), {"energy": ((10, 16),), "health": ((17, 23), (0, 3))}),
)
SAID = Prediction(
    id="n1",
    topics=("energy",),
    interaction="visit",
    planned=True,
    topic_probabilities={"energy": 0.9, "health": 0.35, "culture": 0.0},
    interaction_probabilities={"visit": 0.8, "agreement": 0.15, "none": 0.05},
    planned_probability=0.7,
    evidence=Evidence(("title",), {"energy": ((10, 16),)}),
    coverage=1.0,
    model="m",
)


def exported(article: CodedArticle, prediction: Prediction | None = None) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(task(article, prediction)))
    return {"id": 7, "annotations": [], **made}


def answers(made: dict[str, Any]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = made["annotations"][0]["result"]
    return listed


def answer(made: dict[str, Any], control: str) -> dict[str, Any]:
    [found] = [item["value"] for item in answers(made) if item["from_name"] == control]
    value: dict[str, Any] = found
    return value


def read(
    made: dict[str, Any], codebook: Codebook, notes: Counter[str] | None = None
) -> list[Coding]:
    notes = Counter() if notes is None else notes
    return list(codings(made, "a.json: task 7", codebook, notes))


def test_offsets_count_code_points_of_the_shown_text() -> None:
    made = exported(ARTICLE)
    text = made["data"]["text"]
    assert text == "عنوان 😀\n\nخبر 😀 عن\nالطاقة والصحة."
    marked = {
        (item["value"]["labels"][0], text[item["value"]["start"] : item["value"]["end"]])
        for item in answers(made)
        if item["from_name"] == "evidence"
    }
    spoken = {("[interaction]", "عنوان 😀"), ("[interaction]", "خبر")}
    assert marked == spoken | {("energy", "الطاقة"), ("health", "والصحة"), ("health", "خبر")}


def test_what_an_annotator_changes_wins(codebook: Codebook) -> None:
    made = exported(ARTICLE)
    answer(made, "topics")["choices"] = ["energy", "health", "culture"]
    answer(made, "status")["choices"] = ["planned"]
    answer(made, "parties")["text"] = ["USA"]
    [coding] = read(made, codebook)
    assert coding.article == replace(
        ARTICLE, topics=("energy", "health", "culture"), status="planned", parties=("USA",)
    )
    kept = [item for item in answers(made) if item["from_name"] in ("interaction", "topics")]
    new = {"start": 9, "end": 12, "labels": ["energy", "culture"]}
    made["annotations"][0]["result"] = [*kept, {"from_name": "evidence", "value": new}]
    [coding] = read(made, codebook)
    evidence = Evidence((), {"energy": ((0, 3),), "culture": ((0, 3),)})
    bare = replace(coding.article, evidence=None)
    assert coding.article.evidence == evidence
    assert bare == replace(
        ARTICLE,
        topics=("energy", "health", "culture"),
        main_topics=(),
        status=None,
        parties=(),
        evidence=None,
    )


def test_no_answer_is_not_coded_and_none_of_these_is_coded(codebook: Codebook) -> None:
    made = exported(CodedArticle("نص", id="a", topics=(), interaction="none"))
    assert answer(made, "topics") == {"choices": ["[]"]}
    made["annotations"][0]["result"] = []
    [coding] = read(made, codebook)
    assert (coding.article.topics, coding.article.interaction) == (None, None)


def test_each_annotator_is_read_and_what_is_not_is_counted(codebook: Codebook) -> None:
    made = exported(ARTICLE)
    [first] = made["annotations"]
    made["annotations"] = [
        {**first, "completed_by": 3},
        {**first, "completed_by": {"id": 4, "email": "amal@x.org"}, "result": []},
        {**first, "completed_by": 5, "was_cancelled": True},
    ]
    made["drafts"] = [1, 2]
    made["annotations"][0]["result"] = [
        *first["result"],
        {"from_name": "mood", "value": {"choices": ["good"]}},
    ]
    notes: Counter[str] = Counter()
    one, two = read(made, codebook, notes)
    assert (one.annotator, two.annotator) == ("3", "amal@x.org")
    assert one.article == ARTICLE
    assert two.article.topics is None
    assert notes == {
        "annotations that their annotators skipped": 1,
        "drafts that were not submitted": 2,
        "answers of the control 'mood'": 1,
    }


def test_a_task_that_nobody_annotated_is_not_coded(codebook: Codebook) -> None:
    made = exported(ARTICLE) | {"annotations": []}
    [coding] = read(made, codebook)
    assert coding == Coding(None, CodedArticle(ARTICLE.text, "n1", ARTICLE.title, "2024-01-02"))


def test_predictions_are_shown_beside_the_codes(codebook: Codebook) -> None:
    made = exported(ARTICLE, SAID)
    [shown] = made["predictions"]
    assert (shown["model_version"], shown["score"]) == ("m", 0.65)
    scores = {
        (item["from_name"], *(item["value"].get("choices") or item["value"]["labels"])): item[
            "score"
        ]
        for item in shown["result"]
    }
    assert scores == {
        ("interaction", "visit"): 0.8,
        ("status", "planned"): 0.7,
        ("topics", "energy"): 0.9,
        ("evidence", "[interaction]"): 0.8,
        ("evidence", "energy"): 0.9,
    }
    assert [coding.article for coding in read(made, codebook)] == [ARTICLE]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data": None}, "task 7: data: it is missing; export from Label Studio as JSON"),
        ({"data": {"text": "نص"}}, "relclf: it is missing; only what `relclf convert` wrote"),
        ({"annotations": 5}, "annotations: expected a list, got 5"),
        ({"annotations": [{"result": 5}]}, "article 'n1': result: expected a list, got 5"),
    ],
)
def test_another_export_is_refused(
    codebook: Codebook, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        read(exported(ARTICLE) | change, codebook)


def test_a_text_that_was_changed_is_refused(codebook: Codebook) -> None:
    made = exported(ARTICLE)
    made["data"]["text"] += "."
    with pytest.raises(DataError, match="task 7: article 'n1': text: it is not the text that"):
        read(made, codebook)


CONTRADICTIONS: dict[str, tuple[str, list[str], str]] = {
    "evidence of a topic not chosen": ("topics", ["health"], "energy: the topic is neither in"),
    "a main topic not chosen": ("topics", ["energy"], "main_topics: 'health' is not among topics"),
    "two interactions": ("interaction", ["visit", "agreement"], "got visit and agreement; choose"),
    "a topic and none": ("topics", ["energy", "[]"], r"topics: got energy and \[\]; \[\] says"),
    "held without contact": ("interaction", ["none"], "status: got 'held' with the interaction"),
    "another label": ("topics", ["energie", "health"], "unknown topic 'energie'"),
}


@pytest.mark.parametrize(
    ("control", "choices", "message"), CONTRADICTIONS.values(), ids=[*CONTRADICTIONS]
)
def test_answers_that_contradict_each_other_are_named(
    codebook: Codebook, control: str, choices: list[str], message: str
) -> None:
    made = exported(ARTICLE)
    answer(made, control)["choices"] = choices
    with pytest.raises(DataError, match=f"a.json: task 7: article 'n1': .*{message}"):
        read(made, codebook)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [(0, 999, "within the text of 32"), (3, 3, r"it marks \[3, 3\]"), ("/p[1]", 4, "mark it")],
)
def test_a_range_outside_the_text_is_named(
    codebook: Codebook, start: Any, end: int, message: str
) -> None:
    made = exported(ARTICLE)
    value = {"start": start, "end": end, "labels": ["energy"]}
    answers(made).append({"from_name": "evidence", "value": value})
    with pytest.raises(DataError, match=message):
        read(made, codebook)
    answers(made)[-1]["value"] |= {"start": 7, "end": 9}
    with pytest.raises(DataError, match=r"evidence: energy at \[7, 9\] marks only blank lines"):
        read(made, codebook)

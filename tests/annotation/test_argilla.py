"""Argilla: suggestions out, responses back."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from relclf.annotation.argilla import codings, record
from relclf.annotation.argilla_settings import settings
from relclf.annotation.luggage import Coding
from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.prediction import Prediction

ARTICLE = CodedArticle(
    "😀 <b> خبر & عن الطاقة.",
    id="n1",
    title="عنوان",
    topics=("health", "energy"),
    interaction="visit",
    parties=("BHR", "USA"),
    evidence=Evidence(("title",), {"energy": ((15, 21),)}),
)
SAID = Prediction(
    id="n1",
    topics=(),
    interaction="visit",
    planned=False,
    topic_probabilities={"energy": 0.3, "health": 0.2},
    interaction_probabilities={"visit": 0.8, "none": 0.2},
    planned_probability=0.1,
    evidence=Evidence(((0, 5),)),
    coverage=1.0,
    model="مدرب/model 1",
)


def read(
    made: dict[str, Any], codebook: Codebook, notes: Counter[str] | None = None
) -> list[Coding]:
    notes = Counter() if notes is None else notes
    return list(codings(json.loads(json.dumps(made)), "a.json: record n1", codebook, notes))


def answered(made: dict[str, Any], **values: Any) -> dict[str, Any]:
    responses = {name: [{"value": value, "user_id": "u1"}] for name, value in values.items()}
    return {**made, "responses": responses}


def test_a_field_is_escaped_and_spans_count_what_the_page_shows(codebook: Codebook) -> None:
    made = record(ARTICLE, None)
    assert made["fields"] == {"text": "عنوان\n\n😀 &lt;b&gt; خبر &amp; عن الطاقة."}
    units = "عنوان\n\n😀 <b> خبر & عن الطاقة.".encode("utf-16-le")
    marked = {
        (mark["label"], units[2 * mark["start"] : 2 * mark["end"]].decode("utf-16-le"))
        for mark in made["suggestions"]["evidence"]["value"]
    }
    assert marked == {("[interaction]", "عنوان"), ("energy", "الطاقة")}
    assert made["suggestions"]["topics"] == {
        "value": ["health", "energy"],
        "score": None,
        "agent": "relclf",
        "type": "human",
    }


def test_a_model_suggests_where_there_are_no_codes(codebook: Codebook) -> None:
    bare = CodedArticle(ARTICLE.text, id="n1")
    made = record(bare, SAID)["suggestions"]
    agent = {"agent": "----/model 1", "type": "model"}
    assert made == {
        "interaction": {"value": "visit", "score": 0.8, **agent},
        "status": {"value": "held", "score": 0.9, **agent},
        "topics": {"value": ["[]"], "score": [0.7], **agent},
        "evidence": {
            "value": [{"label": "[interaction]", "start": 0, "end": 6}],
            "score": [0.8],
            **agent,
        },
    }
    assert record(ARTICLE, SAID) == record(ARTICLE, None)
    assert read(record(bare, SAID), codebook) == [Coding(None, bare)]


def test_what_is_submitted_wins(codebook: Codebook) -> None:
    marks = [{"label": "culture", "start": 7, "end": 9}]
    made = answered(
        record(ARTICLE, None),
        interaction="agreement",
        topics=["culture"],
        parties="USA\n\n BHR",
        evidence=marks,
    )
    [coding] = read(made, codebook)
    assert coding == Coding(
        "u1",
        replace(
            ARTICLE,
            interaction="agreement",
            topics=("culture",),
            evidence=Evidence((), {"culture": ((0, 1),)}),
        ),
    )


def test_each_user_is_read_and_what_is_not_is_counted(codebook: Codebook) -> None:
    made = record(ARTICLE, None)
    made["responses"] = {
        "interaction": [
            {"value": "none", "user_id": "u1", "status": "submitted"},
            {"value": "visit", "user_id": "u2", "status": "discarded"},
        ],
        "topics": [{"value": ["[]"], "user_id": "u1", "status": "submitted"}],
        "mood": [{"value": "good", "user_id": "u1"}],
    }
    notes: Counter[str] = Counter()
    [coding] = read(made, codebook, notes)
    assert (coding.annotator, coding.article.interaction) == ("u1", "none")
    assert (coding.article.topics, coding.article.evidence) == ((), None)
    assert notes == {
        "responses that were discarded or are drafts": 1,
        "answers to the question 'mood'": 1,
    }


def test_the_settings_ask_what_the_codebook_has(
    codebook: Codebook, topics_only: Codebook, interactions_only: Codebook
) -> None:
    def asked(book: Codebook) -> list[str]:
        return [question["name"] for question in settings(book)["questions"]]

    both = ["parties", "evidence"]
    assert asked(topics_only) == ["topics", "main_topics", "unsure_topics", *both]
    assert asked(interactions_only) == ["interaction", "status", "secondary_interaction", *both]
    assert {*asked(codebook)} == {*asked(topics_only), *asked(interactions_only)}
    required = {q["name"] for q in settings(codebook)["questions"] if q["required"]}
    assert required == {"interaction", "topics"}


def test_argilla_gets_two_answers_at_least() -> None:
    topics = {"energy": {"ar": "الطاقة", "en": "Energy", "definition": "x" * 2000}}
    book = Codebook.from_dict({"name": "mine", "topics": topics})
    by_name = {q["name"]: q["settings"] for q in settings(book)["questions"]}
    assert [option["value"] for option in by_name["main_topics"]["options"]] == ["energy", "[]"]
    assert len(by_name["topics"]["options"][0]["description"]) == 1000
    article = CodedArticle("نص", id="a", topics=("energy",), main_topics=("energy",))
    [coding] = read(answered(record(article, None), topics=["energy"], main_topics=["[]"]), book)
    assert coding.article == replace(article, main_topics=())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"metadata": {}}, "a.json: record n1: relclf: it is missing"),
        ({"metadata": None}, "metadata: expected an object in braces, got None"),
        ({"fields": {"text": 5}}, "fields.text: expected text, got 5"),
        ({"responses": {"topics": 5}}, "article 'n1': responses.topics: expected a list, got 5"),
        ({"responses": {"topics": [{"value": "energy"}]}}, "responses.topics: expected a list of"),
        ({"responses": {"status": [{"value": ["held"]}]}}, "responses.status: expected text"),
    ],
)
def test_what_is_wrong_is_named(codebook: Codebook, change: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(record(ARTICLE, None) | change, codebook)

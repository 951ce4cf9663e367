"""A prediction as it stands in JSON Lines."""

import dataclasses
import json

from relclf.articles import Evidence
from relclf.prediction import Prediction

PREDICTION = Prediction(
    id="n1",
    topics=("energy",),
    interaction="visit",
    planned=False,
    topic_probabilities={"energy": 0.912345, "health": 1e-9},
    interaction_probabilities={"visit": 2 / 3, "none": 1 / 3},
    planned_probability=0.00004,
    evidence=Evidence(interaction=("title", (0, 12)), topics={"energy": ((13, 40),)}),
    coverage=0.99999,
    model="embedded",
)


def test_a_record_rounds_probabilities_and_keeps_spans() -> None:
    record = PREDICTION.to_record()
    assert record["topic_probabilities"] == {"energy": 0.9123, "health": 0.0}
    assert record["interaction_probabilities"] == {"visit": 0.6667, "none": 0.3333}
    assert record["planned_probability"] == 0.0
    assert record["evidence"] == {
        "interaction": ["title", [0, 12]],
        "topics": {"energy": [[13, 40]]},
    }
    assert record["topics"] == ["energy"]
    assert (record["interaction"], record["planned"]) == ("visit", False)


def test_a_record_is_json_with_every_field() -> None:
    record = PREDICTION.to_record()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert list(record) == [field.name for field in dataclasses.fields(Prediction)]


def test_a_codebook_without_interactions_leaves_them_null() -> None:
    prediction = dataclasses.replace(
        PREDICTION,
        interaction=None,
        planned=None,
        interaction_probabilities={},
        planned_probability=None,
        evidence=Evidence(),
    )
    record = prediction.to_record()
    assert record["interaction"] is record["planned"] is record["planned_probability"] is None
    assert record["evidence"] == {"interaction": [], "topics": {}}


def test_an_article_that_was_cut_never_looks_whole() -> None:
    assert PREDICTION.to_record()["coverage"] == 0.9999
    assert dataclasses.replace(PREDICTION, coverage=1.0).to_record()["coverage"] == 1

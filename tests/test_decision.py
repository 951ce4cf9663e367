"""Laws of the decision: probabilities are probabilities, and labels follow from them alone."""

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from relclf.decision import Calibration, Decisions, Probabilities, Scale, decide, thresholds_for
from relclf.errors import ConfigError
from relclf.pooling import Outputs

OUTPUTS = Outputs(topics=2, interactions=3)
LOGITS = arrays.arrays(np.float64, (5, 6), elements=st.floats(-1e4, 1e4))
CALIBRATION = Calibration(Scale(1.5, -0.2), Scale(0.7), Scale(2.0, 0.1))


def of(topics: Any, interactions: Any, planned: Any) -> Probabilities:
    return Probabilities(np.array(topics), np.array(interactions), np.array(planned))


@given(logits=LOGITS)
def test_probabilities_lie_between_0_and_1_and_interactions_sum_to_1(logits: np.ndarray) -> None:
    result = CALIBRATION.probabilities(logits, OUTPUTS)
    for values in (result.topics, result.interactions, result.planned):
        assert ((values >= 0) & (values <= 1)).all()
    assert result.interactions.sum(axis=1) == pytest.approx(np.ones(5))
    assert (result.topics.shape, result.interactions.shape) == ((5, 2), (5, 3))
    assert result.planned.shape == (5,)


def test_each_output_may_have_an_offset_and_a_folder_keeps_it() -> None:
    calibration = Calibration(interactions=Scale(2.0, (0.0, 0.0, 1.5)))
    logits = np.zeros((2, OUTPUTS.size))
    even, shifted = (
        one.probabilities(logits, OUTPUTS).interactions for one in (Calibration(), calibration)
    )
    assert shifted[0] == pytest.approx(np.exp([0, 0, 1.5]) / np.exp([0, 0, 1.5]).sum())
    assert even[0] == pytest.approx(np.full(3, 1 / 3))
    assert Calibration.from_dict(json.loads(json.dumps(calibration.to_dict()))) == calibration


def test_an_article_that_was_not_read_has_no_topics_and_even_interactions() -> None:
    result = CALIBRATION.probabilities(np.full((1, 6), -np.inf), OUTPUTS)
    assert result.topics.tolist() == [[0, 0]]
    assert result.interactions[0] == pytest.approx([1 / 3] * 3)
    assert result.planned.tolist() == [0]


def test_an_article_has_the_same_probabilities_alone_and_among_others() -> None:
    logits = np.random.default_rng(0).normal(0, 3, (5, 6))
    together = CALIBRATION.probabilities(logits, OUTPUTS)
    alone = CALIBRATION.probabilities(logits[3:4], OUTPUTS)
    for field in dataclasses.fields(Probabilities):
        ours, theirs = getattr(alone, field.name), getattr(together, field.name)
        assert ours.tolist() == theirs[3:4].tolist()


def test_hand_written_probabilities() -> None:
    logits = np.log([[1.0, 3.0, 1.0, 2.0, 5.0, 4.0]])
    result = Calibration().probabilities(logits, OUTPUTS)
    assert result.topics[0] == pytest.approx([1 / 2, 3 / 4])
    assert result.interactions[0] == pytest.approx([1 / 8, 2 / 8, 5 / 8])
    assert result.planned == pytest.approx([4 / 5])


@pytest.mark.parametrize("outputs", [Outputs(3, 0), Outputs(0, 2)])
def test_topics_alone_or_interactions_alone(outputs: Outputs) -> None:
    result = CALIBRATION.probabilities(np.zeros((4, outputs.size)), outputs)
    assert result.topics.shape == (4, outputs.topics)
    assert result.interactions.shape == (4, outputs.interactions)
    assert np.isnan(result.planned).all() == (outputs.interactions == 0)
    decisions = decide(result, np.full(outputs.topics, 0.5))
    assert decisions.topics.shape == (4, outputs.topics)
    assert decisions.interactions.tolist() == [0 if outputs.interactions else -1] * 4
    assert decisions.planned.dtype == bool


@given(logits=LOGITS, thresholds=arrays.arrays(np.float64, 2, elements=st.floats(0, 1)))
def test_labels_follow_from_probabilities(logits: np.ndarray, thresholds: np.ndarray) -> None:
    probabilities = CALIBRATION.probabilities(logits, OUTPUTS)
    decisions = decide(probabilities, thresholds)
    for article in range(5):
        row = probabilities.interactions[article]
        assert row[decisions.interactions[article]] == row.max()
        for topic in range(2):
            reached = probabilities.topics[article, topic] >= thresholds[topic]
            assert decisions.topics[article, topic] == reached
        assert decisions.planned[article] == (probabilities.planned[article] >= 0.5)


def test_a_higher_threshold_never_adds_a_topic() -> None:
    topics = np.random.default_rng(0).random((50, 2))
    probabilities = of(topics, np.zeros((50, 0)), np.full(50, np.nan))
    low, high = (decide(probabilities, np.full(2, value)).topics for value in (0.3, 0.6))
    assert not (high & ~low).any()


def test_the_earlier_of_two_equal_interactions_wins() -> None:
    decisions = decide(of([[]], [[0.2, 0.4, 0.4]], [0.49]), np.array([]))
    assert decisions.interactions.tolist() == [1]
    assert decisions.planned.tolist() == [False]


def test_a_probability_at_its_threshold_holds() -> None:
    decisions = decide(of([[0.5, 0.5]], [[1.0, 0.0]], [0.5]), np.array([0.5, 0.51]))
    assert isinstance(decisions, Decisions)
    assert decisions.topics.tolist() == [[True, False]]
    assert decisions.planned.tolist() == [True]


def test_a_calibration_survives_json() -> None:
    written = json.loads(json.dumps(CALIBRATION.to_dict()))
    assert Calibration.from_dict(written) == CALIBRATION
    assert Calibration.from_dict(Calibration().to_dict()) == Calibration()


def test_calibration_keeps_the_order_of_articles() -> None:
    logits = np.sort(np.random.default_rng(0).normal(0, 3, (20, 6)), axis=0)
    result = CALIBRATION.probabilities(logits, OUTPUTS)
    assert (np.diff(result.topics, axis=0) >= 0).all()
    assert (np.diff(result.planned) >= 0).all()


FITTED = {"energy": 0.4, "health": 0.3}


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (None, [0.3, 0.4]),
        ({}, [0.3, 0.4]),
        ({"health": 0.9}, [0.9, 0.4]),
        (0.7, [0.7, 0.7]),
        (0, [0, 0]),
        ({"energy": 1}, [0.3, 1]),
    ],
)
def test_thresholds_stand_in_codebook_order(overrides: Any, expected: list[float]) -> None:
    assert thresholds_for(["health", "energy"], FITTED, overrides).tolist() == expected


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"sport": 0.5}, "unknown topic 'sport'; the model has: health, energy"),
        ({"health": 1.5}, "thresholds.health: 1.5, expected a number from 0 to 1"),
        ({"health": "0.5"}, "thresholds.health: '0.5', expected a number from 0 to 1"),
        ({"health": None}, "thresholds.health: None, expected a number from 0 to 1"),
        ({"health": float("nan")}, "thresholds.health: nan, expected a number from 0 to 1"),
        (-0.1, "thresholds.health: -0.1, expected a number from 0 to 1"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(overrides: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        thresholds_for(["health", "energy"], FITTED, overrides)

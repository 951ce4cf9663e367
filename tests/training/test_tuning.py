"""Calibration and thresholds never make validation worse than leaving them alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclf.decision import Calibration, Probabilities, Scale
from relclf.evaluation.gold import Gold
from relclf.pooling import Outputs
from relclf.training.tuning import (
    FEWEST,
    GRID,
    cross_fitted_topics,
    fit_calibration,
    fit_thresholds,
)

OUTPUTS = Outputs(topics=4, interactions=3)


def drawn(
    number: int, seed: int, slope: float = 1.0, offset: float = 0.0
) -> tuple[np.ndarray, Gold]:
    """Logits, and codes that agree with them after `slope * logits + offset`; some not judged."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(-1, 2, (number, OUTPUTS.topics + OUTPUTS.interactions + 1))
    true = slope * logits + offset
    topics = (generator.random((number, 4)) < 1 / (1 + np.exp(-true[:, :4]))).astype(float)
    topics[generator.random((number, 4)) < 0.1] = np.nan
    noise = generator.gumbel(size=(number, 3))
    interactions = (slope * logits[:, 4:7] + noise).argmax(axis=1)
    interactions[generator.random(number) < 0.1] = -1
    planned = (generator.random(number) < 1 / (1 + np.exp(-true[:, 7]))).astype(float)
    planned[interactions < 1] = np.nan
    ids = tuple(str(index) for index in range(number))
    return logits, Gold(ids, topics, interactions, planned, (None,) * number)


def f1(gold: np.ndarray, predicted: np.ndarray) -> float:
    judged = ~np.isnan(gold)
    hits = (predicted & (gold == 1) & judged).sum()
    total = (predicted & judged).sum() + (gold == 1).sum()
    return 2 * float(hits) / total if total else 0.0


def log_losses(probabilities: Probabilities, gold: Gold) -> list[float]:
    losses = []
    for values, judged in (
        (probabilities.topics, gold.topics),
        (probabilities.planned, gold.planned),
    ):
        right = np.where(judged == 1, values, 1 - values)[~np.isnan(judged)]
        losses.append(-float(np.log(right).mean()))
    coded = gold.interactions >= 0
    right = probabilities.interactions[coded, gold.interactions[coded]]
    return [*losses, -float(np.log(right).mean())]


@given(number=st.integers(1, 60), seed=st.integers(0, 1000))
def test_thresholds_never_lower_f1(number: int, seed: int) -> None:
    logits, gold = drawn(number, seed)
    probabilities = Calibration().probabilities(logits, OUTPUTS).topics
    thresholds = fit_thresholds(probabilities, gold.topics)
    assert all(0.05 <= threshold <= 0.95 for threshold in thresholds)
    pooled = [f1(gold.topics, probabilities >= value) for value in GRID]
    best = [value for value, figure in zip(GRID, pooled, strict=True) if figure == max(pooled)]
    common = best[len(best) // 2]
    for topic, threshold in enumerate(thresholds):
        column, judged = probabilities[:, topic], gold.topics[:, topic]
        figure = f1(judged, column >= threshold)
        assert figure >= f1(judged, column >= common)
        assert figure >= f1(judged, column >= 0.5)


def test_a_rare_topic_leans_on_the_common_threshold() -> None:
    generator = np.random.default_rng(0)
    gold = np.zeros((400, 2))
    gold[:200, 0] = 1
    gold[:2, 1] = 1
    probabilities = np.where(gold == 1, 0.7, 0.1) + generator.random((400, 2)) * 0.1
    probabilities[:, 1] = np.where(gold[:, 1] == 1, 0.9, 0.05)
    frequent, rare = fit_thresholds(probabilities, gold)
    assert abs(rare - frequent) < 0.05
    assert 0.2 < frequent <= 0.71


@pytest.mark.parametrize(
    "gold",
    [np.zeros((5, 2)), np.ones((5, 2)), np.full((5, 2), np.nan), np.zeros((0, 2))],
    ids=["no positives", "only positives", "not judged", "no articles"],
)
def test_thresholds_of_degenerate_codes_are_thresholds(gold: np.ndarray) -> None:
    probabilities = np.linspace(0.1, 0.9, gold.size).reshape(gold.shape)
    thresholds = fit_thresholds(probabilities, gold)
    assert len(thresholds) == 2
    assert all(0.05 <= threshold <= 0.95 for threshold in thresholds)
    assert all(type(threshold) is float for threshold in thresholds)


def test_a_codebook_without_topics_has_no_thresholds() -> None:
    assert fit_thresholds(np.zeros((5, 0)), np.zeros((5, 0))) == []


def test_what_was_not_judged_does_not_move_a_threshold() -> None:
    gold = np.array([[1.0], [1.0], [0.0], [0.0], [np.nan], [np.nan]])
    probabilities = np.array([[0.8], [0.7], [0.3], [0.2], [0.95], [0.05]])
    assert fit_thresholds(probabilities, gold) == fit_thresholds(probabilities[:4], gold[:4])


@pytest.mark.parametrize(("slope", "offset"), [(0.4, 0.0), (1.0, 0.0), (2.5, -1.0), (0.5, 2.0)])
def test_calibration_lowers_the_log_loss(slope: float, offset: float) -> None:
    logits, gold = drawn(300, 0, slope, offset)
    calibration = fit_calibration(logits, gold, OUTPUTS)
    before = log_losses(Calibration().probabilities(logits, OUTPUTS), gold)
    after = log_losses(calibration.probabilities(logits, OUTPUTS), gold)
    assert all(ours <= theirs + 1e-4 for ours, theirs in zip(after, before, strict=True))
    assert calibration.topics.slope == pytest.approx(slope, rel=0.25)
    assert calibration.interactions.slope == pytest.approx(slope, rel=0.25)
    assert calibration.topics.offset == pytest.approx(offset, abs=0.35)
    assert calibration.interactions.offset == 0


@pytest.mark.parametrize("kept", [0.3, 1.0])
def test_another_share_of_none_is_learned(kept: float) -> None:
    logits, gold = drawn(3000, 2)
    rows = (gold.interactions != 1) | (np.random.default_rng(0).random(3000) < kept)
    fewer = Gold((), gold.topics[rows], gold.interactions[rows], gold.planned[rows], ())
    scale = fit_calibration(logits[rows], fewer, OUTPUTS, none=1).interactions
    assert scale.offset == pytest.approx((0, np.log(kept), 0), abs=0.15)
    assert scale.slope == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("interaction", [0, 1])
def test_none_has_no_offset_where_it_is_all_or_nothing(interaction: int) -> None:
    logits, gold = drawn(100, 0)
    constant = np.full(100, interaction)
    ours = Gold(gold.ids, gold.topics, constant, gold.planned, gold.evidence)
    assert fit_calibration(logits, ours, OUTPUTS, none=1).interactions.offset == 0


def test_calibration_keeps_the_most_probable_interaction() -> None:
    logits, gold = drawn(100, 1, 0.3)
    calibrated = fit_calibration(logits, gold, OUTPUTS).probabilities(logits, OUTPUTS)
    plain = Calibration().probabilities(logits, OUTPUTS)
    assert (calibrated.interactions.argmax(1) == plain.interactions.argmax(1)).all()


def test_too_few_codes_are_left_uncalibrated() -> None:
    logits, gold = drawn(2, 0)
    assert 2 * OUTPUTS.topics < FEWEST
    assert fit_calibration(logits, gold, OUTPUTS) == Calibration()


@pytest.mark.parametrize("value", [0.0, 1.0, np.nan])
def test_one_kind_of_code_is_left_uncalibrated(value: float) -> None:
    logits, gold = drawn(50, 0)
    constant = Gold(
        gold.ids, np.full((50, 4), value), np.full(50, -1), np.full(50, value), gold.evidence
    )
    assert fit_calibration(logits, constant, OUTPUTS) == Calibration()


def test_codes_against_the_logits_are_left_uncalibrated() -> None:
    logits, gold = drawn(200, 0)
    calibration = fit_calibration(-logits, gold, OUTPUTS)
    assert calibration.topics == calibration.planned == Scale()
    assert calibration.interactions.slope > 0


def test_an_article_that_was_not_read_is_left_out() -> None:
    logits, gold = drawn(100, 0)
    expected = fit_calibration(logits[1:], Gold(*(rows[1:] for rows in parts(gold))), OUTPUTS)
    logits[0] = -np.inf
    assert fit_calibration(logits, gold, OUTPUTS) == expected


def parts(gold: Gold) -> tuple[np.ndarray, ...]:
    return (gold.ids, gold.topics, gold.interactions, gold.planned, gold.evidence)


@pytest.mark.parametrize("outputs", [Outputs(4, 0), Outputs(0, 3)])
def test_codebooks_of_one_kind(outputs: Outputs) -> None:
    logits, gold = drawn(100, 0)
    columns = logits[:, :4] if outputs.topics else logits[:, 4:]
    topics = gold.topics if outputs.topics else np.zeros((100, 0))
    ours = Gold(gold.ids, topics, gold.interactions, gold.planned, gold.evidence)
    calibration = fit_calibration(columns, ours, outputs)
    assert (calibration.topics != Scale()) == bool(outputs.topics)
    assert (calibration.interactions != Scale()) == bool(outputs.interactions)


def test_cross_fitting_never_sees_the_article_that_it_decides() -> None:
    logits, gold = drawn(60, seed=5)
    decided = cross_fitted_topics(logits[:, :4], gold.topics, folds=60)
    for row in (0, 17, 59):
        changed = gold.topics.copy()
        changed[row] = 1 - changed[row]
        again = cross_fitted_topics(logits[:, :4], changed, folds=60)
        np.testing.assert_array_equal(again[row], decided[row])


def test_cross_fitting_separable_topics_finds_them() -> None:
    gold = (np.arange(200).reshape(50, 4) % 3 == 0).astype(float)
    np.testing.assert_array_equal(cross_fitted_topics(8 * gold - 4, gold), gold == 1)

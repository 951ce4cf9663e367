"""Laws of the expected calibration error."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from relclf.evaluation.calibration_error import (
    expected_calibration_error,
    interaction_calibration_error,
    topic_calibration_error,
)


def test_frequencies_as_probabilities_have_no_error():
    probabilities = np.repeat([0.25, 0.75], 4)
    happened = np.array([1, 0, 0, 0, 1, 1, 1, 0], dtype=bool)
    assert expected_calibration_error(happened, probabilities, bins=2) == 0


def test_certain_and_wrong_is_one():
    assert expected_calibration_error(np.zeros(30, dtype=bool), np.ones(30)) == 1


def test_bins_have_equal_mass():
    happened = np.array([False, False, True, True])
    probabilities = np.array([0.01, 0.02, 0.03, 0.04])
    assert expected_calibration_error(happened, probabilities, bins=2) == pytest.approx(
        (0.03 + 2 - 0.07) / 4
    )


def test_it_is_the_mean_gap_of_scikit_learns_quantile_bins():
    generator = np.random.default_rng(0)
    probabilities = generator.random(1000) ** 4
    happened = generator.random(1000) < probabilities**2
    frequency, mean = calibration_curve(happened, probabilities, n_bins=10, strategy="quantile")
    assert expected_calibration_error(happened, probabilities) == pytest.approx(
        np.abs(frequency - mean).mean()
    )


def test_order_does_not_matter_even_with_ties():
    generator = np.random.default_rng(0)
    probabilities = generator.integers(0, 4, 100) / 4
    happened = generator.random(100) < 0.5
    rows = generator.permutation(100)
    assert expected_calibration_error(happened[rows], probabilities[rows]) == pytest.approx(
        expected_calibration_error(happened, probabilities)
    )


def test_one_article_is_enough():
    assert expected_calibration_error(np.array([True]), np.array([0.75])) == 0.25


def test_topics_are_pooled_over_judged_cells():
    gold = np.array([[1.0, np.nan], [0.0, 0.0]])
    probabilities = np.array([[0.5, 0.9], [0.5, 0.5]])
    assert topic_calibration_error(gold, probabilities) == pytest.approx(abs(0.5 - 1 / 3))


def test_interaction_takes_the_top_probability_of_coded_articles():
    probabilities = np.array([[0.2, 0.8], [0.8, 0.2], [0.8, 0.2]])
    assert interaction_calibration_error(np.array([1, 0, -1]), probabilities) == pytest.approx(0.2)


def test_without_judged_articles_it_is_nan():
    assert np.isnan(topic_calibration_error(np.full((2, 2), np.nan), np.ones((2, 2))))
    assert np.isnan(topic_calibration_error(np.zeros((2, 0)), np.zeros((2, 0))))
    assert np.isnan(interaction_calibration_error(np.array([-1]), np.array([[0.5, 0.5]])))

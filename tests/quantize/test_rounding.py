"""Rounded weights: the nearest for inputs that are strangers, better ones for others."""

import numpy as np
import pytest

from relclf.quantize.rounding import round_weights

INPUTS, OUTPUTS, TOKENS = 96, 24, 2000


@pytest.fixture
def weights() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(INPUTS, OUTPUTS))


def steps_of(weights: np.ndarray) -> np.ndarray:
    return np.abs(weights).max(axis=0) / 127


def nearest(weights: np.ndarray) -> np.ndarray:
    return np.rint(weights / steps_of(weights))


def test_inputs_that_are_strangers_are_rounded_to_the_nearest(weights: np.ndarray) -> None:
    rounded = round_weights(weights, steps_of(weights), np.eye(INPUTS) * 50)
    np.testing.assert_array_equal(rounded, nearest(weights))


def test_errors_of_inputs_that_go_together_cancel_out(weights: np.ndarray) -> None:
    generator = np.random.default_rng(1)
    causes = generator.normal(size=(TOKENS, 12))
    tokens = causes @ generator.normal(size=(12, INPUTS)) + generator.normal(size=(TOKENS, INPUTS))
    gram = tokens.T @ tokens
    steps = steps_of(weights)
    error = {
        name: np.square(tokens @ (rounded * steps - weights)).mean()
        for name, rounded in (
            ("nearest", nearest(weights)),
            ("chosen", round_weights(weights, steps, gram)),
        )
    }
    assert error["chosen"] < 0.5 * error["nearest"]


def test_nothing_leaves_8_bits_and_each_weight_stays_near(weights: np.ndarray) -> None:
    tokens = np.random.default_rng(2).normal(size=(5, INPUTS))  # fewer tokens than inputs
    rounded = round_weights(weights, steps_of(weights), tokens.T @ tokens)
    assert rounded.dtype == np.int8
    assert np.abs(rounded.astype(int)).max() <= 127
    assert np.abs(rounded - nearest(weights)).max() < 40


def test_inputs_that_were_never_seen_are_rounded_to_the_nearest(weights: np.ndarray) -> None:
    rounded = round_weights(weights, steps_of(weights), np.zeros((INPUTS, INPUTS)))
    np.testing.assert_array_equal(rounded, nearest(weights))

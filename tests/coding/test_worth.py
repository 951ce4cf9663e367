"""What articles are worth: by hand, and the laws of doubt."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from relclf.coding.worth import doubtfulness, rarity
from relclf.decision import Probabilities

TABLES = arrays(np.float64, (4, 5), elements=st.floats(0.01, 1.0))


def said(table: np.ndarray) -> Probabilities:
    interactions = table[:, 2:] / table[:, 2:].sum(axis=1, keepdims=True)
    return Probabilities(table[:, :2], interactions, np.full(len(table), np.nan))


@given(table=TABLES)
def test_doubt_lies_between_none_and_all(table: np.ndarray) -> None:
    worth = doubtfulness(said(table))
    assert np.all((worth.values >= 0) & (worth.values <= 1))
    assert np.all((worth.labels[:, 0] >= 0) & (worth.labels < 5).all(axis=1))


def test_doubt_is_greatest_where_all_is_even_and_none_where_all_is_sure() -> None:
    even = Probabilities(np.array([[0.5, 0.5]]), np.array([[0.4, 0.4, 0.2]]), np.zeros(1))
    sure = Probabilities(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0, 0.0]]), np.zeros(1))
    assert doubtfulness(even).values == pytest.approx([1.0])
    assert doubtfulness(sure).values == pytest.approx([0.0])


def test_topics_together_weigh_as_much_as_the_interaction() -> None:
    # Interaction: 1 - (0.7 - 0.2) = 0.5; topics: (0.2 + 1.0) / 2 = 0.6.
    worth = doubtfulness(
        Probabilities(np.array([[0.9, 0.5]]), np.array([[0.2, 0.1, 0.7]]), np.zeros(1))
    )
    assert worth.values == pytest.approx([0.55])
    assert worth.labels.tolist() == [[1, -1]]


def test_the_two_interactions_in_doubt_are_named() -> None:
    worth = doubtfulness(
        Probabilities(np.array([[0.9, 0.8]]), np.array([[0.45, 0.05, 0.5]]), np.zeros(1))
    )
    assert worth.labels.tolist() == [[2 + 2, 2 + 0]]


def test_what_is_not_learned_is_neither_doubtful_nor_expected() -> None:
    nan = np.nan
    one = Probabilities(np.array([[nan, 0.5]]), np.array([[nan, nan]]), np.zeros(1))
    assert doubtfulness(one).values == pytest.approx([(0.0 + 1.0) / 2 / 2])
    assert rarity(one, np.array([0, 4, 0, 0])).values == pytest.approx([0.5 / 5])


def test_a_rare_label_counts_more() -> None:
    both = Probabilities(np.array([[0.9, 0.1], [0.1, 0.9]]), np.zeros((2, 0)), np.zeros(2))
    worth = rarity(both, np.array([99, 9]))
    assert worth.values == pytest.approx([0.009 + 0.01, 0.001 + 0.09])
    assert worth.labels[:, 0].tolist() == [1, 1]

"""Laws of the headline figures, and their equality with scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, average_precision_score, f1_score

from relclf.evaluation import metrics


@pytest.fixture
def drawn():
    """Gold with open cells, decisions and probabilities with ties, of 60 articles and 5 topics."""
    generator = np.random.default_rng(0)
    gold = generator.integers(0, 2, (60, 5)).astype(float)
    gold[generator.random((60, 5)) < 0.2] = np.nan
    probabilities = generator.integers(0, 10, (60, 5)) / 10
    return gold, probabilities >= 0.5, probabilities


def by_topic(gold, given, figure):
    return [
        figure(column[~np.isnan(column)] == 1, other[~np.isnan(column)])
        for column, other in zip(gold.T, given.T, strict=True)
    ]


def test_topic_f1_equals_scikit_learn(drawn):
    gold, predicted, _ = drawn
    judged = ~np.isnan(gold)
    assert metrics.topic_micro_f1(gold, predicted) == pytest.approx(
        f1_score(gold[judged], predicted[judged])
    )
    assert metrics.topic_macro_f1(gold, predicted) == pytest.approx(
        np.mean(by_topic(gold, predicted, f1_score))
    )


def test_average_precision_equals_scikit_learn_with_ties_and_open_cells(drawn):
    gold, _, probabilities = drawn
    expected = by_topic(gold, probabilities, average_precision_score)
    assert metrics.average_precisions(gold, probabilities) == pytest.approx(np.array(expected))
    rows = np.random.default_rng(1).integers(60, size=60)
    expected = by_topic(gold[rows], probabilities[rows], average_precision_score)
    assert metrics.average_precisions(gold[rows], probabilities[rows]) == pytest.approx(
        np.array(expected)
    )


def test_average_precision_by_hand():
    gold = np.array([[1.0], [0.0], [1.0], [0.0]])
    probabilities = np.array([[0.9], [0.8], [0.8], [0.1]])
    assert metrics.topic_mean_average_precision(gold, probabilities) == pytest.approx(
        (1 + 2 / 3) / 2
    )


def test_open_cells_count_nowhere(drawn):
    gold, predicted, probabilities = drawn
    open_cells = np.isnan(gold)
    other = np.where(open_cells, ~predicted, predicted)
    others = np.where(open_cells, 1 - probabilities, probabilities)
    assert metrics.topic_micro_f1(gold, other) == metrics.topic_micro_f1(gold, predicted)
    assert metrics.topic_macro_f1(gold, other) == metrics.topic_macro_f1(gold, predicted)
    assert metrics.topic_mean_average_precision(
        gold, others
    ) == metrics.topic_mean_average_precision(gold, probabilities)


def test_topic_absent_from_gold_still_counts_its_false_positives():
    gold = np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    clean = np.array([[True, False, False], [True, False, False]])
    loose = np.array([[True, True, False], [True, True, False]])
    assert metrics.topic_micro_f1(gold, clean) == 1
    assert metrics.topic_micro_f1(gold, loose) == pytest.approx(2 * 2 / (2 + 4))
    assert metrics.topic_macro_f1(gold, clean) == 1, "topics that nobody has are left out"
    assert metrics.topic_macro_f1(gold, loose) == 0.5, "a predicted one that nobody has is 0"


def test_mean_average_precision_leaves_topics_without_support_out():
    gold = np.array([[1.0, 0.0, np.nan], [0.0, 0.0, np.nan]])
    probabilities = np.array([[0.9, 0.5, 0.5], [0.1, 0.9, 0.9]])
    assert metrics.topic_mean_average_precision(gold, probabilities) == 1


def test_interaction_figures_equal_scikit_learn():
    generator = np.random.default_rng(0)
    gold, predicted = generator.integers(-1, 7, 80), generator.integers(0, 9, 80)
    coded = gold >= 0
    assert metrics.interaction_accuracy(gold, predicted) == pytest.approx(
        accuracy_score(gold[coded], predicted[coded])
    )
    assert metrics.interaction_macro_f1(gold, predicted) == pytest.approx(
        f1_score(gold[coded], predicted[coded], average="macro")
    )


def test_an_abstention_is_wrong_and_nobodys_false_positive():
    gold = np.array([0, 0, 1])
    assert metrics.interaction_accuracy(gold, np.array([0, -1, 1])) == pytest.approx(2 / 3)
    assert metrics.interaction_macro_f1(gold, np.array([0, -1, 1])) == pytest.approx(
        (2 / 3 + 1) / 2
    )


def test_planned_is_judged_on_contacts_only():
    gold = np.array([1.0, 1.0, 0.0, np.nan])
    assert metrics.planned_f1(gold, np.array([True, False, True, True])) == 0.5


def test_planned_is_right_or_wrong_only_where_both_see_a_contact():
    gold = np.array([1.0, 0.0, 0.0, np.nan])
    predicted = np.array([True, True, False, True])
    every, some = np.ones(4, dtype=bool), np.array([True, False, False, True])
    assert metrics.planned_accuracy(gold, predicted, every) == pytest.approx(2 / 3)
    assert metrics.planned_accuracy(gold, predicted, some) == 1.0


def test_the_surest_half_is_the_one_with_the_highest_probabilities():
    gold = np.array([0, 1, 1, -1, 0])
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [1.0, 0.0], [0.55, 0.45]])
    assert metrics.surest_half_accuracy(gold, probabilities) == 0.5
    assert metrics.surest_half_accuracy(gold[2:3], probabilities[2:3]) == 1.0


def test_order_of_articles_does_not_matter(drawn):
    gold, predicted, probabilities = drawn
    rows = np.random.default_rng(2).permutation(60)
    assert metrics.topic_macro_f1(gold[rows], predicted[rows]) == metrics.topic_macro_f1(
        gold, predicted
    )
    assert metrics.average_precisions(gold[rows], probabilities[rows]) == pytest.approx(
        metrics.average_precisions(gold, probabilities)
    )


def test_figures_that_are_not_defined_are_nan():
    unjudged = np.full((2, 3), np.nan)
    chosen = np.ones((2, 3), dtype=bool)
    assert np.isnan(metrics.topic_micro_f1(unjudged, chosen))
    assert np.isnan(metrics.topic_macro_f1(unjudged, chosen))
    assert np.isnan(metrics.topic_mean_average_precision(unjudged, chosen.astype(float)))
    nobody = np.array([-1, -1])
    assert np.isnan(metrics.interaction_accuracy(nobody, np.array([0, 1])))
    assert np.isnan(metrics.interaction_macro_f1(nobody, np.array([0, 1])))
    assert np.isnan(metrics.surest_half_accuracy(nobody, np.ones((2, 2))))
    assert np.isnan(metrics.planned_accuracy(np.array([np.nan]), *np.ones((2, 1), dtype=bool)))
    assert np.isnan(metrics.planned_f1(np.array([0.0, np.nan]), np.array([False, True])))

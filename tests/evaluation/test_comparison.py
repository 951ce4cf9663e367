"""Two classifiers on the same articles."""

from dataclasses import replace

import numpy as np
import pytest

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.decision import Probabilities, decide
from relclf.errors import CodebookError, DataError
from relclf.evaluation.comparison import compare, differing
from relclf.evaluation.evaluated import Evaluated


def answers(articles: list[CodedArticle], codebook: Codebook, right: float) -> Evaluated:
    """A classifier that is right in this share of the articles, the first ones."""
    given = Evaluated("right", codebook, articles, *decided(articles, codebook))
    number = round(right * len(articles))
    topics, interactions = given.gold.topics.copy(), np.eye(3)[given.gold.interactions]
    topics[number:] = 1 - topics[number:]
    interactions[number:] = np.roll(interactions[number:], 1, axis=1)
    probabilities = Probabilities(topics, interactions, np.zeros(len(articles)))
    decisions = decide(probabilities, np.full(3, 0.5))
    return replace(given, probabilities=probabilities, decisions=decisions)


def decided(articles, codebook):
    number = len(articles)
    nothing = Probabilities(np.zeros((number, 3)), np.eye(3)[[0] * number], np.zeros(number))
    return nothing, decide(nothing, np.full(3, 0.5))


def test_a_better_classifier_is_better_with_an_interval_that_says_so(coded_articles, codebook):
    good, bad = (answers(coded_articles, codebook, right) for right in (0.9, 0.2))
    found = compare(good, bad, seed=1, n_resamples=200)
    row = found["figures"]["interaction_accuracy"]
    assert row["difference"] == pytest.approx(row["one"] - row["other"])
    low, high = row["interval"]
    assert 0 < low < row["difference"] < high
    assert row["worse"] == 0
    other_way = compare(bad, good, seed=1, n_resamples=200)["figures"]["interaction_accuracy"]
    assert other_way["interval"] == pytest.approx([-high, -low])
    assert other_way["worse"] == 1


def test_pairing_removes_what_both_share(coded_articles, codebook):
    one = answers(coded_articles, codebook, 0.5)
    found = compare(one, replace(one, name="twin"), n_resamples=50)
    assert found["models"] == ["right", "twin"]
    assert found["differing"] == 0
    for row in found["figures"].values():
        if row["difference"] is not None:
            assert (row["difference"], row["interval"], row["worse"]) == (0, [0, 0], 0.5)


def test_articles_that_differ_come_with_the_widest_gap_first(coded_articles, codebook):
    one, other = (answers(coded_articles, codebook, right) for right in (1.0, 0.75))
    rows = differing(one, other)
    assert sorted(rows) == list(range(12, 16))
    softened = other.probabilities.topics.copy()
    softened[12] = 0.5 + 0.01 * (softened[12] - 0.5)
    weaker = other.probabilities.interactions.copy()
    weaker[12] = one.probabilities.interactions[12]
    probabilities = Probabilities(softened, weaker, other.probabilities.planned)
    assert differing(one, replace(other, probabilities=probabilities))[-1] == 12


def test_other_articles_and_other_labels_are_refused(coded_articles, codebook, topics_only):
    one = answers(coded_articles, codebook, 0.5)
    with pytest.raises(DataError, match="different articles"):
        compare(one, answers(coded_articles[::-1], codebook, 0.5))
    number = len(coded_articles)
    bare = Probabilities(np.zeros((number, 3)), np.zeros((number, 0)), np.full(number, np.nan))
    decisions = decide(bare, np.full(3, 0.5))
    with pytest.raises(CodebookError, match="have different labels"):
        compare(one, Evaluated("topics", topics_only, coded_articles, bare, decisions))

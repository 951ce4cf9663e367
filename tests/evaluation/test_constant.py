"""The constant baseline."""

from itertools import product

import numpy as np
import pytest

from relclf.evaluation.constant import constant_baseline
from relclf.evaluation.gold import Gold
from relclf.evaluation.metrics import interaction_accuracy, topic_micro_f1


def gold(topics, interactions=(), planned=()):
    number = len(topics)
    return Gold(
        ids=tuple(map(str, range(number))),
        topics=np.array(topics, dtype=float),
        interactions=np.array(interactions or [-1] * number),
        planned=np.array(planned or [np.nan] * number),
        evidence=(None,) * number,
    )


@pytest.mark.parametrize("seed", range(20))
def test_no_other_set_of_topics_has_a_better_micro_f1(seed):
    generator = np.random.default_rng(seed)
    topics = (generator.random((30, 5)) < generator.random(5)).astype(float)
    topics[generator.random((30, 5)) < 0.3] = np.nan
    train = gold(topics)
    found = topic_micro_f1(train.topics, constant_baseline(train, 0).decisions(30).topics)
    best = max(
        topic_micro_f1(train.topics, np.tile(chosen, (30, 1)))
        for chosen in product([False, True], repeat=5)
        if any(chosen)
    )
    assert found == pytest.approx(best)


def test_the_interaction_is_the_most_frequent_of_the_coded():
    train = gold([[0]] * 6, [-1, -1, -1, 2, 2, 0], [np.nan, np.nan, np.nan, 1, 1, 0])
    constant = constant_baseline(train, 3)
    assert (constant.interaction, constant.planned) == (2, True)
    assert constant.interaction_frequencies == pytest.approx(np.array([1 / 3, 0, 2 / 3]))
    decisions = constant.decisions(6)
    assert interaction_accuracy(train.interactions, decisions.interactions) == pytest.approx(2 / 3)
    assert constant.probabilities(4).interactions.sum(axis=1) == pytest.approx(np.ones(4))


def test_nothing_coded_gives_nothing():
    constant = constant_baseline(gold([[np.nan, np.nan]]), 2)
    assert not constant.topics.any()
    assert (constant.interaction, constant.planned) == (-1, False)
    assert constant_baseline(gold(np.zeros((2, 0))), 0).decisions(3).topics.shape == (3, 0)

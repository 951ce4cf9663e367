"""The ranking of codes: what is listed, and in which order."""

from dataclasses import replace

import numpy as np
import pytest
from cleanlab.multilabel_classification.rank import get_label_quality_scores_per_class

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.coding.ranking import INTERACTION, fields_of, rank_codes
from relclf.decision import Probabilities
from relclf.evaluation.gold import gold_from


def said(topics: list[list[float]], interactions: list[list[float]]) -> Probabilities:
    return Probabilities(np.array(topics), np.array(interactions), np.full(len(topics), np.nan))


def coded(*topics: str, interaction: str | None = "none") -> CodedArticle:
    return CodedArticle("نص", id="a", topics=topics, interaction=interaction)


def test_the_probability_of_a_code_is_cleanlabs_multi_label_score(codebook: Codebook) -> None:
    articles = [coded("energy"), coded("health", "culture"), coded(), coded("energy", "health")]
    draw = np.random.default_rng(0)
    topics, interactions = draw.random((4, 3)), draw.dirichlet((1, 1, 1), 4)
    probabilities = Probabilities(topics, interactions, np.full(4, np.nan))
    ranking = rank_codes(gold_from(articles, codebook), probabilities, codebook)
    labels = [
        [codebook.topic_keys.index(topic) for topic in article.topics or ()] for article in articles
    ]
    expected = np.array(get_label_quality_scores_per_class(labels, topics))
    of_topics = ranking.columns != INTERACTION
    rows, columns = ranking.rows[of_topics], ranking.columns[of_topics]
    assert ranking.probabilities[of_topics] == pytest.approx(expected[rows, columns])
    assert of_topics.sum() == expected.size


def test_a_code_is_compared_with_others_of_its_kind(codebook: Codebook) -> None:
    # Health is hard to learn: 0.3 is much for it, and 0.4 is little for energy.
    articles = [coded("energy", "health"), coded("energy", "health"), coded("energy"), coded()]
    topics = [[0.9, 0.3, 0.1], [0.4, 0.3, 0.1], [0.8, 0.2, 0.1], [0.2, 0.1, 0.1]]
    ranking = rank_codes(
        gold_from(articles, codebook), said(topics, [[0.1, 0.1, 0.8]] * 4), codebook
    )
    first = (ranking.rows[0], codebook.topic_keys[ranking.columns[0]])
    assert first == (1, "energy")
    assert ranking.quality[0] == pytest.approx(0.4 / 0.7)
    assert np.all(np.diff(ranking.quality) >= 0)
    assert ranking.quality == pytest.approx(ranking.probabilities / ranking.usual)


def test_what_is_not_judged_is_not_listed(codebook: Codebook) -> None:
    articles = [
        replace(coded("energy"), unsure_topics=("health",)),
        replace(coded(interaction="visit"), topics=None),
        coded("culture", interaction=None),
    ]
    probabilities = said([[0.5] * 3] * 3, [[0.2, 0.3, 0.5]] * 3)
    ranking = rank_codes(gold_from(articles, codebook), probabilities, codebook)
    cells = {*zip(ranking.rows.tolist(), ranking.columns.tolist(), strict=True)}
    assert cells == {(0, 0), (0, 2), (2, 0), (2, 1), (2, 2), (0, INTERACTION), (1, INTERACTION)}
    assert not ranking.unlearned


def test_what_was_not_learned_is_counted_and_not_listed(codebook: Codebook) -> None:
    articles = [coded("energy", interaction="visit"), coded(), coded(interaction="agreement")]
    nan = np.nan
    topics = [[nan, 0.1, 0.1], [0.2, nan, 0.1], [0.2, nan, 0.1]]
    probabilities = said(topics, [[nan, 0.4, 0.6], [0.2, nan, 0.8], [0.1, 0.8, 0.1]])
    ranking = rank_codes(gold_from(articles, codebook), probabilities, codebook)
    assert ranking.unlearned == {"energy": 1, "health": 2, "visit": 1}
    assert len(ranking.rows) == 3 * 3 + 3 - 4
    assert (ranking.columns == INTERACTION).sum() == 2
    [field] = [one for one in fields_of(gold_from(articles, codebook), probabilities)][-1:]
    assert field.probabilities.sum(axis=1) == pytest.approx(1)


def test_a_codebook_may_have_topics_or_interactions_only(
    topics_only: Codebook, interactions_only: Codebook
) -> None:
    articles = [coded("energy"), coded()]
    probabilities = Probabilities(np.full((2, 3), 0.5), np.zeros((2, 0)), np.zeros(2))
    gold = gold_from(articles, topics_only)
    assert len(rank_codes(gold, probabilities, topics_only).rows) == 6
    probabilities = Probabilities(np.zeros((2, 0)), np.full((2, 3), 1 / 3), np.zeros(2))
    gold = gold_from(articles, interactions_only)
    assert len(rank_codes(gold, probabilities, interactions_only).rows) == 2

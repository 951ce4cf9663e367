"""Gold arrays: what is judged, what is not, and in which column."""

import numpy as np
import pytest

from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.evaluation.gold import gold_from


def codebook(topics=("energy", "health"), interactions=("visit", "none")):
    groups = {"topics": topics, "interactions": interactions}
    data = {group: {key: {"ar": key, "en": key} for key in keys} for group, keys in groups.items()}
    return Codebook.from_dict({"name": "small", **{k: v for k, v in data.items() if v}})


def test_none_and_empty_topics_differ():
    gold = gold_from(
        [CodedArticle(text="خبر", topics=()), CodedArticle(text="خبر", topics=None)], codebook()
    )
    assert gold.topics[0].tolist() == [0, 0]
    assert np.isnan(gold.topics[1]).all()


def test_unsure_topics_are_open_and_the_others_judged():
    article = CodedArticle(text="خبر", topics=("energy",), unsure_topics=("health",))
    (row,) = gold_from([article], codebook()).topics
    assert row[0] == 1
    assert np.isnan(row[1])


def test_interaction_and_status():
    articles = [
        CodedArticle(text="خبر", interaction="visit", status="planned"),
        CodedArticle(text="خبر", interaction="visit", status="held"),
        CodedArticle(text="خبر", interaction="none"),
        CodedArticle(text="خبر"),
    ]
    gold = gold_from(articles, codebook())
    assert gold.interactions.tolist() == [0, 0, 1, -1]
    assert gold.planned[:2].tolist() == [1, 0]
    assert np.isnan(gold.planned[2:]).all()


def test_columns_follow_the_codebook():
    article = CodedArticle(text="خبر", topics=("health",))
    assert gold_from([article], codebook(("health", "energy"))).topics.tolist() == [[1, 0]]
    assert gold_from([article], codebook(("energy", "health"))).topics.tolist() == [[0, 1]]


def test_a_codebook_with_one_kind_of_label_leaves_the_other_empty():
    article = CodedArticle(text="خبر", topics=("health",), interaction="visit", status="held")
    topics_only = gold_from([article], codebook(interactions=()))
    assert topics_only.interactions.tolist() == [-1]
    assert np.isnan(topics_only.planned).all()
    assert gold_from([article], codebook(topics=())).topics.shape == (1, 0)


def test_ids_and_evidence_travel_with_the_rows():
    evidence = Evidence(interaction=("title",))
    gold = gold_from(
        [CodedArticle(text="خبر", id="b"), CodedArticle(text="خبر", id="a", evidence=evidence)],
        codebook(),
    )
    assert gold.ids == ("b", "a")
    assert gold.evidence == (None, evidence)


@pytest.mark.parametrize(
    ("codes", "field"),
    [
        ({"topics": ("enrgy",)}, "topics"),
        ({"topics": (), "unsure_topics": ("enrgy",)}, "unsure_topics"),
        ({"interaction": "vist"}, "interaction"),
    ],
)
def test_an_unknown_label_names_article_field_and_the_likely_one(codes, field):
    with pytest.raises(DataError, match=rf"'n7', field '{field}'.*Did you mean '(energy|visit)'"):
        gold_from([CodedArticle(text="خبر", id="n7", **codes)], codebook())

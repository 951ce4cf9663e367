"""Evidence top-1: which pairs count, and what a hit is."""

import numpy as np
import pytest

from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.evaluation.evidence import interaction_evidence_hits, topic_evidence_hits
from relclf.evaluation.gold import gold_from

NAMES = {key: {"ar": key, "en": key} for key in ("energy", "health", "visit", "none")}
CODEBOOK = Codebook.from_dict(
    {
        "name": "small",
        "topics": {key: NAMES[key] for key in ("energy", "health")},
        "interactions": {key: NAMES[key] for key in ("visit", "none")},
    }
)


def article(**codes):
    return CodedArticle(text="زار الوزير المصفاة. ثم عاد.", title="زيارة", id="n1", **codes)


@pytest.mark.parametrize(
    ("strongest", "hit"),
    [
        ((0, 5), 1),
        ((4, 6), 1),
        ((5, 9), 0),
        ((9, 10), 0),
        ((10, 20), 1),
        ((0, 30), 1),
        ("title", 0),
    ],
)
def test_a_hit_overlaps_a_gold_span_and_touching_is_not_enough(strongest, hit):
    coded = article(topics=("energy",), evidence=Evidence(topics={"energy": ((0, 5), (12, 15))}))
    hits = topic_evidence_hits(gold_from([coded], CODEBOOK), [{"energy": strongest}], CODEBOOK)
    assert hits[0, 0] == hit
    assert np.isnan(hits[0, 1])


def test_the_title_hits_the_title():
    coded = article(interaction="visit", evidence=Evidence(interaction=("title",)))
    gold = gold_from([coded], CODEBOOK)
    assert interaction_evidence_hits(gold, [{"visit": "title"}], CODEBOOK).tolist() == [1]
    assert interaction_evidence_hits(gold, [{"visit": (0, 5)}], CODEBOOK).tolist() == [0]


def test_pairs_without_evidence_or_not_in_the_gold_are_left_out():
    coded = [
        article(topics=("energy",), interaction="visit"),
        article(topics=("energy",), interaction="visit", evidence=Evidence()),
        article(
            topics=(),
            unsure_topics=("energy",),
            interaction="none",
            evidence=Evidence(topics={"energy": ((0, 5),)}),
        ),
        article(evidence=Evidence(interaction=((0, 5),))),
    ]
    gold = gold_from(coded, CODEBOOK)
    assert np.isnan(topic_evidence_hits(gold, [{}] * 4, CODEBOOK)).all()
    assert np.isnan(interaction_evidence_hits(gold, [{}] * 4, CODEBOOK)).all()


def test_the_interaction_none_is_left_out():
    gold = gold_from([article(interaction="none")], CODEBOOK)
    evidence = (Evidence(interaction=((0, 5),)),)
    with_evidence = type(gold)(gold.ids, gold.topics, gold.interactions, gold.planned, evidence)
    hits = interaction_evidence_hits(with_evidence, [{"none": (0, 5)}], CODEBOOK)
    assert np.isnan(hits).all()


def test_a_missing_strongest_segment_is_an_error():
    coded = article(topics=("energy",), evidence=Evidence(topics={"energy": ((0, 5),)}))
    with pytest.raises(DataError, match="'n1': the strongest segment of 'energy' is missing"):
        topic_evidence_hits(gold_from([coded], CODEBOOK), [{"health": (0, 5)}], CODEBOOK)

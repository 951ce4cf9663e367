"""The summary: its names, what is absent, what is None, and its plain-text table."""

import json
from dataclasses import replace

import numpy as np
import pytest

from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.decision import Probabilities, decide
from relclf.errors import DataError
from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.summary import as_table, evaluate

TOPIC_FIGURES = {
    "topic_macro_f1",
    "topic_micro_f1",
    "topic_mean_average_precision",
    "topic_calibration_error",
    "share_without_topics",
    "evidence_top1_topics",
}
INTERACTION_FIGURES = {
    "interaction_accuracy",
    "interaction_macro_f1",
    "interaction_accuracy_surest_half",
    "interaction_calibration_error",
    "planned_f1",
    "planned_accuracy",
    "evidence_top1_interaction",
}
TOPICS, INTERACTIONS = ("energy", "health", "culture"), ("visit", "message", "none")


def codebook(topics=TOPICS, interactions=INTERACTIONS):
    groups = {"topics": topics, "interactions": interactions}
    data = {
        group: {key: {"ar": key, "en": key.title()} for key in keys}
        for group, keys in groups.items()
        if keys
    }
    return Codebook.from_dict({"name": "small", **data})


def case(codes, articles=30, **options):
    """Invented articles beside invented answers."""
    generator = np.random.default_rng(0)
    coded = []
    for number in range(articles):
        topics = tuple(key for key in TOPICS[:2] if generator.random() < 0.5)
        interaction = INTERACTIONS[number % 3]
        coded.append(
            CodedArticle(
                text="زار الوزير المصفاة.",
                id=f"n{number}",
                topics=topics,
                interaction=interaction,
                status=None if interaction == "none" else ("held", "planned")[number % 2],
                evidence=Evidence(
                    interaction=() if interaction == "none" else ((0, 5),),
                    topics={key: ((0, 5),) for key in topics},
                ),
            )
        )
    topics = generator.random((articles, len(codes.topics)))
    interactions = generator.dirichlet(np.ones(3), articles)[:, : len(codes.interactions)]
    planned = generator.random(articles) if codes.interactions else np.full(articles, np.nan)
    probabilities = Probabilities(topics, interactions, planned)
    thresholds = np.full(len(codes.topics), 0.5)
    spans = [((4, 9), (9, 12))[number % 2] for number in range(articles)]
    return Evaluated(
        "invented",
        codes,
        coded,
        probabilities,
        decide(probabilities, thresholds),
        thresholds,
        [dict.fromkeys((*TOPICS, *INTERACTIONS), span) for span in spans],
        np.full(articles, 0.5),
    )


def test_all_figures_are_there_each_with_an_interval_around_it():
    summary = evaluate(case(codebook()), seed=1, n_resamples=200)
    assert summary.keys() >= TOPIC_FIGURES | INTERACTION_FIGURES | {"coverage", "articles"}
    assert summary["articles"] == 30
    assert summary["coverage"] == 0.5
    assert summary["intervals"].keys() == TOPIC_FIGURES | INTERACTION_FIGURES
    for name, (low, high) in summary["intervals"].items():
        if not name.endswith("calibration_error"):
            assert low <= summary[name] <= high > low, name


def test_a_perfect_classifier_is_perfect_in_every_resample():
    given = case(codebook())
    gold = given.gold
    truth = Probabilities(gold.topics, np.eye(3)[gold.interactions], np.nan_to_num(gold.planned))
    decisions = decide(truth, np.full(3, 0.5))
    hits = [dict.fromkeys(found, (0, 5)) for found in given.strongest]
    perfect = replace(given, probabilities=truth, decisions=decisions, strongest=hits)
    summary = evaluate(perfect, n_resamples=50)
    for name in (TOPIC_FIGURES | INTERACTION_FIGURES) - {"share_without_topics"}:
        expected = 0 if name.endswith("calibration_error") else 1
        assert [summary[name], *summary["intervals"][name]] == [expected] * 3, name


def test_it_is_plain_json_and_the_same_for_the_same_seed():
    summary = evaluate(case(codebook()), seed=1, n_resamples=20)
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert summary == evaluate(case(codebook()), seed=1, n_resamples=20)


def test_the_tables_agree_with_the_headline_figures():
    given = case(codebook())
    gold, decisions = given.gold, given.decisions
    summary = evaluate(given, n_resamples=0)
    topics, interactions = summary["topics"], summary["interactions"]
    assert list(topics) == list(TOPICS)
    assert np.mean([row["f1"] for row in topics.values()]) == pytest.approx(
        summary["topic_macro_f1"]
    )
    assert np.mean([row["f1"] for row in interactions.values()]) == pytest.approx(
        summary["interaction_macro_f1"]
    )
    assert topics["culture"]["support"] == 0
    assert topics["culture"]["predicted"] == decisions.topics[:, 2].sum() > 0
    assert topics["culture"]["f1"] == topics["culture"]["precision"] == 0
    assert topics["culture"]["average_precision"] is None
    confusion = np.array(summary["interaction_confusion"])
    assert confusion.sum(axis=1).tolist() == [row["support"] for row in interactions.values()]
    assert confusion.sum(axis=0).tolist() == [row["predicted"] for row in interactions.values()]
    assert confusion.trace() / 30 == pytest.approx(summary["interaction_accuracy"])
    assert summary["planned"]["judged"] == 20
    assert summary["evidence_top1_topics_pairs"] == (gold.topics == 1).sum()
    assert summary["share_without_topics"] == (~decisions.topics.any(axis=1)).mean() > 0


def test_a_codebook_with_topics_only_has_no_interaction_figures():
    summary = evaluate(case(codebook(interactions=())), n_resamples=10)
    assert summary.keys() >= TOPIC_FIGURES
    assert not summary.keys() & (INTERACTION_FIGURES | {"interactions", "planned"})
    assert summary["intervals"].keys() == TOPIC_FIGURES


def test_a_codebook_with_interactions_only_has_no_topic_figures():
    summary = evaluate(case(codebook(topics=())), n_resamples=10)
    assert summary.keys() >= INTERACTION_FIGURES
    assert not summary.keys() & (TOPIC_FIGURES | {"topics", "gold_share_without_topics"})


def test_what_is_not_given_is_absent_and_what_is_not_defined_is_none():
    given = case(codebook())
    uncoded = [replace(article, topics=None, evidence=None) for article in given.articles]
    bare = replace(given, articles=uncoded, thresholds=None, strongest=None, coverage=None)
    summary = evaluate(bare, n_resamples=10)
    assert not summary.keys() & {"coverage", "evidence_top1_topics", "evidence_top1_interaction"}
    assert summary["topic_macro_f1"] is summary["topic_micro_f1"] is None
    assert summary["gold_share_without_topics"] is None
    assert summary["intervals"]["topic_macro_f1"] == [None, None]
    assert summary["articles_with_topics_coded"] == 0
    assert summary["topics"]["energy"]["f1"] is None
    assert "threshold" not in summary["topics"]["energy"]
    assert summary["interaction_accuracy"] is not None


@pytest.mark.parametrize("name", ["strongest", "coverage"])
def test_rows_of_other_articles_are_refused(name):
    given = case(codebook())
    with pytest.raises(DataError, match=rf"{name} has the shape \(29,\); expected \(30,\)"):
        replace(given, **{name: getattr(given, name)[:-1]})


def test_another_codebook_and_no_articles_are_refused():
    message = r"probabilities.topics has the shape \(30, 3\); expected \(30, 2\)"
    with pytest.raises(DataError, match=message):
        replace(case(codebook()), codebook=codebook(topics=TOPICS[:2]))
    with pytest.raises(DataError, match="there are no articles to evaluate"):
        case(codebook(), articles=0)


def test_the_table_shows_every_figure_and_label():
    codes = codebook()
    summary = evaluate(case(codes), n_resamples=20)
    text = as_table(summary, codes)
    for name in TOPIC_FIGURES | INTERACTION_FIGURES:
        assert f"{name} " in text
    assert f"{summary['topic_micro_f1']:.3f}" in text
    assert "small 1, 30 articles" in text
    assert "Culture (culture)" in text
    assert "20 resamples" in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_the_table_shows_a_dash_for_what_is_not_defined_and_nothing_for_what_is_absent():
    codes = codebook(interactions=())
    text = as_table(evaluate(case(codes), n_resamples=0), codes)
    (culture,) = (line for line in text.splitlines() if line.startswith("Culture"))
    assert "-" in culture.split()
    assert "interaction" not in text
    assert "interval" not in text

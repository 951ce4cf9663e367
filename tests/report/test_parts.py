"""The parts of the report: groups, mistakes, marks, and what stands beside the figures."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclf.decision import Probabilities, decide
from relclf.errors import DataError
from relclf.evaluation.baselines import evaluated_by_constant
from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.figures import figures_of
from relclf.report.beside import columns_beside
from relclf.report.groups import figures_by_group
from relclf.report.marked import marked
from relclf.report.mistakes import mistakes


@pytest.fixture
def evaluated(coded_articles, codebook):
    return evaluated_by_constant(coded_articles, coded_articles, codebook)


def perfect(evaluated: Evaluated) -> Evaluated:
    gold = evaluated.gold
    probabilities = Probabilities(gold.topics, np.eye(3)[gold.interactions], gold.planned)
    return replace(
        evaluated, probabilities=probabilities, decisions=decide(probabilities, np.full(3, 0.5))
    )


def test_every_grouping_holds_each_article_once(evaluated):
    sources = ["الأولى"] * 7 + ["الثانية"] * 6 + ["الثالثة", "الرابعة", None]
    dates = ["2015-08-12"] * 8 + ["12/08/2024"] * 4 + [None, "2015-2016", "20155", "أمس"]
    articles = [
        replace(article, source=source, date=date)
        for article, source, date in zip(evaluated.articles, sources, dates, strict=True)
    ]
    groups = figures_by_group(replace(evaluated, articles=articles))
    assert groups.keys() == {"outlet", "year", "topics"}
    for rows in groups.values():
        assert sum(row["articles"] for row in rows) == 16
    assert [(row["name"], row["articles"]) for row in groups["outlet"]] == [
        ("الأولى", 7),
        ("الثانية", 6),
        ("3 outlets with fewer than 5 articles", 3),
    ]
    assert [(row["name"], row["articles"]) for row in groups["year"]] == [
        ("2015", 8),
        ("2024", 4),
        ("undated", 4),
    ]


def test_a_groups_figures_are_those_of_its_articles(evaluated):
    (rows,) = (rows for name, rows in figures_by_group(evaluated).items() if name == "topics")
    for number, row in enumerate(rows):
        members = [
            index
            for index, article in enumerate(evaluated.articles)
            if len(article.topics) == number
        ]
        figures = figures_of(evaluated)(np.array(members))
        assert row["articles"] == len(members)
        assert row["interaction_accuracy"] == figures["interaction_accuracy"]


def test_lengths_are_told_apart_at_their_edges(evaluated):
    articles = [
        replace(article, text="كلمة " * number, evidence=None)
        for article, number in zip(evaluated.articles, [99, 100, 399, 400] * 4, strict=True)
    ]
    rows = figures_by_group(replace(evaluated, articles=articles))["length"]
    names = ["0 to 99 words", "100 to 199 words", "200 to 399 words", "400 to 799 words"]
    assert [row["name"] for row in rows] == names


def test_a_perfect_classifier_has_no_mistakes_and_an_open_code_is_none(evaluated):
    assert mistakes(perfect(evaluated)) == []
    open_ = [
        replace(article, topics=None, interaction=None, status=None, evidence=None)
        for article in evaluated.articles
    ]
    assert mistakes(replace(evaluated, articles=open_)) == []


def test_mistakes_are_all_wrong_decisions_the_most_surprising_first(evaluated):
    found = mistakes(evaluated)
    wrong = [one for mistake in found for one in mistake.wrong]
    gold, said = evaluated.gold, evaluated.decisions
    assert sum(one.kind == "taken for" for one in wrong) == (
        (gold.interactions != said.interactions).sum()
    )
    assert (
        sum(one.kind != "taken for" for one in wrong) == ((gold.topics == 1) != said.topics).sum()
    )
    first = [mistake.wrong[0].surprise for mistake in found]
    assert first == sorted(first, reverse=True)
    for one in wrong:
        assert one.surprise >= 0
        if one.kind == "missed":
            assert one.surprise == pytest.approx(-np.log(one.probability))
            assert one.coded


@given(
    st.text(max_size=20),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 20), st.integers(0, 20)), max_size=5),
)
def test_the_parts_of_a_marked_text_are_the_text_and_marked_right(text, drawn):
    spans = [
        (name, (min(one, other), max(one, other)))
        for name, one, other in drawn
        if max(one, other) <= len(text) and one != other
    ]
    marks = {name: [span for found, span in spans if found == name] for name in "ab"}
    title, parts = marked(text, "ع", marks)
    assert title == [("ع", "")]
    assert "".join(piece for piece, _ in parts) == text
    place = 0
    for piece, names in parts:
        for offset in range(place, place + len(piece)):
            expected = {name for name, (start, end) in spans if start <= offset < end}
            assert {*names.split()} == expected
        place += len(piece)


def test_what_stands_beside_without_and_with_training_articles(evaluated, coded_articles, codebook):
    (alone,) = columns_beside(evaluated)
    assert alone.name == "constant labels"
    assert "chosen on these very articles" in alone.note
    train = [replace(article, id=f"t{article.id}") for article in coded_articles]
    constant, tfidf = columns_beside(evaluated, train)
    assert constant.figures == alone.figures
    assert tfidf.figures["interaction_accuracy"] > constant.figures["interaction_accuracy"]


def test_a_second_coding_gives_the_coders_agreement(evaluated, coded_articles):
    second = [replace(coded_articles[0], interaction="agreement"), *coded_articles[1:8]]
    _, coders = columns_beside(evaluated, second=second)
    assert coders.figures == {"topic_micro_f1": 1.0, "interaction_accuracy": 7 / 8}
    assert "8 articles" in coders.note
    with pytest.raises(DataError, match="no article was coded twice"):
        columns_beside(evaluated, second=[replace(coded_articles[0], id="other")])


def test_training_articles_that_are_evaluated_are_refused(evaluated, coded_articles):
    with pytest.raises(DataError, match=r"--train: 2 of its articles are evaluated too \(\['n0'"):
        columns_beside(evaluated, coded_articles[:2])

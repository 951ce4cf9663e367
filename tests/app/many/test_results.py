"""What is kept of many articles, in which order, and how it is shown."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclf.app.many.classify import Progress
from relclf.app.many.pages import progress_page, table_page
from relclf.app.many.results import ORDERS, Query, Results
from relclf.app.many.sureness import sureness
from relclf.articles import Article, Evidence
from relclf.codebook import Codebook
from relclf.prediction import Prediction


def said(
    id_: str, interaction: str = "visit", topics: dict[str, float] | None = None, sure: float = 0.9
) -> Prediction:
    topics = topics or {}
    others = (1 - sure) / 2
    chances = dict.fromkeys(("visit", "agreement", "none"), others) | {interaction: sure}
    return Prediction(
        id=id_,
        topics=tuple(key for key, chance in topics.items() if chance >= 0.5),
        interaction=interaction,
        planned=None if interaction == "none" else False,
        topic_probabilities=dict.fromkeys(("energy", "health", "culture"), 0.0) | topics,
        interaction_probabilities=chances,
        planned_probability=0.1,
        evidence=Evidence(),
        coverage=1.0,
        model="m",
    )


def test_sureness_is_the_mean_margin(codebook: Codebook) -> None:
    # Interaction: 0.9 - 0.05; topics: |2p - 1| of 1, 0.5 and 1.
    found = sureness(said("a", topics={"energy": 0.75}), codebook)
    assert found == pytest.approx((0.85 + (1 + 0.5 + 1) / 3) / 2)


@given(chances=st.lists(st.floats(0, 1), min_size=3, max_size=3), sure=st.floats(1 / 3, 1))
def test_sureness_lies_between_0_and_1_and_grows_with_the_margin(
    codebook: Codebook, chances: list[float], sure: float
) -> None:
    topics = dict(zip(("energy", "health", "culture"), chances, strict=True))
    one = sureness(said("a", topics=topics, sure=sure), codebook)
    assert -1e-9 <= one <= 1 + 1e-9
    surer = sureness(said("a", topics=topics, sure=(sure + 1) / 2), codebook)
    assert surer >= one - 1e-9
    decided = {key: float(chance >= 0.5) for key, chance in topics.items()}
    assert sureness(said("a", topics=decided, sure=sure), codebook) >= one - 1e-9


def test_rows_are_filtered_and_sorted(codebook: Codebook, tmp_path: Path) -> None:
    results = Results(tmp_path / "r", codebook)
    for id_, title, interaction, topics, sure in (
        ("a", "Gas", "visit", {"energy": 0.9}, 0.5),
        ("b", "Art", "none", {"culture": 0.8, "energy": 0.7}, 0.9),
        ("c", "", "visit", {}, 0.4),
    ):
        article = Article(f"نص {id_} 100%", id_, title)
        results.add(article, said(id_, interaction, topics, sure))

    def found(**query: Any) -> str:
        rows = results.rows(Query(**query), 0, 10)
        assert results.count(Query(**query)) == len(rows)
        return "".join(row.article.id for row in rows)

    assert found() == "abc"
    assert found(interaction="visit") == "ac"
    assert found(topic="energy") == "ab"
    assert found(topic="nerg") == ""
    assert found(text="GAS") == "a"
    assert found(text="100%") == "abc"
    assert found(text="_%") == ""
    assert found(text="' or 1=1 --") == ""
    assert found(order="unsure") == "cab"
    assert found(order="sure") == "bac"
    assert found(order="title") == "cba"
    by_sureness = results.rows(Query(order="unsure"), 1, 1)[0]
    assert found(most_sure=by_sureness.sureness) == "ac"
    assert results.places("unsure") == [(3, "c"), (1, "a"), (2, "b")]
    assert results.row(2).article.title == "Art"
    assert results.article("c") == Article("نص c 100%", "c")
    assert results.article("d") is None
    assert set(ORDERS) == {"file", "unsure", "sure", "interaction", "title"}


def test_the_time_left_follows_the_characters() -> None:
    assert Progress(0, 9, 0, 90, 0.0).left is None
    assert Progress(9, 9, 90, 90, 5.0).left == 0
    page = progress_page("running", progress=Progress(1, 9, 10, 90, 30.0))
    assert 'class="left">4</bdi>' in page
    assert 'aria-valuemax="90" aria-valuenow="10"' in page
    assert 'class="left">5</bdi>' in progress_page("running", progress=Progress(8, 9, 80, 90, 8.0))


def test_what_is_shown_of_articles_is_escaped(codebook: Codebook, tmp_path: Path) -> None:
    results = Results(tmp_path / "r", codebook)
    hostile = "<img src=x onerror=alert(1)>${alert(1)}{{x}}\u202e"
    results.add(Article("نص", hostile, hostile), said(hostile, topics={"energy": 0.9}))
    results.add(Article("\n\n خبر\n بلا عنوان " + "ك" * 300, "n2"), said("n2", "none"))
    page = table_page(results.rows(Query(), 0, 10), 0, 2, codebook)
    assert "<img" not in page
    assert "[U+202E]" in page
    assert "\u202e" not in page
    assert "خبر بلا عنوان ككك" in page
    assert "…" in page
    assert "Nothing matches" in table_page([], 0, 0, codebook)

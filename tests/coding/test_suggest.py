"""Suggestions: each strategy does what it says, and nothing is asked twice."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from relclf.articles import Article, CodedArticle, coded_from_record
from relclf.codebook import Codebook
from relclf.coding.strategies import SHORTLIST, STRATEGIES
from relclf.coding.suggest import suggest
from relclf.errors import ConfigError, DataError

Invent = Callable[..., list[CodedArticle]]


def plain(articles: list[CodedArticle]) -> list[Article]:
    return [Article(one.text, one.id, one.title) for one in articles]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_what_is_coded_is_not_asked_again(
    invent: Invent, codebook: Codebook, strategy: str
) -> None:
    coded = invent(40)
    reprints = [replace(one, id=f"r{one.id}", text=f"{one.text} عاجل") for one in coded]
    fresh = invent(20, seed=1, prefix="f")
    twins = [replace(one, id=f"t{one.id}", text=f"{one.text} عاجل") for one in fresh]
    pool = plain([*reprints, *fresh, *coded, *twins])
    found = suggest(pool, coded, codebook, number=15, strategy=strategy)
    ids = [one.article.id for one in found.chosen]
    assert len(ids) == 15
    assert len({id_.removeprefix("t") for id_ in ids}) == 15
    assert {id_.removeprefix("t") for id_ in ids} <= {one.id for one in fresh}
    assert found.coded_already == 40
    assert found.near_duplicates > 0


def test_uncertainty_asks_for_the_most_doubtful_first(invent: Invent, codebook: Codebook) -> None:
    coded, pool = invent(60), plain(invent(40, seed=1, prefix="f"))
    # Half of the words of a visit and half of those of an agreement, without topics.
    torn = Article("زار وصل استقبل مطار وقع مذكرة تفاهم بنود نفط غاز دواء طبيب شعر معرض", id="torn")
    found = suggest([*pool, torn], coded, codebook, number=41, strategy="uncertainty").chosen
    assert found[0].article.id == "torn"
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


def test_rare_asks_for_the_rare_label(invent: Invent, codebook: Codebook) -> None:
    def but_for(article: CodedArticle) -> bool:
        return "culture" not in (article.topics or ())

    many = invent(120)
    coded = [*filter(but_for, many), *[one for one in many if not but_for(one)][:3]]
    pool = invent(60, seed=1, prefix="f")
    found = suggest(plain(pool), coded, codebook, number=10, strategy="rare").chosen
    by_id = {one.id: one for one in pool}
    hits = ["culture" in (by_id[one.article.id].topics or ()) for one in found]
    assert all(hits)
    assert {one.labels for one in found} == {("culture",)}


def test_diversity_takes_one_of_each_kind(codebook: Codebook, invent: Invent) -> None:
    pool = [one for one in invent(90) if not one.topics]
    kinds = {one.id: one.interaction for one in pool}
    found = suggest(plain(pool), [], codebook, number=3, strategy="diversity").chosen
    assert {kinds[one.article.id] for one in found} == {"visit", "agreement", "none"}
    assert sum(one.score for one in found) == pytest.approx(1)
    assert all(one.labels == () for one in found)


def test_mixed_takes_some_of_the_most_doubtful(invent: Invent, codebook: Codebook) -> None:
    coded, pool = invent(60), plain(invent(60, seed=1, prefix="f"))
    doubtful = suggest(pool, coded, codebook, number=5 * SHORTLIST, strategy="uncertainty").chosen
    mixed = suggest(pool, coded, codebook, number=5, strategy="mixed").chosen
    assert {one.strategy for one in mixed} == {"mixed"}
    assert {one.strategy for one in doubtful} == {"uncertainty"}
    ids = [one.article.id for one in doubtful]
    places = [ids.index(one.article.id) for one in mixed]
    assert places == sorted(places)
    assert places != list(range(5))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_one_seed_twice_gives_the_same(invent: Invent, codebook: Codebook, strategy: str) -> None:
    coded, pool = invent(30), plain(invent(30, seed=1, prefix="f"))
    first, second = (suggest(pool, coded, codebook, number=7, strategy=strategy) for _ in "12")
    assert first == second


def test_a_record_is_read_again_as_an_article_that_is_not_coded(
    invent: Invent, codebook: Codebook, topics_only: Codebook
) -> None:
    [first] = suggest(plain(invent(5)), [], codebook, number=1).chosen
    record = first.to_record(codebook)
    again = coded_from_record(record, "here", codebook)
    assert (again.id, again.text) == (first.article.id, first.article.text)
    assert (again.topics, again.interaction) == (None, None)
    assert "interaction" not in first.to_record(topics_only)


def test_a_label_that_is_not_coded_yet_does_no_harm(
    invent: Invent, codebook: Codebook, topics_only: Codebook, interactions_only: Codebook
) -> None:
    coded = [replace(one, topics=()) for one in invent(30)]
    pool = plain(invent(10, seed=1, prefix="f"))
    for strategy in STRATEGIES:
        found = suggest(pool, coded, codebook, number=4, strategy=strategy).chosen
        assert np.isfinite([one.score for one in found]).all()
    assert suggest(pool, invent(30), topics_only, number=4).chosen
    assert suggest(pool, coded, interactions_only, number=4).chosen


def test_what_cannot_be_done_is_said(invent: Invent, codebook: Codebook) -> None:
    coded, pool = invent(10), plain(invent(10, seed=1, prefix="f"))
    with pytest.raises(ConfigError, match="number is 0; expected 1 or more"):
        suggest(pool, coded, codebook, number=0)
    with pytest.raises(ConfigError, match=r"expected one of uncertainty, mixed.*got 'best'"):
        suggest(pool, coded, codebook, number=1, strategy="best")
    with pytest.raises(ConfigError, match=r"'rare' needs coded articles.*take 'diversity'"):
        suggest(pool, [], codebook, number=1, strategy="rare")
    alike = [replace(one, topics=(), interaction="none") for one in coded]
    with pytest.raises(DataError, match=r"nothing can be learned from the 10 coded.*'diversity'"):
        suggest(pool, alike, codebook, number=1)
    with pytest.raises(DataError, match="all 10 articles are coded already"):
        suggest(plain(coded), coded, codebook, number=1)
    other = [Article("نص آخر", id="n3")]
    with pytest.raises(DataError, match="'n3': a coded article with another text has this id"):
        suggest([*pool, *other], coded, codebook, number=1)
    twins = [replace(one, id=f"r{one.id}") for one in plain(coded)]
    with pytest.raises(DataError, match="none of the 10 articles is left to suggest"):
        suggest(twins, coded, codebook, number=1)

"""Cross-validated doubts: planted errors are found, and nobody vouches for himself."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.coding.doubts import Doubt, doubts
from relclf.coding.doubts_table import as_text
from relclf.coding.held_out import check_coded, held_out_probabilities
from relclf.coding.ranking import rank_codes
from relclf.errors import DataError
from relclf.evaluation.gold import gold_from
from relclf.output.terminal import columns

Invent = Callable[..., list[CodedArticle]]


def found(articles: list[CodedArticle], codebook: Codebook, seed: int = 0) -> list[Doubt]:
    probabilities = held_out_probabilities(articles, codebook, seed=seed)
    ranking = rank_codes(gold_from(articles, codebook), probabilities, codebook)
    return list(doubts(articles, probabilities, ranking, codebook))


def with_errors(articles: list[CodedArticle]) -> tuple[list[CodedArticle], set[tuple[str, str]]]:
    """Flip energy in two articles and the interaction in two others."""
    wrong, flips = list(articles), set()
    for at in (3, 40):
        topics = {*(articles[at].topics or ())} ^ {"energy"}
        wrong[at] = replace(articles[at], topics=tuple(sorted(topics)))
        flips.add((articles[at].id, "energy"))
    for at in (7, 50):
        other = "visit" if articles[at].interaction != "visit" else "none"
        wrong[at] = replace(articles[at], interaction=other)
        flips.add((articles[at].id, "interaction"))
    return wrong, flips


def test_planted_errors_come_first(invent: Invent, codebook: Codebook) -> None:
    articles = invent(80)
    wrong, flips = with_errors(articles)
    listed = found(wrong, codebook)
    assert all(one.proposed != one.coded for one in listed)
    first = listed[: len(flips)]
    assert {(one.id, one.field) for one in first} == flips
    by_id = {article.id: article for article in articles}
    for one in first:
        right = by_id[one.id]
        truth = right.interaction if one.field == "interaction" else "energy" in right.topics
        assert one.proposed == {True: "yes", False: "no"}.get(truth, truth)
        assert one.contradicted


def test_a_reprint_does_not_vouch_for_its_twin(invent: Invent, codebook: Codebook) -> None:
    wrong, flips = with_errors(invent(80))
    reprints = [
        replace(article, id=f"{article.id}-{copy}", text=f"{article.text} {copy}")
        for article in wrong
        if article.id in {id_ for id_, _ in flips}
        for copy in ("اليوم", "أمس", "غدا")
    ]
    first = found([*wrong, *reprints], codebook)[: 4 * len(flips)]
    assert {(one.id.partition("-")[0], one.field) for one in first} == flips


def test_one_seed_twice_gives_the_same(invent: Invent, codebook: Codebook) -> None:
    articles = invent(30)
    assert found(articles, codebook, seed=1) == found(articles, codebook, seed=1)


def test_a_label_coded_once_is_not_judged_by_itself(invent: Invent, codebook: Codebook) -> None:
    articles = [replace(one, topics=()) for one in invent(20)]
    articles[4] = replace(articles[4], topics=("health",))
    probabilities = held_out_probabilities(articles, codebook)
    assert np.isnan(probabilities.topics[4, 1])
    ranking = rank_codes(gold_from(articles, codebook), probabilities, codebook)
    cells = {*zip(ranking.rows.tolist(), ranking.columns.tolist(), strict=True)}
    assert (4, 1) not in cells
    assert ranking.unlearned["energy"] == len(articles)


def test_nothing_to_learn_from_is_refused(invent: Invent, codebook: Codebook) -> None:
    alike = [replace(one, topics=("energy",), interaction="visit") for one in invent(12)]
    with pytest.raises(DataError, match=r"nothing can be learned from the 12 articles.*too few"):
        held_out_probabilities(alike, codebook)
    open_ = [replace(one, topics=None, interaction=None) for one in alike]
    with pytest.raises(DataError, match=r"none of the 12 articles is coded; expected topics or"):
        held_out_probabilities(open_, codebook)
    twins = [replace(alike[0], id=str(at)) for at in range(3)]
    with pytest.raises(DataError, match="the 3 articles are near-duplicates of one another"):
        held_out_probabilities(twins, codebook)
    with pytest.raises(DataError, match="none of the 0 articles is coded"):
        held_out_probabilities([], codebook)


def test_articles_without_words_are_refused(codebook: Codebook) -> None:
    marks = [CodedArticle(text, topics=()) for text in ("؟", "!", "…")]
    with pytest.raises(DataError, match="the 3 articles have no words in common to learn from"):
        held_out_probabilities(marks, codebook)


def test_text_of_an_article_cannot_control_the_terminal() -> None:
    evil = "\x1b[31m\u202e\nخبر"
    one = Doubt(evil, evil, "energy", "yes", "no", 0.1, 0.5, 0.2, True, (evil * 99,))
    lines = as_text([one], width=60).splitlines()
    assert len(lines) == 3
    assert not {"\x1b", "\u202e"} & {*"".join(lines)}
    assert max(map(columns, lines)) <= 60


def test_codes_count_only_where_the_codebook_has_them(
    topics_only: Codebook, interactions_only: Codebook
) -> None:
    article = CodedArticle("نص", topics=None, interaction="visit")
    check_coded([article], interactions_only)
    with pytest.raises(DataError, match="is coded"):
        check_coded([article], topics_only)

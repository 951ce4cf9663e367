"""Laws of the splits: stratified, grouped, the same for the same seed."""

import dataclasses
import json

import numpy as np
import pytest

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.errors import ConfigError, DataError
from relclf.training.near_duplicates import find_near_duplicates
from relclf.training.split_record import NAMES, Split
from relclf.training.splits import split

TEXT = "وزير رئيس سفير أمير وفد لجنة قمة بيان اتفاق زيارة حوار طاقة تجارة صحة ثقافة أمن"
WORDS = TEXT.split()
TOPICS, INTERACTIONS = ("energy", "health", "culture"), ("visit", "none")
CODEBOOK = Codebook.from_dict(
    {
        "name": "small",
        "topics": {key: {"ar": key, "en": key} for key in TOPICS},
        "interactions": {key: {"ar": key, "en": key} for key in INTERACTIONS},
    }
)


def invented(number, reprints=0, seed=0):
    """Articles of random words; each of the first `reprints` has a reprint under another id."""
    generator = np.random.default_rng(seed)
    articles = []
    for index in range(number):
        interaction = INTERACTIONS[int(generator.random() < 0.5)]
        articles.append(
            CodedArticle(
                text=" ".join(generator.choice(WORDS, 60)),
                id=f"n{index:03}",
                topics=tuple(
                    key
                    for key, share in zip(TOPICS, (0.5, 0.2, 0.05), strict=True)
                    if generator.random() < share
                ),
                interaction=interaction,
                status="held" if interaction == "visit" else None,
            )
        )
    copies = [
        dataclasses.replace(article, id=f"r{article.id}", text=f"{article.text} انتهى")
        for article in articles[:reprints]
    ]
    return articles + copies


def test_every_article_is_in_one_split_and_the_shares_hold():
    articles = invented(200)
    drawn = split(articles, CODEBOOK, seed=0)
    ids = [article_id for name in NAMES for article_id in getattr(drawn, name)]
    assert sorted(ids) == sorted(article.id for article in articles)
    assert [len(getattr(drawn, name)) for name in NAMES] == pytest.approx([160, 20, 20], abs=3)


def test_labels_keep_their_shares():
    articles = invented(200)
    parts = split(articles, CODEBOOK, seed=0).parts(articles)
    for key in TOPICS:
        has = {name: sum(key in article.topics for article in parts[name]) for name in NAMES}
        assert has["validation"] == pytest.approx(sum(has.values()) * 0.1, abs=1.5), key
        assert has["test"] == pytest.approx(sum(has.values()) * 0.1, abs=1.5), key
    visits = [sum(a.interaction == "visit" for a in parts[name]) for name in NAMES]
    assert visits[1] == pytest.approx(sum(visits) * 0.1, abs=2)


def test_reprints_never_cross_and_the_prevented_leakage_is_counted():
    articles = invented(60, reprints=30)
    drawn = split(articles, CODEBOOK, shares=(0.5, 0.25, 0.25), seed=0)
    part_of = {article_id: name for name in NAMES for article_id in getattr(drawn, name)}
    for article in articles[:30]:
        assert part_of[article.id] == part_of[f"r{article.id}"]
    leakage = drawn.leakage
    assert (leakage.pairs, leakage.groups, leakage.grouped_articles) == (30, 30, 60)
    assert 10 <= leakage.pairs_across_if_ungrouped <= 30


def test_without_reprints_no_leakage_is_counted():
    leakage = split(invented(40), CODEBOOK, seed=0).leakage
    assert (leakage.pairs, leakage.groups, leakage.pairs_across_if_ungrouped) == (0, 0, 0)


def test_one_seed_one_split_in_any_order_of_articles():
    articles = invented(80, reprints=10)
    first = split(articles, CODEBOOK, seed=3)
    assert split(articles, CODEBOOK, seed=3) == first
    backwards = split(articles[::-1], CODEBOOK, seed=3)
    assert all(set(getattr(backwards, name)) == set(getattr(first, name)) for name in NAMES)


def test_another_seed_draws_another_split_from_all_over_the_ids():
    articles = invented(80)
    first, other = (set(split(articles, CODEBOOK, seed=seed).test) for seed in (3, 4))
    assert len(first & other) < len(first) / 2
    assert any(article_id < "n040" for article_id in first)


def test_ids_keep_the_order_of_the_articles():
    articles = invented(50)[::-1]
    drawn = split(articles, CODEBOOK, seed=0)
    assert list(drawn.train) == sorted(drawn.train, reverse=True)


def test_articles_that_are_not_coded_are_split_too():
    articles = [CodedArticle(text=word, id=word) for word in WORDS]
    drawn = split(articles, CODEBOOK, shares=(0.5, 0.25, 0.25), seed=0)
    assert [len(getattr(drawn, name)) for name in NAMES] == [8, 4, 4]


@pytest.mark.parametrize("seed", range(10))
def test_a_share_of_zero_leaves_a_split_empty(seed):
    drawn = split(invented(40, seed=seed), CODEBOOK, shares=(0.75, 0.25, 0.0), seed=seed)
    assert drawn.test == ()
    assert len(drawn.validation) == pytest.approx(10, abs=3)


def test_saved_and_loaded_it_is_the_same_and_nothing_else_is_left(tmp_path):
    drawn = split(invented(40, reprints=5), CODEBOOK, seed=7)
    path = tmp_path / "split.json"
    path.write_text("older", encoding="utf-8")
    drawn.save(path)
    assert Split.load(path) == drawn
    assert list(tmp_path.iterdir()) == [path]
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["seed"] == 7
    assert data["codebook_fingerprint"] == CODEBOOK.fingerprint
    assert data["leakage"]["pairs"] == 5


@pytest.mark.parametrize("content", ["{}", "[]", "no", '{"train": [], "leakage": {}}'])
def test_a_file_that_is_no_split_is_refused(tmp_path, content):
    path = tmp_path / "split.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"split\.json: it is not a split"):
        Split.load(path)


def test_a_missing_file_and_an_id_in_two_splits_are_refused(tmp_path):
    with pytest.raises(DataError, match="No such file"):
        Split.load(tmp_path / "none.json")
    drawn = split(invented(20), CODEBOOK, seed=0)
    dataclasses.replace(drawn, test=drawn.train[:1]).save(tmp_path / "double.json")
    with pytest.raises(DataError, match="occurs twice"):
        Split.load(tmp_path / "double.json")


def test_other_articles_than_those_split_are_refused():
    articles = invented(20)
    drawn = split(articles, CODEBOOK, seed=0)
    with pytest.raises(DataError, match="1 of its 20 ids are missing and 0 articles"):
        drawn.parts(articles[1:])
    with pytest.raises(DataError, match="0 of its 20 ids are missing and 2 articles"):
        drawn.parts(articles + [CodedArticle(text="خبر", id=name) for name in "xy"])


@pytest.mark.parametrize("shares", [(0.8, 0.1, 0.2), (1.2, -0.1, -0.1), (0.5, 0.5)])
def test_shares_that_do_not_sum_to_one_are_refused(shares):
    with pytest.raises(ConfigError, match="expected three shares of 0 or more"):
        split(invented(20), CODEBOOK, shares=shares, seed=0)


def test_too_few_articles_or_groups_are_refused():
    with pytest.raises(DataError, match="2 articles cannot fill 3 splits"):
        split(invented(2), CODEBOOK, seed=0)
    copies = [CodedArticle(text="وصل الوزير", id=str(number)) for number in range(9)]
    with pytest.raises(DataError, match="9 articles in 1 groups of near-duplicates are too few"):
        split(copies, CODEBOOK, seed=0)


def test_ids_must_be_there_and_differ():
    with pytest.raises(DataError, match="article 1: the id '' is empty"):
        split([CodedArticle(text="خبر")] * 3, CODEBOOK, seed=0)
    with pytest.raises(DataError, match="article 2: the id 'a' is double"):
        split([CodedArticle(text="خبر", id="a")] * 3, CODEBOOK, seed=0)


def test_a_threshold_that_is_no_share_is_refused():
    with pytest.raises(ConfigError, match="threshold is 50"):
        split(invented(20), CODEBOOK, seed=0, threshold=50)


def test_near_duplicates_are_found_by_exact_similarity_and_chains_are_one_group():
    words = [f"{word}{number}" for number in range(4) for word in WORDS]
    texts = [" ".join(words[start : start + 40]) for start in (0, 8, 16)]
    articles = [CodedArticle(text=text) for text in (*texts, "", "", "قصير", "قصير")]
    found = find_near_duplicates(articles, threshold=0.5)
    assert found.pairs.tolist() == [[0, 1], [1, 2], [5, 6]]
    assert found.groups.tolist() == [0, 0, 0, 1, 2, 3, 3]
    assert find_near_duplicates(articles[:3], threshold=0.7).pairs.tolist() == []

"""The lexical channel: stable features, what it adds, and folders that do not fit it."""

import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from relclf.articles import Article, CodedArticle
from relclf.codebook import Codebook
from relclf.errors import ModelError
from relclf.evaluation.gold import gold_from
from relclf.lexical import BUCKETS, FEATURES, Lexical, counts_of, weigh
from relclf.pooling import Outputs
from relclf.training.lexical import choose_weight, fit_lexical


@pytest.fixture(scope="module")
def channel(coded_articles: list[CodedArticle], codebook: Codebook) -> Lexical:
    gold = gold_from(coded_articles, codebook).interactions
    fitted = fit_lexical(coded_articles, gold, len(codebook.interactions))
    assert fitted is not None
    return fitted


def test_features_are_words_pairs_and_parts_of_both_texts() -> None:
    features, counts = counts_of(Article("زار عمان", title="خبر"))
    whole = [zlib.crc32(text.encode()) % BUCKETS for text in ("زار", "عمان", "خبر", "زار عمان")]
    assert {*whole} <= {*features}
    parts = [" زا", "زار", "ار ", " زار", "زار ", " زار "]
    assert {zlib.crc32(part.encode()) % BUCKETS + BUCKETS for part in parts} <= {*features}
    # So short a text is its own beginning.
    first = features < 2 * BUCKETS
    assert np.array_equal(features[first] + 2 * BUCKETS, features[~first])
    assert np.array_equal(counts[first], counts[~first])


def test_the_end_of_a_long_article_does_not_count_as_its_beginning() -> None:
    short, long = Article("زار " * 90), Article("زار " * 90 + "الرياض")
    begun = [features[features >= 2 * BUCKETS] for features, _ in map(counts_of, (short, long))]
    assert np.array_equal(*begun)
    assert len(counts_of(long)[0]) > len(counts_of(short)[0])


def test_each_group_of_features_has_length_one() -> None:
    features, values = weigh(*counts_of(Article("زار الوزير عمان")), np.ones(FEATURES))
    for group in range(4):
        part = values[features // BUCKETS == group]
        assert np.linalg.norm(part) == pytest.approx(1.0)


def test_it_learns_what_words_give_away(
    channel: Lexical, coded_articles: list[CodedArticle], codebook: Codebook
) -> None:
    gold = gold_from(coded_articles, codebook).interactions
    chosen = [int(channel(article).argmax()) for article in coded_articles]
    assert chosen == gold.tolist()
    assert fit_lexical(coded_articles, np.minimum(gold, 1), 3) is None  # two are too few


def test_what_is_saved_is_what_is_loaded(
    channel: Lexical, coded_articles: list[CodedArticle], tmp_path: Path
) -> None:
    half = channel.weighed(0.5)
    half.save(tmp_path)
    loaded = Lexical.load(tmp_path, 3)
    assert loaded is not None
    for article in coded_articles:
        assert np.array_equal(loaded(article), half(article))
        assert np.allclose(2 * half(article), channel(article), atol=1e-5)
    added = loaded.added(np.zeros(7), coded_articles[0], Outputs(3, 3))
    assert np.array_equal(added[3:6], loaded(coded_articles[0]))
    assert not added[[0, 1, 2, 6]].any()


def test_a_file_of_another_model_or_a_damaged_one_is_refused(
    channel: Lexical, tmp_path: Path
) -> None:
    assert Lexical.load(tmp_path, 3) is None
    channel.save(tmp_path)
    with pytest.raises(ModelError, match="mixes two models"):
        Lexical.load(tmp_path, 4)
    (tmp_path / "lexical.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelError, match="damaged"):
        Lexical.load(tmp_path, 3)


def test_a_channel_that_does_not_help_is_left_out(
    channel: Lexical, coded_articles: list[CodedArticle], codebook: Codebook
) -> None:
    gold = gold_from(coded_articles, codebook).interactions
    perfect = np.eye(3)[gold] * 9
    words = np.stack([channel(article) for article in coded_articles])
    assert choose_weight(perfect, words, gold) == 0.0
    assert choose_weight(np.zeros_like(perfect), words, gold) > 0.0
    assert choose_weight(perfect, words, np.full(len(gold), -1)) == 0.0


def test_names_of_articles_change_nothing(channel: Lexical) -> None:
    article = Article("زار الوزير عمان", id="a")
    assert np.array_equal(channel(article), channel(replace(article, id="b", source="x")))

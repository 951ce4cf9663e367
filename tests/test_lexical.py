"""The lexical channel: stable features, what it adds, and folders that do not fit it."""

import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from relclf.articles import Article, CodedArticle
from relclf.codebook import Codebook
from relclf.errors import ModelError
from relclf.evaluation.gold import Gold, gold_from
from relclf.lexical import GROUPS, Lexical, counts_of, weigh
from relclf.pooling import FloatArray, IntArray, Outputs
from relclf.scoring import with_words
from relclf.training.lexical import choose_weights, fit_lexical, read

OUTPUTS = Outputs(3, 3)
BUCKETS = 5_000


def counted(article: Article) -> tuple[IntArray, IntArray]:
    return counts_of(*read(article, rename=False), BUCKETS)


def logits_of(channel: Lexical, article: Article) -> FloatArray:
    return channel(*read(article, rename=False))


@pytest.fixture(scope="module")
def gold(coded_articles: list[CodedArticle], codebook: Codebook) -> Gold:
    return gold_from(coded_articles, codebook)


@pytest.fixture(scope="module")
def channel(coded_articles: list[CodedArticle], gold: Gold) -> Lexical:
    return fit_lexical(coded_articles, gold, OUTPUTS, buckets=BUCKETS, rename=False)


def test_features_are_words_pairs_and_parts_of_both_texts() -> None:
    features, counts = counted(Article("زار عمان", title="خبر"))
    whole = [zlib.crc32(text.encode()) % BUCKETS for text in ("زار", "عمان", "خبر", "زار عمان")]
    assert {*whole} <= {*features}
    parts = [" زا", "زار", "ار ", " زار", "زار ", " زار "]
    assert {zlib.crc32(part.encode()) % BUCKETS + BUCKETS for part in parts} <= {*features}
    # So short a text is its own beginning.
    first = features < 2 * BUCKETS
    assert np.array_equal(features[first] + 2 * BUCKETS, features[~first])
    assert np.array_equal(counts[first], counts[~first])


def test_the_end_of_a_long_article_does_not_count_as_its_beginning() -> None:
    lead = "زار الوزير عمان " * 20 + "\n"
    short, long = Article(lead), Article(lead + "وصل إلى الرياض")
    begun = [features[features >= 2 * BUCKETS] for features, _ in map(counted, (short, long))]
    assert np.array_equal(*begun)
    assert len(counted(long)[0]) > len(counted(short)[0])


def test_each_group_of_features_has_length_one() -> None:
    features, values = weigh(*counted(Article("زار الوزير عمان")), np.ones(GROUPS * BUCKETS))
    for group in range(4):
        part = values[features // BUCKETS == group]
        assert np.linalg.norm(part) == pytest.approx(1.0)


def test_it_learns_what_words_give_away(
    channel: Lexical, coded_articles: list[CodedArticle], gold: Gold
) -> None:
    logits = np.stack([logits_of(channel, article) for article in coded_articles])
    assert logits[:, 3:].argmax(axis=1).tolist() == gold.interactions.tolist()
    for topic in range(3):
        has = gold.topics[:, topic] == 1
        if 5 <= has.sum() <= len(has) - 5:
            assert logits[has, topic].min() > logits[~has, topic].max()


def test_it_is_silent_where_too_few_articles_tell(
    channel: Lexical, coded_articles: list[CodedArticle], gold: Gold
) -> None:
    rare = np.zeros_like(gold.topics)
    rare[:4] = 1
    few = replace(gold, topics=rare, interactions=np.minimum(gold.interactions, 1))
    silent = fit_lexical(coded_articles, few, OUTPUTS, buckets=BUCKETS, rename=False)
    assert not any(logits_of(silent, article).any() for article in coded_articles)


def test_what_is_saved_is_what_is_loaded(
    channel: Lexical, coded_articles: list[CodedArticle], tmp_path: Path
) -> None:
    half = channel.weighed(np.full(6, 0.5))
    half.save(tmp_path)
    loaded = Lexical.load(tmp_path, OUTPUTS)
    assert loaded is not None
    for article in coded_articles:
        assert np.array_equal(logits_of(loaded, article), logits_of(half, article))
        assert np.allclose(2 * logits_of(half, article), logits_of(channel, article), atol=1e-5)
    words = logits_of(loaded, coded_articles[0])
    added = with_words(np.ones(7), words)
    assert np.allclose(added, [*(1 + words), 1])


def test_a_file_of_another_model_or_a_damaged_one_is_refused(
    channel: Lexical, tmp_path: Path
) -> None:
    assert Lexical.load(tmp_path, OUTPUTS) is None
    channel.save(tmp_path)
    with pytest.raises(ModelError, match="mixes two models"):
        Lexical.load(tmp_path, Outputs(3, 4))
    replace(channel, idf=channel.idf[:-GROUPS]).save(tmp_path)
    with pytest.raises(ModelError, match="expected \\(19996, 6\\)"):
        Lexical.load(tmp_path, OUTPUTS)
    (tmp_path / "lexical.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelError, match="damaged"):
        Lexical.load(tmp_path, OUTPUTS)


def test_a_channel_that_does_not_help_is_left_out(
    channel: Lexical, coded_articles: list[CodedArticle], gold: Gold
) -> None:
    perfect = 9 * np.hstack([2 * np.nan_to_num(gold.topics) - 1, np.eye(3)[gold.interactions]])
    words = np.stack([logits_of(channel, article) for article in coded_articles])
    assert choose_weights(perfect, words, gold, OUTPUTS) == (0.0, 0.0)
    assert min(choose_weights(np.zeros_like(perfect), words, gold, OUTPUTS)) > 0.0
    uncoded = replace(
        gold, topics=np.full_like(gold.topics, np.nan), interactions=0 * gold.interactions - 1
    )
    assert choose_weights(perfect, words, uncoded, OUTPUTS) == (0.0, 0.0)


def test_names_of_articles_change_nothing(channel: Lexical) -> None:
    article = Article("زار الوزير عمان", id="a")
    assert np.array_equal(
        logits_of(channel, article), logits_of(channel, replace(article, id="b", source="x"))
    )

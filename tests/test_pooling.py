"""Laws of pooling: the cut into windows does not matter, and hand-written numbers."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclf.pooling import Outputs, article_logits, by_place, count_votes, pool

PLAIN = Outputs(topics=1, interactions=0)
PLACED = Outputs(topics=1, interactions=2, places=3)


def drawn(tokens: int, segments: int, outputs: Outputs, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Token logits, the segment of each token (some don't vote), and the segments' places."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, 4, (tokens, outputs.size))
    index = np.sort(generator.integers(-1, segments, tokens))
    return logits, index, generator.integers(0, 3, segments)


@pytest.mark.parametrize(
    ("topics", "interactions", "places", "size"),
    [(18, 13, 3, 58), (18, 13, 1, 32), (18, 0, 3, 18), (0, 13, 1, 14), (0, 2, 3, 7)],
)
def test_the_number_of_outputs(topics: int, interactions: int, places: int, size: int) -> None:
    assert Outputs(topics, interactions, places).size == size


def test_tokens_are_averaged_and_segments_summed() -> None:
    logits = np.log([[100.0], [1.0], [3.0], [5.0], [100.0]])
    votes = [count_votes(logits, np.array([-1, 0, 0, 2, -1]))]
    pooled = pool(votes, np.array([0, 0, 0]), PLAIN)
    assert np.exp(pooled.segments).ravel() == pytest.approx([2, 0, 5])
    assert np.exp(pooled.article) == pytest.approx([7])


@pytest.mark.parametrize(
    ("pooling", "segments", "article"), [("mean", [2.0, 6.0], 10 / 3), ("cls", [9.0, 9.0], 9.0)]
)
def test_the_baselines_average(pooling: str, segments: list[float], article: float) -> None:
    logits = np.array([[9.0], [1.0], [3.0], [6.0]])
    votes = [count_votes(logits, np.array([-1, 0, 0, 1]), pooling)]
    pooled = pool(votes, np.array([0, 0]), PLAIN, pooling)
    assert pooled.segments.ravel() == pytest.approx(segments)
    assert pooled.article == pytest.approx([article])


@given(cuts=st.lists(st.integers(0, 40), max_size=6), seed=st.integers(0, 20))
@pytest.mark.parametrize("pooling", ["votes", "mean"])
def test_the_cut_into_windows_does_not_matter(pooling: str, cuts: list[int], seed: int) -> None:
    logits, index, places = drawn(40, 7, PLACED, seed)
    whole = pool([count_votes(logits, index, pooling)], places, PLACED, pooling)
    bounds = [0, *sorted(cuts), 40]
    parts = [
        count_votes(logits[start:end], index[start:end], pooling) for start, end in pairwise(bounds)
    ]
    for order in (parts, parts[::-1]):
        pooled = pool(order, places, PLACED, pooling)
        assert np.allclose(pooled.segments, whole.segments, rtol=0, atol=1e-9)
        assert np.allclose(pooled.article, whole.article, rtol=0, atol=1e-9)


def test_the_order_of_tokens_does_not_matter() -> None:
    logits, index, places = drawn(30, 5, PLACED)
    shuffled = np.random.default_rng(1).permutation(30)
    one = pool([count_votes(logits, index)], places, PLACED)
    two = pool([count_votes(logits[shuffled], index[shuffled])], places, PLACED)
    assert np.allclose(one.segments, two.segments, atol=1e-12)


def test_repeating_the_tokens_of_a_segment_changes_nothing() -> None:
    logits, index, places = drawn(30, 5, PLACED)
    one = pool([count_votes(logits, index)], places, PLACED)
    two = pool([count_votes(logits, index)] * 3, places, PLACED)
    assert np.allclose(one.article, two.article, atol=1e-12)


def test_large_logits_do_not_overflow() -> None:
    votes = [count_votes(np.array([[2000.0], [-2000.0], [1000.0]]), np.array([0, 0, 1]))]
    pooled = pool(votes, np.array([0, 0]), PLAIN)
    assert pooled.segments.ravel() == pytest.approx([2000 - np.log(2), 1000])
    assert pooled.article == pytest.approx([2000 - np.log(2)])


@pytest.mark.parametrize("pooling", ["votes", "mean", "cls"])
def test_nothing_read_gives_minus_infinity(pooling: str) -> None:
    silent = [count_votes(np.zeros((2, PLACED.size)), np.array([-1, -1]), pooling)]
    for votes in ([], silent):
        for places in (np.array([], dtype=np.int64), np.array([0, 2])):
            pooled = pool(votes, places, PLACED, pooling)
            assert pooled.segments.shape == (len(places), 4)
            assert (pooled.segments == -np.inf).all()
            assert pooled.article.tolist() == [-np.inf] * 4


def test_a_place_picks_its_block_of_interactions() -> None:
    logits = np.arange(8.0)[None] + 10 * np.arange(3)[:, None]
    chosen = by_place(logits, np.array([0, 1, 2]), PLACED)
    assert chosen.tolist() == [[0, 1, 2, 7], [10, 13, 14, 17], [20, 25, 26, 27]]


@pytest.mark.parametrize("outputs", [Outputs(4, 3, 1), Outputs(8, 0, 3), Outputs(8, 0, 1)])
def test_without_blocks_the_logits_stay(outputs: Outputs) -> None:
    logits = np.arange(16.0).reshape(2, 8)
    assert by_place(logits, np.array([1, 2]), outputs) is logits


def test_interactions_alone_keep_planned() -> None:
    chosen = by_place(np.arange(7.0)[None], np.array([1]), Outputs(0, 2, 3))
    assert chosen.tolist() == [[2, 3, 6]]


def test_a_stronger_segment_never_weakens_the_article() -> None:
    logits = np.random.default_rng(0).normal(0, 3, (6, 4))
    stronger = logits.copy()
    stronger[2] += 1
    assert (article_logits(stronger) > article_logits(logits)).all()
    assert (article_logits(logits) >= logits.max(axis=0)).all()

"""Laws of windows and of pooling: every token votes once, and no number is lost or invented."""

import functools
import os
from typing import TYPE_CHECKING

import numpy as np
from drawn import Drawn

from relclf.articles import Article
from relclf.folder import TOKENIZER, find_model
from relclf.normalize import NORMALIZERS, normalize
from relclf.pooling import Outputs, Pooled, Votes, count_votes, pool
from relclf.windows import MIN_WINDOW, NO_VOTE, WindowedArticle, Windower

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["pooling_law", "window_law"]

_POOLINGS = ("votes", "mean", "cls")


def window_law(data: bytes) -> None:
    """No window is too long, each token of what is read votes once, coverage says what was read.

    Four bytes choose the normaliser, the window, the most windows and the renaming; the title ends
    at the byte 0xFF.
    """
    drawn = Drawn(data)
    normalizer, window = drawn.choice(NORMALIZERS), MIN_WINDOW + drawn.number(100)
    most, rename = drawn.choice((None, None, 1, 2)), bool(drawn.number(2))
    article = Article(title=drawn.readable(), text=drawn.readable())
    windower = Windower(
        _tokenizer(), normalizer=normalizer, window=window, max_windows=most, rename_states=rename
    )
    done = windower(article)
    for one in done.windows:
        assert one.input_ids.shape == one.token_types.shape == one.segments.shape
        assert len(one.input_ids) <= window
        assert (one.segments >= NO_VOTE).all()
        assert (one.segments >= 0).any()
        assert one.segments[0] == one.segments[-1] == NO_VOTE
    votes, expected = _votes(done), _expected(done, normalizer)
    assert votes == expected[: len(votes)]
    if most is None:
        assert len(votes) == len(expected)
    else:
        assert len(done.windows) <= most
    assert done.coverage == (len(votes) / len(expected) if expected else 1.0)


def pooling_law(data: bytes) -> None:
    """Logits stay finite and within those of the tokens, however the windows were cut.

    Seven bytes choose the outputs, the pooling and the numbers; the rest are the logits.
    """
    drawn = Drawn(data)
    pooling = drawn.choice(_POOLINGS)
    outputs = Outputs(drawn.number(4), drawn.choice((2, 3, 0)), drawn.choice((3, 1)))
    tokens, segments = 1 + drawn.number(40), 1 + drawn.number(8)
    if not outputs.size:
        return
    cut = drawn.number(tokens)
    index = np.array([drawn.number(segments + 1) - 1 for _ in range(tokens)])
    places = np.array([drawn.number(3) for _ in range(segments)])
    logits = drawn.floats(tokens * outputs.size).reshape(tokens, outputs.size)
    with np.errstate(invalid="raise", over="raise", divide="ignore"):
        whole = count_votes(logits, index, pooling)
        pooled = pool([whole], places, outputs, pooling)
        _check_pooled(pooled, whole, logits, pooling)
        if pooling != "cls":
            parts = [
                count_votes(logits[part], index[part], pooling)
                for part in (slice(cut, None), slice(None, cut))
            ]
            again = pool(parts, places, outputs, pooling)
            margin = 1e-9 + 1e-9 * float(np.abs(logits).max())
            assert np.allclose(again.segments, pooled.segments, rtol=0, atol=margin)
            assert np.allclose(again.article, pooled.article, rtol=0, atol=margin)


@functools.cache
def _tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer

    # Threads of its own would not be seen by a fuzzer.
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    return Tokenizer.from_file(str(find_model(None) / TOKENIZER))


def _votes(done: WindowedArticle) -> list[tuple[int, int]]:
    return [
        (int(segment), int(token))
        for window in done.windows
        for segment, token in zip(window.segments, window.input_ids, strict=True)
        if segment != NO_VOTE
    ]


def _expected(done: WindowedArticle, normalizer: str) -> list[tuple[int, int]]:
    texts = [normalize(text, normalizer).text for text in done.texts]
    encodings = _tokenizer().encode_batch_fast(texts, add_special_tokens=False)
    return [(index, token) for index, one in enumerate(encodings) for token in one.ids]


def _check_pooled(pooled: Pooled, votes: Votes, logits: np.ndarray, pooling: str) -> None:
    read = np.zeros(len(pooled.segments), dtype=bool)
    read[votes.segments] = True
    assert (pooled.segments[~read] == -np.inf).all()
    assert not np.isnan(pooled.article).any()
    if not read.any():
        assert (pooled.article == -np.inf).all()
        return
    inside = pooled.segments[read]
    assert np.isfinite(inside).all()
    assert np.isfinite(pooled.article).all()
    low, high = float(logits.min()), float(logits.max())
    margin = 1e-9 + 1e-9 * max(abs(low), abs(high))
    assert low - margin <= inside.min()
    assert inside.max() <= high + margin
    most = np.log(read.sum()) if pooling == "votes" else 0.0
    assert (pooled.article >= inside.min(axis=0) - margin).all()
    assert (pooled.article <= inside.max(axis=0) + most + margin).all()

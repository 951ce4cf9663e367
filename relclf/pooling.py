"""Token logits into article logits: every token votes, and the strongest segments decide.

    token logits (tokens, outputs)
      -> segment logits: log-mean-exp over the tokens of a segment
      -> article logits: log-sum-exp over the segments of all windows

Log-sum-exp pooling over instances is that of multiple-instance learning (Ramon and De Raedt, 2000).
It does not depend on how the article was cut into windows, and the strongest segment of a label is
its reason. `relclf.training.pooling` is the same arithmetic in torch, tested against this one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

FloatArray = np.ndarray[Any, np.dtype[np.floating[Any]]]
IntArray = np.ndarray[Any, np.dtype[np.integer[Any]]]
UNREAD = -np.inf


@dataclass(frozen=True, slots=True)
class Outputs:
    """Which output of the encoder is which: topics, then the interactions, then planned.

    The interactions have one block of outputs for each place of a segment (`Place`), since the same
    words weigh differently in a headline and in the background at the end.

    Attributes:
        topics: Number of topics.
        interactions: Number of interactions.
        places: Blocks of interaction outputs, 1 or one for each place.
    """

    topics: int
    interactions: int
    places: int = 1

    @property
    def size(self) -> int:
        """Number of outputs of the encoder."""
        return self.topics + self.places * self.interactions + bool(self.interactions)


def segment_logits(
    token_logits: FloatArray, segments: IntArray, number: int
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Average the votes of each segment's tokens: log-mean-exp.

    Args:
        token_logits: Logits of shape (tokens, outputs).
        segments: The segment of each token, of shape (tokens,); negative ones don't vote.
        number: Number of segments of the article.

    Returns:
        Logits of shape (segments, outputs); minus infinity for a segment without tokens.

    Example:
        >>> segment_logits(np.log([[1.0], [3.0], [5.0]]), np.array([0, 0, 2]), 3).ravel().round(3)
        array([0.693,  -inf, 1.609])
    """
    votes = segments >= 0
    logits, index = token_logits[votes].astype(np.float64), segments[votes]
    pooled = np.full((number, logits.shape[1]), UNREAD)
    if not len(index):
        return pooled
    order = np.argsort(index, kind="stable")
    logits, index = logits[order], index[order]
    present, starts, counts = np.unique(index, return_index=True, return_counts=True)
    highest = np.maximum.reduceat(logits, starts)
    sums = np.add.reduceat(np.exp(logits - np.repeat(highest, counts, axis=0)), starts)
    pooled[present] = highest + np.log(sums / counts[:, None])
    return pooled


def article_logits(logits: FloatArray) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Sum the evidence of an article's segments: log-sum-exp.

    Args:
        logits: Segment logits of shape (segments, outputs).

    Returns:
        Logits of shape (outputs,); minus infinity where nothing was read.

    Example:
        >>> article_logits(np.log([[1.0, 2.0], [3.0, 2.0]])).round(3)
        array([1.386, 1.386])
    """
    if not len(logits):
        return np.full(logits.shape[1], UNREAD)
    highest = logits.max(axis=0)
    finite = np.where(np.isfinite(highest), highest, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(finite + np.log(np.exp(logits - finite).sum(axis=0)))


def by_place(logits: FloatArray, places: IntArray, outputs: Outputs) -> FloatArray:
    """Keep of each segment's interaction outputs the block of the place where it stands.

    Args:
        logits: Segment logits of shape (segments, `outputs.size`).
        places: The place of each segment, of shape (segments,).
        outputs: Which output is which.

    Returns:
        Logits of shape (segments, topics + interactions + planned).
    """
    if outputs.places == 1:
        return logits
    topics, number = outputs.topics, outputs.interactions
    blocks = topics + number * np.asarray(places)[:, None] + np.arange(number)
    chosen = np.take_along_axis(logits, blocks, axis=1)
    return np.concatenate([logits[:, :topics], chosen, logits[:, -1:]], axis=1)

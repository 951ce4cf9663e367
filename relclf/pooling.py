"""Token logits into article logits: every token votes, and the strongest segments decide.

    token logits (tokens, outputs)
      -> segment logits: log-mean-exp over the tokens of a segment
      -> article logits: log-sum-exp over the segments of all windows

Log-sum-exp pooling over instances is that of multiple-instance learning (Ramon and De Raedt, 2000).
It does not depend on how the article was cut into windows, and the strongest segment of a label is
its reason. `relclf.training.pooling` is the same arithmetic in torch, tested against this one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]
IntArray = npt.NDArray[np.integer[Any]]
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


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of one window, counted; all that is kept of its token logits.

    Attributes:
        segments: Segments with a token in the window, of shape (present,).
        totals: Their tokens' logits summed, in log space for the pooling "votes"; of shape
            (present, outputs).
        counts: Their number of tokens in the window, of shape (present,).
    """

    segments: IntArray
    totals: FloatArray
    counts: IntArray


@dataclass(frozen=True, slots=True)
class Pooled:
    """The logits of one article.

    Attributes:
        segments: Of shape (segments, topics + interactions + planned); minus infinity for a
            segment without tokens.
        article: Of shape (topics + interactions + planned,).
    """

    segments: FloatArray
    article: FloatArray


def count_votes(token_logits: FloatArray, segments: IntArray, pooling: str = "votes") -> Votes:
    """Count the votes of a window's tokens.

    Args:
        token_logits: Logits of shape (tokens, outputs).
        segments: The segment that each token votes for, of shape (tokens,); negative ones don't.
        pooling: "votes"; or a baseline: "mean" averages logits, and in "cls" the window's first
            token votes for all others.

    Returns:
        The votes.
    """
    votes = segments >= 0
    logits, index = token_logits[votes].astype(np.float64), segments[votes]
    if pooling == "cls":
        logits = np.repeat(token_logits[:1].astype(np.float64), len(index), axis=0)
    return _summed(index, logits, np.ones(len(index), np.int64), pooling)


def pool(
    votes: Sequence[Votes], places: IntArray, outputs: Outputs, pooling: str = "votes"
) -> Pooled:
    """Pool the votes of an article's windows.

    Args:
        votes: Of each window, in any order.
        places: The place of each of the article's segments, of shape (segments,).
        outputs: Which output is which.
        pooling: As in `count_votes`.

    Returns:
        Segment and article logits.

    Example:
        >>> logits = np.log([[1.0], [3.0], [4.0]])
        >>> votes = [count_votes(logits, np.array([0, 0, 1]))]
        >>> pooled = pool(votes, np.array([0, 0]), Outputs(topics=1, interactions=0))
        >>> np.exp(pooled.segments).round(3).ravel(), np.exp(pooled.article).round(3)
        (array([2., 4.]), array([6.]))
    """
    number = len(places)
    logits = np.full((number, outputs.size), UNREAD)
    weights = np.zeros(number)
    if votes:
        total = _summed(
            np.concatenate([vote.segments for vote in votes]),
            np.concatenate([vote.totals for vote in votes]),
            np.concatenate([vote.counts for vote in votes]),
            pooling,
        )
        counts = total.counts[:, None]
        in_logs = pooling == "votes"
        logits[total.segments] = total.totals - np.log(counts) if in_logs else total.totals / counts
        weights[total.segments] = total.counts
    logits = by_place(logits, places, outputs)
    if pooling == "votes":
        return Pooled(logits, article_logits(logits))
    read = weights > 0
    article = np.full(logits.shape[1], UNREAD)
    if read.any():
        article = np.average(logits[read], axis=0, weights=weights[read])
    return Pooled(logits, article)


def article_logits(logits: FloatArray) -> FloatArray:
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
    if outputs.places == 1 or not outputs.interactions:
        return logits
    topics, number = outputs.topics, outputs.interactions
    blocks = topics + number * np.asarray(places)[:, None] + np.arange(number)
    chosen = np.take_along_axis(logits, blocks, axis=1)
    return np.concatenate([logits[:, :topics], chosen, logits[:, -1:]], axis=1)


def _summed(segments: IntArray, totals: FloatArray, counts: IntArray, pooling: str) -> Votes:
    """Sum the rows of each segment, in log space for the pooling "votes"."""
    if not len(segments):
        return Votes(segments, totals, counts)
    order = np.argsort(segments, kind="stable")
    totals, counts = totals[order], counts[order]
    present, starts, rows = np.unique(segments[order], return_index=True, return_counts=True)
    if pooling == "votes":
        highest = np.maximum.reduceat(totals, starts)
        shifted = np.exp(totals - np.repeat(highest, rows, axis=0))
        sums = highest + np.log(np.add.reduceat(shifted, starts))
    else:
        sums = np.add.reduceat(totals, starts)
    return Votes(present, sums, np.add.reduceat(counts, starts))

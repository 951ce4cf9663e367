"""Coded articles into a table of windows and labels, and rows of it into batches."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset, Features, List, Value
from torch import Tensor

from relclf.articles import CodedArticle, Span
from relclf.codebook import Codebook
from relclf.decision import NONE
from relclf.evaluation.gold import gold_from
from relclf.segments import Place, Segment
from relclf.windows import Window, Windower

FEATURES = Features(
    {
        "input_ids": List(Value("int32")),
        "token_types": List(Value("int8")),
        "segments": List(Value("int32")),
        "window_lengths": List(Value("int32")),
        "places": List(Value("int8")),
        "labels": List(Value("float32")),
        "evidence_segments": List(Value("int32")),
        "evidence_outputs": List(Value("int32")),
        "length": Value("int32"),
    }
)


def build_dataset(
    articles: Sequence[CodedArticle],
    codebook: Codebook,
    windower: Windower,
    cache: Path,
    most: int | None = None,
) -> Dataset:
    """Tokenise coded articles once, into a memory-mapped table of one row an article.

    Args:
        articles: Coded articles.
        codebook: Gives the order of the labels.
        windower: Cuts articles into windows.
        cache: Folder of the table's file.
        most: Most windows of an article; None keeps all.

    Returns:
        A table with `FEATURES`: the tokens of all windows end to end, and `labels` of shape
        (topics + 2,): topics 1, 0 or NaN, the interaction's index or -1, planned 1, 0 or NaN.
    """

    def rows() -> Iterator[dict[str, Any]]:
        for index, article in enumerate(articles):
            windowed = windower(article)
            evidence = list(_evidence(article, codebook, windowed.segments))
            windows = _kept(windowed.windows, {segment for segment, _ in evidence}, most, index)
            yield _row(article, codebook, windowed.segments, windows, evidence)

    dataset = Dataset.from_generator(rows, features=FEATURES, cache_dir=str(cache))
    return dataset.with_format("numpy")


def collate(rows: Sequence[Mapping[str, Any]], padding: int) -> dict[str, Tensor]:
    """Stack the windows of a batch of articles.

    Args:
        rows: Rows of `build_dataset`, with `counts` where `relclf.training.batches` drew them.
        padding: Token id of the padding.

    Returns:
        `input_ids`, `token_type_ids`, `attention_mask` and `votes` (the batch's segment that each
        token votes for, or -1), of shape (windows, tokens); `places` and `articles` of shape
        (segments,); `labels` of shape (articles, topics + 2); `counts` of shape (articles,), 1 or
        0; `evidence` of shape (spans, 2): segment and output.
    """
    lengths = np.concatenate([row["window_lengths"] for row in rows])
    shape = (len(lengths), int(lengths.max(initial=1)))
    filled = np.arange(shape[1]) < lengths[:, None]
    counts = np.array([len(row["places"]) for row in rows])
    offsets = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)

    def padded(parts: Sequence[Any], fill: int) -> Tensor:
        table = np.full(shape, fill, dtype=np.int64)
        table[filled] = np.concatenate(parts)
        return torch.from_numpy(table)

    votes = [
        np.where(row["segments"] >= 0, row["segments"] + offset, -1)
        for row, offset in zip(rows, offsets, strict=True)
    ]
    outputs = np.concatenate([row["evidence_outputs"] for row in rows]).astype(np.int64)
    spans = [row["evidence_segments"] + offset for row, offset in zip(rows, offsets, strict=True)]
    return {
        "input_ids": padded([row["input_ids"] for row in rows], padding),
        "token_type_ids": padded([row["token_types"] for row in rows], 0),
        "attention_mask": torch.from_numpy(filled.astype(np.int64)),
        "votes": padded(votes, -1),
        "places": torch.from_numpy(
            np.concatenate([row["places"] for row in rows]).astype(np.int64)
        ),
        "articles": torch.from_numpy(np.repeat(np.arange(len(rows)), counts)),
        "labels": torch.from_numpy(np.stack([row["labels"] for row in rows])),
        "counts": torch.tensor([int(row.get("counts", True)) for row in rows]),
        "evidence": torch.from_numpy(
            np.stack([np.concatenate(spans).astype(np.int64), outputs], 1)
        ),
    }


def _kept(
    windows: Sequence[Window], evidence: set[int], most: int | None, seed: int
) -> Sequence[Window]:
    """Keep an article's first window, those that hold evidence, and others by chance."""
    if most is None or len(windows) <= most:
        return windows
    rng = random.Random(seed)

    def rank(index: int) -> tuple[bool, bool, float]:
        return index > 0, evidence.isdisjoint(windows[index].segments.tolist()), rng.random()

    return [windows[index] for index in sorted(sorted(range(len(windows)), key=rank)[:most])]


def _row(
    article: CodedArticle,
    codebook: Codebook,
    segments: Sequence[Segment],
    windows: Sequence[Window],
    evidence: Sequence[tuple[int, int]],
) -> dict[str, Any]:
    gold = gold_from([article], codebook)
    # A segment that no window holds has no logits, so it can't be taught; nor can a topic, where it
    # is all that shows it.
    held = {int(segment) for window in windows for segment in window.segments}
    shown = {output for _, output in evidence}
    evidence = [(segment, output) for segment, output in evidence if segment in held]
    unseen = shown - {output for _, output in evidence}
    topics = [math.nan if index in unseen else value for index, value in enumerate(gold.topics[0])]
    lengths = [len(window.input_ids) for window in windows]
    return {
        "input_ids": [token for window in windows for token in window.input_ids],
        "token_types": [kind for window in windows for kind in window.token_types],
        "segments": [segment for window in windows for segment in window.segments],
        "window_lengths": lengths,
        "places": [int(segment.place) for segment in segments],
        "labels": [*topics, float(gold.interactions[0]), gold.planned[0]],
        "evidence_segments": [segment for segment, _ in evidence],
        "evidence_outputs": [output for _, output in evidence],
        "length": sum(lengths),
    }


def _evidence(
    article: CodedArticle, codebook: Codebook, segments: Sequence[Segment]
) -> Iterator[tuple[int, int]]:
    """Yield (segment, output) for each segment that a coder gave as a label's reason."""
    if article.evidence is None:
        return
    for output, key in enumerate(codebook.topic_keys):
        for segment in _overlapping(article.evidence.topics.get(key, ()), segments):
            yield segment, output
    interaction = article.interaction
    if interaction in codebook.interaction_keys and interaction != NONE:
        output = len(codebook.topics) + codebook.interaction_keys.index(interaction)
        for segment in _overlapping(article.evidence.interaction, segments):
            yield segment, output


def _overlapping(spans: Sequence[Span], segments: Sequence[Segment]) -> Iterator[int]:
    """Yield the segments of which a span covers at least half."""
    for index, segment in enumerate(segments):
        in_title = segment.place is Place.TITLE
        length = segment.end - segment.start
        for span in spans:
            if span == "title":
                covered = length if in_title else 0
            else:
                covered = 0 if in_title else min(span[1], segment.end) - max(span[0], segment.start)
            if 2 * covered >= length:
                yield index
                break

"""Rows and batches of coded articles: against a naive loop, and which segments are evidence."""

from collections.abc import Mapping
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.segments import segment_article
from relclf.training.dataset import build_dataset, collate
from relclf.windows import Windower

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PADDING = 99
FIRST = "وصل وزير خارجية جمهورية النور إلى العاصمة."
SECOND = "وتناول الجانبان تصدير النفط والغاز والكهرباء."
TEXT = f"{FIRST} {SECOND}"


@pytest.fixture
def windower(tokenizer: "Tokenizer") -> Windower:
    return Windower(tokenizer, normalizer="basic", window=48)


def rows_of(
    articles: list[CodedArticle], codebook: Codebook, windower: Windower, folder: Path
) -> list[Mapping[str, Any]]:
    return list(build_dataset(articles, codebook, windower, folder))


def test_a_batch_is_what_a_naive_loop_makes(
    coded_articles: list[CodedArticle], codebook: Codebook, windower: Windower, tmp_path: Path
) -> None:
    articles = [*coded_articles[1:8], replace(coded_articles[0], evidence=None), coded_articles[15]]
    batch = collate(rows_of(articles, codebook, windower, tmp_path), PADDING)
    windows: list[tuple[list[int], list[int], list[int]]] = []
    places: list[int] = []
    owners: list[int] = []
    for number, article in enumerate(articles):
        windowed = windower(article)
        for window in windowed.windows:
            votes = [int(index) + len(places) if index >= 0 else -1 for index in window.segments]
            windows.append((window.input_ids.tolist(), window.token_types.tolist(), votes))
        places += [int(segment.place) for segment in windowed.segments]
        owners += [number] * len(windowed.segments)
    longest = max(len(ids) for ids, _, _ in windows)
    assert batch["input_ids"].shape == (len(windows), longest)
    for row, (ids, kinds, votes) in enumerate(windows):
        spare = longest - len(ids)
        assert batch["input_ids"][row].tolist() == ids + [PADDING] * spare
        assert batch["token_type_ids"][row].tolist() == kinds + [0] * spare
        assert batch["votes"][row].tolist() == votes + [-1] * spare
        assert batch["attention_mask"][row].tolist() == [1] * len(ids) + [0] * spare
    assert batch["places"].tolist() == places
    assert batch["articles"].tolist() == owners
    assert all(tensor.dtype.itemsize == 8 for name, tensor in batch.items() if name != "labels")


def test_labels_keep_what_was_not_judged_open(
    codebook: Codebook, windower: Windower, tmp_path: Path
) -> None:
    articles = [
        CodedArticle(text=TEXT, topics=(), interaction="none"),
        CodedArticle(text=TEXT, topics=None, interaction="visit", status="planned"),
        CodedArticle(text=TEXT, topics=("energy",), unsure_topics=("health",)),
        CodedArticle(text=TEXT, topics=("culture",), interaction="agreement", status="held"),
    ]
    batch = collate(rows_of(articles, codebook, windower, tmp_path), PADDING)
    assert [[None if isnan(value) else value for value in row] for row in batch["labels"]] == [
        [0, 0, 0, 2, None],
        [None, None, None, 0, 1],
        [1, None, 0, -1, None],
        [0, 0, 1, 1, 0],
    ]


def test_codebooks_of_one_kind(
    coded_articles: list[CodedArticle],
    topics_only: Codebook,
    interactions_only: Codebook,
    windower: Windower,
    tmp_path: Path,
) -> None:
    topics = collate(rows_of(coded_articles, topics_only, windower, tmp_path / "a"), PADDING)
    assert topics["labels"].shape == (16, 5)
    assert (topics["labels"][:, 3] == -1).all()
    assert topics["labels"][:, 4].isnan().all()
    assert set(topics["evidence"][:, 1].tolist()) == {0, 1, 2}
    others = collate(rows_of(coded_articles, interactions_only, windower, tmp_path / "b"), PADDING)
    assert others["labels"].shape == (16, 2)
    assert set(others["evidence"][:, 1].tolist()) == {0, 1}


def evidence_of(
    article: CodedArticle, codebook: Codebook, windower: Windower, folder: Path
) -> list[tuple[int, int]]:
    (row,) = rows_of([article], codebook, windower, folder)
    pairs = zip(row["evidence_segments"], row["evidence_outputs"], strict=True)
    return [(int(segment), int(output)) for segment, output in pairs]


HALF = len(FIRST) // 2


@pytest.mark.parametrize(
    ("spans", "segments"),
    [
        (((0, len(TEXT)),), [1, 2]),
        (((0, len(FIRST)),), [1]),
        (((0, HALF + 1),), [1]),
        (((0, HALF - 1),), []),
        (((HALF, len(TEXT)),), [1, 2]),
        (((HALF + 2, len(TEXT)),), [2]),
        ((("title"),), [0]),
        (("title", (len(FIRST) + 1, len(TEXT))), [0, 2]),
        (((0, len(FIRST)), (0, len(TEXT))), [1, 2]),
        ((), []),
    ],
)
def test_evidence_is_a_segment_of_which_a_span_covers_half(
    spans: tuple[Any, ...],
    segments: list[int],
    codebook: Codebook,
    windower: Windower,
    tmp_path: Path,
) -> None:
    assert len(segment_article("زيارة", TEXT)) == 3
    evidence = Evidence(topics={"health": spans}, interaction=spans)
    article = CodedArticle(
        text=TEXT, title="زيارة", topics=("health",), interaction="agreement", evidence=evidence
    )
    assert evidence_of(article, codebook, windower, tmp_path) == [
        (segment, output) for output in (1, 4) for segment in segments
    ]


def test_no_interaction_has_no_evidence(
    codebook: Codebook, windower: Windower, tmp_path: Path
) -> None:
    evidence = Evidence(interaction=((0, len(TEXT)),))
    for interaction in ("none", None):
        article = CodedArticle(text=TEXT, interaction=interaction, evidence=evidence)
        assert evidence_of(article, codebook, windower, tmp_path / str(interaction)) == []


def test_evidence_that_the_windows_do_not_hold_is_left_out(
    codebook: Codebook, tokenizer: "Tokenizer", tmp_path: Path
) -> None:
    text = "\n".join(f"{letter} {FIRST}" for letter in "ابتثجحخد")
    article = CodedArticle(
        text=text, topics=("energy",), evidence=Evidence(topics={"energy": ((0, len(text)),)})
    )
    cut = Windower(tokenizer, normalizer="basic", window=48, max_windows=1)
    windowed = cut(article)
    read = sorted({int(index) for index in windowed.windows[0].segments if index >= 0})
    assert len(read) < len(windowed.segments) == 8
    assert [segment for segment, _ in evidence_of(article, codebook, cut, tmp_path)] == read


def test_an_article_without_tokens_stands_in_a_batch(
    coded_articles: list[CodedArticle], codebook: Codebook, windower: Windower, tmp_path: Path
) -> None:
    empty = CodedArticle(text="\u200b", topics=(), interaction="none")
    articles = [empty, coded_articles[0], empty]
    batch = collate(rows_of(articles, codebook, windower, tmp_path), PADDING)
    alone = collate(rows_of([coded_articles[0]], codebook, windower, tmp_path / "b"), PADDING)
    assert np.array_equal(batch["input_ids"], alone["input_ids"])
    assert len(batch["labels"]) == 3
    assert set(batch["articles"].tolist()) == {0, 1, 2}


def test_an_articles_windows_are_chosen_for_what_they_teach(
    codebook: Codebook, windower: Windower, tmp_path: Path
) -> None:
    lines = [f"{letter} {FIRST}" for letter in "ابتثجحخدذر"]
    text = "\n".join(lines)
    spans = {"energy": ((text.index(lines[7]), text.index(lines[8])),)}
    article = CodedArticle(text=text, topics=("energy",), evidence=Evidence(topics=spans))

    def chosen(most: int | None) -> tuple[list[int], list[float]]:
        folder = tmp_path / str(most)
        row = next(iter(build_dataset([article], codebook, windower, folder, most)))
        assert len(row["window_lengths"]) == min(most or 99, len(windower(article).windows))
        return sorted({*row["segments"].tolist()} - {-1}), row["labels"].tolist()

    everything, labels = chosen(None)
    assert everything == [*range(len(lines))]
    two, two_labels = chosen(2)
    assert {0, 7} <= {*two}
    assert two_labels == pytest.approx(labels, nan_ok=True)
    # What shows the topic isn't read, so the topic isn't taught.
    one, one_labels = chosen(1)
    assert 0 in one
    assert 7 not in one
    assert isnan(one_labels[0])
    assert one_labels[1:] == pytest.approx(labels[1:], nan_ok=True)

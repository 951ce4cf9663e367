"""What is fuzzed: for each target its law, inputs to begin with and pieces to build others of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pieces
from codebook_laws import codebook_law
from reader_laws import csv_law, gzip_law, jsonl_law, parquet_law, text_law
from record_laws import export_law, record_law
from text_laws import normalizer_law, segment_law, segment_text_law, states_law
from window_laws import pooling_law, window_law

import seeds

__all__ = ["TARGETS", "Target"]


@dataclass(frozen=True)
class Target:
    """One thing to fuzz."""

    law: Callable[[bytes], None]
    """Raises whatever it raises if the law does not hold for these bytes."""
    seeds: Callable[[], Sequence[bytes]]
    """Makes inputs to begin with."""
    pieces: tuple[bytes, ...] = ()
    """Pieces to build inputs of."""
    longest: int = 512
    """Most bytes of an input that a fuzzer makes."""


def _after_one_choice() -> list[bytes]:
    return [text for choice in range(3) for text in seeds.texts(bytes([choice]))]


def _after_four_choices() -> list[bytes]:
    return [*seeds.texts(b"\x01\x00\x00\x00"), *seeds.texts(b"\x02\x40\x02\x01")]


def _after_many_choices() -> list[bytes]:
    # Six topics, interaction, status, two bounds of a span, whether topics and evidence are coded.
    choices = (
        [0] * 12,
        [1, 0, 1, 0, 0, 1, 2, 1, 0, 9, 1, 1],
        [0, 1, 1, 0, 0, 0, 1, 2, 3, 30, 1, 1],
    )
    return [text for numbers in choices for text in seeds.texts(bytes(numbers))]


def _numbers() -> list[bytes]:
    return [bytes([pooling, 2, 0, 0, 30, 5, 7, *range(60)]) for pooling in range(3)]


_TEXT, _READER = pieces.TEXT_PIECES, pieces.READER_PIECES

TARGETS = {
    "normalizers": Target(normalizer_law, _after_one_choice, _TEXT),
    "segments": Target(segment_law, seeds.texts, _TEXT, 2_048),
    "segment-texts": Target(segment_text_law, seeds.texts, _TEXT),
    "states": Target(states_law, _after_one_choice, _TEXT),
    "windows": Target(window_law, _after_four_choices, _TEXT, 256),
    "pooling": Target(pooling_law, _numbers),
    "jsonl": Target(jsonl_law, seeds.json_lines, _READER, 448),
    "csv": Target(csv_law, seeds.csv_files, _READER, 448),
    "gzip": Target(gzip_law, seeds.zipped, _READER, 448),
    "text": Target(text_law, _after_one_choice, (*_TEXT, *_READER)),
    "parquet": Target(parquet_law, seeds.parquet_files, (), 3_072),
    "records": Target(record_law, _after_many_choices, (*_TEXT, b";", b"=", b"'=", b"\t")),
    "exports": Target(export_law, seeds.exports, _READER, 2_432),
    "codebook": Target(codebook_law, seeds.codebooks, pieces.CODEBOOK_PIECES, 640),
}
"""By the names that `scripts/fuzz/fuzz.py` takes."""

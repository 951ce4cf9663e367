"""Shards: consecutive rows of the inputs, each written to a file of its own.

A distributed engine may rely on this:

- Rows are the records of the inputs, good and bad, from 0 (`ArticleReader.row_count`). Shard `n`
  of size `s` is made of the rows from `n * s` up to `(n + 1) * s`; the last one ends with the
  inputs. So it does not matter who predicts which shard, in which order, or how often.
- `in_shards` cuts one reading of the inputs, in which every id is compared with all before it.
  Whoever gives a worker a range to read by itself calls `ArticleReader.rows(start, stop)`, which
  reads what stands before it too.
- `write_shard` may run in any process, on any machine that sees the run's folder, several times and
  at once: whoever is last puts the same bytes there in one step. Killed, it leaves nothing that
  counts.
- A `ShardEntry` is small and holds only text and numbers; `ShardedRun.add` keeps it for good, in
  any order. A shard without an entry is to be written again.
- The same articles in the same order have the same `Inputs`, and pairs that predict the same have
  the same bytes, whether written here or by `predict_to_shards`.
"""

import hashlib
import itertools
import json
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.output.formats import write_records
from relclf.output.record import OutputRecord, digest
from relclf.prediction import Prediction

__all__ = [
    "FINISHED",
    "Inputs",
    "Shard",
    "ShardEntry",
    "entry_of",
    "in_shards",
    "shard_file",
    "write_shard",
]

FINISHED = "finished"
"""Folder within that of a run, for what is whole."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Rows of the inputs that share a file."""

    number: int
    """Its number, from 0."""
    start: int
    """Its first row, from 0 over all inputs."""
    stop: int
    """The row behind its last."""


@dataclass(frozen=True, slots=True)
class ShardEntry:
    """A finished shard, as the manifest lists it."""

    file: str
    """Name of the file."""
    start: int
    """Its first row, from 0 over all inputs."""
    stop: int
    """The row behind its last."""
    articles: int
    """How many predictions it holds; the other rows were skipped."""
    bytes: int
    """Size of the file."""
    blake2b: str
    """BLAKE2b (RFC 7693) of the file in 128 hex digits, as `b2sum` prints it."""
    inputs: str
    """Digest of the articles, by which a run that goes on knows them again."""


class Inputs:
    """Counts and digests articles as they pass.

    Example:
        >>> one, two = Inputs(), Inputs()
        >>> _ = list(one.watch([Article("خبر", "n1")])), list(two.watch([Article("خبر", "n2")]))
        >>> one.count, one.digest == two.digest
        (1, False)
    """

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=8)
        self.count = 0
        """How many articles passed."""

    @property
    def digest(self) -> str:
        """16 hex digits over the ids and contents of the articles, in their order."""
        return self._hash.hexdigest()

    def add(self, article: Article) -> None:
        """Count one article."""
        self._hash.update(json.dumps([article.id, digest(article)]).encode())
        self.count += 1

    def watch(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield the articles and count each."""
        for article in articles:
            self.add(article)
            yield article


def in_shards(
    articles: Iterable[Article], row_count: Callable[[], int], size: int
) -> Iterator[tuple[int, Iterator[Article]]]:
    """Cut a stream of articles into shards, in constant memory.

    Args:
        articles: The articles, read from their inputs one by one.
        row_count: Says how many rows have been read when an article has just come.
        size: How many rows a shard has.

    Yields:
        The number of each shard, and its articles, to use up before the next; none where all its
        rows were bad. When they are used up, `min((number + 1) * size, row_count())` is its stop.

    Example:
        >>> from relclf.readers import read_articles
        >>> reader = read_articles("seeds/coded.jsonl")
        >>> for number, articles in in_shards(reader, lambda: reader.row_count, 3):
        ...     print(number, [article.id for article in articles])
        0 ['000', '001', '002']
        1 ['003', '004']
    """
    numbered = ((row_count() - 1, article) for article in articles)
    following = 0
    for number, group in itertools.groupby(numbered, key=lambda pair: pair[0] // size):
        yield from ((empty, iter(())) for empty in range(following, number))
        yield number, (article for _, article in group)
        following = number + 1
    yield from ((empty, iter(())) for empty in range(following, -(-row_count() // size)))


def shard_file(number: int, format: str) -> str:
    """Return the name of a shard's file.

    Example:
        >>> shard_file(3, "jsonl")
        'part-00003.jsonl'
    """
    return f"part-{number:05}.{format}"


def write_shard(
    folder: Path,
    shard: Shard,
    pairs: Iterable[tuple[Article, Prediction]],
    *,
    format: str,
    codebook: Codebook,
) -> ShardEntry:
    """Write one shard of a run; nothing of it is seen before it is whole.

    Args:
        folder: Folder of the run, `ShardedRun.folder`.
        shard: Which rows these are.
        pairs: All articles of these rows beside their predictions, in their order.
        format: "jsonl", "csv" or "parquet".
        codebook: The classifier's codebook.

    Returns:
        What the manifest says of it.

    Raises:
        ModelError: If a probability is not a number.
        OSError: If it cannot be written.
    """
    inputs = Inputs()

    def records() -> Iterator[OutputRecord]:
        for article, prediction in pairs:
            inputs.add(article)
            yield OutputRecord.of(article, prediction)

    name = shard_file(shard.number, format)
    # Another worker may write the same shard at this moment.
    beside = folder / f"{name}.{uuid.uuid4().hex}.tmp"
    try:
        with open(beside, "xb") as file:
            write_records(records(), file, format, codebook)
            file.flush()
            os.fsync(file.fileno())
        return entry_of(beside, folder / FINISHED / name, shard, inputs)
    finally:
        beside.unlink(missing_ok=True)


def entry_of(whole: Path, place: Path, shard: Shard, inputs: Inputs) -> ShardEntry:
    """Put a whole file in its place, in one step.

    Args:
        whole: The file, on disk.
        place: Where it goes.
        shard: Which rows it holds.
        inputs: Their articles.

    Returns:
        What the manifest says of it.

    Raises:
        OSError: If it cannot be moved.
    """
    with open(whole, "rb") as file:
        hashed = hashlib.file_digest(file, hashlib.blake2b).hexdigest()
        size = file.tell()
    os.replace(whole, place)
    return ShardEntry(
        place.name, shard.start, shard.stop, inputs.count, size, hashed, inputs.digest
    )

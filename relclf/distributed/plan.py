"""The plan of a distributed run, made by reading and checking all inputs once."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from relclf.articles import Article
from relclf.distributed.located import LocatedReader, rows_of
from relclf.output.places import OutputError
from relclf.output.shards import Inputs, Shard, ShardEntry, in_shards
from relclf.reading.reader import ArticleReader, Skipped

__all__ = ["Task", "plan_tasks"]


@dataclass(frozen=True, slots=True)
class Task:
    """A shard as a worker is told of it: a few hundred bytes, without the articles."""

    number: int
    """Number of the shard, from 0."""
    start: int
    """Its first row, from 0 over all inputs."""
    stop: int
    """The row behind its last."""
    files: tuple[str, ...]
    """Absolute paths of the files that hold these rows."""
    first: int
    """The row at which the first of the files begins."""
    skipped: tuple[int, ...]
    """Rows that were skipped."""
    inputs: str
    """Digest of the articles, as `ShardEntry` has it."""

    @property
    def shard(self) -> Shard:
        """The shard, for `write_shard`."""
        return Shard(self.number, self.start, self.stop)

    def articles(self) -> Iterator[Article]:
        """Read the articles, in any process that sees the files.

        What stands in the first file before them is read too.

        Yields:
            The articles.

        Raises:
            DataError: If a file cannot be read.
        """
        # An id that an earlier file has looks good here, and was skipped all the same.
        skipped = set(self.skipped)
        for row, article in rows_of(self.files).rows(
            self.start - self.first, self.stop - self.first
        ):
            if row + self.first not in skipped:
                yield article

    def check(self, entry: ShardEntry) -> None:
        """Check that a finished shard is of the articles planned.

        Args:
            entry: What `write_shard` returned, now or in the run that is gone on with.

        Raises:
            OutputError: If it is of others.
        """
        articles = self.stop - self.start - len(self.skipped)
        planned = (self.start, self.stop, articles, self.inputs)
        if planned != (entry.start, entry.stop, entry.articles, entry.inputs):
            raise OutputError(
                f"{entry.file}: it holds the predictions of {entry.articles} articles in rows "
                f"{entry.start} to {entry.stop - 1}, but the inputs have other articles there "
                f"(rows {self.start} to {self.stop - 1}, {articles} good). Give the inputs of the "
                "start in their order, the same on every machine, or delete the unfinished run."
            )

    def to_text(self) -> str:
        """Return the task as JSON.

        Example:
            >>> task = Task(0, 0, 2, ("/data/news.jsonl",), 0, (1,), "d1")
            >>> Task.from_text(task.to_text()) == task
            True
        """
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> "Task":
        """Read what `to_text` gave."""
        fields = json.loads(text)
        return cls(
            **{**fields, "files": tuple(fields["files"]), "skipped": tuple(fields["skipped"])}
        )


def plan_tasks(
    reader: LocatedReader,
    shard_size: int,
    *,
    on_skip: Callable[[Skipped], None],
    passing: Callable[[ArticleReader[Article]], Iterator[Article]] = iter,
) -> Iterator[Task]:
    """Read all inputs once, compare their ids, and say for each shard what a worker needs.

    Args:
        reader: The inputs.
        shard_size: How many rows of the inputs, good and bad, a shard has.
        on_skip: Is told of each record that is skipped.
        passing: Sees the articles as they are read, and yields them as they came.

    Yields:
        The tasks, in the order of the rows.

    Raises:
        DataError: As the reader raises it.

    Example:
        >>> from relclf.distributed.located import located_reader
        >>> reader = located_reader("seeds/coded.jsonl")
        >>> for task in plan_tasks(reader, 3, on_skip=print):
        ...     print(task.number, [article.id for article in task.articles()])
        0 ['000', '001', '002']
        1 ['003', '004']
    """
    skipped: list[int] = []

    def note(record: Skipped) -> None:
        skipped.append(reader.row_count - 1)
        on_skip(record)

    reader.on_skip = note
    for number, articles in in_shards(passing(reader), lambda: reader.row_count, shard_size):
        inputs = Inputs()
        for article in articles:
            inputs.add(article)
        start, stop = number * shard_size, min((number + 1) * shard_size, reader.row_count)
        first, files = reader.files(start, stop)
        # The reader may be some bad rows ahead: those of the next shards stay.
        bad = tuple(row for row in skipped if row < stop)
        del skipped[: len(bad)]
        yield Task(number, start, stop, files, first, bad, inputs.digest)

"""What a Ray worker does: it holds one model, reads the rows of a task and writes their shard."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path

from relclf.codebook import Codebook
from relclf.distributed.plan import Task
from relclf.errors import RelclfError
from relclf.output.partial import PairsFrom
from relclf.output.shards import ShardEntry, write_shard

__all__ = ["ShardWorker", "WorkerError", "entry_from"]


class WorkerError(RelclfError):
    """A worker cannot load the model, read its rows or write its shard."""


class ShardWorker:
    """Writes shards, several times the same ones if Ray asks again.

    Args:
        load: Loads the model and returns what predicts.
        folder: Folder of the run, `ShardedRun.folder`, seen by every machine.
        format: "jsonl", "csv" or "parquet".
        codebook: The classifier's codebook.
    """

    def __init__(
        self, load: Callable[[], PairsFrom], folder: str, format: str, codebook: Codebook
    ) -> None:
        self._load = load
        self._folder = Path(folder)
        self._format = format
        self._codebook = codebook

    def __call__(self, row: Mapping[str, str]) -> dict[str, str]:
        """Write a shard.

        Args:
            row: `task`, as `Task.to_text` gives it.

        Returns:
            `entry`, the `ShardEntry` as JSON, or `error`, what went wrong; the other is empty.
        """
        try:
            task = Task.from_text(row["task"])
            entry = write_shard(
                self._folder,
                task.shard,
                self._pairs(task.articles()),
                format=self._format,
                codebook=self._codebook,
            )
        except (RelclfError, OSError) as error:
            # Ray would wrap it into a page of its own frames.
            return {"entry": "", "error": str(error)}
        return {"entry": json.dumps(asdict(entry)), "error": ""}

    @cached_property
    def _pairs(self) -> PairsFrom:
        # Not in the constructor, whose errors Ray does not hand on.
        return self._load()


def entry_from(row: Mapping[str, str]) -> ShardEntry:
    """Return the entry that a worker wrote.

    Args:
        row: What `ShardWorker` returned.

    Raises:
        WorkerError: If it could not.

    Example:
        >>> entry_from({"entry": "", "error": "part-00000.jsonl: no room"})
        Traceback (most recent call last):
        ...
        relclf.distributed.worker.WorkerError: a worker failed: part-00000.jsonl: no room
    """
    if row["error"]:
        raise WorkerError(f"a worker failed: {row['error']}")
    return ShardEntry(**json.loads(row["entry"]))

"""Which rows of a table each process reads in each batch: a matter of seed and epoch alone."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from datasets import Dataset
from torch.utils.data import DataLoader, Sampler
from transformers.trainer_pt_utils import get_length_grouped_indices

__all__ = ["Batches", "Draw", "Loader", "Rows"]


class Draw(NamedTuple):
    """A row that is read.

    Attributes:
        row: Its number in the table.
        epoch: In which epoch.
        counts: False where a process reads it for want of a row of its own.
    """

    row: int
    epoch: int
    counts: bool


class Rows(torch.utils.data.Dataset[dict[str, Any]]):
    """Reads what was drawn: the table's row, with `epoch` and `counts`."""

    def __init__(self, table: Dataset) -> None:
        self._table = table

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._table)

    def __getitem__(self, draw: Draw) -> dict[str, Any]:
        """Read a row."""
        return {**self._table[draw.row], "epoch": draw.epoch, "counts": draw.counts}


class Batches(Sampler[list[Draw]]):
    """Deals the rows of an epoch into batches of like lengths, a share to each process.

    The order depends on the seed, the epoch and the number of rows of an optimiser step, so that
    one process with batches of 16, or batches of 4 accumulated 4 times, and two processes with
    batches of 8 read the same rows in the same step. Nothing is dropped, and nothing counts twice.

    Args:
        lengths: Tokens of each row of the table.
        size: Rows of a batch of one process.
        accumulation: Batches of one optimiser step.
        seed: Seeds the order.
        turns: Versions of each item in the table: all items, then all of them again, and so on.
            They take turns, epoch by epoch; neighbours are at other ones.
        processes: Number of processes.
        process: Which of them this is.
    """

    def __init__(
        self,
        lengths: Sequence[int],
        size: int,
        *,
        accumulation: int = 1,
        seed: int = 0,
        turns: int = 1,
        processes: int = 1,
        process: int = 0,
    ) -> None:
        self._lengths = lengths
        self._items = len(lengths) // turns
        self._whole = size * processes
        self._step = size * processes * accumulation
        self._seed = seed
        self._turns = turns
        self._processes = processes
        self._process = process
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Turn to an epoch; Trainer calls it, in a resumed run too."""
        self._epoch = epoch

    def __len__(self) -> int:
        """Return the number of batches of each process."""
        return -(-self._items // self._whole)

    def __iter__(self) -> Iterator[list[Draw]]:
        """Yield this process's batches."""
        rows = [
            item + (item + self._epoch) % self._turns * self._items for item in range(self._items)
        ]
        seed = np.random.SeedSequence([self._seed, self._epoch]).generate_state(1)[0]
        order = get_length_grouped_indices(
            [self._lengths[row] for row in rows],
            self._step,
            generator=torch.Generator().manual_seed(int(seed)),
        )
        for start in range(0, self._items, self._whole):
            whole = order[start : start + self._whole]
            own = whole[self._process :: self._processes]
            # All processes must take part in a step, even where the last rows don't go round.
            yield [Draw(rows[item], self._epoch, bool(own)) for item in own or whole[:1]]


class Loader(DataLoader[dict[str, Any]]):
    """torch's loader of `Batches`, which passes the epoch on."""

    def set_epoch(self, epoch: int) -> None:
        """Turn to an epoch; Trainer calls it."""
        batches: Any = self.batch_sampler
        batches.set_epoch(epoch)

"""Laws of dealing rows: nothing dropped or twice, and the same steps in any number of processes."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import pytest
from accelerate.data_loader import skip_first_batches

from relclf.training.batches import Batches, Draw, Loader, Rows


def lengths_of(items: int) -> list[int]:
    return [(37 * item) % 101 + 1 for item in range(items)]


def steps(
    items: int, size: int, accumulation: int, processes: int, epoch: int = 0
) -> Iterator[list[Draw]]:
    """The draws of each optimiser step, of all processes, in order."""
    dealt = []
    for process in range(processes):
        batches = Batches(
            lengths_of(items),
            size,
            accumulation=accumulation,
            seed=3,
            processes=processes,
            process=process,
        )
        batches.set_epoch(epoch)
        dealt.append([*batches])
        assert len(dealt[-1]) == len(batches)
    of_all = zip(*dealt, strict=True)
    while step := [*islice(of_all, accumulation)]:
        yield sorted(draw for batch in step for share in batch for draw in share if draw.counts)


@pytest.mark.parametrize("items", [1, 2, 7, 16, 17, 31, 33, 100])
def test_steps_are_the_same_however_they_are_dealt(items: int) -> None:
    whole = [*steps(items, 16, 1, 1)]
    assert sorted(draw.row for step in whole for draw in step) == [*range(items)]
    for size, accumulation, processes in ((4, 4, 1), (8, 1, 2), (4, 2, 2), (2, 2, 4), (1, 1, 16)):
        assert [*steps(items, size, accumulation, processes)] == whole


def test_every_process_has_a_row_in_every_batch() -> None:
    for items, process in product((1, 5, 9), range(4)):
        batches = Batches(lengths_of(items), 2, processes=4, process=process)
        assert all(batches)
        assert len(batches) == -(-items // 8)


def test_an_epochs_order_is_its_own_and_does_not_hang_on_what_came_before() -> None:
    first, second = ([*steps(40, 4, 1, 1, epoch)] for epoch in (0, 1))
    assert [[draw.row for draw in step] for step in first] != [
        [draw.row for draw in step] for step in second
    ]
    batches = Batches(lengths_of(40), 4, seed=3)
    batches.set_epoch(1)
    assert [sorted(batch) for batch in batches] == second


def test_a_loader_passes_the_epoch_on_where_batches_are_skipped_too() -> None:
    table: Any = [{"row": row} for row in range(40)]
    loader = Loader(Rows(table), batch_sampler=Batches(lengths_of(40), 4), collate_fn=list)
    loader.set_epoch(1)
    batches = [*loader]
    assert [row["epoch"] for batch in batches for row in batch] == [1] * 40
    assert all(row["counts"] for batch in batches for row in batch)
    skipping = skip_first_batches(loader, 3)
    # This is how Trainer reaches it.
    skipping.batch_sampler.batch_sampler.set_epoch(1)
    assert [*skipping] == batches[3:]


def test_versions_take_turns() -> None:
    batches = Batches(lengths_of(20), 4, turns=4)
    seen: dict[int, list[int]] = {item: [] for item in range(5)}
    for epoch in range(4):
        batches.set_epoch(epoch)
        rows = [draw.row for batch in batches for draw in batch]
        assert len(rows) == 5
        assert len({row // 5 for row in rows}) > 1
        for row in rows:
            seen[row % 5].append(row // 5)
    assert all(sorted(versions) == [0, 1, 2, 3] for versions in seen.values())


def test_a_batch_has_rows_of_like_lengths() -> None:
    lengths = lengths_of(400)
    batches = [[lengths[draw.row] for draw in batch] for batch in Batches(lengths, 8)]
    assert sum(max(batch) - min(batch) for batch in batches) / len(batches) < 20

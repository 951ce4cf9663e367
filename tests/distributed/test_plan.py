"""Laws of the plan: tasks together are the whole read, whatever the size of the shards."""

import gzip
from pathlib import Path

import pytest

from relclf.distributed.located import located_reader
from relclf.distributed.plan import Task, plan_tasks
from relclf.errors import ConfigError, DataError
from relclf.output.places import OutputError
from relclf.output.shards import ShardEntry
from relclf.readers import read_articles
from relclf.reading.reader import Skipped


def tasks_of(inputs: list[str], size: int, skipped: list[Skipped] | None = None) -> list[Task]:
    reader = located_reader(inputs, on_error="skip")
    note = [].append if skipped is None else skipped.append
    return list(plan_tasks(reader, size, on_skip=note))


@pytest.mark.parametrize("size", [*range(1, 28), 100])
def test_tasks_read_by_themselves_are_the_whole_read(size: int, inputs: list[str]) -> None:
    whole = read_articles(inputs, on_error="skip")
    expected = list(whole)
    skipped: list[Skipped] = []
    tasks = tasks_of(inputs, size, skipped)
    # Each from its text alone, as workers have it, and in another order.
    found = {task.number: [*Task.from_text(task.to_text()).articles()] for task in tasks[::-1]}
    assert [article for number in sorted(found) for article in found[number]] == expected
    assert [record.message for record in skipped] == [record.message for record in whole.skipped]
    assert [(task.start, task.stop) for task in tasks] == [
        (start, min(start + size, 26)) for start in range(0, 26, size)
    ]
    assert sum(len(task.skipped) for task in tasks) == whole.skipped_count == 4


def test_a_task_names_the_files_of_its_rows_and_no_others(inputs: list[str]) -> None:
    tasks = tasks_of(inputs, 4)
    names = [[Path(path).name for path in task.files] for task in tasks]
    assert names[0] == ["first.jsonl"]
    assert names[2] == ["first.jsonl", "empty.jsonl", "packed.jsonl.gz"]
    assert names[-1] == ["t2.txt", "t3.txt"]
    assert all(Path(path).is_absolute() for task in tasks for path in task.files)
    assert [task.first for task in tasks] == [0, 0, 0, 10, 10, 19, 24]


def test_a_reader_reads_anew(inputs: list[str]) -> None:
    reader = located_reader(inputs, on_error="skip")
    first = list(plan_tasks(reader, 4, on_skip=print))
    assert list(plan_tasks(reader, 4, on_skip=print)) == first


def test_a_bad_record_ends_the_plan_with_its_place(inputs: list[str]) -> None:
    with pytest.raises(DataError, match=r"first.jsonl:3: "):
        list(plan_tasks(located_reader(inputs), 4, on_skip=print))


def test_standard_input_cannot_be_opened_twice() -> None:
    with pytest.raises(ConfigError, match="cannot do with standard input; write it to a file"):
        located_reader("-")


def test_a_shard_of_other_articles_is_found_out(inputs: list[str]) -> None:
    task = tasks_of(inputs, 4)[1]
    entry = ShardEntry("part-00001.jsonl", 4, 8, 4, 99, "ab", task.inputs)
    task.check(entry)
    other = ShardEntry("part-00001.jsonl", 4, 8, 4, 99, "ab", "0" * 16)
    fewer = ShardEntry("part-00001.jsonl", 4, 8, 3, 99, "ab", task.inputs)
    for wrong in (other, fewer):
        with pytest.raises(OutputError, match=r"rows 4 to 7, 4 good\). Give the inputs of"):
            task.check(wrong)


def test_a_file_that_is_cut_ends_the_plan(inputs: list[str]) -> None:
    packed = Path(inputs[2])
    packed.write_bytes(packed.read_bytes()[:-12])
    with pytest.raises(DataError, match=r"packed.jsonl.gz"):
        tasks_of(inputs, 4)
    packed.write_bytes(gzip.compress(b""))
    assert tasks_of(inputs, 4)

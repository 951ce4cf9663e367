"""Laws of a worker: it writes the bytes of one machine, as often as it is asked."""

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from relclf.distributed.loading import ModelLoader
from relclf.distributed.located import located_reader
from relclf.distributed.plan import plan_tasks
from relclf.distributed.worker import ShardWorker, WorkerError, entry_from
from relclf.errors import ModelError
from relclf.folder import find_model, folder_fingerprint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "run" / "finished").mkdir(parents=True)
    return tmp_path / "run"


def test_a_shard_written_again_has_the_same_entry_and_bytes(
    fake: ModuleType, inputs: list[str], folder: Path, tmp_path: Path
) -> None:
    fake.on_one_machine(inputs, tmp_path / "one")
    worker = ShardWorker(fake.Loader(), str(folder), "jsonl", fake.BOOK)
    reader = located_reader(inputs, on_error="skip")
    for task in plan_tasks(reader, 4, on_skip=print):
        rows = [worker({"task": task.to_text()}) for _ in range(2)]
        assert rows[0] == rows[1]
        entry = entry_from(rows[0])
        task.check(entry)
        written = (folder / "finished" / entry.file).read_bytes()
        assert written == (tmp_path / "one" / entry.file).read_bytes()
    assert [path.name for path in folder.iterdir()] == ["finished"]


def test_what_goes_wrong_comes_back_as_text(
    fake: ModuleType, inputs: list[str], folder: Path
) -> None:
    task = next(plan_tasks(located_reader(inputs[2:], on_error="skip"), 4, on_skip=print))

    def missing() -> None:
        raise ModelError("model 'm': no such folder.")

    worker = ShardWorker(missing, str(folder), "jsonl", fake.BOOK)
    with pytest.raises(WorkerError, match=r"^a worker failed: model 'm': no such folder\.$"):
        entry_from(worker({"task": task.to_text()}))
    Path(inputs[2]).unlink()
    worker = ShardWorker(fake.Loader(), str(folder), "jsonl", fake.BOOK)
    with pytest.raises(WorkerError, match=r"packed.jsonl.gz: cannot be read"):
        entry_from(worker({"task": task.to_text()}))
    gone = ShardWorker(fake.Loader(), str(folder / "gone"), "jsonl", fake.BOOK)
    with pytest.raises(WorkerError, match="No such file or directory"):
        entry_from(gone({"task": task.to_text()}))


def test_a_worker_with_another_model_refuses(tmp_path: Path) -> None:
    loader = ModelLoader.of(None)
    assert loader.fingerprint == folder_fingerprint(find_model())
    with pytest.raises(ModelError, match=r"another than that of the machine .*expected f1\)"):
        replace(loader, fingerprint="f1")()
    with pytest.raises(ModelError, match="no such folder"):
        ModelLoader.of(tmp_path / "none")


def test_a_model_folder_is_found_from_any_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(find_model().parent)
    assert ModelLoader.of("small").model == str(find_model().absolute())

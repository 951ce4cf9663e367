"""Laws of the engine, with workers in this process: what is checked, kept and gone on with."""

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from relclf.articles import Article
from relclf.distributed import cluster as cluster_module
from relclf.distributed.cluster import cluster
from relclf.distributed.worker import ShardWorker, WorkerError, entry_from
from relclf.errors import ConfigError, MissingExtraError, ModelError, RelclfError
from relclf.output.places import OutputError
from relclf.output.sharded_run import ShardedRun


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers in this process, which write the last shard first."""

    def written(tasks: Any, worker: Any, *_: Any) -> Iterator[Any]:
        writer = ShardWorker(*worker)
        for task in tasks[::-1]:
            yield entry_from(writer({"task": task.to_text()}))

    monkeypatch.setattr("relclf.distributed.engine.written_shards", written)
    monkeypatch.setattr("relclf.distributed.engine.cluster", lambda *_: nullcontext())


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet"])
def test_shards_in_any_order_give_the_folder_of_one_machine(
    format: str, fake: ModuleType, inputs: list[str], here: None, tmp_path: Path
) -> None:
    if format == "parquet":
        pytest.importorskip("pyarrow")
    assert fake.on_ray(inputs, tmp_path / "many", format=format) == 22
    fake.on_one_machine(inputs, tmp_path / "one", format=format)
    assert contents(tmp_path / "many") == contents(tmp_path / "one")


@pytest.mark.parametrize("first", ["one", "many"])
def test_either_engine_goes_on_with_a_run_of_the_other(
    first: str, fake: ModuleType, inputs: list[str], here: None, tmp_path: Path
) -> None:
    engines = [fake.on_one_machine, fake.on_ray]
    begin, go_on = engines if first == "one" else engines[::-1]

    def broken() -> Any:
        def pairs(articles: Any) -> Any:
            for article, prediction in fake.Loader().pairs(articles):
                if article.id == "n5":
                    raise ModelError("the model is damaged")
                yield article, prediction

        return pairs

    with pytest.raises(RelclfError, match="the model is damaged"):
        begin(inputs, tmp_path / "out", broken)
    assert len((tmp_path / "out.partial" / "run.jsonl").read_text().splitlines()) > 1
    assert go_on(inputs, tmp_path / "out", resume=True) == 22
    fake.on_one_machine(inputs, tmp_path / "straight")
    assert contents(tmp_path / "out") == contents(tmp_path / "straight")


def test_a_failed_run_keeps_its_shards_and_goes_on_if_the_inputs_are_the_same(
    fake: ModuleType, inputs: list[str], here: None, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")

    def load() -> Any:
        def pairs(articles: Any) -> Any:
            for article, prediction in fake.Loader().pairs(articles):
                if article.id == "n0":
                    raise ModelError("the model is damaged")
                yield article, prediction

        return pairs

    many = tmp_path / "many"
    with pytest.raises(WorkerError, match="a worker failed: the model is damaged"):
        fake.on_ray(inputs, many, load, format="parquet")
    journal = (tmp_path / "many.partial" / "run.jsonl").read_text().splitlines()
    assert {json.loads(line)["start"] for line in journal[1:]} == {4, 8, 12, 16, 20, 24}
    texts = tmp_path / "texts" / "t0.txt"
    before = texts.read_text()
    texts.write_text("خبر آخر.")
    with pytest.raises(OutputError, match=r"part-00005.parquet: .* the inputs have other articles"):
        fake.on_ray(inputs, many, resume=True, format="parquet")
    with pytest.raises(OutputError, match="but the inputs end after 10"):
        fake.on_ray(inputs[:2], many, resume=True, format="parquet")
    texts.write_text(before)
    diary = tmp_path / "diary"
    diary.write_text("")
    again = fake.Loader(diary=str(diary))
    assert fake.on_ray(inputs, many, again, resume=True, format="parquet") == 22
    assert diary.read_text().split() == ["n0", "n1", "first:4"]
    fake.on_one_machine(inputs, tmp_path / "one", format="parquet")
    assert contents(many) == contents(tmp_path / "one")


def test_a_run_with_nothing_left_to_do_ends(
    fake: ModuleType, inputs: list[str], here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that was killed between its last shard and its manifest."""
    with monkeypatch.context() as patched:
        patched.setattr(ShardedRun, "finish", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            fake.on_one_machine(inputs, tmp_path / "many")
    assert fake.on_ray(inputs, tmp_path / "many", resume=True) == 22
    fake.on_one_machine(inputs, tmp_path / "one")
    assert contents(tmp_path / "many") == contents(tmp_path / "one")


def test_notes_see_every_article_once(
    fake: ModuleType, inputs: list[str], here: None, tmp_path: Path
) -> None:
    seen: list[Article] = []

    def passing(reader: Any) -> Any:
        for article in reader:
            seen.append(article)
            yield article

    assert fake.on_ray(inputs, tmp_path / "many", passing=passing) == 22
    assert len(seen) == 22


def test_without_ray_the_extra_is_named(
    fake: ModuleType, inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray.data", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'relclf\[ray\]'"):
        fake.on_ray(inputs, tmp_path / "many")
    assert not (tmp_path / "many.partial").exists()


@pytest.mark.parametrize(("workers", "threads"), [(0, 1), (2, 0), (1.5, 1), (True, 1)])
def test_numbers_that_cannot_be_are_refused_before_anything_is_read(
    workers: Any, threads: Any, fake: ModuleType, inputs: list[str], tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=r"(workers|threads): expected a whole number above 0"):
        fake.on_ray(inputs, tmp_path / "many", workers=workers, threads=threads)
    assert not (tmp_path / "many.partial").exists()


def test_an_address_without_a_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray")

    def init(**_: Any) -> None:
        raise ConnectionError("Could not find any running Ray instance.\nMore.")

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setattr(ray, "init", init)
    with pytest.raises(ConfigError, match=r"no Ray cluster at 'auto' \(Could not find .*instance"):
        cluster("auto", None, 1).__enter__()


def test_more_workers_than_processors_are_said_to_wait(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ray = pytest.importorskip("ray")
    monkeypatch.setattr(ray, "cluster_resources", lambda: {"CPU": 8.0})
    size = cluster_module.pool_size
    assert [size(None, 1, 100), size(None, 2, 100), size(3, 2, 100), size(None, 1, 5)] == [
        *(8, 4, 3, 5)
    ]
    assert size(None, 16, 100) == 1
    assert size(20, 1, 100) == 20
    assert "20 workers of 1 threads need 20 processors, the cluster has 8" in caplog.text


def test_a_ray_that_gives_up_says_how_to_go_on(
    fake: ModuleType, inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ray = pytest.importorskip("ray")
    data = pytest.importorskip("ray.data")

    class Broken:
        context = SimpleNamespace()

        def map(self, *_: Any, **__: Any) -> "Broken":
            return self

        def iter_batches(self, **_: Any) -> Any:
            raise ray.exceptions.RayError("The cluster is gone.\nMore.")

    monkeypatch.setattr(data, "from_items", lambda *_, **__: Broken())
    monkeypatch.setattr(ray, "cluster_resources", lambda: {"CPU": 2})
    monkeypatch.setattr("relclf.distributed.engine.cluster", lambda *_: nullcontext())
    with pytest.raises(WorkerError, match=r"\(RayError: The cluster is gone.\); .* with --resume"):
        fake.on_ray(inputs, tmp_path / "many")


def test_an_address_without_a_cluster_is_found_before_the_inputs_are_read(
    fake: ModuleType, inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise ConfigError("address: there is no Ray cluster")

    monkeypatch.setattr("relclf.distributed.engine.cluster", refuse)
    monkeypatch.setattr("relclf.distributed.engine.plan_tasks", lambda *_: pytest.fail("read"))
    with pytest.raises(ConfigError):
        fake.on_ray(inputs, tmp_path / "many")
    assert not (tmp_path / "many.partial").exists()

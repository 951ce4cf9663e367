"""A Ray cluster of two workers, and inputs with what could differ between one machine and many."""

import gzip
import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).with_name("fake_run.py")


@pytest.fixture(scope="session")
def fake() -> ModuleType:
    """`fake_run`, as a module that workers get by value."""
    cloudpickle = pytest.importorskip("ray.cloudpickle", reason="the extra [ray] is missing")
    spec = importlib.util.spec_from_file_location("relclf_fake_run", RUN)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    cloudpickle.register_pickle_by_value(module)
    return module


@pytest.fixture(scope="session")
def ray_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Two processors, little memory, nothing outside the tests' folder."""
    ray = pytest.importorskip("ray", reason="the extra [ray] is missing")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["RAY_BACKEND_LOG_LEVEL"] = "fatal"
    ray.init(
        address="local",
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=80 * 2**20,
        # Short, for the sockets' paths: Linux takes 107 bytes.
        _temp_dir=str(tmp_path_factory.mktemp("r")),
        log_to_driver=False,
        logging_level="ERROR",
    )
    yield
    ray.shutdown()


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    """26 rows in five inputs: two broken, one with an id that stands in another file, one empty."""
    first = [_row(number) for number in range(9)]
    first[2] = "{"
    del first[3]["id"]
    packed = [_row(number) for number in range(20, 29)]
    packed[4] = _row(1)
    (tmp_path / "first.jsonl").write_text("\n".join(map(_line, first)), encoding="utf-8")
    (tmp_path / "empty.jsonl").write_text("")
    with gzip.open(tmp_path / "packed.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(map(_line, packed)))
    (tmp_path / "cells.csv").write_text('id,text\n30,"خبر ٣٠."\n31,\n32,"خبر ٣٢."\n')
    (tmp_path / "texts").mkdir()
    for number in range(4):
        (tmp_path / "texts" / f"t{number}.txt").write_text(f"خبر {number} في ملف.")
    names = ("first.jsonl", "empty.jsonl", "packed.jsonl.gz", "cells.csv", "texts")
    return [str(tmp_path / name) for name in names]


def _row(number: int) -> dict[str, object]:
    return {"id": f"n{number}", "text": f"خبر {number} عن النفط والغاز."}


def _line(row: object) -> str:
    return row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)

"""Laws of runs on a Ray cluster: the bytes of one machine, whoever dies on the way."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.usefixtures("ray_cluster")
def test_a_killed_worker_loses_nothing_and_repeats_nothing(
    fake: ModuleType, inputs: list[str], tmp_path: Path
) -> None:
    diary = tmp_path / "diary"
    diary.write_text("")
    load = fake.Loader(victim="n23", diary=str(diary))
    assert fake.on_ray(inputs, tmp_path / "many", load) == 22
    assert fake.on_one_machine(inputs, tmp_path / "one") == 22
    assert contents(tmp_path / "many") == contents(tmp_path / "one")
    assert {"manifest.json", "skipped.jsonl", "part-00006.jsonl"} < {*contents(tmp_path / "many")}
    asked = Counter(diary.read_text(encoding="utf-8").split())
    assert len(asked) == 22
    # Their shard begins with n22, and is the only one that was begun again.
    assert {id: times for id, times in asked.items() if times > 1} == {"n22": 2, "n23": 2}
    assert not (tmp_path / "many.partial").exists()


@pytest.mark.usefixtures("ray_cluster")
def test_a_killed_driver_leaves_no_worker_and_its_run_goes_on(
    fake: ModuleType, inputs: list[str], tmp_path: Path
) -> None:
    # The path of a socket has at most 107 characters, and pytest's own folders lie deep.
    place = tempfile.mkdtemp(prefix="ray-")
    journal = tmp_path / "many.partial" / "run.jsonl"
    command = [sys.executable, fake.__file__, str(tmp_path / "many"), *inputs]
    # What Ray has set for the cluster of these tests is not for that of the driver.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    driver = subprocess.Popen(command, env=plain | {"RAY_TMPDIR": place})
    try:
        _wait(lambda: journal.exists() and len(journal.read_text().splitlines()) > 2, 100)
        assert processes_of(place)
    finally:
        driver.kill()
        driver.wait()
    try:
        # Agents end too, but may try for a minute to report that their cluster is gone.
        _wait(lambda: all("Agent" in name for name in processes_of(place).values()), 30)
    finally:
        for process in processes_of(place):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        shutil.rmtree(place, ignore_errors=True)
    assert not (tmp_path / "many").exists()
    assert fake.on_ray(inputs, tmp_path / "many", resume=True) == 22
    fake.on_one_machine(inputs, tmp_path / "one")
    assert contents(tmp_path / "many") == contents(tmp_path / "one")


def processes_of(place: str) -> dict[int, str]:
    """Ids and names of the processes that have a folder in their environment or command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            said = command + (folder / "environ").read_bytes()
        except OSError:
            continue
        if place.encode() in said and int(folder.name) != os.getpid():
            found[int(folder.name)] = command.partition(b"\0")[0].decode()
    return found


def _wait(condition: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)

"""Runs killed at random moments, out of memory, or on a full disk: the same bytes in the end."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from relclf.readers import read_articles

pytestmark = pytest.mark.slow

pytest.importorskip("pyarrow")
if not hasattr(os, "fork"):
    pytest.skip("processes are forked here", allow_module_level=True)

ROWS, BROKEN, KILLS, PAUSE = 400, 200, 20, 0.0004
RUN = Path(__file__).with_name("killed_run.py")


class Runner:
    """Starts runs, each a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, inputs: Path, output: Path, size: int, hungry: bool = False) -> int:
        assert self._process.stdin
        words = (inputs, output, size, PAUSE, "yes" if hungry else "no")
        print(*words, file=self._process.stdin, flush=True)
        return self._number()

    def status(self) -> int:
        return self._number()

    def _number(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, RUN], stdin=pipe, stdout=pipe, text=True) as process:
        yield Runner(process)
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The same articles in two formats; one of the rows of the JSON Lines is broken."""
    import pyarrow
    import pyarrow.parquet

    folder = tmp_path_factory.mktemp("inputs")
    rows = [{"id": f"n{i}", "text": f"خبر رقم {i}."} for i in range(ROWS)]
    lines = [f'{{"id": "{row["id"]}", "text": "{row["text"]}"}}' for row in rows]
    lines.insert(BROKEN, "{")
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "news.parquet")
    return lambda ending: folder / f"news.{ending}"


def files(output: Path) -> dict[str, bytes]:
    """All that stands at an output, a file or a folder."""
    if output.is_file():
        return {"": output.read_bytes()}
    return {path.name: path.read_bytes() for path in output.iterdir()}


@pytest.mark.parametrize("size", [0, 70], ids=["one file", "shards"])
@pytest.mark.parametrize(("before", "after"), [("jsonl", "parquet"), ("parquet", "jsonl")])
def test_twenty_kills_at_random_moments(
    before: str,
    after: str,
    size: int,
    runner: Runner,
    inputs: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    straight = tmp_path / f"straight.{after}"
    begun = time.monotonic()
    runner.start(inputs(before), straight, size)
    assert runner.status() == 0
    lasted = time.monotonic() - begun
    expected = files(straight)
    draw = random.Random(7)
    kills = ended = 0
    output = tmp_path / f"killed.{after}"
    while kills < KILLS or not output.exists():
        if output.exists():
            # The run before was faster than the kill: the next begins anew.
            assert files(output) == expected
            ended += 1
            output = tmp_path / f"killed-{ended}.{after}"
        process = runner.start(inputs(before), output, size)
        if kills < KILLS:
            time.sleep(draw.uniform(0, lasted / 3))
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        status = runner.status()
        assert status in (0, -signal.SIGKILL)
        kills += status == -signal.SIGKILL
    assert files(output) == expected
    read = list(read_articles(inputs(before), on_error="skip"))
    assert len(read) == ROWS
    if after == "jsonl":
        content = b"".join(expected[name] for name in sorted(expected) if name != "manifest.json")
        ids = [line.split(b'"')[3].decode() for line in content.splitlines()]
        assert ids == [article.id for article in read]


@pytest.mark.parametrize("size", [0, 70], ids=["one file", "shards"])
def test_out_of_memory(
    size: int, runner: Runner, inputs: Callable[[str], Path], tmp_path: Path
) -> None:
    straight, output = tmp_path / "straight.jsonl", tmp_path / "out.jsonl"
    runner.start(inputs("jsonl"), straight, size)
    assert runner.status() == 0
    # The hundredth article of a shard of 70 never comes.
    big = size * 3
    if size:
        runner.start(inputs("jsonl"), straight := tmp_path / "big.jsonl", big)
        assert runner.status() == 0
    runner.start(inputs("jsonl"), output, big, hungry=True)
    assert runner.status() == 2
    assert not output.exists()
    assert list(tmp_path.glob("out.jsonl.partial*"))
    runner.start(inputs("jsonl"), output, big)
    assert runner.status() == 0
    assert files(output) == files(straight)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small disk in memory, where the system lets tests have one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=20)
    except OSError:
        pytest.skip("there is no mount here")
    if done.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True, timeout=20)


@pytest.mark.parametrize("after", ["jsonl", "parquet"])
@pytest.mark.parametrize("size", [0, 70], ids=["one file", "shards"])
def test_a_disk_that_fills_up(
    size: int,
    after: str,
    runner: Runner,
    inputs: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    straight = tmp_path / f"straight.{after}"
    runner.start(inputs("jsonl"), straight, size)
    assert runner.status() == 0
    disk = tmp_path / "disk"
    with mounted(disk, "size=1m"):
        output, ballast = disk / f"out.{after}", disk / "ballast"
        # Less and less room is left, so that each run comes a little further.
        stopped = 0
        for room in (8_192, 40_960, 81_920, 131_072, 163_840):
            used = sum(path.stat().st_size for path in disk.rglob("*") if path.is_file())
            ballast.write_bytes(bytes(max(0, 2**20 - used - room)))
            runner.start(inputs("jsonl"), output, size)
            status = runner.status()
            stopped += status == 2
            ballast.unlink()
            if not status:
                break
            assert not output.exists()
        assert stopped >= 2
        if not output.exists():
            runner.start(inputs("jsonl"), output, size)
            assert runner.status() == 0
        assert files(output) == files(straight)
        assert [path.name for path in disk.iterdir()] == [output.name]


@pytest.mark.parametrize("size", [0, 70], ids=["one file", "shards"])
def test_a_disk_that_cannot_be_written(
    size: int, runner: Runner, inputs: Callable[[str], Path], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "ro,size=1m"):
        runner.start(inputs("jsonl"), disk / "out.jsonl", size)
        assert runner.status() == 2
        assert not list(disk.iterdir())

"""`relclf predict --engine ray`: which options go together, and what it hands on."""

import re
from pathlib import Path
from typing import Any

import pytest

from relclf.cli import main

SHARDS = ("--engine", "ray", "--shard-size", "2")


@pytest.fixture
def news(tmp_path: Path) -> str:
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "n1", "text": "وصل الوزير في زيارة."}\n{"text": ""}\n')
    return str(path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--engine", "ray"), "engine: Ray's workers write shards; give --output FOLDER"),
        (SHARDS, "shards need a folder"),
        (("--workers", "2"), "workers: it is an option of Ray; add --engine ray"),
        (("--address", "auto"), "address: it is an option of Ray; add --engine ray"),
        ((*SHARDS, "--output", "{}/many", "--workers", "0"), "workers: expected a whole number"),
        ((*SHARDS, "--output", "{}/no/many"), "the folder '.*' does not exist"),
        ((*SHARDS, "--output", "{}/many"), "news.jsonl:2: article 'news:2': text: it is empty"),
        ((*SHARDS, "--output", "{}/many", "--thresholds", '{"enrgy": 1}'), "unknown topic 'enrgy'"),
    ],
)
def test_options_that_cannot_be(
    options: tuple[str, ...],
    message: str,
    news: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("ray.data", reason="the extra [ray] is missing")
    given = [option.replace("{}", str(tmp_path)) for option in options]
    assert main(["predict", news, *given]) == 2
    assert re.search(message, capsys.readouterr().err)
    assert [path.name for path in tmp_path.iterdir()] == ["news.jsonl"]


def test_the_folder_is_that_of_one_machine(
    news: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("ray.data", reason="the extra [ray] is missing")
    from contextlib import nullcontext

    from relclf.distributed.worker import ShardWorker, entry_from

    asked: list[Any] = []

    def written(tasks: Any, worker: Any, *numbers: Any) -> Any:
        asked.append(numbers)
        return [entry_from(ShardWorker(*worker)({"task": task.to_text()})) for task in tasks]

    monkeypatch.setattr("relclf.distributed.engine.written_shards", written)
    monkeypatch.setattr("relclf.distributed.engine.cluster", lambda *_: nullcontext())
    monkeypatch.chdir(tmp_path)
    common = ["--shard-size", "2", "--on-error", "skip", "--thresholds", "0.3"]
    ray = ["--engine", "ray", "--workers", "3", "--threads", "2"]
    assert main(["predict", "news.jsonl", "--output", "many", *common, *ray]) == 0
    assert "relclf: 1 predictions in many" in capsys.readouterr().err
    assert main(["predict", "news.jsonl", "--output", "one", *common]) == 0
    many, one = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("many", "one")
    )
    assert many == one
    assert asked == [(3, 2)]

"""`relclf predict`: the contract of the command line."""

import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from relclf.cli import main

VISIT = "وصل وزير خارجية جمهورية النور إلى عاصمة مملكة الرمال في زيارة رسمية."


def predict(model: Path, *arguments: str | Path) -> int:
    return main(["predict", "--model", str(model), *map(str, arguments)])


def test_jsonl_on_standard_output_is_one_record_a_line(
    tiny_model: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert predict(tiny_model, articles, "--format", "jsonl") == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["id"] for record in records] == ["a", "b"]
    assert list(records[0]) == [
        *("id", "topics", "interaction", "planned", "topic_probabilities"),
        *("interaction_probabilities", "planned_probability", "evidence", "coverage", "model"),
    ]
    assert records[1]["model"] == "tiny"


def test_the_table_shows_label_probability_and_sentence(
    tiny_model: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert predict(tiny_model, articles / "b.txt") == 0
    shown = capsys.readouterr().out
    assert "زيارة" in shown
    assert "%" in shown
    assert "وصل وزير خارجية جمهورية النور" in shown


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_an_output_appears_whole_and_is_never_overwritten(
    tiny_model: Path, articles: Path, tmp_path: Path, ending: str
) -> None:
    output = tmp_path / f"out.{ending}"
    assert predict(tiny_model, articles, "--output", output) == 0
    first = output.read_bytes()
    assert predict(tiny_model, articles, "--output", output) == 2
    assert output.read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", output.name]
    assert predict(tiny_model, articles, "--output", output, "--overwrite") == 0
    assert output.read_bytes() == first


def test_an_interrupted_run_resumes_to_the_same_bytes(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.dumps({"id": str(n), "text": VISIT + "." * n}) for n in range(40)]
    whole = tmp_path / "whole.jsonl"
    whole.write_text("\n".join(lines))
    assert predict(tiny_model, whole, "--output", tmp_path / "straight.jsonl") == 0
    broken = tmp_path / "broken.jsonl"
    broken.write_text("\n".join([*lines[:30], "{"]))
    output = tmp_path / "resumed.jsonl"
    assert predict(tiny_model, broken, "--output", output) == 2
    assert "broken.jsonl:31" in capsys.readouterr().err
    assert not output.exists()
    assert predict(tiny_model, whole, "--output", output) == 2
    assert "--resume" in capsys.readouterr().err
    assert predict(tiny_model, whole, "--output", output, "--resume", "--thresholds", "0.1") == 2
    assert predict(tiny_model, whole, "--output", output, "--resume") == 0
    assert output.read_bytes() == (tmp_path / "straight.jsonl").read_bytes()


def test_bad_records_are_skipped_counted_and_listed(
    tiny_model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"id": "ok", "text": VISIT})
    path.write_text("\n".join([good, '{"id": "x", "text": ""}', "{", good]))
    assert predict(tiny_model, path) == 2
    assert "a.jsonl:2: article 'x': text: it is empty" in capsys.readouterr().err
    assert predict(tiny_model, path, "--on-error", "skip", "--format", "jsonl") == 0
    captured = capsys.readouterr()
    assert [json.loads(line)["id"] for line in captured.out.splitlines()] == ["ok"]
    assert "3 of 4 records were skipped" in caplog.text
    assert "a.jsonl:2: article 'x': text: it is empty" in caplog.text


def test_articles_without_arabic_are_predicted_and_named(
    tiny_model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = tmp_path / "a.jsonl"
    records = [{"id": "latin", "text": "The minister arrived."}, {"id": "arabic", "text": VISIT}]
    path.write_text("\n".join(map(json.dumps, records)))
    assert predict(tiny_model, path, "--format", "jsonl") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert "1 articles hold no Arabic letter" in caplog.text
    assert "latin" in caplog.text


def test_standard_input(
    tiny_model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.dumps({"id": "one", "text": VISIT}).encode()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(record)))
    assert predict(tiny_model, "-", "--format", "jsonl") == 0
    assert json.loads(capsys.readouterr().out)["id"] == "one"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--thresholds", "1.5"], "expected a number from 0 to 1"),
        (["--thresholds", '{"x": 0.5}'], "unknown topic 'x'"),
        (["--format", "parquet"], "Parquet"),
        (["--max-windows", "0"], "at least 1"),
        (["--backend", "onnx"], r"no onnx/model.onnx"),
        (["--output", "/no/such/folder/out.csv"], "/no/such/folder"),
        (["nowhere.jsonl"], "nowhere.jsonl"),
        (["--shard-size", "9"], "shard_size: shards need a folder; name one with --output"),
        (["--shard-size", "0", "--output", "/tmp/no/o"], "shard_size: expected a whole number"),
        (["--shard-size", "9", "--output", "/no/such/folder/out"], "/no/such/folder"),
        (
            ["--shard-size", "9", "--output", "o", "--overwrite"],
            "overwrite: a folder of shards is never replaced",
        ),
        (
            ["--shard-size", "9", "--output", "o", "--format", "table"],
            "shards are written as jsonl, csv, parquet, not as 'table'",
        ),
        (["--model", "no-such-model"], "no such folder"),
    ],
)
def test_every_wrong_option_ends_in_one_readable_line(
    tiny_model: Path,
    articles: Path,
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert predict(tiny_model, articles, *arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error

"""What `relclf convert` says of wrong files and options."""

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("content", "tool", "message"),
    [
        ("", "label-studio", "it is empty; expected an export of label-studio"),
        ("[]", "argilla", "it is empty; expected an export of argilla"),
        ("", "doccano", "it is empty; expected an export of doccano"),
        ("{}", "label-studio", "expected label-studio's JSON export, a list of tasks, got {}"),
        ('{"a"', "argilla", "it is not JSON"),
        ("[" * 100_000, "argilla", "it is not JSON"),
        ("id,text\n", "label-studio", "it is not JSON"),
        ('[{"text": "a"}]', "label-studio", "task 1: data: it is missing; export from Label"),
        ('{"text": "a"}', "doccano", ":1: relclf: it is missing; only what `relclf convert`"),
        ("a", "doccano", "it is not JSON"),
        ("id,title\na,b\n", "csv", "there is no column 'text'"),
    ],
)
def test_a_wrong_file_is_named(
    convert: Any,
    tmp_path: Path,
    content: str,
    tool: str,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "export").write_text(content, encoding="utf-8")
    assert convert("export", "relclf", "out.jsonl", "--from", tool) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("csv", "a.csv", "--model", "m"), "--model: only --predict needs one"),
        (("csv", "a.csv", "--each"), "--annotator and --each are for exports of a tool"),
        (("csv", "a.csv", "--annotator", "1"), "name it with --from, one of label-studio"),
        (("doccano", "a", "--each", "--from", "argilla"), "--each: it writes a file for each"),
        (
            ("csv", "a", "--each", "--from", "argilla", "--annotator", "1"),
            "--each and --annotator: give one of the two",
        ),
        (("csv", "."), "it exists; name another, or move this one away"),
        (("csv", "a.csv", "--from", "doccano"), "missing: no such input; expected an export of"),
        (("csv", "a.csv"), "no such input"),
    ],
)
def test_wrong_options_are_named(
    convert: Any, options: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert convert("missing", *options) == 2
    assert message in capsys.readouterr().err


def test_a_folder_without_an_export_is_named(
    convert: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert convert("empty", "csv", "a.csv", "--from", "argilla") == 2
    assert "no records.json in this folder; name the export of argilla" in capsys.readouterr().err

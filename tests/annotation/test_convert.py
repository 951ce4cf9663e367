"""`relclf convert`, as a new user would call it."""

import json
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.readers import read_coded

Files = dict[str, str]
EXPORTS = {"label-studio": "tasks.json", "doccano": "articles.jsonl", "argilla": "records.json"}


def read(path: Path, codebook: Codebook) -> list[CodedArticle]:
    return list(read_coded(path, codebook))


@pytest.mark.parametrize("tool", EXPORTS)
def test_there_and_back_by_way_of_a_tool(
    convert: Any,
    tool: str,
    tmp_path: Path,
    codebook: Codebook,
    coded_articles: list[CodedArticle],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert convert("coded", tool, "out") == 0
    assert "16 articles in" in capsys.readouterr().err
    assert EXPORTS[tool] in {path.name for path in (tmp_path / "out").iterdir()}
    assert f"--from {tool}" in (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert convert("out", "relclf", "back.jsonl", "--from", tool) == 0
    assert read(tmp_path / "back.jsonl", codebook) == coded_articles
    file = f"out/{EXPORTS[tool]}"
    assert convert(file, "csv", "back.csv", "--from", tool) == 0
    assert read(tmp_path / "back.csv", codebook) == coded_articles
    assert convert("back.csv", "relclf", "again.jsonl", "--from", "csv") == 0
    assert read(tmp_path / "again.jsonl", codebook) == coded_articles


def test_text_files_are_not_coded(
    convert: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/n1.txt").write_text("نص الخبر", encoding="utf-8")
    assert convert("texts", "label-studio", "out") == 0
    assert "1 articles in" in capsys.readouterr().err
    [task] = json.loads((tmp_path / "out/tasks.json").read_text(encoding="utf-8"))
    assert "annotations" not in task
    assert convert("out", "relclf", "back.jsonl", "--from", "label-studio") == 0
    assert "1 of them not coded" in capsys.readouterr().err
    assert json.loads((tmp_path / "back.jsonl").read_text(encoding="utf-8")) == {
        "id": "n1",
        "text": "نص الخبر",
        "topics": None,
        "interaction": None,
    }


def test_of_a_folder_with_both_the_records_are_read(
    convert: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "both").mkdir()
    (tmp_path / "both/n1.txt").write_text("نص الخبر", encoding="utf-8")
    record = '{"id": "n1", "file": "n1.txt", "topics": [], "interaction": "none"}\n'
    (tmp_path / "both/coded.jsonl").write_text(record, encoding="utf-8")
    assert convert("both", "csv", "out.csv") == 0
    assert "1 articles in" in (printed := capsys.readouterr().err)
    assert "0 of them not coded" in printed
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert text.startswith("\ufeff")
    assert '"n1","","نص الخبر"' in text


def test_annotators_are_told_apart(
    convert: Any,
    tmp_path: Path,
    codebook: Codebook,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    convert("coded", "label-studio", "out")
    tasks = json.loads((tmp_path / "out/tasks.json").read_text(encoding="utf-8"))
    for number, task in enumerate(tasks):
        task["id"] = number
        [first] = task["annotations"]
        second = [first | {"completed_by": {"email": "a/b@x.org"}}] if number < 3 else []
        skipped = [first | {"completed_by": 9, "was_cancelled": True}] if number == 5 else []
        task["annotations"] = [first | {"completed_by": 1}, *second, *skipped]
    tasks[4]["annotations"] = []
    export = tmp_path / "export.json"
    export.write_text(json.dumps(tasks), encoding="utf-8")
    of_tool = ("--from", "label-studio")
    capsys.readouterr()
    assert convert("export.json", "relclf", "one.jsonl", *of_tool) == 2
    assert "2 annotators coded these articles: 1, a/b@x.org. Name one" in capsys.readouterr().err
    assert convert("export.json", "relclf", "one.jsonl", *of_tool, "--annotator", "2") == 2
    assert "nobody called '2' coded these articles" in capsys.readouterr().err
    assert convert("export.json", "relclf", "one.jsonl", *of_tool, "--annotator", "1") == 0
    printed = capsys.readouterr().err
    assert "not read: 1 annotations that their annotators skipped" in caplog.text
    assert "3 codings by others are left out" in caplog.text
    assert "16 articles" in printed
    assert "1 of them not coded" in printed
    assert convert("export.json", "relclf", "each", *of_tool, "--each") == 0
    assert "1 articles that nobody coded are left out" in caplog.text
    files = {path.name: read(path, codebook) for path in (tmp_path / "each").iterdir()}
    assert {name: len(found) for name, found in files.items()} == {
        "1.jsonl": 15,
        "a%2Fb@x.org.jsonl": 3,
    }
    tasks[0]["annotations"] *= 2
    export.write_text(json.dumps(tasks), encoding="utf-8")
    assert convert("export.json", "relclf", "two.jsonl", *of_tool) == 2
    assert "task 0: article 'n0': its coding by 1 stands at" in capsys.readouterr().err


def test_bad_tasks_are_skipped_and_listed(
    convert: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    convert("coded", "label-studio", "out")
    path = tmp_path / "out/tasks.json"
    tasks = json.loads(path.read_text(encoding="utf-8"))
    tasks[0]["data"]["relclf"] = tasks[1]["data"]["relclf"]
    tasks[2] = "task"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    options = ("--from", "label-studio")
    capsys.readouterr()
    assert convert("out", "relclf", "back.jsonl", *options) == 2
    assert "tasks.json: task 1: article 'n1': text: it is not the text" in capsys.readouterr().err
    assert not (tmp_path / "back.jsonl").exists()
    assert convert("out", "relclf", "back.jsonl", *options, "--on-error", "skip") == 0
    assert "task 3: expected an object in braces, got 'task'" in caplog.text
    assert caplog.text.count("skipped: ") == 2
    assert "14 articles in" in capsys.readouterr().err


def test_nobody_coded(convert: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "n1.txt").write_text("نص الخبر", encoding="utf-8")
    convert("n1.txt", "doccano", "out")
    assert convert("out", "csv", "each", "--from", "doccano", "--each") == 2
    assert "none of the 1 articles was coded; there is nothing" in capsys.readouterr().err
    assert not (tmp_path / "each").exists()


def test_a_model_makes_suggestions(
    convert: Any,
    tiny_model: Path,
    tmp_path: Path,
    codebook: Codebook,
    coded_files: Files,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "n1.txt").write_text("وصل وزير الخارجية إلى العاصمة.", encoding="utf-8")
    model = ("--predict", "--model", str(tiny_model))
    assert convert("n1.txt", "label-studio", "tasks", *model) == 0
    [task] = json.loads((tmp_path / "tasks/tasks.json").read_text(encoding="utf-8"))
    [prediction] = task["predictions"]
    assert prediction["model_version"] == "tiny"
    assert 0 <= prediction["score"] <= 1
    assert "annotations" not in task
    assert convert("n1.txt", "argilla", "records", *model) == 0
    [record] = json.loads((tmp_path / "records/records.json").read_text(encoding="utf-8"))
    assert record["suggestions"]["interaction"]["agent"] == "tiny"
    assert convert("n1.txt", "doccano", "lines", *model) == 0
    [line] = (tmp_path / "lines/articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["cats"]
    assert convert("n1.txt", "relclf", "a.jsonl", *model) == 2
    assert "use `relclf predict`" in capsys.readouterr().err
    other = tmp_path / "other.yaml"
    other.write_text("name: o\ntopics: {energy: {ar: ط, en: E}, water: {ar: م, en: W}}\n")
    assert convert("n1.txt", "argilla", "more", *model, "--codebook", str(other)) == 2
    assert "only one of the two has agreement, culture, health" in capsys.readouterr().err

"""The other commands, as a new user would call them."""

import json
from pathlib import Path

import pytest

from relclf.cli import main
from relclf.errors import RelclfError

SENTENCES = {
    "water": "وبحث الوزيران بناء السدود وتوزيع مياه الأنهار بين البلدين.",
    "schools": "وافتتح المعلمون مدارس وجامعات جديدة للطلاب في القرى.",
}
CODEBOOK = """\
name: mine
topics:
  water: {ar: المياه, en: Water}
  schools: {ar: المدارس, en: Schools}
"""


@pytest.fixture
def mine(tmp_path: Path) -> dict[str, str]:
    """Ten articles of a user's own in CSV, with a codebook of two labels."""
    rows = ["id,title,text,topics"]
    for number in range(10):
        topics = [[], ["water"], ["schools"], ["water", "schools"]][number % 4]
        text = " ".join([f"خبر رقم {number}.", *(SENTENCES[topic] for topic in topics)])
        rows.append(f'm{number},عنوان {number},"{text}",{";".join(topics) or "[]"}')
    (tmp_path / "mine.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(CODEBOOK, encoding="utf-8")
    return {"csv": str(tmp_path / "mine.csv"), "codebook": str(tmp_path / "mine.yaml")}


def test_from_ten_articles_in_csv_to_predictions(
    mine: dict[str, str], tiny_encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = ["--codebook", mine["codebook"]]
    assert main(["validate", mine["csv"], "--coded", *book]) == 0
    assert "10 coded articles" in capsys.readouterr().out
    data = tmp_path / "data"
    shares = ["--shares", "0.6", "0.2", "0.2"]
    assert main(["split", mine["csv"], *book, "--output", str(data), *shares]) == 0
    parts = {name: f"['{data}/{name}.jsonl']" for name in ("train", "validation", "test")}
    config = tmp_path / "config.yaml"
    config.write_text(
        f"data: {{train: {parts['train']}, validation: {parts['validation']}}}\n"
        f"model: {{encoder: {tiny_encoder}, window: 64}}\n"
        "training: {epochs: 2, precision: fp32, learning_rate: 1e-3}\n"
    )
    run = str(tmp_path / "run")
    options = ["--data.codebook", mine["codebook"], "--output", run, "--data.test", parts["test"]]
    assert main(["train", "--config", str(config), *options]) == 0
    assert (tmp_path / "run/test.json").is_file()
    model = f"{run}/model"
    capsys.readouterr()
    assert main(["predict", mine["csv"], "--model", model, "--format", "jsonl"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(records) == 10
    assert set(records[0]["topic_probabilities"]) == {"water", "schools"}
    assert records[0]["interaction"] is None
    assert main(["evaluate", mine["csv"], "--model", model, "--output", f"{run}/report"]) == 0
    assert json.loads((tmp_path / "run/report/metrics.json").read_text())["articles"] == 10
    assert main(["baseline", "--train", mine["csv"], "--test", mine["csv"], *book]) == 0
    assert "topic_micro_f1" in capsys.readouterr().out
    export = ["export", model, "--articles", mine["csv"], "--min-agreement", "0.5"]
    assert main([*export, "--max-drift", "0.5"]) == 0
    assert (tmp_path / "run/model/onnx/model.onnx").is_file()


def test_overview_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "predict" in capsys.readouterr().out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("relclf 0.")
    with pytest.raises(SystemExit) as stopped:
        main(["train", "--help"])
    assert stopped.value.code == 0
    assert "--training.learning_rate" in capsys.readouterr().out


def test_an_unknown_command_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forecast"]) == 2
    assert "predict" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model: {window: many}", "window"),
        ("modle: {window: 64}", "modle"),
        ("training: {precision: fp8}", "precision"),
        ("data: [1", "config"),
    ],
)
def test_a_wrong_configuration_names_the_key(
    tmp_path: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(SystemExit) as stopped:
        main(["train", "--config", str(path)])
    assert stopped.value.code == 2
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error


def test_another_codebook_is_refused(
    tiny_model: Path,
    mine: dict[str, str],
    coded_files: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["evaluate", coded_files["coded"], "--model", str(tiny_model)]
    assert main([*arguments, "--codebook", mine["codebook"]]) == 2
    assert "only the first has schools, water" in capsys.readouterr().err


def test_validate_lists_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "خبر", "topics": ["enrgy"]}\n{"text": 5}\n', encoding="utf-8")
    assert main(["validate", str(path), "--coded", "--on-error", "skip"]) == 2
    assert "2 records are not as they should be" in capsys.readouterr().err


def test_debug_shows_the_traceback() -> None:
    with pytest.raises(RelclfError):
        main(["predict", "nowhere.jsonl", "--model", "nowhere", "--debug"])

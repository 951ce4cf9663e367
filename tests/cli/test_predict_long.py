"""`relclf predict` in long runs: shards, and a model folder that changes meanwhile."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import Article
from relclf.classifier import RelationClassifier
from relclf.cli import main
from relclf.cli import predict as cli_predict
from relclf.errors import DataError
from relclf.readers import ArticleReader

pytestmark = pytest.mark.slow

VISIT = "وصل وزير خارجية جمهورية النور إلى عاصمة مملكة الرمال في زيارة رسمية."


def predict(model: Path, *arguments: str | Path) -> int:
    return main(["predict", "--model", str(model), *map(str, arguments)])


def test_shards_with_a_list_of_what_was_skipped(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.dumps({"id": str(n), "text": VISIT + "." * n}) for n in range(5)]
    path, output = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_text("\n".join([*lines[:3], "{", *lines[3:]]))
    arguments = (path, "--output", output, "--shard-size", "2", "--on-error", "skip")
    assert predict(tiny_model, *arguments) == 0
    assert f"1 skipped records in {output}/skipped.jsonl" in capsys.readouterr().err
    manifest = json.loads((output / "manifest.json").read_bytes())
    assert [shard["articles"] for shard in manifest["shards"]] == [2, 1, 2]
    assert (manifest["model"], manifest["articles"], manifest["skipped"]) == ("tiny", 5, 1)
    single = tmp_path / "single.jsonl"
    assert predict(tiny_model, path, "--output", single, "--on-error", "skip") == 0
    assert single.read_bytes() == b"".join(
        path.read_bytes() for path in sorted(output.glob("part-*.jsonl"))
    )
    assert predict(tiny_model, *arguments) == 2
    assert "out: it exists and is left as it is" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_shards_in_other_formats_make_a_table(
    form: str, tiny_model: Path, coded_files: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    options = ("--output", out, "--shard-size", "9", "--format", form)
    assert predict(tiny_model, coded_files["coded"], *options) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        *("manifest.json", f"part-00000.{form}", f"part-00001.{form}")
    ]
    table = ["table", str(out), "--codebook", coded_files["codebook"]]
    assert main([*table, "--output", str(tmp_path / "table.csv")]) == 0
    assert (tmp_path / "table.csv").read_text("utf-8-sig").count("\n") == 17


def replaced(folder: Path) -> None:
    """Put another model in the place of one: the same with a longer name."""
    shutil.copytree(folder, beside := folder.with_name("beside"))
    config = json.loads((beside / "config.json").read_text("utf-8"))
    config["relclf"]["name"] += "+"
    (beside / "config.json").write_text(json.dumps(config), encoding="utf-8")
    shutil.rmtree(folder)
    beside.rename(folder)


@pytest.mark.parametrize("shards", [(), ("--shard-size", "3")])
def test_a_model_folder_that_is_replaced_while_it_predicts(
    shards: tuple[str, ...],
    tiny_model: Path,
    articles: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    model, output = tmp_path / "model", tmp_path / "out.jsonl"
    shutil.copytree(tiny_model, model)
    straight = tmp_path / "straight.jsonl"
    assert predict(model, articles, "--output", straight, *shards) == 0
    noted = cli_predict.with_notes

    def replacing(reader: ArticleReader[Article]) -> Iterator[Article]:
        for number, article in enumerate(noted(reader)):
            if number == 1:
                replaced(model)
                if stop:
                    raise DataError("stop")
            yield article

    monkeypatch.setattr(cli_predict, "with_notes", replacing)
    stop = False
    assert predict(model, articles, "--output", output, *shards) == 0
    pairs = [(output, straight)]
    if shards:
        pairs = [(output / path.name, path) for path in straight.iterdir()]
    for one, two in pairs:
        assert one.read_bytes() == two.read_bytes()
    stop = True
    assert predict(model, articles, "--output", tmp_path / "cut.jsonl", *shards) == 2
    capsys.readouterr()
    assert predict(model, articles, "--output", tmp_path / "cut.jsonl", *shards, "--resume") == 2
    assert "the classifier was" in capsys.readouterr().err


def test_a_model_folder_that_is_replaced_while_it_is_loaded(
    tiny_model: Path,
    articles: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    model = tmp_path / "model"
    shutil.copytree(tiny_model, model)
    loaded = RelationClassifier.from_pretrained

    def replacing(*arguments: Any, **options: Any) -> RelationClassifier:
        classifier = loaded(*arguments, **options)
        replaced(model)
        return classifier

    monkeypatch.setattr(RelationClassifier, "from_pretrained", replacing)
    assert predict(model, articles, "--output", tmp_path / "out.jsonl") == 2
    assert "the model folder changed while it was loaded; start again" in capsys.readouterr().err
    assert not list(tmp_path.glob("out*"))

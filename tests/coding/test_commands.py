"""`relclf doubts` and `relclf suggest`, as a user would call them."""

import csv
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from relclf.articles import Article, CodedArticle, Evidence
from relclf.cli import main
from relclf.codebook import Codebook
from relclf.records import record_of

Invent = Callable[..., list[CodedArticle]]


def write(path: Path, articles: list[CodedArticle] | list[Article]) -> str:
    lines = [json.dumps(record_of(article), ensure_ascii=False) for article in articles]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def files(
    invent: Invent, codebook: Codebook, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Sixty coded articles, of which n9 has a wrong topic; articles to choose from; a codebook."""
    folder = tmp_path_factory.mktemp("coding")
    articles = [one if one.id != "n9" else wrong(one) for one in invent(60)]
    pool = [Article(one.text, one.id) for one in invent(20, seed=1, prefix="f")]
    codebook.save(folder / "codebook.yaml")
    return {
        "coded": write(folder / "coded.jsonl", articles),
        "pool": write(folder / "pool.jsonl", [*pool, Article(articles[0].text, "twin")]),
        "codebook": str(folder / "codebook.yaml"),
    }


def wrong(article: CodedArticle) -> CodedArticle:
    topics = {*(article.topics or ())} ^ {"energy"}
    text = f"=1+1\x1b[31m {article.text}"
    spans: dict[str, tuple[tuple[int, int], ...]] = {"energy": ((0, 9),)} if topics else {}
    return replace(
        article,
        text=text,
        title="=cmd()",
        topics=tuple(sorted(topics)),
        evidence=Evidence(topics={key: spans["energy"] for key in topics if key == "energy"}),
    )


def test_doubts_prints_the_first_and_writes_all(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "doubts.csv"
    command = ["doubts", files["coded"], "--codebook", files["codebook"]]
    assert main([*command, "--output", str(output), "--first", "1"]) == 0
    printed = capsys.readouterr()
    assert "60 articles, 240 codes, " in printed.out
    assert "n9  energy: " in printed.out
    assert printed.out.count("rather") == 1
    assert "\x1b" not in printed.out
    assert f"240 codes in {output}" in printed.err
    rows = list(csv.DictReader(output.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 240
    assert (rows[0]["id"], rows[0]["field"], rows[0]["contradicted"]) == ("n9", "energy", "true")
    assert rows[0]["title"] == "'=cmd()"
    assert {rows[0]["coded"], rows[0]["proposed"]} == {"yes", "no"}
    if rows[0]["coded"] == "yes":
        assert rows[0]["evidence"].startswith("'=1+1")
    quality = [float(row["quality"]) for row in rows]
    assert quality == sorted(quality)
    assert main([*command, "--output", str(output)]) == 2
    assert "it exists; name another file" in capsys.readouterr().err


def test_doubts_can_take_a_models_probabilities(
    coded_files: dict[str, str],
    files: dict[str, str],
    tiny_model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    command = ["doubts", coded_files["coded"], "--model", str(tiny_model)]
    assert main([*command, "--first", "0"]) == 0
    printed = capsys.readouterr()
    assert "16 articles, 64 codes, " in printed.out
    assert "rather" not in printed.out
    assert "it repeats errors of the articles that it was trained on" in caplog.text
    other = tmp_path / "other.yaml"
    text = Path(files["codebook"]).read_text(encoding="utf-8")
    other.write_text(text.replace("energy:", "water:"), encoding="utf-8")
    assert main([*command, "--codebook", str(other)]) == 2
    assert "only the first has water, only the model has energy" in capsys.readouterr().err


def test_doubts_says_what_it_cannot_check(
    files: dict[str, str],
    invent: Invent,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    book = ["--codebook", files["codebook"]]
    articles = [replace(one, topics=()) for one in invent(20)]
    articles[3] = replace(articles[3], topics=("health",))
    assert main(["doubts", write(tmp_path / "rare.jsonl", articles), *book]) == 0
    assert "other articles do not teach their labels: energy (20), health (" in caplog.text
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    assert main(["doubts", str(empty), *book]) == 2
    assert "it is empty; expected at least one article" in capsys.readouterr().err
    assert main(["doubts", files["pool"], *book]) == 2
    assert "none of the 21 articles is coded" in capsys.readouterr().err
    assert main(["doubts", files["coded"], *book, "--output", "doubts.txt"]) == 2
    assert "this command writes .csv; name the output so" in capsys.readouterr().err
    assert main(["doubts", files["coded"]]) == 2
    assert "coded.jsonl:1: article 'n0': " in capsys.readouterr().err


def test_suggest_writes_what_coders_fill(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "next.jsonl"
    command = ["suggest", files["pool"], "--codebook", files["codebook"], "-n", "5"]
    learned = [*command, "--coded", files["coded"]]
    assert main([*learned, "--output", str(output)]) == 0
    printed = capsys.readouterr()
    assert f"5 of 21 articles in {output}, chosen by uncertainty" in printed.err
    assert printed.out == ""
    records = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert len(records) == 5
    assert all(one["topics"] is None and one["interaction"] is None for one in records)
    assert {tuple(one["why"]) for one in records} == {("strategy", "score", "labels")}
    assert main(["validate", str(output), "--coded", "--codebook", files["codebook"]]) == 0
    capsys.readouterr()
    assert main(command) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 5
    assert "in standard output, chosen by diversity" in printed.err
    assert main([*learned, "--output", str(output)]) == 2
    assert "it exists; name another file" in capsys.readouterr().err
    assert main([*learned, "--output", str(tmp_path / "nowhere/next.jsonl")]) == 2
    assert "does not exist; make it" in capsys.readouterr().err
    assert main([*command, "--strategy", "uncertainty"]) == 2
    assert "needs coded articles to learn from" in capsys.readouterr().err


def test_suggest_says_what_it_left_out(
    files: dict[str, str],
    invent: Invent,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    coded = write(tmp_path / "some.jsonl", invent(20))
    options = ["--coded", files["coded"], "--codebook", files["codebook"]]
    options += ["--strategy", "uncertainty", "-n", "99"]
    assert main(["suggest", files["pool"], coded, *options]) == 2
    assert "'n9': a coded article with another text has this id" in capsys.readouterr().err
    coded = write(tmp_path / "some.jsonl", invent(9))
    assert main(["suggest", files["pool"], coded, *options]) == 0
    assert "9 articles are coded already" in caplog.text
    assert "1 near-duplicates were passed over" in caplog.text
    assert "99 were asked for; no more are left" in caplog.text
    with pytest.raises(SystemExit) as stopped:
        main(["suggest", files["pool"], "-n", "0"])
    assert stopped.value.code == 2


@pytest.mark.parametrize(("command", "module"), [("doubts", "cleanlab"), ("suggest", "datasketch")])
def test_a_missing_extra_is_named(
    command: str,
    module: str,
    files: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert main([command, files["coded"]]) == 2
    assert "pip install 'relclf[coding]'" in capsys.readouterr().err

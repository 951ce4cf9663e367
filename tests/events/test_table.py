"""`relclf table`, as a political scientist would call it."""

import csv
import json
import sys
from datetime import date
from pathlib import Path

import pytest

from relclf.cli import main
from relclf.events.rows import COLUMNS

Capture = pytest.CaptureFixture[str]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


def write_articles(path: Path, **dates: str) -> str:
    lines = [
        json.dumps({"id": id_, "text": "نص", "date": day, "source": "منبر", "title": "عنوان"})
        for id_, day in dates.items()
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def table(*arguments: str | Path) -> int:
    return main(["table", *map(str, arguments)])


def test_a_table_of_articles(predictions: dict[str, Path], tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "events.csv"
    assert table(predictions["csv"], "--output", path) == 0
    # Excel shows no Arabic without the mark.
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,date,")
    rows = read_csv(path)
    assert [*rows[0]] == [*COLUMNS["article"]]
    assert [row["cameo"] for row in rows] == ["042", "036", "041", "", "032"]
    assert [row["date"] for row in rows] == ["2015-08-12", "2017-04-18", "", "", ""]
    assert [row["year"] for row in rows] == ["2015", "2017", "", "", ""]
    assert rows[1]["cap_codes"] == "8;3"
    assert rows[2]["topics"] == "[]"
    # What a spreadsheet would compute is guarded once, not twice.
    assert (rows[1]["id"], rows[1]["title"]) == ("'-n2", "'=عنوان -n2")
    said = capsys.readouterr().err
    assert "5 rows of 5 articles" in said


def test_a_table_of_topics(predictions: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "topics.csv"
    assert table(predictions["csv"], "--rows", "topic", "--output", path) == 0
    rows = read_csv(path)
    assert [*rows[0]] == [*COLUMNS["topic"]]
    assert [row["topic"] for row in rows] == ["energy", "energy", "health", "health"]
    assert {row["topic_probability"] for row in rows} == {"0.75"}


@pytest.mark.parametrize("rows", COLUMNS)
def test_parquet_holds_types(predictions: dict[str, Path], tmp_path: Path, rows: str) -> None:
    import pyarrow.parquet

    paths = [tmp_path / f"events.{ending}" for ending in ("csv", "parquet")]
    for path in paths:
        assert table(predictions["parquet"], "--rows", rows, "--output", path) == 0
    read = pyarrow.parquet.read_table(paths[1]).to_pylist()
    assert [row["date"] for row in read][:2] == [date(2015, 8, 12), date(2017, 4, 18)]
    for name, number in (("id", "-n2"), ("year", 2017)):
        assert read[1][name] == number
    for in_csv, row in zip(read_csv(paths[0]), read, strict=True):
        for name, value in row.items():
            cell = (";".join(value) or "[]") if isinstance(value, list) else value
            assert in_csv[name].removeprefix("'") == ("" if cell is None else str(cell))


def test_what_was_not_read_is_counted(
    predictions: dict[str, Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert table(predictions["csv"], "--rows", "topic", "--output", tmp_path / "a.csv") == 0
    assert "1 of 5 articles have no date; name articles" in caplog.text
    assert (
        "1 of 5 articles have a date that cannot be read, such as 'May 2016 or so'" in caplog.text
    )
    assert "1 of 5 articles have a date that may mean two days, such as '09/10/2016'" in caplog.text
    assert "2 of 5 articles have no topic, so no row" in caplog.text
    caplog.clear()
    options = ("--date-order", "day", "--output", tmp_path / "b.csv")
    assert table(predictions["csv"], *options) == 0
    assert "two days" not in caplog.text
    assert "so no row" not in caplog.text
    assert read_csv(tmp_path / "b.csv")[2]["date"] == "2016-10-09"


def test_articles_give_what_predictions_lack(
    predictions: dict[str, Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    articles = write_articles(tmp_path / "a.jsonl", n1="2020-01-02", n5="2020-01-03", more="2020")
    for form in ("jsonl", "csv"):
        output = ("--output", tmp_path / f"{form}.csv")
        assert table(predictions[form], "--articles", articles, *output) == 0
    rows = {row["id"]: row for row in read_csv(tmp_path / "jsonl.csv")}
    assert (rows["n1"]["date"], rows["n5"]["source"]) == ("2020-01-02", "منبر")
    assert "3 of 5 ids are not those of --articles, such as '-n2'" in caplog.text
    kept = {row["id"]: row for row in read_csv(tmp_path / "csv.csv")}
    assert (kept["n1"]["date"], kept["n1"]["source"]) == ("2015-08-12", "'@وكالة")
    assert (kept["n5"]["date"], kept["n5"]["source"]) == ("2020-01-03", "'@وكالة")


def test_contacts_without_status_are_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "coded.csv"
    path.write_text("text,interaction\nنص,visit\nنص,none\n", encoding="utf-8")
    assert table(path, "--output", tmp_path / "a.csv") == 0
    assert "1 of 2 articles report a contact without saying whether it was held" in caplog.text


def test_standard_input_holds_predictions(
    predictions: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with predictions["jsonl"].open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert table("-", "--output", tmp_path / "a.csv") == 0
    assert len(read_csv(tmp_path / "a.csv")) == 5


def refused(capsys: Capture, folder: Path, *arguments: str | Path) -> str:
    """Run a command that must fail and leave nothing; return what it says."""
    before = sorted(folder.iterdir())
    assert table(*arguments) == 2
    assert sorted(folder.iterdir()) == before
    return capsys.readouterr().err


def test_outputs_are_checked_first(
    predictions: dict[str, Path], tmp_path: Path, capsys: Capture
) -> None:
    path, taken, folder = predictions["csv"], tmp_path / "taken.csv", tmp_path / "folder"
    taken.write_text("mine")
    folder.mkdir()
    for options, message in (
        (("--output", taken), "taken.csv: it exists; name another file"),
        (("--output", tmp_path / "a.xlsx"), "this command writes .csv or .parquet"),
        (("--output", tmp_path / "no" / "a.csv"), "does not exist"),
        (("--output", tmp_path / "a.csv", "--plot", folder), "folder: it exists; name another"),
    ):
        assert message in refused(capsys, tmp_path, path, *options)
    assert taken.read_text() == "mine"


def test_inputs_that_do_not_fit_are_refused(
    predictions: dict[str, Path], coded_files: dict[str, str], tmp_path: Path, capsys: Capture
) -> None:
    path, output = predictions["jsonl"], ("--output", tmp_path / "a.csv")
    other = ("--codebook", coded_files["codebook"])
    assert "codebook 'small'" in refused(capsys, tmp_path, path, *output, *other)
    articles = write_articles(tmp_path / "other.jsonl", x1="2015-08-12")
    said = refused(capsys, tmp_path, path, *output, "--articles", articles)
    assert "5 of 5 ids are not those of --articles, such as 'n1'" in said
    # The last line is bad: what was written by then goes.
    path.write_text(path.read_text(encoding="utf-8") + "{", encoding="utf-8")
    assert "predictions.jsonl:6: it is not JSON" in refused(capsys, tmp_path, path, *output)


def test_rows_by_topic_need_topics(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "book.yaml").write_text(
        "name: b\ninteractions: {visit: {ar: زيارة, en: V}, none: {ar: لا, en: N}}\n"
    )
    (tmp_path / "coded.csv").write_text("text,interaction\nنص,visit\n", encoding="utf-8")
    options = ("--codebook", tmp_path / "book.yaml", "--output", tmp_path / "a.csv")
    said = refused(capsys, tmp_path, tmp_path / "coded.csv", *options, "--rows", "topic")
    assert "the codebook 'b' has no topics; write article" in said
    assert table(tmp_path / "coded.csv", *options) == 0
    [row] = read_csv(tmp_path / "a.csv")
    assert (row["interaction_en"], row["topics"], row["cameo"]) == ("V", "", "")


@pytest.mark.parametrize(
    ("module", "options", "extra"),
    [("pyarrow", ("a.parquet",), "parquet"), ("matplotlib", ("a.csv", "--plot", "p"), "report")],
)
def test_a_missing_extra_is_named(
    predictions: dict[str, Path],
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    options: tuple[str, ...],
    extra: str,
) -> None:
    # None in place of a module makes its import fail as if it were not installed.
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.chdir(tmp_path)
    said = refused(capsys, tmp_path, predictions["csv"], "--output", *options)
    assert f"pip install 'relclf[{extra}]'" in said

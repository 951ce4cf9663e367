"""Many articles: how a run goes, ends and is ended."""

import csv
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relclf.app.gate import GoneError
from relclf.app.limits import Limits
from relclf.app.many.results import Query
from relclf.app.many.run import downloads, run
from relclf.app.many.work import Sessions, Work
from relclf.app.served import Served
from relclf.classifier import RelationClassifier


@pytest.fixture
def served(classifier: RelationClassifier) -> Served:
    return Served(classifier, Limits(records=40))


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    yield work
    work.close()


def send(work: Work, name: str, content: str | bytes, tmp_path: Path) -> None:
    path = tmp_path / "cache" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    work.take(str(path), "articles")


def lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def articles(number: int) -> str:
    return lines(*({"id": f"n{n}", "text": f"وصل الوزير إلى مدينة {n}."} for n in range(number)))


def test_a_run_tells_how_far_it_is_and_both_downloads_have_all(
    served: Served, work: Work, tmp_path: Path
) -> None:
    title = "=HYPERLINK(1)"
    content = articles(11) + lines({"id": "=1+1", "title": title, "text": "خبر جديد"})
    send(work, "news.day.jsonl", content, tmp_path)
    assert not (tmp_path / "cache").exists()
    pages = list(run(work, served, "fail"))
    assert [over for _, over in pages] == [False] * (len(pages) - 1) + [True]
    assert "Done" in pages[-1][0]
    assert 'class="count">12<' in pages[-1][0]
    assert work.results is not None
    assert work.results.count(Query()) == 12
    paths = downloads(work)
    assert paths is not None
    assert [Path(path).name for path in paths] == [
        "news-predictions.jsonl",
        "news-predictions.csv",
    ]
    records = [json.loads(line) for line in Path(paths[0]).read_text("utf-8").splitlines()]
    assert [record["id"] for record in records] == [f"n{n}" for n in range(11)] + ["=1+1"]
    data = Path(paths[1]).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    last = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))[-1]
    assert (last["id"], last["title"]) == ("'=1+1", f"'{title}")
    work.close()
    assert not any(Path(path).exists() for path in paths)
    assert not work.folder.exists()


def test_bad_records_are_listed_or_end_the_run(served: Served, work: Work, tmp_path: Path) -> None:
    long = {"id": "long", "text": "ا" * 100_001}
    content = articles(2) + lines({"text": 5}, long, {"id": "n0", "text": "خبر"})
    send(work, "a.jsonl", content, tmp_path)
    *_, (page, _) = run(work, served, "skip")
    assert 'class="count">2<' in page
    for part in ("a.jsonl:3: article", "100,001 characters", "is the id of a.jsonl:1 too"):
        assert part in page
    assert str(work.folder) not in page
    *_, (page, _) = run(work, served, "fail")
    assert "The file cannot be read" in page
    assert "text: expected text, got 5" in page


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", "", "it is empty"),
        ("a.jsonl", "{}\n", "The first: a.jsonl:1: article"),
        ("a.jsonl", "{" * 50 + "\n", "it is not JSON"),
        ("a.jsonl", articles(41), "more than 40 records"),
        ("a.csv", "id,title\n1,a\n", "no column &#39;text&#39;"),
        ("a.jsonl", articles(1).encode("utf-16"), "UTF-16"),
        ("a.txt", "وقال الوزير".encode("cp1256"), "Windows-1256"),
        ("a.jsonl", '{"text": "<script>alert(1)</script>"', "it is not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_both_languages(
    name: str, content: str | bytes, message: str, served: Served, work: Work, tmp_path: Path
) -> None:
    send(work, name, content, tmp_path)
    *_, (page, over) = run(work, served, "skip")
    assert over
    assert "لا يمكن قراءة الملف" in page
    assert message in page
    assert "<script" not in page
    # The server stays up.
    send(work, "b.jsonl", articles(1), tmp_path)
    assert "Done" in list(run(work, served, "skip"))[-1][0]


def test_cancelling_ends_the_work_frees_the_place_and_keeps_what_was_done(
    served: Served, work: Work, tmp_path: Path
) -> None:
    send(work, "a.jsonl", articles(40), tmp_path)
    # The classifier's own gate, as if each turn of a few articles took a while.
    turn, turns = served.gate.turn, []

    def counted(*arguments: Any) -> Any:
        turns.append(1)
        if len(turns) == 2:
            work.gone.set()
        return turn(*arguments)

    served.gate.turn = counted  # type: ignore[method-assign]
    try:
        *_, (page, _) = run(work, served, "skip")
    finally:
        del served.gate.turn  # type: ignore[method-assign]
    assert "Cancelled" in page
    assert served.gate.inside == 0
    assert len(turns) == 2
    assert work.results is not None
    assert work.results.count(Query()) == 8
    paths = downloads(work)
    assert paths is not None
    assert len(Path(paths[0]).read_text("utf-8").splitlines()) == 8
    # The same file can be classified after all.
    assert "Done" in list(run(work, served, "skip"))[-1][0]
    assert work.results.count(Query()) == 40


def test_whoever_waits_in_line_can_cancel(
    served: Served, work: Work, tmp_path: Path, until: Callable[..., None]
) -> None:
    send(work, "a.jsonl", articles(4), tmp_path)
    pages: list[str] = []
    waits = threading.Thread(
        target=lambda: pages.extend(page for page, _ in run(work, served, "skip"))
    )
    with served.gate.admitted(), served.gate.turn(), served.gate.admitted(), served.gate.turn():
        waits.start()
        until(lambda: served.gate.inside == 3)
        work.gone.set()
        waits.join(10)
        assert not waits.is_alive()
    assert "Cancelled" in pages[-1]


def test_a_client_that_goes_away_frees_its_place_and_leaves_nothing(
    served: Served, tmp_path: Path
) -> None:
    sessions = Sessions()
    work = sessions.start("s", "many")
    send(work, "a.jsonl", articles(40), tmp_path)
    pages = run(work, served, "skip")
    while "progressbar" not in next(pages)[0]:
        pass
    ended = threading.Thread(target=sessions.end, args=("s",))
    ended.start()
    ended.join(10)
    assert "Cancelled" in list(pages)[-1][0]
    assert "Cancelled" in list(run(work, served, "skip"))[-1][0]
    assert served.gate.inside == 0
    assert not work.folder.exists()
    assert sessions.find("s", "many") is None
    with pytest.raises(GoneError, match="the session has ended; send the file again"):
        sessions.get("s", "many")


def test_a_new_upload_takes_the_place_of_the_old_one() -> None:
    sessions = Sessions()
    first, other = sessions.start("s", "many"), sessions.start("t", "many")
    second = sessions.start("s", "many")
    assert not first.folder.exists()
    assert sessions.get("s", "many") is second
    sessions.end("s")
    assert other.folder.exists()
    sessions.end("t")


def test_too_many_sessions_close_the_oldest() -> None:
    sessions = Sessions(most=2)
    works = [sessions.start(str(number), "many") for number in range(3)]
    assert [work.folder.exists() for work in works] == [False, True, True]
    for number in range(3):
        sessions.end(str(number))

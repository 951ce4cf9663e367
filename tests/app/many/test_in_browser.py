"""Many articles in a real browser: Debian's Chromium, driven by Playwright."""

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from relclf.app.limits import Limits

playwright = pytest.importorskip("playwright.sync_api", reason="needs pip install playwright")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs apt install chromium"),
]

HOSTILE = "=1+1 <img src=x onerror=alert(1)> ${alert(2)} {{x}}\u202e"

TEXTS = ("تلقى الوزير اتصالا هاتفيا. ", "تلقى الوزير اتصالا هاتفيا وبحثا الطاقة والتعليم والصحة. ")


@pytest.fixture(scope="module")
def running(serving: Callable[..., Any]) -> Iterator[Any]:
    with serving(Limits(records=500), language="en") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, running: Any) -> Iterator[Any]:
    """The tab, open in a window of its own; the console stays quiet and no other host is asked."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(running.url)
    page.get_by_role("tab", name="Many articles").click()
    yield page
    page.close()
    assert said == []
    own = (running.url, "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


def send(page: Any, path: Path) -> None:
    page.locator("#many-file input[type=file]").set_input_files(path)
    page.locator("#many-progress", has_text=path.name).wait_for()


def write(path: Path, number: int, words: int = 1) -> Path:
    records: list[dict[str, Any]] = [
        {"id": f"n{n}", "title": f"خبر {n}", "text": TEXTS[n % 2] * words}
        for n in range(number - 1)
    ]
    records += [{"id": "last", "title": HOSTILE, "text": "هبوب رياح خفيفة على السواحل."}]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("\n".join([*lines, "{}"]) + "\n", encoding="utf-8")
    return path


def test_from_a_file_to_a_table_and_downloads(
    page: Any, running: Any, tmp_path: Path, until: Callable[..., None]
) -> None:
    send(page, write(tmp_path / "news.jsonl", 60))
    page.click("#many-classify")
    page.locator("#many-progress [role=progressbar]").wait_for()
    page.locator("#many-progress", has_text="Done").wait_for()
    assert page.inner_text("#many-progress .count") == "60"
    assert page.inner_text("#many-progress summary") == "Records that were not read: 1"

    rows = page.locator("#many-table tbody tr")
    found = page.locator("#many-table .found")
    found.wait_for()
    assert rows.count() == 50
    assert "1–50" in found.inner_text()
    page.click("#many-next")
    page.locator("#many-table .found", has_text="51–60").wait_for()
    title = rows.last.locator(".title").inner_text()
    assert "<img src=x onerror=alert(1)> ${alert(2)} {{x}}[U+202E]" in title

    page.fill("#by-text textarea, #by-text input", "SRC=X")
    page.locator("#many-table .found", has_text="1–1 ").wait_for()
    page.fill("#by-text textarea, #by-text input", "")
    page.locator("#many-table .found", has_text="1–50").wait_for()
    page.click("#order input")
    page.get_by_role("option", name="least sure first").click()
    assert len(set(_sureness(page))) > 1
    until(lambda: _sureness(page) == sorted(_sureness(page)))
    page.click("#by-interaction input")
    page.get_by_role("option", name="Telephone or video call").click()
    page.locator("#many-table .found", has_text="59").wait_for()

    paths = {}
    for form in ("jsonl", "csv"):
        with page.expect_download() as download:
            page.click(f"#many-{form}")
        assert download.value.suggested_filename == f"news-predictions.{form}"
        paths[form] = tmp_path / form
        download.value.save_as(paths[form])
    lines = paths["jsonl"].read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines][-2:] == ["n58", "last"]
    table = list(csv.DictReader(paths["csv"].read_text("utf-8-sig").splitlines()))
    assert len(table) == 60
    assert table[-1]["title"] == f"'{HOSTILE}"

    # A switch of language keeps the results and what was chosen.
    page.locator("#language").get_by_text("العربية").click()
    page.get_by_role("tab", name="أخبار كثيرة").wait_for()
    assert "نتائج" in page.locator("#many-table .found").inner_text()
    assert page.locator("#by-interaction input").input_value() == "اتصال هاتفي أو مرئي"
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=tmp_path / f"{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def _sureness(page: Any) -> list[int]:
    shown = page.locator("#many-table .sure bdi").all_inner_texts()
    return [int(text.rstrip("%")) for text in shown]


def test_cancel_stops_the_work_and_closing_the_page_leaves_nothing(
    browser: Any, running: Any, tmp_path: Path, until: Callable[..., None]
) -> None:
    page = browser.new_page()
    page.goto(running.url)
    page.get_by_role("tab", name="Many articles").click()
    send(page, write(tmp_path / "long.jsonl", 400, words=40))
    page.click("#many-classify")
    until(lambda: running.served.gate.inside == 1)
    page.locator("#many-progress [role=progressbar]").wait_for()
    until(lambda: page.inner_text("#many-progress .count") != "0")
    page.click("#many-cancel")
    page.locator("#many-progress", has_text="Cancelled").wait_for()
    assert running.served.gate.inside == 0
    done = page.locator("#many-table .found").inner_text()
    assert 0 < int(done.split()[0].replace(",", "")) < 400
    # A client that goes away in the middle frees its place, and takes everything with it.
    page.click("#many-classify")
    until(lambda: running.served.gate.inside == 1)
    page.close()
    until(lambda: running.served.gate.inside == 0, seconds=20)
    until(lambda: not _filled(Path(os.environ["GRADIO_TEMP_DIR"])))


def _filled(folder: Path) -> list[Path]:
    """Files that hold anything; what the server removes during the look is none of them."""
    found = []
    for place, _, names in os.walk(folder):  # passes over a folder that is gone
        for path in (Path(place, name) for name in names):
            with suppress(FileNotFoundError):
                if path.stat().st_size:
                    found.append(path)
    return found


def test_a_file_that_cannot_be_read_is_told_and_the_page_goes_on(page: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,text\n1,وقال الوزير\n".encode("cp1256"))
    send(page, tmp_path / "a.csv")
    page.click("#many-classify")
    trouble = page.locator("#many-progress .trouble")
    trouble.wait_for()
    assert "The file cannot be read" in trouble.inner_text()
    assert "Windows-1256" in trouble.inner_text()
    send(page, write(tmp_path / "b.jsonl", 2))
    page.click("#many-classify")
    page.locator("#many-progress", has_text="Done").wait_for()

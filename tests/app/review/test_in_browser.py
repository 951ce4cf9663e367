"""The review in a real browser: Debian's Chromium, driven by Playwright. Skipped without them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from relclf.codebook import Codebook
from relclf.readers import read_coded

playwright = pytest.importorskip("playwright.sync_api", reason="needs pip install playwright")
pytest.importorskip("gradio", reason="needs relclf[app]")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs apt install chromium"),
]

TEXT = (
    "😀😀 استقبل وزير الخارجية أمس نظيرَه الفرنسيَّ في الرياضِ.\r\n"
    "وبحث الجانبان تصدير النفط والغاز \u202eوالكهرباء\u202c بين البلدين <b>معًا</b> ${x} {{y}}."
)
RECORDS = [
    {"id": "one", "title": "لقاء في الرياض", "text": TEXT},
    {"id": "two", "text": "تلقى الوزير اتصالا هاتفيا من نظيره الياباني في مكتبه بالعاصمة."},
    {"id": "three", "text": "هبوب رياح خفيفة على السواحل الشمالية للبلاد مساء اليوم وغدا."},
]
NAMES = {key: Codebook.load().label(key).en for key in ("visit", "energy")}
SERVER = "import sys; from relclf.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def server(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server of its own, which can be killed."""
    options = ["--port", str(port), "--language", "en", "--threads", "1"]
    started = subprocess.Popen(
        [sys.executable, "-c", SERVER, "app", *options],
        cwd=folder,
        # What a killed server leaves goes with the test.
        env={**os.environ, "TMPDIR": str(folder)},
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                break
            except OSError:
                assert started.poll() is None
                assert time.monotonic() < end
                time.sleep(0.1)
        yield started
    finally:
        started.kill()
        started.wait(10)


def open_review(page: Any, url: str, articles: Path) -> None:
    page.goto(url)
    page.get_by_role("tab", name="Review").click()
    page.locator("#review-articles input[type=file]").set_input_files(articles)
    page.locator("#review-said", has_text=articles.name).wait_for()
    page.click("#review-go")


def go_to(page: Any, text: str) -> None:
    """Skip to the article that holds a text."""
    for _ in range(3):
        if text in page.inner_text("#review-article .body"):
            return
        position = page.inner_text("#review-header .position")
        page.click("#review-next")
        page.wait_for_function(
            "before => document.querySelector('#review-header .position').innerText !== before",
            arg=position,
        )


def select(page: Any, words: str) -> None:
    """Select words of the article with the mouse, from their right edge to their left."""
    start, end = page.evaluate(
        """words => {
            for (const piece of document.querySelectorAll('#review-article .body [data-start]')) {
                const at = piece.firstChild.data.indexOf(words);
                if (at < 0) continue;
                piece.scrollIntoView({ block: 'center' });
                const edge = (from, to) => {
                    const range = document.createRange();
                    range.setStart(piece.firstChild, from);
                    range.setEnd(piece.firstChild, to);
                    return range.getBoundingClientRect();
                };
                const first = edge(at, at + 1);
                const last = edge(at + words.length - 1, at + words.length);
                return [[first.right - 1, first.y + first.height / 2],
                        [last.left + 1, last.y + last.height / 2]];
            }
        }""",
        words,
    )
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def marks(page: Any, label: str) -> Any:
    page.locator("#review-label").get_by_text(label, exact=True).click()
    return page.locator("#review-article mark")


def reviewed(page: Any, number: int) -> None:
    page.locator("#review-header .reviewed", has_text=str(number)).wait_for()


def test_review_with_clicks_and_selections_and_after_a_kill(browser: Any, tmp_path: Path) -> None:
    articles = tmp_path / "day.jsonl"
    articles.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in RECORDS))
    corrections = tmp_path / "corrections.jsonl"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    said: list[str] = []
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.on("pageerror", lambda error: said.append(str(error)))

    with server(tmp_path, port) as running:
        open_review(page, url, articles)
        page.locator("#review-article .body").wait_for()
        assert not corrections.exists()
        go_to(page, "😀")
        body = page.locator("#review-article .body")
        assert "[U+202E]والكهرباء[U+202C] بين البلدين <b>معًا</b> ${x} {{y}}" in body.inner_text()
        # Codes by clicks.
        page.locator("#review-interaction").get_by_text(NAMES["visit"], exact=True).click()
        page.locator("#review-status").get_by_text("planned", exact=True).click()
        topics = page.locator("#review-topics")
        for box in topics.locator("input").all():
            box.set_checked(False)
        topics.get_by_text(NAMES["energy"], exact=True).click()
        page.locator("#review-label").get_by_text(NAMES["energy"], exact=True).wait_for()
        assert page.locator("#review-confirm", has_text="Save the correction").is_visible()
        # Evidence by selecting, behind emoji, across combining marks and a line end.
        found = marks(page, NAMES["visit"])
        page.wait_for_timeout(300)
        while found.count():
            count = found.count()
            found.first.click()
            page.wait_for_function(
                "count => document.querySelectorAll('#review-article mark').length < count",
                arg=count,
            )
        select(page, "نظيرَه الفرنسيَّ")
        page.locator("#review-article mark", has_text="نظيرَه الفرنسيَّ").wait_for()
        # Evidence by keyboard: the second sentence.
        marks(page, NAMES["energy"])
        page.wait_for_function("!document.querySelector('#review-article mark')")
        page.focus("#review-article .sentence")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        page.locator("#review-article mark").first.wait_for()
        page.keyboard.press("Space")
        page.wait_for_function("!document.querySelector('#review-article mark')")
        page.keyboard.press("Enter")
        page.locator("#review-article mark").first.wait_for()
        page.click("#review-confirm")
        reviewed(page, 1)
        [coded] = read_coded([corrections], Codebook.load())
        assert (coded.id, coded.text) == ("one", TEXT)
        assert (coded.interaction, coded.status, coded.topics) == (
            "visit",
            "planned",
            ("energy",),
        )
        assert coded.evidence is not None
        [span] = coded.evidence.interaction
        assert TEXT[slice(*span)] == "نظيرَه الفرنسيَّ"
        [sentence] = coded.evidence.topics["energy"]
        assert TEXT[slice(*sentence)] == TEXT.split("\r\n")[1]

        # A second window is told.
        other = browser.new_page()
        open_review(other, url, articles)
        other.locator("#review-said", has_text="Another window is reviewing").wait_for()
        assert not other.locator("#review-desk").is_visible()
        other.close()
        # Undo takes the save back, and saving it again is one line still.
        page.click("#review-undo")
        reviewed(page, 0)
        page.locator("#review-article .body", has_text="😀").wait_for()
        assert corrections.read_bytes() == b""
        go_to(page, "الياباني")
        page.click("#review-confirm")
        reviewed(page, 1)
        running.send_signal(signal.SIGKILL)
        running.wait(10)

    before = corrections.read_bytes()
    # As if the power had failed within the next line.
    corrections.write_bytes(before + b'{"id": "three", "te')
    with server(tmp_path, port):
        open_review(page, url, articles)
        page.locator("#review-article .body").wait_for()
        reviewed(page, 1)
        assert "A crash has cut the last line" in page.inner_text("#review-header")
        assert "الياباني" not in page.inner_text("#review-article .body")
        # The window that left the review does not keep it.
        for number in (2, 3):
            page.click("#review-confirm")
            reviewed(page, number)
        assert "All articles are reviewed" in page.inner_text("#review-header")
        page.locator("#language").get_by_text("العربية").click()
        page.locator("#review-confirm", has_text="صحيح كما هو").wait_for()
        for width in (1200, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=tmp_path / f"{width}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert corrections.read_bytes().startswith(before)
    found = list(read_coded([corrections], Codebook.load()))
    assert sorted(one.id for one in found) == ["one", "three", "two"]
    page.close()
    assert said == []

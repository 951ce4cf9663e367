"""The report in a real browser: Debian's Chromium, driven by Playwright. Skipped without them."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from relclf.cli import main

playwright = pytest.importorskip("playwright.sync_api", reason="needs pip install playwright")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs apt install chromium"),
]


@pytest.fixture(scope="module")
def report(tiny_model: Path, coded_files: dict[str, str], tmp_path_factory: Any) -> str:
    folder = tmp_path_factory.mktemp("report")
    records = [json.loads(line) for line in Path(coded_files["coded"]).read_text().splitlines()]
    # The model learned these articles by heart; codes that it does not expect make an error.
    records[0] |= {"topics": ["culture"], "evidence": {"interaction": [[0, 20]]}}
    coded = folder / "coded.jsonl"
    coded.write_text("\n".join(map(json.dumps, records)) + "\n")
    output = folder / "out"
    options = [str(coded), "--model", str(tiny_model), "--resamples", "10"]
    assert main(["evaluate", *options, "--output", str(output)]) == 0
    return (output / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("width", [390, 1200])
def test_it_opens_whole_and_quiet(browser: Any, report: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report)
    assert said == []
    assert [url for url in asked if not url.startswith("data:")] == [report]
    for name in ("figures", "topics", "interactions", "probabilities", "groups", "errors", "notes"):
        section = page.locator(f"section#{name}")
        assert section.is_visible(), name
        assert section.locator("h2").inner_text()
    drawn = page.evaluate("[...document.images].map(i => [i.complete, i.naturalWidth])")
    assert len(drawn) == 5
    assert all(complete and wide > 100 for complete, wide in drawn)
    # What is too wide scrolls by itself; the page does not.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_an_error_unfolds_to_its_article_from_right_to_left(browser: Any, report: str) -> None:
    page = browser.new_page()
    page.goto(report)
    first = page.locator("#errors details").first
    article = first.locator(".article:not(.title)")
    assert not article.is_visible()
    first.locator("summary").click()
    assert article.is_visible()
    assert article.evaluate("e => getComputedStyle(e).direction") == "rtl"
    page.close()


def test_printed_it_shows_the_errors_unfolded(browser: Any, report: str) -> None:
    page = browser.new_page()
    page.goto(report)
    page.emulate_media(media="print")
    article = page.locator("#errors details .article:not(.title)").first
    assert article.bounding_box()["height"] > 0
    assert not page.locator("nav").is_visible()
    page.close()

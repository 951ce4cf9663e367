"""The page in a real browser: Debian's Chromium, driven by Playwright. Skipped without them."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs pip install playwright")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs apt install chromium"),
]
pytest.importorskip("gradio", reason="needs relclf[app]")

CALL = "تلقى وزير الخارجية اتصالا هاتفيا من نظيره الفرنسي. وبحث الجانبان التعاون في مجال الطاقة."
EVIL = (
    "<img src=x onerror=\"document.title='caught'\"><script>document.title='caught'</script>"
    "${document.title='caught'} {{value}} \u202eمقلوب"
)
LIT = "rgb(253, 230, 138)"


@pytest.fixture(scope="module")
def running(serving: Callable[..., Any]) -> Iterator[Any]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Opened:
    """A page, with what it said and whom it asked."""

    page: Any
    url: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def paste(self, text: str, title: str = "") -> None:
        self.page.locator("#text textarea").fill(text)
        self.page.locator("#title textarea, #title input").fill(title)

    def classify(self) -> None:
        self.page.locator("#classify").click()
        self.page.locator(".one").wait_for()

    def quiet(self) -> None:
        """Nothing was written to the console, and nobody else was asked."""
        assert self.said == []
        own = (self.url, "data:", f"blob:{self.url}")
        assert [url for url in self.asked if not url.startswith(own)] == []


@pytest.fixture
def opened(browser: Any, running: Any, request: pytest.FixtureRequest) -> Iterator[Opened]:
    width = getattr(request, "param", 1200)
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="light")
    page.set_default_timeout(15_000)
    opened = Opened(page, running.url)
    page.on("console", lambda message: opened.said.append(message.text))
    page.on("pageerror", lambda error: opened.said.append(str(error)))
    page.on("request", lambda request: opened.asked.append(request.url))
    page.goto(running.url)
    page.locator("#text textarea").wait_for()
    yield opened
    page.close()


@pytest.mark.parametrize("opened", [390, 1200], indirect=True)
def test_paste_classify_and_switch_the_language(opened: Opened) -> None:
    page = opened.page
    document = "[document.documentElement.lang, document.documentElement.dir]"
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(document) == ["ar", "rtl"]
    assert page.locator("#classify").inner_text() == "صنّف الخبر"
    opened.paste(CALL, "اتصال هاتفي")
    opened.classify()
    assert page.get_by_text("اتصال هاتفي", exact=True).first.is_visible()
    assert (
        page.get_by_text("Phone call").count() == 0
        or not page.get_by_text("Phone call").first.is_visible()
    )
    page.locator("[name=lit]").last.check()
    assert page.evaluate(wide) <= 0

    page.locator("#language").get_by_text("English").click()
    page.locator("#classify").get_by_text("Classify").wait_for()
    assert page.evaluate(document) == ["en", "ltr"]
    assert page.get_by_role("tab", name="One article").is_visible()
    assert page.locator("#text textarea").input_value() == CALL
    assert page.locator(".one h2").first.inner_text() == "Interaction"
    assert page.locator("[name=lit]").last.is_checked()
    assert page.locator(".one .text").evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.evaluate(wide) <= 0

    page.locator("#language").get_by_text("العربية").click()
    page.locator("#classify").get_by_text("صنّف الخبر").wait_for()
    assert page.locator("#text textarea").input_value() == CALL
    opened.quiet()


def test_each_label_lights_what_shows_it(opened: Opened) -> None:
    page = opened.page
    opened.paste(CALL)
    opened.classify()
    lit = "marks => marks.map(e => [e.innerText, getComputedStyle(e).backgroundColor])"
    for key in ("phone_call", "energy"):
        page.locator(f"[name=lit][value={key}]").check()
        seen = page.locator(".one mark").evaluate_all(lit)
        bright = [text for text, colour in seen if colour == LIT]
        assert len(bright) == 1, key
        assert ("هاتفيا" in bright[0]) == (key == "phone_call")
    definition = page.locator(".one .about").first
    assert not definition.locator("dl").is_visible()
    definition.locator("summary").click()
    assert definition.locator("dl").is_visible()
    opened.quiet()


def test_the_keyboard_suffices(opened: Opened) -> None:
    page = opened.page
    page.locator("#language input:checked").focus()
    page.keyboard.press("Tab")
    seen: list[str] = []
    for _ in range(12):
        seen.append(page.evaluate("document.activeElement.closest('[id]')?.id ?? ''"))
        if seen[-1] == "text":
            break
        page.keyboard.press("Tab")
    assert seen[-1] == "text", seen
    page.keyboard.insert_text(CALL)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "classify"
    page.keyboard.press("Enter")
    page.locator(".one").wait_for()
    page.keyboard.press("Tab")  # the button beside it
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "lit"
    first = page.evaluate("document.activeElement.value")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.querySelector('[name=lit]:checked').value") != first
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) != "none"
    opened.quiet()


def test_an_example_fills_the_form_and_clearing_empties_it(opened: Opened) -> None:
    page = opened.page
    page.locator("#examples > button").click()
    page.locator("#examples div button").first.click()
    page.wait_for_function("document.querySelector('#text textarea').value.length > 1000")
    opened.classify()
    assert page.locator(".one h3").inner_text().startswith("البحرين")
    page.locator("#clear").click()
    page.locator(".one").wait_for(state="detached")
    assert page.locator("#text textarea").input_value() == ""
    page.locator("#classify").click()
    assert "ألصق نص الخبر" in page.locator("[role=alert]").inner_text()
    opened.quiet()


def test_hostile_text_is_read_not_run(opened: Opened) -> None:
    page = opened.page
    title = page.title()
    opened.paste(f"{EVIL} {CALL}", EVIL)
    opened.classify()
    assert page.title() == title
    shown = page.locator(".one .text").inner_text()
    assert "<script>document.title='caught'</script>" in shown
    assert "${document.title='caught'} {{value}} [U+202E]مقلوب" in shown
    assert page.locator(".one .text :is(img, script)").count() == 0
    opened.quiet()


def test_with_a_password_and_in_english(browser: Any, serving: Callable[..., Any]) -> None:
    from relclf.app.door import Password

    secret = Password("amal", "long enough")
    with serving(language="en", hosts=None, password=secret) as running:
        context = browser.new_context(
            http_credentials={"username": "amal", "password": "long enough"}
        )
        opened = Opened(context.new_page(), running.url)
        opened.page.goto(running.url)
        opened.paste(CALL)
        opened.classify()
        assert opened.page.locator("#classify").inner_text() == "Classify"
        assert opened.page.evaluate("document.documentElement.dir") == "ltr"
        context.close()

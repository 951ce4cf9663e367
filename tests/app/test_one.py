"""The result for one article, and the words of the page."""

import re
from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest

pytest.importorskip("gradio", reason="needs relclf[app]")

import gradio as gr

import relclf.app.page
from relclf.app.limits import Limits
from relclf.app.one import words as tables
from relclf.app.one.examples import examples
from relclf.app.one.result import result
from relclf.app.one.tab import classify
from relclf.app.served import Served
from relclf.app.visible import visible
from relclf.app.words import Word, Words
from relclf.articles import Article, Evidence

CALL = "تلقى وزير الخارجية اتصالا هاتفيا من نظيره الفرنسي، وبحثا التعاون في مجال الطاقة."
EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> ${alert(1)} {{constructor}} "
    '"><style>*{display:none}</style>\u202eabc\u2066 &amp; زار الوزير بغداد.'
)


class Seen(HTMLParser):
    """The tags, attributes and text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_article_text_is_shown_and_does_nothing(served: Served) -> None:
    seen = Seen(classify(served, EVIL, EVIL))
    assert not {"script", "img"} & set(seen.tags)
    assert seen.tags.count("style") == 1  # ours
    assert not [name for name in seen.attributes if name.startswith("on")]
    shown = EVIL.replace("\u202e", "[U+202E]").replace("\u2066", "[U+2066]")
    assert seen.text.count(shown) >= 2
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", seen.text)


def test_a_hostile_error_is_escaped(served: Served) -> None:
    seen = Seen(classify(served, "<b>\ud800</b>", "نص"))
    assert "b" not in seen.tags
    assert "surrogate" in seen.text


@pytest.mark.parametrize("number", range(32))
def test_controls_are_seen(number: int) -> None:
    shown = visible(f"أ{chr(number)}ب")
    assert shown == {9: "أ\tب", 10: "أ\nب", 13: "أ\nب"}.get(number, f"أ[U+{number:04X}]ب")


def test_what_arabic_needs_is_left() -> None:
    for mark in "\u200c\u200d\u200e\u200f\u061c\u064b\u0640":
        assert visible(f"أ{mark}ب") == f"أ{mark}ب"


def test_each_label_lights_its_own_evidence(served: Served) -> None:
    article = Article("زار الوزير بغداد. وبحث النفط.", "n1", "عنوان")
    said = replace(
        served.classifier.predict(article),
        interaction="visit",
        planned=True,
        topics=("energy",),
        evidence=Evidence(((0, 17), "title"), {"energy": ((18, 29),)}),
    )
    html = result(article, said, served.classifier)
    found = re.findall(r'<mark class="([^"]+?) *">(.+?)</mark>', html)
    assert found == [
        ("on-visit", "عنوان"),
        ("on-visit", "زار الوزير بغداد."),
        ("on-energy", "وبحث النفط."),
    ]
    assert '.one:has([value="energy"]:checked) .on-energy' in html
    radios = re.findall(r'<input type="radio" name="lit" value="(\w+)"( checked)?', html)
    assert radios == [("visit", " checked"), ("energy", "")]
    assert "مرتقب" in html
    # Codes of a planned visit, as the event table has them.
    assert '<bdi dir="ltr">036</bdi>' in html
    assert "AGREE" in html


def test_bars_stand_against_the_thresholds_of_all_topics(served: Served) -> None:
    html = classify(served, "", CALL)
    said = served.classifier.predict(CALL)
    for key, probability in said.topic_probabilities.items():
        label = served.codebook.label(key)
        assert label.ar in html
        assert label.en.replace("&", "&amp;") in html
        threshold = served.classifier.settings.thresholds[key]
        assert f"inline-size: {100 * probability:.0f}%" in html
        assert f"inset-inline-start: {100 * threshold:.0f}%" in html
    assert html.count("<b style") == len(said.topic_probabilities)


def test_coverage_is_told_when_something_was_not_read(served: Served) -> None:
    said = served.classifier.predict(CALL)
    article = Article(CALL)
    assert "coverage" not in result(article, said, served.classifier)
    html = result(article, replace(said, coverage=0.99996), served.classifier)
    assert "99.9%" in html


def test_an_article_without_labels_says_so(served: Served) -> None:
    said = served.classifier.predict(CALL)
    bare = replace(said, topics=(), interaction="none", planned=None, evidence=Evidence())
    html = result(Article(CALL), bare, served.classifier)
    assert "No topic reaches its threshold." in html
    assert "No label was given to this article." in html
    assert "<input" not in html
    assert html.count("no codes") == 3


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [
        ("", " \n", "Paste the text of an article first."),
        ("x" * 10, "نص طويل", "The article is longer than is allowed"),
    ],
)
def test_trouble_is_told_in_both_languages(
    served: Served, title: str, text: str, said: str
) -> None:
    html = classify(Served(served.classifier, Limits(article_characters=12)), title, text)
    assert 'role="alert"' in html
    assert said in html
    assert re.search("[ء-ي]{3}", html)


def test_a_busy_classifier_is_told(served: Served) -> None:
    tight = Served(served.classifier, Limits(at_work=1, waiting=0))
    with tight.gate.admitted():
        assert "The classifier is busy" in classify(tight, "", CALL)


def test_the_five_seeds_are_there() -> None:
    assert [article.id for article in examples()] == ["000", "001", "002", "003", "004"]
    assert all(len(article.text) > 1_000 for article in examples())


def test_every_word_stands_in_both_languages_and_its_own_letters() -> None:
    words = [*tables.FIELDS.values(), *tables.RESULT.values(), *tables.TROUBLES.values()]
    words += [word for word in vars(relclf.app.page).values() if isinstance(word, Word)]
    assert len(words) > 30
    for word in words:
        assert {field.name for field in fields(word)} == {"ar", "en"}
        assert re.search("[ء-ي]", word.ar)
        assert not re.search("[ء-ي]", word.en)


def test_a_switch_changes_words_and_no_value() -> None:
    words = Words("ar")
    with gr.Blocks():
        words.choose()
        box = words.make(gr.Textbox, {"label": Word("نص", "text")}, value="ما لُصق")
        button = words.make(gr.Button, {"value": Word("صنّف", "classify")})
        words.listen()
    assert (box.label, button.value) == ("نص", "صنّف")
    changes = words.changes("en")
    assert [change.get("label") for change in changes] == ["text", None]
    assert [change.get("value") for change in changes] == [None, "classify"]


def test_words_without_a_switch_say_what_is_missing() -> None:
    with pytest.raises(RuntimeError, match="call choose"):
        _ = Words().choice

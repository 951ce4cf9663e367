"""The page: whole, harmless, and readable without a network."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

from relclf.cli import main
from relclf.decision import Probabilities, decide
from relclf.evaluation.baselines import evaluated_by_constant
from relclf.evaluation.evaluated import Evaluated
from relclf.plotting import as_svg, new_figure, save
from relclf.report.contents import contents_of
from relclf.report.page import render, write_report

HOSTILE = "<script>alert(1)</script>\u202e| **عنوان** `x`"


class Tags(HTMLParser):
    """Which tags and addresses a page holds."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("src", "href", "action", "data"):
                self.addresses.append(value)


def tags_of(page: str) -> Tags:
    parser = Tags()
    parser.feed(page)
    return parser


@pytest.fixture(scope="module")
def evaluated(coded_articles, codebook) -> Evaluated:
    """Invented answers on articles whose text and title are hostile."""
    articles = [
        replace(article, title=HOSTILE, text=f"{article.text} {HOSTILE}", source=HOSTILE)
        for article in coded_articles
    ]
    generator = np.random.default_rng(0)
    number = len(articles)
    probabilities = Probabilities(
        generator.random((number, 3)), generator.dirichlet(np.ones(3), number), np.zeros(number)
    )
    decisions = decide(probabilities, np.full(3, 0.5))
    strongest = [
        dict.fromkeys((*codebook.topic_keys, *codebook.interaction_keys), (0, 10)) for _ in articles
    ]
    return Evaluated(
        "m<b>", codebook, articles, probabilities, decisions, np.full(3, 0.5), strongest
    )


@pytest.fixture(scope="module")
def page(evaluated, coded_articles) -> str:
    other = evaluated_by_constant(evaluated.articles, evaluated.articles, evaluated.codebook)
    contents = contents_of(evaluated, other=other, second=coded_articles[:9], n_resamples=20)
    return render(contents, "report.html")


def test_all_sections_are_there_and_all_links_lead_to_them(page):
    found = tags_of(page)
    sections = ["figures", "comparison", "topics", "interactions"]
    sections += ["probabilities", "groups", "errors", "notes"]
    assert found.ids == sections
    links = [address[1:] for address in found.addresses if address.startswith("#")]
    assert links == sections
    assert found.tags.count("img") == 5


def test_nothing_is_fetched_and_nothing_runs(page):
    found = tags_of(page)
    assert all(address.startswith(("#", "data:")) for address in found.addresses)
    assert not {*found.tags} & {"script", "iframe", "object", "form", "b", "link"} - {"link"}
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_article_text_stays_text(page):
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 10
    assert "m&lt;b&gt;" in page


def test_the_marked_article_reads_as_it_was(page, evaluated):
    articles = re.findall(r'<div class="article" dir="rtl" lang="ar">(.*?)</div>', page, re.S)
    bare = [re.sub(r"</?mark[^>]*>", "", text) for text in articles]
    texts = {text.replace("&lt;", "<").replace("&gt;", ">") for text in bare}
    assert texts <= {article.text for article in evaluated.articles}
    assert any('<mark class="coder' in text for text in articles)
    assert any('model">' in text for text in articles)


def test_the_same_evaluation_gives_the_same_page(evaluated):
    pages = [render(contents_of(evaluated, n_resamples=5), "report.html") for _ in range(2)]
    assert pages[0] == pages[1]


def test_markdown_tables_keep_their_columns_whatever_the_titles(evaluated, tmp_path):
    write_report(contents_of(evaluated, n_resamples=5), tmp_path)
    lines = (tmp_path / "report.md").read_text(encoding="utf-8").splitlines()
    tables = [line for line in lines if line.startswith("|")]
    widths = {}
    for above, line in pairwise(lines):
        if line.startswith("|"):
            columns = len(re.findall(r"(?<!\\)\|", line))
            if above.startswith("|"):
                assert columns == widths["now"], line
            widths["now"] = columns
    assert len(tables) > 20
    assert "<script" not in "\n".join(lines)
    metrics = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["beside"]["constant labels"]["interaction_accuracy"] == pytest.approx(6 / 16)


def test_one_class_and_uncoded_data_make_a_page_too(evaluated):
    one = [
        replace(article, topics=(), interaction="none", status=None, evidence=None)
        for article in evaluated.articles
    ]
    contents = contents_of(replace(evaluated, articles=one), n_resamples=5)
    assert "precision_recall" not in contents.plots
    assert "confusion" in contents.plots
    render(contents, "report.html")
    uncoded = [replace(article, topics=None, interaction=None) for article in one]
    contents = contents_of(replace(evaluated, articles=uncoded), n_resamples=5)
    assert contents.plots == {}
    assert "None of the articles has codes" in render(contents, "report.html")


def test_codebooks_without_topics_or_interactions_have_only_their_sections(
    evaluated, topics_only, interactions_only
):
    number = len(evaluated.articles)
    topics = evaluated.probabilities.topics
    bare = Probabilities(topics, np.zeros((number, 0)), np.full(number, np.nan))
    decisions = decide(bare, np.full(3, 0.5))
    articles = [replace(article, interaction=None, status=None) for article in evaluated.articles]
    only = Evaluated("topics", topics_only, articles, bare, decisions)
    assert "interactions" not in tags_of(render(contents_of(only), "report.html")).ids
    none = Probabilities(np.zeros((number, 0)), evaluated.probabilities.interactions, topics[:, 0])
    articles = [replace(article, topics=None, evidence=None) for article in evaluated.articles]
    decisions = decide(none, np.zeros(0))
    only = Evaluated("interactions", interactions_only, articles, none, decisions)
    assert "topics" not in tags_of(render(contents_of(only), "report.html")).ids


def test_arabic_letters_are_joined_in_plots(tmp_path):
    """Joined, the three letters of a word take other shapes, and another width, than alone."""
    figure = new_figure(2, 1)
    text = figure.text(0.1, 0.5, "بيت")
    alone = figure.text(0.1, 0.5, "ب ي ت")
    save(figure, tmp_path / "plot.png")
    widths = [part.get_window_extent().width for part in (text, alone)]
    assert widths[0] < 0.75 * widths[1]
    assert as_svg(figure) == as_svg(figure)
    ET.fromstring(as_svg(figure))


def test_the_command_writes_the_report_of_two_models(tiny_model, coded_files, tmp_path, capsys):
    output = tmp_path / "report"
    model = ["--model", str(tiny_model)]
    options = [coded_files["coded"], *model, "--compare", str(tiny_model), "--resamples", "10"]
    assert main(["evaluate", *options, "--output", str(output)]) == 0
    names = {"metrics.json", "report.md", "report.html", "model-card.md"}
    assert {path.name for path in output.iterdir()} == names
    card = (output / "model-card.md").read_text(encoding="utf-8")
    assert "- 16 training articles" in card
    assert "given to `relclf evaluate`" in card
    metrics = json.loads((output / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["comparison"]["models"] == ["tiny", f"tiny ({tiny_model})"]
    capsys.readouterr()
    assert main(["evaluate", *options, "--output", str(output)]) == 2
    assert "it exists; name another folder" in capsys.readouterr().err
    assert main(["evaluate", *options]) == 2
    assert "--compare: it is shown in the report" in capsys.readouterr().err
    more = ["--output", str(tmp_path / "x"), "--errors", "-1"]
    assert main(["evaluate", *options, *more]) == 2
    assert "--errors: -1, expected 0 or more" in capsys.readouterr().err
    assert main(["evaluate", *options, "--compare", "embedded", *more[:2]]) == 2
    assert "is not the model's" in capsys.readouterr().err

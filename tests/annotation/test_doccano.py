"""doccano: one label for a stretch of text, and what travels beside it."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from relclf.annotation.doccano import codings, label_files, line
from relclf.annotation.luggage import Coding
from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.prediction import Prediction

ARTICLE = CodedArticle(
    "😀 خبر عن الطاقة والصحة.",
    id="n1",
    title="عنوان",
    topics=("health", "energy"),
    interaction="visit",
    parties=("a · topics:b",),
    evidence=Evidence(((0, 5),), {"energy": ((9, 15),), "health": ((9, 22), "title")}),
)


def read(row: dict[str, Any], codebook: Codebook, notes: Counter[str] | None = None) -> Coding:
    notes = Counter() if notes is None else notes
    [coding] = codings(row, "amal.jsonl:1", "amal", codebook, notes)
    return coding


def test_spans_count_utf_16_and_stand_apart(codebook: Codebook) -> None:
    made = line(ARTICLE, None, codebook)
    units = made["text"].encode("utf-16-le")
    marked = {
        (label, units[2 * start : 2 * end].decode("utf-16-le"))
        for start, end, label in made["entities"]
    }
    assert marked == {
        ("نوع التواصل · Interaction · [interaction]", "😀 خبر"),
        ("الطاقة · energy · energy", "الطاقة"),
        ("الصحة · health · health", "عنوان"),
    }
    assert "parties:a · topics:b" in made["cats"]
    assert "زيارة · visit · interaction:visit" in made["cats"]


def test_every_label_is_in_the_label_files(codebook: Codebook) -> None:
    made = line(replace(ARTICLE, parties=()), None, codebook)
    files = {name: json.loads(text) for name, text in label_files(codebook).items()}
    categories = [label["text"] for label in files["category_config.json"]]
    spans = [label["text"] for label in files["span_config.json"]]
    assert set(made["cats"]) < set(categories)
    assert {label for _, _, label in made["entities"]} <= set(spans)
    assert len({*categories}) == len(categories) == 3 + 1 + 3 * 3 + 2 + 2
    assert max(len(text) for text in categories + spans) <= 100


def test_a_long_name_is_cut_and_its_key_is_not() -> None:
    topics = {"energy": {"ar": "ط" * 200, "en": "Energy"}}
    book = Codebook.from_dict({"name": "mine", "topics": topics})
    made = line(CodedArticle("نص", id="a", topics=("energy",)), None, book)
    assert len(made["cats"][0]) == 100
    assert read(made, book).article.topics == ("energy",)


def test_hidden_evidence_goes_with_its_topic(codebook: Codebook) -> None:
    made = line(ARTICLE, None, codebook)
    made["entities"] = [span for span in made["entities"] if "energy" not in span[2]]
    kept = read(made, codebook).article.evidence
    assert kept == Evidence(((0, 5),), {"health": ("title", (9, 22))})
    same = Evidence((), {"energy": ((9, 15),), "health": ((9, 15),)})
    made = line(replace(ARTICLE, evidence=same), None, codebook)
    [(*_, label)] = made["entities"]
    assert label == "الطاقة · energy · energy"
    made["cats"] = [name for name in made["cats"] if "health" not in name]
    left = Evidence((), {"energy": ((9, 15),)})
    assert read(made, codebook).article == replace(ARTICLE, topics=("energy",), evidence=left)


def test_without_labels_nobody_coded_it(codebook: Codebook) -> None:
    made = line(ARTICLE, None, codebook) | {"cats": [], "entities": [], "Comments": ["صعب"]}
    notes: Counter[str] = Counter()
    assert read(made, codebook, notes) == Coding(
        None, CodedArticle(ARTICLE.text, id="n1", title="عنوان")
    )
    assert notes == {"comments": 1}


def test_a_model_labels_what_has_no_codes(codebook: Codebook) -> None:
    said = Prediction(
        "n1", (), "none", None, {"energy": 0.1}, {"none": 1.0}, 0.0, Evidence(), 1.0, "m"
    )
    bare = CodedArticle(ARTICLE.text, id="n1")
    coding = read(line(bare, said, codebook), codebook)
    assert coding == Coding("amal", replace(bare, topics=(), interaction="none"))
    assert read(line(ARTICLE, said, codebook), codebook).article == ARTICLE


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"relclf": None}, "amal.jsonl:1: relclf: it is missing; only what `relclf convert`"),
        ({"cats": ["سعيد"]}, "article 'n1': cats: 'سعيد' is not a label that relclf made"),
        ({"cats": ["a · topics:x"]}, "unknown topic 'x'"),
        ({"entities": [[0, 5]]}, r"entities\[0\]: expected \[start, end, label\], got \[0, 5\]"),
        ({"entities": [[0, 99, "x"]]}, r"entities\[0\]: it marks \[0, 99\], expected a range"),
        ({"entities": {}}, "entities: expected a list, got {}"),
        ({"cats": ["a · status:held", "b · status:planned"]}, "got held and planned; choose one"),
    ],
)
def test_what_is_wrong_is_named(codebook: Codebook, change: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read(line(ARTICLE, None, codebook) | change, codebook)

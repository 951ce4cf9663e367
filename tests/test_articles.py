"""Tests of relclf.articles: records into articles, and one message for each mistake."""

import pickle
from typing import Any

import pytest

from relclf.articles import Article, CodedArticle, Evidence, article_from_record, coded_from_record
from relclf.codebook import Codebook
from relclf.errors import DataError

NUMBER: Any = 7
TEXT = "استقبل وزير الخارجية نظيره، وبحثا التعاون في مجال الطاقة والصحة."
RECORD: dict[str, Any] = {
    "id": "n1",
    "title": "الوزير يستقبل نظيره",
    "text": TEXT,
    "date": "2026-11-01",
    "source": "وكالة",
    "url": None,
    "topics": ["energy", "health"],
    "main_topics": ["energy"],
    "unsure_topics": ["trade_investment"],
    "interaction": "bilateral_meeting",
    "secondary_interaction": "visit",
    "status": "held",
    "parties": ["BHR", "USA"],
    "evidence": {"interaction": ["title", [0, 26]], "topics": {"energy": [[28, 64]]}},
    "segments": [[0, 64]],
}


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return Codebook.load()


def coded(codebook: Codebook, **changes: Any) -> CodedArticle:
    return coded_from_record({**RECORD, **changes}, "a.jsonl:3", codebook)


def test_an_article_ignores_codes_and_unknown_fields() -> None:
    article = article_from_record({**RECORD, "topics": 7}, "a.jsonl:3")
    assert article == Article(TEXT, "n1", RECORD["title"], "2026-11-01", "وكالة")


def test_only_text_is_required() -> None:
    assert article_from_record({"text": " نص\r\n "}, "a:1") == Article(text=" نص\r\n ")


def test_a_whole_number_is_an_id_and_null_is_none() -> None:
    assert article_from_record({"id": 17, "text": "نص"}, "a:1").id == "17"
    assert article_from_record({"id": None, "title": None, "text": "نص"}, "a:1").id == ""


@pytest.mark.parametrize("text", ["Latin only.", "ـ", "5" * 5_000_000, "\ufeffنص", "😀"])
def test_texts_that_are_fine(text: str) -> None:
    assert article_from_record({"text": text}, "a:1").text == text


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": ""}, "text: it is empty"),
        ({"text": " \n\u200f\ufeff\u00a0"}, "text: it holds 5 blanks and nothing to read"),
        ({"text": None}, "text: expected text, got null"),
        ({"text": 12.5}, r"text: expected text, got 12\.5"),
        ({"text": b"PK"}, "text: expected text, got b'PK'"),
        ({"text": ["نص"]}, "text: expected text, got "),
        ({}, r"text: the field is missing; the record has \[\]"),
        ({"Text": "نص"}, r"text: the field is missing; .*Did you mean 'Text'\? Rename"),
        ({"body": "نص"}, r".*Did you mean 'body'\?"),
        ({"النص": "نص"}, r".*Did you mean 'النص'\?"),
        ({"text": "\x00"}, "text: it holds 1 blanks"),
        ({"text": "نص \ud83d نص"}, r"text: character 3 \(\\ud83d\) is half of a surrogate pair"),
        ({"text": "نص", "source": "\x00"}, "source: character 0 is NUL; remove it"),
        ({"text": "نص", "title": 5}, "title: expected text, got 5"),
        ({"text": "نص", "date": 2015}, "date: expected text, got 2015"),
        ({"text": "نص", "url": {}}, "url: expected text"),
        ({"text": "نص", "id": True}, "id: expected text, got True"),
        ({"text": "نص", "id": 1.5}, r"id: expected text, got 1\.5"),
        ({"text": "نص", "id": 10**5000}, "id: expected text, got <int too long"),
        ({"text": "نص", "id": "\udc80"}, "id: character 0"),
    ],
)
def test_each_bad_article_is_named(record: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=rf"^a\.jsonl:3: {message}"):
        article_from_record(record, "a.jsonl:3")


def test_the_id_is_in_the_message() -> None:
    with pytest.raises(DataError, match=r"^a\.jsonl:3: article 'n1': text: it is empty"):
        article_from_record({"id": "n1", "text": ""}, "a.jsonl:3")


def test_a_record_is_an_object() -> None:
    with pytest.raises(DataError, match="record: expected an object in braces, got 7"):
        article_from_record(NUMBER, "a.jsonl:3")


def test_a_full_coded_record(codebook: Codebook) -> None:
    article = coded(codebook)
    assert article.topics == ("energy", "health")
    assert article.main_topics == ("energy",)
    assert article.unsure_topics == ("trade_investment",)
    assert article.parties == ("BHR", "USA")
    assert (article.interaction, article.secondary_interaction) == ("bilateral_meeting", "visit")
    assert article.status == "held"
    assert article.evidence == Evidence(("title", (0, 26)), {"energy": ((28, 64),)})
    assert pickle.loads(pickle.dumps(article)) == article


def test_none_coded_and_not_coded_differ(codebook: Codebook) -> None:
    bare = {"text": TEXT}
    assert coded_from_record(bare, "a:1", codebook).topics is None
    assert coded_from_record({**bare, "topics": None}, "a:1", codebook).topics is None
    assert coded_from_record({**bare, "topics": []}, "a:1", codebook).topics == ()
    nothing = coded_from_record({**bare, "interaction": "none"}, "a:1", codebook)
    assert (nothing.interaction, nothing.status, nothing.evidence) == ("none", None, None)
    assert coded_from_record(bare, "a:1", codebook).interaction is None


def test_nulls_and_empty_evidence_are_none(codebook: Codebook) -> None:
    nulls = dict.fromkeys(RECORD) | {"text": TEXT}
    assert coded_from_record(nulls, "a:1", codebook) == CodedArticle(text=TEXT)
    assert coded(codebook, evidence={}).evidence == Evidence()
    assert coded(codebook, evidence={"topics": None, "interaction": None}).evidence == Evidence()


SPAN = 'expected \\[start, end\\] in whole numbers or "title", got '


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"topics": ["enrgy"]}, r"topics\[0\]: unknown topic 'enrgy'\. Did you mean 'energy'"),
        ({"topics": ["energy", 7]}, r"topics\[1\]: unknown topic 7\. Expected one of political_"),
        ({"topics": [["energy"]]}, r"topics\[0\]: unknown topic \['energy'\]"),
        ({"topics": "energy"}, r"topics: expected a list of topics, got 'energy'"),
        ({"topics": ["energy", "energy"]}, "topics: 'energy' stands there twice"),
        ({"topics": ["health"]}, "main_topics: 'energy' is not among topics"),
        ({"topics": None}, "main_topics: 'energy' is not among topics"),
        ({"main_topics": ["Energy"]}, r"main_topics\[0\]: unknown topic 'Energy'\. Did you mean"),
        ({"unsure_topics": ["helth"]}, r"unsure_topics\[0\]: .*Did you mean 'health'"),
        ({"unsure_topics": ["health"]}, "unsure_topics: 'health' is among topics too"),
        ({"interaction": "visits"}, r"interaction: unknown interaction 'visits'\. Did you mean"),
        ({"interaction": ["visit"]}, "interaction: unknown interaction"),
        ({"secondary_interaction": "x"}, "secondary_interaction: unknown interaction 'x'"),
        ({"secondary_interaction": "none"}, "secondary_interaction: got 'none'; write null"),
        ({"secondary_interaction": "bilateral_meeting"}, "secondary_interaction: got 'bilat"),
        ({"interaction": None}, "secondary_interaction: got 'visit' beside .*None"),
        ({"status": "hold"}, r"status: unknown status 'hold'\. Did you mean 'held'\?"),
        ({"status": 1}, "status: unknown status 1"),
        (
            {"interaction": "none", "secondary_interaction": None},
            "status: got 'held' with .*'none'",
        ),
        ({"interaction": None, "secondary_interaction": None}, "status: got 'held' with .*None"),
        ({"parties": "BHR"}, "parties: expected a list of text, got 'BHR'"),
        ({"parties": ["BHR", ""]}, r"parties\[1\]: it is empty"),
        ({"parties": ["BHR", "BHR"]}, "parties: 'BHR' stands there twice"),
        ({"parties": [None]}, r"parties\[0\]: expected text, got None"),
        ({"evidence": []}, "evidence: expected an object"),
        ({"evidence": {"topic": {}}}, r"evidence: unknown field 'topic'\. Did you mean 'topics'"),
        ({"evidence": {"topics": []}}, r"evidence\.topics: expected an object"),
        (
            {"evidence": {"topics": {"enrgy": []}}},
            r"evidence\.topics: unknown topic 'enrgy'\. Did you mean 'energy'",
        ),
        ({"evidence": {"topics": {"cyber_security": []}}}, "neither in topics nor in unsure"),
        ({"evidence": {"topics": {"\ud800": []}}}, r"unknown topic '\\ud800'"),
        ({"evidence": {"interaction": [0, 5]}}, rf"evidence\.interaction\[0\]: {SPAN}0"),
        ({"evidence": {"interaction": 5}}, r"evidence\.interaction: expected a list of spans"),
        ({"evidence": {"interaction": [[0.0, 5]]}}, SPAN),
        ({"evidence": {"interaction": [[False, 5]]}}, SPAN),
        ({"evidence": {"interaction": [["0", "5"]]}}, SPAN),
        ({"evidence": {"interaction": [[0, 5, 6]]}}, SPAN),
        ({"evidence": {"interaction": ["lead"]}}, rf"{SPAN}'lead'"),
        ({"evidence": {"interaction": [[5, 3]]}}, r"got \[5, 3\]: the end comes first"),
        ({"evidence": {"interaction": [[5, 5]]}}, r"got \[5, 5\]: it is empty"),
        ({"evidence": {"interaction": [[0, 65]]}}, r"\[0, 65\], outside the text of 64 characters"),
        ({"evidence": {"interaction": [[-1, 5]]}}, r"\[-1, 5\], outside the text"),
        ({"evidence": {"interaction": [[0, 10**99]]}}, "outside the text"),
        ({"title": ""}, r'evidence\.interaction\[0\]: it is "title", but the article has no'),
        ({"title": None}, "the article has no title"),
    ],
)
def test_each_bad_code_is_named(codebook: Codebook, changes: Any, message: str) -> None:
    with pytest.raises(DataError, match=rf"^a\.jsonl:3: article 'n1': .*{message}"):
        coded(codebook, **changes)


def test_evidence_of_no_contact_contradicts_it(codebook: Codebook) -> None:
    changes = {"interaction": "none", "secondary_interaction": None, "status": None}
    with pytest.raises(DataError, match=r"evidence\.interaction: it has spans, but .* 'none'"):
        coded(codebook, **changes)


def test_a_codebook_of_topics_only_refuses_interactions() -> None:
    labels = {key: {"ar": "اسم", "en": "Name"} for key in ("energy", "health")}
    topics_only = Codebook.from_dict({"name": "mine", "topics": labels})
    record = {"text": TEXT, "topics": ["energy"]}
    assert coded_from_record(record, "a:1", topics_only).topics == ("energy",)
    with pytest.raises(DataError, match="the codebook has no interactions; remove the field"):
        coded_from_record({**record, "interaction": "visit"}, "a:1", topics_only)
    with pytest.raises(DataError, match="status: got 'held'"):
        coded_from_record({**record, "status": "held"}, "a:1", topics_only)

"""Predictions that were made before, put beside their articles."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relclf.app.many.work import Work
from relclf.app.review.predictions import joined, prediction_from_record
from relclf.app.review.starting import begin
from relclf.app.served import Served
from relclf.articles import Article
from relclf.classifier import RelationClassifier
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.prediction import Prediction
from relclf.records import record_of

TEXT = "وصل الوزير 😀 إلى المدينةِ.\r\nوبحث الجانبان تصدير النفط والغاز والكهرباء."


def test_predictions_are_put_beside_their_articles(
    codebook: Codebook, tmp_path: Path, said: Callable[..., Prediction]
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text("".join(json.dumps(said(id_).to_record()) + "\n" for id_ in "ba"))
    articles = [Article(TEXT, id_, "عنوان") for id_ in "abc"]
    found = list(joined(articles, path, codebook))
    assert [(article.id, one and one.id) for article, one in found] == [
        ("a", "a"),
        ("b", "b"),
        ("c", None),
    ]
    assert found[0][1] is not None
    assert found[0][1].to_record() | {"planned_probability": 0.2} == said("a").to_record()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"topics": ["sport"]}, "unknown topic 'sport'"),
        ({"interaction": None}, "unknown interaction None"),
        ({"planned": "yes"}, "expected true, false or null, got 'yes'"),
        ({"topic_probabilities": {"energy": 1}}, "review with the model that predicted"),
        ({"interaction_probabilities": {"visit": 2, "agreement": 0, "none": 0}}, "from 0 to 1"),
        ({"evidence": {"interaction": [[0, 999]]}}, "outside the text"),
        ({"evidence": {"topics": {"health": [[0, 1]]}}}, "unknown topic 'health'"),
    ],
)
def test_a_prediction_that_is_none_is_refused(
    change: dict[str, Any], message: str, codebook: Codebook, said: Callable[..., Prediction]
) -> None:
    record = said("a").to_record() | change
    with pytest.raises(DataError, match=f"p:1: article 'a': .*{message}"):
        prediction_from_record(record, "p:1", Article(TEXT, "a"), codebook)


def test_a_file_of_predictions_that_is_none_is_refused(
    codebook: Codebook, tmp_path: Path, said: Callable[..., Prediction]
) -> None:
    with pytest.raises(DataError, match=r"relclf predict --output NAME\.jsonl"):
        list(joined([], tmp_path / "p.csv", codebook))
    path = tmp_path / "p.jsonl"
    path.write_text((json.dumps(said("a").to_record()) + "\n") * 2)
    with pytest.raises(DataError, match=r"p\.jsonl:2: id: 'a' is the id of line 1 too"):
        list(joined([], path, codebook))
    path.write_text("[]\n")
    with pytest.raises(DataError, match="expected an object in braces"):
        list(joined([], path, codebook))


def test_a_review_begins_with_predictions_made_before(
    classifier: RelationClassifier, tmp_path: Path
) -> None:
    served, work = Served(classifier), Work()
    articles = [Article(f"استقبل الوزير نظيره في المدينة {n}.", f"n{n}") for n in range(3)]
    sent = tmp_path / "sent"
    sent.mkdir()
    (sent / "a.jsonl").write_text("".join(json.dumps(record_of(one)) + "\n" for one in articles))
    work.take(str(sent / "a.jsonl"), "articles")
    *_, classified = begin(work, served)
    assert (classified.over, classified.unmatched) == (True, 0)
    assert work.results is not None
    records = [work.results.row(number).prediction for number in (1, 2)]
    sent.mkdir(exist_ok=True)
    (sent / "p.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    work.take(str(sent / "p.jsonl"), "predictions")
    *_, joined_up = begin(work, served)
    assert (joined_up.over, joined_up.unmatched) == (True, 1)
    assert [work.results.row(number).prediction for number in (1, 2)] == [
        record | {"planned_probability": None} for record in records
    ]
    sent.mkdir(exist_ok=True)
    (sent / "p.jsonl").write_text("{}\n")
    work.take(str(sent / "p.jsonl"), "predictions")
    *_, refused = begin(work, served)
    assert "p.jsonl:1: id: expected text, got None" in refused.page
    assert work.results is None
    work.close()

"""The law of conversion: what goes out and comes back untouched is the same article."""

import json
from collections import Counter
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from relclf.annotation import argilla, as_csv, doccano, label_studio
from relclf.annotation.luggage import Coding
from relclf.articles import CodedArticle, coded_from_record
from relclf.codebook import Codebook
from relclf.reading.tables import csv_rows
from relclf.records import record_of

Articles = SearchStrategy[CodedArticle]


def through_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def as_doccano_keeps(line: dict[str, Any]) -> dict[str, Any]:
    """Do what doccano 1.8.4 does between import and export (data_import, data_export)."""
    spans: list[list[Any]] = []
    for span in sorted(line["entities"], key=lambda span: span[0]):
        if not spans or span[0] >= spans[-1][1]:
            spans.append(span)
    return {**line, "cats": sorted(line["cats"]), "entities": sorted(spans), "Comments": []}


def as_accepted(record: dict[str, Any]) -> dict[str, Any]:
    """Do what an annotator of Argilla does who submits the suggestions as they are."""
    responses = {
        question: [{"value": suggestion["value"], "user_id": "amal"}]
        for question, suggestion in record["suggestions"].items()
    }
    return {**record, "responses": responses}


@given(data=st.data())
def test_relclf(codebook: Codebook, any_coded: Articles, data: st.DataObject) -> None:
    article = data.draw(any_coded)
    assert coded_from_record(through_json(record_of(article)), "a", codebook) == article


@given(data=st.data())
def test_label_studio(codebook: Codebook, any_coded: Articles, data: st.DataObject) -> None:
    article = data.draw(any_coded)
    task = through_json(label_studio.task(article, None))
    [coding] = label_studio.codings(task, "a", codebook, Counter())
    assert coding.article == article
    assert (coding.annotator is None) == ("annotations" not in task)


@given(data=st.data())
def test_doccano(codebook: Codebook, any_coded: Articles, data: st.DataObject) -> None:
    article = data.draw(any_coded)
    line = through_json(doccano.line(article, None, codebook))
    kept = as_doccano_keeps(line)
    assert len(kept["entities"]) == len(line["entities"])
    [coding] = doccano.codings(kept, "a", "amal", codebook, Counter())
    assert coding.article == article


@given(data=st.data())
def test_argilla(codebook: Codebook, any_coded: Articles, data: st.DataObject) -> None:
    article = data.draw(any_coded)
    record = through_json(argilla.record(article, None))
    assert list(argilla.codings(record, "a", codebook, Counter())) == [Coding(None, article)]
    accepted = as_accepted(record)
    who = "amal" if accepted["responses"] else None
    assert list(argilla.codings(accepted, "a", codebook, Counter())) == [Coding(who, article)]


@given(data=st.data())
def test_csv(
    codebook: Codebook, any_coded: Articles, data: st.DataObject, tmp_path_factory: Any
) -> None:
    article = data.draw(any_coded)
    assume("\x00" not in article.text + article.title)
    assume(all(";" not in party and party == party.strip() for party in article.parties))
    path = tmp_path_factory.getbasetemp() / "row.csv"
    text = "\ufeff" + as_csv.csv_text(as_csv.COLUMNS) + as_csv.row_of(article)
    path.write_bytes(text.encode())
    [(_, row)] = csv_rows(str(path), "a.csv", coded=True)
    assert isinstance(row, dict)
    assert as_csv.article_of_row(row, "a", codebook) == article
    # Read by relclf as it stands, only an apostrophe may be new.
    raw = coded_from_record(row, "a", codebook)
    assert raw.text.removeprefix("'") in (article.text, article.text.removeprefix("'"))
    marked = [
        [one.text[slice(*span)] for span in one.evidence.interaction if span != "title"]
        for one in (raw, article)
        if one.evidence
    ]
    assert marked[:1] == marked[1:]

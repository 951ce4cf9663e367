"""Predictions and coded articles back from files."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.events.event import Event
from relclf.events.sources import read_events
from relclf.output.record import OutputRecord
from relclf.records import record_of


def test_the_formats_tell_the_same(predictions: dict[str, Path], shipped: Codebook) -> None:
    found = {form: [*read_events(path, shipped)] for form, path in predictions.items()}
    assert found["csv"] == found["parquet"]
    # JSON Lines hold neither date nor source nor title.
    bare = [replace(event, date=None, source=None, title=None) for event in found["csv"]]
    assert found["jsonl"] == bare


def test_a_prediction_becomes_an_event(predictions: dict[str, Path], shipped: Codebook) -> None:
    events = {event.id: event for event in read_events(predictions["csv"], shipped)}
    assert events["-n2"] == Event(
        id="-n2",
        interaction="visit",
        status="planned",
        topics=("energy", "health"),
        date="18/04/2017",
        source="@وكالة",
        title="=عنوان -n2",
        interaction_probability=0.4,
        planned_probability=0.9,
        topic_probabilities={"energy": 0.75, "health": 0.75},
        coverage=1.0,
        model="m",
    )
    none = events["n4"]
    assert (none.status, none.planned_probability, none.topics) == (None, None, ("health",))
    assert events["n5"].topics == ()


def test_a_coded_article_becomes_an_event(tmp_path: Path, shipped: Codebook) -> None:
    article = CodedArticle(
        "نص",
        "n1",
        "عنوان",
        "2015-08-12",
        topics=("energy",),
        interaction="visit",
        secondary_interaction="joint_statement",
        status="held",
        parties=("SAU", "EGY"),
    )
    path = tmp_path / "coded.jsonl"
    path.write_text(json.dumps(record_of(article)), encoding="utf-8")
    assert [*read_events(path, shipped)] == [
        Event(
            id="n1",
            interaction="visit",
            status="held",
            topics=("energy",),
            date="2015-08-12",
            title="عنوان",
            secondary_interaction="joint_statement",
            parties=("SAU", "EGY"),
        )
    ]


def test_seeds_name_their_text_files(shipped: Codebook) -> None:
    seeds = Path(__file__).parents[2] / "seeds/coded.jsonl"
    assert [event.interaction for event in read_events(seeds, shipped)][:2] == [
        "strategic_dialogue",
        "phone_call",
    ]


def test_files_of_both_kinds_go_together(
    predictions: dict[str, Path], tmp_path: Path, shipped: Codebook
) -> None:
    path = tmp_path / "coded.csv"
    path.write_text("id,text,interaction,topics\nc1,نص,message,[]\n", encoding="utf-8")
    events = [*read_events([predictions["jsonl"], path], shipped)]
    assert [event.model for event in events] == [*["m"] * 5, None]
    assert events[-1].topics == ()


def test_without_topics_or_interactions(
    tmp_path: Path, topics_only: Codebook, interactions_only: Codebook
) -> None:
    record = {"id": "n1", "topics": ["energy"], "interaction": None, "planned": None}
    record |= {"topic_probabilities": dict.fromkeys(topics_only.topic_keys, 0.5)}
    record |= {"interaction_probabilities": {}, "planned_probability": None}
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps(record | {"coverage": 1, "model": "m"}))
    [event] = read_events(path, topics_only)
    assert (event.topics, event.interaction) == (("energy",), None)
    record |= {"topics": [], "interaction": "visit", "planned": True, "planned_probability": 0.6}
    record |= {"interaction_probabilities": dict.fromkeys(interactions_only.interaction_keys, 0.3)}
    record |= {"topic_probabilities": {}, "coverage": 1, "model": "m"}
    path.write_text(json.dumps(record))
    [event] = read_events(path, interactions_only)
    assert (event.topics, event.status) == (None, "planned")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": 5}, r"p.jsonl:1: id: expected text, got 5"),
        ({"topics": ["enrgy"]}, r"topics\[0\]: unknown topic 'enrgy'. Did you mean 'energy'"),
        ({"interaction": "call"}, "interaction: unknown interaction 'call'"),
        ({"planned": "soon"}, "planned: expected true, false or null, got 'soon'"),
        ({"coverage": 1.5}, "coverage: expected a number from 0 to 1, got 1.5"),
        ({"coverage": True}, "coverage: expected a number from 0 to 1, got True"),
        ({"topic_probabilities": {"water": 1}}, "its labels are not those of the codebook 'dip"),
        (
            {"topic_probabilities": None, "interaction_probabilities": None},
            "interaction_probabilities: it is missing or empty",
        ),
        ({"topic_probabilities": [1]}, "topic_probabilities: expected an object"),
        ({"model": None}, "model: expected text, got None"),
    ],
)
def test_a_bad_prediction_is_named(
    tmp_path: Path,
    records: list[OutputRecord],
    shipped: Codebook,
    change: dict[str, object],
    message: str,
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({**records[0].prediction, **change}))
    with pytest.raises(DataError, match=message):
        [*read_events(path, shipped)]


def test_a_missing_field_is_named(
    tmp_path: Path, records: list[OutputRecord], shipped: Codebook
) -> None:
    record = {**records[0].prediction}
    del record["planned"]
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps(record))
    with pytest.raises(DataError, match="article 'n1': planned: the field is missing; expected"):
        [*read_events(path, shipped)]


def test_a_damaged_csv_is_refused(predictions: dict[str, Path], shipped: Codebook) -> None:
    path = predictions["csv"]
    good = path.read_text(encoding="utf-8")
    for bad, message in (
        (good[:-20], r"predictions.csv:6: the row has more or fewer cells"),
        (good.replace("0.75", "0,75x", 1), "more or fewer cells"),
        (good.replace("0.75", "much", 1), r"csv:2: a probability is no number.*'much'"),
        (good.replace("n1", '"n1"x'), "it cannot be read as CSV"),
    ):
        path.write_text(bad, encoding="utf-8")
        with pytest.raises(DataError, match=message):
            [*read_events(path, shipped)]


def test_a_damaged_parquet_is_refused(predictions: dict[str, Path], shipped: Codebook) -> None:
    path = predictions["parquet"]
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(DataError, match=r"predictions.parquet: it cannot be read as Parquet"):
        [*read_events(path, shipped)]


def test_an_id_comes_once(predictions: dict[str, Path], shipped: Codebook) -> None:
    with pytest.raises(DataError, match=r"predictions.csv:2: id: 'n1' came before"):
        [*read_events([predictions["jsonl"], predictions["csv"]], shipped)]


def test_articles_without_codes_are_refused(tmp_path: Path, shipped: Codebook) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"text": "نص"}\n{"text": "نص آخر"}\n', encoding="utf-8")
    with pytest.raises(DataError, match="none of the articles has an interaction or topics"):
        [*read_events(path, shipped)]
    path.write_text("")
    with pytest.raises(DataError, match=r"news.jsonl: it is empty"):
        [*read_events(path, shipped)]
    path.write_text("[")
    with pytest.raises(DataError, match=r"news.jsonl:1: it is not JSON"):
        [*read_events(path, shipped)]

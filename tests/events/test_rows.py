"""Rows: their columns and codes."""

from datetime import date

import pytest

from relclf.codebook import Codebook
from relclf.events.event import Event
from relclf.events.rows import COLUMNS, Rows, rows_of

DAY = date(2015, 8, 12)


def test_a_row_an_article(shipped: Codebook) -> None:
    topics = ("security_law_enforcement", "counter_terrorism", "peace_process")
    event = Event("n1", "visit", "held", topics, date="12/8", interaction_probability=0.9)
    [row] = rows_of(event, DAY, shipped, "article")
    assert (row["cameo"], row["cameo_all"]) == ("042", ["042", "043"])
    assert (row["plover_event"], row["plover_mode"]) == ("CONSULT", "visit")
    # One default a topic; counter-terrorism and the peace process are both CAP 19.
    assert row["cap_codes"] == ["12", "19"]
    assert row["plover_contexts"] == ["crime", "terrorism", "peacekeeping"]
    assert (row["date"], row["year"], row["date_given"]) == (DAY, 2015, "12/8")
    assert (row["interaction_ar"], row["interaction_en"]) == ("زيارة رسمية", "Visit")


def test_a_row_an_article_and_topic(shipped: Codebook) -> None:
    event = Event(
        "n1",
        "visit",
        "held",
        ("energy", "culture_tourism_sport"),
        topic_probabilities={"energy": 0.8},
    )
    energy, culture = rows_of(event, None, shipped, "topic")
    assert (energy["id"], energy["topic"], energy["topic_probability"]) == ("n1", "energy", 0.8)
    assert (energy["cap"], energy["cap_all"]) == ("8", ["8"])
    assert energy["plover_context_all"] == ["natural_resource", "human_security"]
    assert energy["topic_cameo_all"] == ["061", "0311"]
    assert (culture["topic_probability"], culture["plover_context"]) == (None, None)
    assert not [*rows_of(Event("n2", topics=()), None, shipped, "topic")]


@pytest.mark.parametrize("rows", COLUMNS)
def test_rows_have_the_columns(shipped: Codebook, rows: Rows) -> None:
    for event in (Event("n1", "none", None, ("energy",)), Event("n2", topics=("health",))):
        for row in rows_of(event, DAY, shipped, rows):
            assert {*row} >= {*COLUMNS[rows]}


def test_nothing_coded_is_not_coded_as_nothing(shipped: Codebook) -> None:
    [unknown] = rows_of(Event("n1", "none"), DAY, shipped, "article")
    assert [unknown[name] for name in ("topics", "cap_codes", "cameo")] == [None] * 3
    [none] = rows_of(Event("n1", topics=()), DAY, shipped, "article")
    assert [none[name] for name in ("topics", "cap_codes", "cameo_all")] == [[], [], None]


def test_a_contact_of_unknown_status_has_the_codes_of_one_held(shipped: Codebook) -> None:
    [row] = rows_of(Event("n1", "visit"), DAY, shipped, "article")
    assert (row["status"], row["cameo"]) == (None, "042")


def test_a_codebook_without_codes(codebook: Codebook) -> None:
    event = Event("n1", "visit", "planned", ("energy",))
    [row] = rows_of(event, DAY, codebook, "article")
    codes = ("cameo", "plover_event", "plover_mode")
    assert [row[name] for name in codes] == [None] * 3
    assert (row["cap_codes"], row["topics"]) == ([], ["energy"])

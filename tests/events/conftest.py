"""Invented articles with dates, and what a model would say of them."""

from pathlib import Path

import pytest

from relclf.articles import Article, Evidence
from relclf.codebook import Codebook
from relclf.output.formats import write_records
from relclf.output.record import OutputRecord
from relclf.prediction import Prediction

# Date, interaction, whether it is planned, topics.
SAID = {
    "n1": ("2015-08-12", "visit", False, ("energy",)),
    "-n2": ("18/04/2017", "visit", True, ("energy", "health")),
    "خبر ٣": ("09/10/2016", "phone_call", False, ()),
    "n4": ("May 2016 or so", "none", None, ("health",)),
    "n5": (None, "agreement_signing", True, ()),
}


@pytest.fixture(scope="session")
def shipped() -> Codebook:
    """The codebook of diplomatic relations."""
    return Codebook.load()


@pytest.fixture(scope="session")
def records(shipped: Codebook) -> list[OutputRecord]:
    """Five predictions beside their articles."""
    return [_record(id_, *said, shipped) for id_, said in SAID.items()]


def _record(
    id_: str,
    date: str | None,
    interaction: str,
    planned: bool | None,
    topics: tuple[str, ...],
    codebook: Codebook,
) -> OutputRecord:
    article = Article("خبر.", id_, f"=عنوان {id_}", date, "@وكالة")
    prediction = Prediction(
        id=id_,
        topics=topics,
        interaction=interaction,
        planned=planned,
        topic_probabilities={key: 0.75 if key in topics else 0.25 for key in codebook.topic_keys},
        interaction_probabilities={
            key: 0.4 if key == interaction else 0.05 for key in codebook.interaction_keys
        },
        planned_probability=0.9 if planned else 0.1,
        evidence=Evidence(),
        coverage=1.0,
        model="m",
    )
    return OutputRecord.of(article, prediction)


@pytest.fixture
def predictions(tmp_path: Path, records: list[OutputRecord], shipped: Codebook) -> dict[str, Path]:
    """The predictions as `relclf predict` writes them, by format."""
    files = {form: tmp_path / f"predictions.{form}" for form in ("jsonl", "csv", "parquet")}
    for form, path in files.items():
        with path.open("wb") as file:
            write_records(records, file, form, shipped)
    return files

"""What the tests of reviewing share: a prediction that a model could have made."""

from collections.abc import Callable

import pytest

from relclf.articles import Evidence
from relclf.prediction import Prediction


@pytest.fixture(scope="session")
def said() -> Callable[..., Prediction]:
    """Make what a model said of an article: its id, how sure, which interaction."""
    return _said


def _said(id_: str, sure: float = 0.9, interaction: str = "visit") -> Prediction:
    others = (1 - sure) / 2
    return Prediction(
        id=id_,
        topics=("energy",),
        interaction=interaction,
        planned=None if interaction == "none" else False,
        topic_probabilities={"energy": 0.9, "health": 0.1, "culture": 0.1},
        interaction_probabilities=dict.fromkeys(("visit", "agreement", "none"), others)
        | {interaction: sure},
        planned_probability=0.2,
        evidence=Evidence(((0, 10),), {"energy": ((29, 40),)}),
        coverage=1.0,
        model="m",
    )

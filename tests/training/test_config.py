"""The configuration: numbers out of their range are refused, by name."""

from typing import Any

import pytest

from relclf.errors import ConfigError
from relclf.training.config import Data, Lora, Model, Training


@pytest.mark.parametrize(
    ("section", "values", "message"),
    [
        (Training, {"batch_size": 0}, "training.batch_size: 0, expected a number of 1 or more"),
        (Training, {"max_windows": 0}, "training.max_windows: 0"),
        (Training, {"learning_rate": -1e-4}, "training.learning_rate: -0.0001"),
        (Training, {"learning_rate": float("nan")}, "training.learning_rate: nan"),
        (Training, {"label_smoothing": 1.5}, "expected a number of 0 to 1"),
        (Training, {"seeds": []}, "training.seeds: the list is empty"),
        (Model, {"lexical_buckets": 0}, "model.lexical_buckets: 0, expected a number of 1 or more"),
        (
            Model,
            {"lexical_topics": -0.5},
            "model.lexical_topics: -0.5, expected a number of 0 or more",
        ),
        (Model, {"dropout": 2}, "model.dropout: 2"),
        (Lora, {"rank": 0}, "lora.rank: 0"),
        (Data, {"train": [], "validation": ["b.jsonl"]}, "data.train: the list is empty"),
        (Data, {"train": ["a.jsonl"], "validation": []}, "data.validation: the list is empty"),
    ],
)
def test_a_number_out_of_range_is_named(section: Any, values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        section(**values)
    assert message in str(error.value)


def test_what_may_be_left_out_is_not_checked() -> None:
    assert Training(max_windows=None).max_windows is None

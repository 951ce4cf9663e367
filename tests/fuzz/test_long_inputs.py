"""Hostile inputs take a time that grows with their length, not with its square."""

import pytest
from long_inputs import LONG, seconds

pytestmark = pytest.mark.slow

CASES = [(target, name) for target, inputs in LONG.items() for name in inputs]
SHORT, LONGER = 5_000, 40_000


@pytest.mark.parametrize(("target", "name"), CASES, ids=str)
def test_time_grows_no_faster_than_length(target: str, name: str) -> None:
    # Machines are busy, and the first time may be slow for other reasons: three tries.
    assert any(_is_in_proportion(target, name) for _ in range(3))


def _is_in_proportion(target: str, name: str) -> bool:
    long = seconds(target, name, LONGER)
    # Eight times as long; quadratic time is 64 times as much, and longer than this.
    return long < 0.15 or long < 20 * seconds(target, name, SHORT) + 0.05

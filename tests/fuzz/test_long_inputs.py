"""Hostile inputs take a time that grows with their length, not with its square."""

import pytest
from long_inputs import LONG, seconds

pytestmark = pytest.mark.slow

CASES = [(target, name) for target, inputs in LONG.items() for name in inputs]
SHORT, LONGER = 5_000, 40_000


@pytest.mark.parametrize(("target", "name"), CASES, ids=str)
def test_time_grows_no_faster_than_length(target: str, name: str) -> None:
    long = seconds(target, name, LONGER)
    if long < 0.15:  # what is quadratic takes longer
        return
    # Eight times as long; quadratic time is 64 times as much. Machines are busy, so three tries.
    assert any(long < 20 * seconds(target, name, SHORT) + 0.05 for _ in range(3))

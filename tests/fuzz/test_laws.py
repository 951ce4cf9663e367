"""Every law of scripts/fuzz on some hundred inputs: a fuzzer takes millions, and hours."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from targets import TARGETS

pytestmark = pytest.mark.slow

pytest.importorskip("pyarrow")


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Inputs as a fuzzer would make them: joined pieces, damaged seeds, anything."""
    target = TARGETS[name]
    pieces = st.sampled_from(target.pieces) if target.pieces else st.binary(max_size=8)
    joined = st.lists(pieces, max_size=40).map(b"".join)
    seed = st.sampled_from(target.seeds())
    damaged = st.builds(_damaged, seed, st.floats(0, 1), st.integers(0, 20), joined)
    return st.one_of(seed, damaged, joined, st.binary(max_size=300))


@pytest.mark.parametrize("name", TARGETS)
def test_a_law_holds(name: str) -> None:
    @settings(
        max_examples=150,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(data=inputs(name))
    def holds(data: bytes) -> None:
        TARGETS[name].law(data)

    holds()


def _damaged(seed: bytes, place: float, gone: int, new: bytes) -> bytes:
    at = int(place * len(seed))
    return seed[:at] + new + seed[at + gone :]

"""8-bit products: the network that asks the processor is the one told, and its answer is heeded."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from relclf.backends import sessions

ROOT = Path(__file__).parents[1]


def test_the_probe_adds_the_largest_products() -> None:
    activations, weights = (
        numpy_helper.to_array(constant) for constant in onnx.load(sessions.PROBE).graph.initializer
    )
    assert (activations.dtype, weights.dtype) == (np.uint8, np.int8)
    sums = activations.astype(int) @ weights.astype(int)
    assert (sums == sessions.PRODUCTS * 255 * 127).all()


def test_the_probe_is_what_its_script_makes(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, 'scripts/dev'); import overflow_probe;"
        "sys.stdout.buffer.write(overflow_probe.probe().SerializeToString(deterministic=True))"
    )
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert onnx.load_from_string(made.stdout) == onnx.load(sessions.PROBE)


@pytest.mark.parametrize("overflow", [True, False])
def test_where_products_overflow_weights_have_no_sign(
    overflow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import onnxruntime

    told = []

    class Options(onnxruntime.SessionOptions):
        def add_session_config_entry(self, key: str, value: str) -> None:
            told.append((key, value))
            super().add_session_config_entry(key, value)

    monkeypatch.setattr(sessions, "_signed_products_overflow", lambda: overflow)
    monkeypatch.setattr(onnxruntime, "SessionOptions", Options)
    sums = sessions.open_session(sessions.PROBE).run(None, {})[0]
    assert (("session.x64quantprecision", "1") in told) == overflow
    if overflow:
        assert (sums == sessions.PRODUCTS * 255 * 127).all()

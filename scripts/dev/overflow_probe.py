"""Make `relclf/backends/overflow.onnx`, which asks a processor whether its 8-bit products overflow.

    python scripts/dev/overflow_probe.py

Each of its outputs is the sum of 16 products of 255, without a sign, and 127, with one.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from relclf.backends import sessions

ROWS = COLUMNS = 8


def probe() -> onnx.ModelProto:
    """Return the network."""
    activations = np.full((ROWS, sessions.PRODUCTS), 255, np.uint8)
    weights = np.full((sessions.PRODUCTS, COLUMNS), 127, np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["activations", "weights"], ["sums"])],
        "overflow",
        [],
        [helper.make_tensor_value_info("sums", TensorProto.INT32, [ROWS, COLUMNS])],
        [
            numpy_helper.from_array(activations, "activations"),
            numpy_helper.from_array(weights, "weights"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


if __name__ == "__main__":
    Path(sessions.PROBE).write_bytes(probe().SerializeToString(deterministic=True))

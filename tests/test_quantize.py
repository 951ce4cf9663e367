"""Eight bits: what a token is divided by is multiplied again, and a large token harms no other."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from relclf.quantize import (
    CHANNELS,
    largest_activations,
    quantize,
    quantize_embeddings,
    scale_tokens,
)

INPUTS, OUTPUTS = 64, 32


@pytest.fixture
def linear() -> onnx.ModelProto:
    """Two linear layers that read the same tokens, and one that reads the first's."""
    generator = np.random.default_rng(0)
    weights = {
        "one": generator.normal(size=(INPUTS, OUTPUTS)),
        "two": generator.normal(size=(INPUTS, OUTPUTS)),
        "three": generator.normal(size=(OUTPUTS, 5)),
    }
    nodes = [
        helper.make_node("MatMul", ["tokens", "one"], ["first"]),
        helper.make_node("MatMul", ["tokens", "two"], ["second"]),
        helper.make_node("MatMul", ["first", "three"], ["third"]),
    ]
    graph = helper.make_graph(
        nodes,
        "linear",
        [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["number", INPUTS])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["number", size])
            for name, size in (("second", OUTPUTS), ("third", 5))
        ],
        [
            numpy_helper.from_array(array.astype(np.float32), name)
            for name, array in weights.items()
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: onnx.ModelProto | Path, tokens: np.ndarray) -> list[np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    source = str(model) if isinstance(model, Path) else model.SerializeToString()
    session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    return session.run(["second", "third"], {"tokens": tokens})


@pytest.fixture
def tokens() -> np.ndarray:
    """Tokens of which one is a thousand times as large and one nothing; and a large channel."""
    array = np.random.default_rng(1).normal(size=(6, INPUTS)).astype(np.float32)
    array[2] *= 1000
    array[:, 3] *= 300
    array[4] = 0
    return array


def test_scaled_tokens_compute_the_same(linear: onnx.ModelProto, tokens: np.ndarray) -> None:
    expected = run(linear, tokens)
    scale_tokens(linear, largest_activations(linear, [{"tokens": tokens}]))
    for came, wanted in zip(run(linear, tokens), expected, strict=True):
        np.testing.assert_allclose(came, wanted, rtol=1e-4, atol=1e-4)
    assert sum(node.op_type == "Div" for node in linear.graph.node) == 2


def test_a_large_token_rounds_no_other_away(
    linear: onnx.ModelProto, tokens: np.ndarray, tmp_path: Path
) -> None:
    expected = run(linear, tokens)
    onnx.save(linear, tmp_path / "fp32.onnx")
    quantize(tmp_path / "fp32.onnx", tmp_path / "int8.onnx", [{"tokens": tokens}])
    for came, wanted in zip(run(tmp_path / "int8.onnx", tokens), expected, strict=True):
        for row in (0, 1, 2, 3, 5):
            assert np.abs(came[row] - wanted[row]).max() < 0.03 * np.abs(wanted[row]).max()
        np.testing.assert_array_equal(came[4], 0)


def test_the_weights_of_the_file_are_8_bits(
    linear: onnx.ModelProto, tokens: np.ndarray, tmp_path: Path
) -> None:
    onnx.save(linear, tmp_path / "fp32.onnx")
    quantize(tmp_path / "fp32.onnx", tmp_path / "int8.onnx", [{"tokens": tokens}])
    large = [
        initializer
        for initializer in onnx.load(tmp_path / "int8.onnx").graph.initializer
        if np.prod(initializer.dims) > 100 and initializer.dims[0] > CHANNELS
    ]
    assert len(large) == 3
    assert {initializer.data_type for initializer in large} == {TensorProto.UINT8}


def test_each_row_of_an_embedding_has_its_own_scale() -> None:
    table = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)
    table[7] *= 1000
    table[9] = 0
    rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["number", 8])
    indices = helper.make_tensor_value_info("indices", TensorProto.INT64, ["number"])
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "indices"], ["rows"])],
        "embedding",
        [indices],
        [rows],
        [numpy_helper.from_array(table, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    quantize_embeddings(model)
    sizes = {found.name: found.data_type for found in model.graph.initializer}
    assert sizes == {"table": TensorProto.INT8, "table_scales": TensorProto.FLOAT}
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (came,) = session.run(None, {"indices": np.arange(50)})
    steps = np.abs(table).max(axis=1, keepdims=True) / 127
    assert (np.abs(came - table) <= 0.51 * steps).all()

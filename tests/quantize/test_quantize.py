"""Eight bits: layers compute nearly what they did, and what is large rounds nothing else away."""

from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from relclf.backends.sessions import open_session
from relclf.quantize import quantize
from relclf.quantize.embeddings import quantize_embeddings
from relclf.quantize.layers import CHANNELS

INPUTS, OUTPUTS = 96, 32


def network(*, normalized: bool) -> onnx.ModelProto:
    """Two linear layers that read the same tokens, with biases, and one that reads the first's."""
    generator = np.random.default_rng(0)
    constants = {
        "one": generator.normal(size=(INPUTS, OUTPUTS)),
        "two": generator.normal(size=(INPUTS, OUTPUTS)),
        "three": generator.normal(size=(OUTPUTS, 5)),
        "one bias": generator.normal(size=OUTPUTS),
        "two bias": generator.normal(size=OUTPUTS),
        "gain": np.where(np.arange(INPUTS) == 3, 30, 1),
        "shift": np.where(np.arange(INPUTS) == 3, 90, 0),
    }
    norm = helper.make_node("LayerNormalization", ["tokens", "gain", "shift"], ["read"])
    nodes = [
        norm if normalized else helper.make_node("Identity", ["tokens"], ["read"]),
        helper.make_node("MatMul", ["read", "one"], ["first product"]),
        helper.make_node("MatMul", ["read", "two"], ["second product"]),
        helper.make_node("Add", ["first product", "one bias"], ["first"]),
        helper.make_node("Add", ["two bias", "second product"], ["second"]),
        helper.make_node("Relu", ["first"], ["active"]),
        helper.make_node("MatMul", ["active", "three"], ["third"]),
    ]
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["number", INPUTS])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["number", size])
            for name, size in (("first", OUTPUTS), ("second", OUTPUTS), ("third", 5))
        ],
        [
            numpy_helper.from_array(np.asarray(array, np.float32), name)
            for name, array in constants.items()
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def in_8_bits(model: onnx.ModelProto, tokens: np.ndarray, folder: Path) -> onnx.ModelProto:
    onnx.save(model, folder / "fp32.onnx")
    quantize(folder / "fp32.onnx", folder / "int8.onnx", [{"tokens": tokens}])
    return onnx.load(folder / "int8.onnx")


def run(model: onnx.ModelProto, tokens: np.ndarray) -> list[np.ndarray]:
    return open_session(model.SerializeToString()).run(None, {"tokens": tokens})


@pytest.fixture
def tokens() -> np.ndarray:
    """Tokens of which one is a thousand times as large."""
    array = np.random.default_rng(1).normal(size=(40, INPUTS)).astype(np.float32)
    array[2] *= 1000
    return array


@pytest.mark.parametrize("normalized", [True, False])
def test_what_is_large_rounds_nothing_else_away(
    normalized: bool, tokens: np.ndarray, tmp_path: Path
) -> None:
    # Behind the norm one channel is thirty times as large; without it, one token a thousand times.
    model = network(normalized=normalized)
    expected = run(model, tokens)
    for came, wanted in zip(run(in_8_bits(model, tokens, tmp_path), tokens), expected, strict=True):
        errors = np.abs(came - wanted).max(axis=1)
        others = np.abs(wanted - wanted.mean(axis=0)).max(axis=1)
        assert (errors < 0.04 * others).all()


def test_a_token_of_nothing_stays_nothing(tokens: np.ndarray, tmp_path: Path) -> None:
    tokens[4] = 0
    model = network(normalized=False)
    for came, wanted in zip(
        run(in_8_bits(model, tokens, tmp_path), tokens), run(model, tokens), strict=True
    ):
        np.testing.assert_allclose(came[4], wanted[4], rtol=0.03, atol=0.05)


@pytest.mark.parametrize("normalized", [True, False])
def test_layers_that_read_the_same_are_one_product(
    normalized: bool, tokens: np.ndarray, tmp_path: Path
) -> None:
    graph = in_8_bits(network(normalized=normalized), tokens, tmp_path).graph
    assert Counter(node.op_type for node in graph.node)["DynamicQuantizeMatMul"] == 2
    large = [
        initializer
        for initializer in graph.initializer
        if np.prod(initializer.dims) > 100 and initializer.dims[0] > CHANNELS
    ]
    assert [initializer.data_type for initializer in large] == [TensorProto.INT8] * 2


def test_sums_do_not_overflow(tmp_path: Path) -> None:
    # A processor without VNNI adds two products in 16 bits: 2 x 255 x 127 are too much for it.
    weights = np.full((INPUTS, OUTPUTS), 1.0, np.float32)
    model = network(normalized=False)
    for initializer in model.graph.initializer:
        if initializer.name in ("one", "two"):
            initializer.CopyFrom(numpy_helper.from_array(weights, initializer.name))
    tokens = np.full((3, INPUTS), 5.0, np.float32)
    for came, wanted in zip(
        run(in_8_bits(model, tokens, tmp_path), tokens), run(model, tokens), strict=True
    ):
        np.testing.assert_allclose(came, wanted, rtol=0.02, atol=0.5)


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
    session = open_session(model.SerializeToString())
    (came,) = session.run(None, {"indices": np.arange(50)})
    steps = np.abs(table).max(axis=1, keepdims=True) / 127
    assert (np.abs(came - table) <= 0.51 * steps).all()

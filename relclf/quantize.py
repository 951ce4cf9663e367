"""A network in 8 bits: embeddings with a scale for each row, linear layers with one for each token.

onnxruntime gives int8 activations one scale for the tensor that they stand in, here a window. A few
tokens, and a few channels of all tokens, are far larger than the others and would round those away
("LLM.int8()", Dettmers et al., 2022). So each token is divided by its largest activation before a
linear layer and multiplied by it after, and the few largest channels are computed in full precision
beside it: in real numbers the same. Weights have a scale for each output.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

__all__ = ["largest_activations", "quantize", "quantize_embeddings", "scale_tokens"]

CHANNELS = 4
"""Channels of a linear layer's input that stay in full precision."""
_EIGHT_BITS = {
    "MatMulInteger": (1, 3),
    "DynamicQuantizeMatMul": (1, 3),
    "MatMulIntegerToFloat": (1, 5),
}
LEAST, ROWS = "relclf_least_activation", "_rows"
Arrays = Mapping[str, NDArray[Any]]


def quantize(fp32: Path, int8: Path, examples: Iterable[Arrays]) -> None:
    """Write a network in 8 bits, its graph optimised.

    Args:
        fp32: The ONNX file of the network.
        int8: The file to write.
        examples: Inputs by name, on which the largest channels are found.
    """
    with tempfile.TemporaryDirectory() as folder:
        scaled, quantized = Path(folder, "scaled.onnx"), Path(folder, "quantized.onnx")
        model = onnx.load(fp32)
        largest = largest_activations(model, examples)
        quantize_embeddings(model)
        scale_tokens(model, largest)
        onnx.save(model, scaled)
        quantize_dynamic(
            scaled,
            quantized,
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_quantize=[node.name for node in model.graph.node if node.name],
        )
        _optimize(quantized, int8)
    model = onnx.load(int8)
    _unsign(model)
    _halve_rows(model)
    _shorten(model)
    onnx.save(model, int8)


def largest_activations(
    model: ModelProto, examples: Iterable[Arrays]
) -> dict[str, NDArray[np.float32]]:
    """Find the largest absolute value of each channel that a linear layer reads.

    Args:
        model: The network.
        examples: Inputs by name.

    Returns:
        By activation, an array of shape (channels,).
    """
    watched = ModelProto()
    watched.CopyFrom(model)
    sources = [*dict.fromkeys(node.input[0] for node in _linear(model))]
    watched.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in sources)
    session = _session(watched.SerializeToString())
    found: dict[str, NDArray[np.float32]] = {}
    for example in examples:
        for name, values in zip(sources, session.run(sources, dict(example)), strict=True):
            sizes = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            found[name] = np.maximum(found.get(name, 0), sizes)
    return found


def quantize_embeddings(model: ModelProto) -> None:
    """Store tables of embeddings in 8 bits, with a scale for each row.

    Args:
        model: The network, changed in place.
    """
    graph = model.graph
    tables = {
        initializer.name: initializer
        for initializer in graph.initializer
        if initializer.data_type == TensorProto.FLOAT and len(initializer.dims) == 2
    }
    nodes = []
    for node in graph.node:
        if node.op_type != "Gather" or node.input[0] not in tables:
            nodes.append(node)
            continue
        (name, indices), (rows,) = node.input, node.output
        if (table := tables[name]).data_type == TensorProto.FLOAT:
            values = numpy_helper.to_array(table)
            scales = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-12) / 127
            table.CopyFrom(numpy_helper.from_array(np.rint(values / scales).astype(np.int8), name))
            graph.initializer.append(numpy_helper.from_array(scales, f"{name}_scales"))
        nodes += [
            helper.make_node("Gather", [name, indices], [f"{rows}_int8"]),
            helper.make_node("Gather", [f"{name}_scales", indices], [f"{rows}_scales"]),
            helper.make_node("Cast", [f"{rows}_int8"], [f"{rows}_float"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [f"{rows}_float", f"{rows}_scales"], [rows]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)


def scale_tokens(model: ModelProto, largest: Arrays) -> None:
    """Let each linear layer read tokens whose largest activation is 1, and undo it behind it.

    Args:
        model: The network, changed in place. What it computes stays the same. The products that
            8 bits may compute get a name, all other nodes lose theirs.
        largest: What `largest_activations` found.
    """
    graph = model.graph
    weights = {initializer.name: initializer for initializer in graph.initializer}
    graph.initializer.append(numpy_helper.from_array(np.array(1e-12, np.float32), LEAST))
    linear = {node.output[0] for node in _linear(model)}
    scaled: set[str] = set()
    nodes = []
    for node in graph.node:
        node.ClearField("name")
        if node.output[0] not in linear:
            nodes.append(node)
            continue
        (source, weight), (product,) = node.input, node.output
        channels = np.argsort(-largest[source], kind="stable")[:CHANNELS]
        if source not in scaled:
            scaled.add(source)
            mask = np.ones_like(largest[source])
            mask[channels] = 0
            graph.initializer.append(numpy_helper.from_array(mask, f"{source}_mask"))
            graph.initializer.append(numpy_helper.from_array(channels, f"{source}_channels"))
            nodes += _divided(source)
        exact = numpy_helper.to_array(weights[weight])[channels]
        graph.initializer.append(numpy_helper.from_array(exact, f"{product}{ROWS}"))
        unit, rest = f"{product}_of_units", f"{product}_of_channels"
        nodes += [
            helper.make_node("MatMul", [f"{source}_unit", weight], [unit], name=product),
            helper.make_node("Mul", [unit, f"{source}_largest"], [f"{product}_int8"]),
            helper.make_node("MatMul", [f"{source}_few", f"{product}{ROWS}"], [rest]),
            helper.make_node("Add", [f"{product}_int8", rest], [product]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)


def _linear(model: ModelProto) -> Iterator[NodeProto]:
    weights = {initializer.name for initializer in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            yield node


def _divided(source: str) -> Iterator[NodeProto]:
    """Yield the nodes that take the largest channels of an activation out and scale its tokens."""
    many, size, most = f"{source}_many", f"{source}_size", f"{source}_most"
    yield helper.make_node("Gather", [source, f"{source}_channels"], [f"{source}_few"], axis=-1)
    yield helper.make_node("Mul", [source, f"{source}_mask"], [many])
    yield helper.make_node("Abs", [many], [size])
    yield helper.make_node("ReduceMax", [size], [most], axes=[-1], keepdims=1)
    yield helper.make_node("Max", [most, LEAST], [f"{source}_largest"])
    yield helper.make_node("Div", [many, f"{source}_largest"], [f"{source}_unit"])


def _unsign(model: ModelProto) -> None:
    """Store 8-bit weights without a sign, 128 standing for nothing: the same products.

    Sums of products with signed weights overflow 16 bits on x86 processors without VNNI; there
    onnxruntime would have to store them so at every start (`session.x64quantprecision`).
    """
    weights = {initializer.name: initializer for initializer in model.graph.initializer}
    names = {
        node.input[index]
        for node in model.graph.node
        for index in _EIGHT_BITS.get(node.op_type, ())
    }
    for name in names:
        signed = numpy_helper.to_array(weights[name]).astype(np.int16)
        weights[name].CopyFrom(numpy_helper.from_array((signed + 128).astype(np.uint8), name))


def _halve_rows(model: ModelProto) -> None:
    """Store the rows of weights that stand by themselves in 16 bits.

    It comes last: what optimises a graph computes the rows and would store those.
    """
    graph = model.graph
    casts = []
    for initializer in graph.initializer:
        if initializer.name.endswith(ROWS):
            name = initializer.name
            half = numpy_helper.to_array(initializer).astype(np.float16)
            initializer.CopyFrom(numpy_helper.from_array(half, f"{name}_half"))
            casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def _shorten(model: ModelProto) -> None:
    """Leave out shapes that onnxruntime infers, and long names: a third of a megabyte."""
    graph = model.graph
    del graph.value_info[:]
    kept = {value.name: value.name for value in (*graph.input, *graph.output)}
    short = {"": ""} | kept
    for initializer in graph.initializer:
        initializer.name = short.setdefault(initializer.name, f"{len(short):x}")
    for node in graph.node:
        node.ClearField("name")
        for names in (node.input, node.output):
            names[:] = [short.setdefault(name, f"{len(short):x}") for name in names]


def _optimize(path: Path, optimized: Path) -> None:
    """Fuse what onnxruntime would fuse at every start, apart from what suits one processor only."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(optimized)
    _session(str(path), options)


def _session(model: str | bytes, options: Any = None) -> Any:
    options = options or onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

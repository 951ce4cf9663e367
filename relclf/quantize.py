"""A network in 8 bits: embeddings, and linear layers with a scale for each token.

onnxruntime gives int8 activations one scale for the tensor that they stand in, here a window. A few
tokens are far larger than the others and would round those away ("LLM.int8()", Dettmers et al.,
2022). So each token is divided by its largest activation before a linear layer and multiplied by
it after: in real numbers the same, in 8 bits every token uses them all. Weights have a scale for
each output.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

__all__ = ["quantize"]

LEAST = "relclf_least_activation"


def quantize(fp32: Path, int8: Path) -> None:
    """Write a network in 8 bits, its graph optimised.

    Args:
        fp32: The ONNX file of the network.
        int8: The file to write.
    """
    with tempfile.TemporaryDirectory() as folder:
        embedded, scaled, quantized = (Path(folder, f"{number}.onnx") for number in range(3))
        quantize_dynamic(
            fp32, embedded, weight_type=QuantType.QInt8, op_types_to_quantize=["Gather"]
        )
        model = onnx.load(embedded)
        scale_tokens(model)
        onnx.save(model, scaled)
        quantize_dynamic(
            scaled,
            quantized,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
        )
        _optimize(quantized, int8)
    model = onnx.load(int8)
    # Shapes that onnxruntime infers, and names that nobody reads: a seventh of a megabyte.
    del model.graph.value_info[:]
    for node in model.graph.node:
        node.ClearField("name")
    onnx.save(model, int8)


def scale_tokens(model: onnx.ModelProto) -> None:
    """Let each linear layer read tokens whose largest activation is 1, and undo it behind it.

    Args:
        model: The network, changed in place. What it computes stays the same.
    """
    graph = model.graph
    weights = {initializer.name for initializer in graph.initializer}
    graph.initializer.append(numpy_helper.from_array(np.float32(1e-12), LEAST))
    scaled: set[str] = set()
    nodes = []
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            nodes.append(node)
            continue
        source, weight = node.input
        if source not in scaled:
            scaled.add(source)
            nodes += _divided(source)
        (product,) = node.output
        nodes.append(
            helper.make_node("MatMul", [f"{source}_unit", weight], [f"{product}_of_units"])
        )
        nodes.append(
            helper.make_node("Mul", [f"{product}_of_units", f"{source}_largest"], [product])
        )
    del graph.node[:]
    graph.node.extend(nodes)


def _divided(source: str) -> Iterator[onnx.NodeProto]:
    """Yield the nodes that divide each token of an activation by its largest absolute value."""
    size, most, largest = f"{source}_size", f"{source}_most", f"{source}_largest"
    yield helper.make_node("Abs", [source], [size])
    yield helper.make_node("ReduceMax", [size], [most], axes=[-1], keepdims=1)
    yield helper.make_node("Max", [most, LEAST], [largest])
    yield helper.make_node("Div", [source, largest], [f"{source}_unit"])


def _optimize(path: Path, optimized: Path) -> None:
    """Fuse what onnxruntime would fuse at every start, apart from what suits one processor only."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(optimized)
    options.log_severity_level = 3
    onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

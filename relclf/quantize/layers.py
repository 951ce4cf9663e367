"""Linear layers in 8 bits.

A few tokens, and a few channels of all tokens, are far larger than the others and would round those
away where a window has one scale ("LLM.int8()", Dettmers et al., 2022). Behind a layer norm tokens
are of like size: there the largest channels are computed in full precision beside the 8 bits.
Elsewhere each token is divided by its largest channel, and multiplied by it behind the product: in
real numbers the same. Layers that read the same activation (query, key, value) become one product.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, NodeProto, helper, numpy_helper

from relclf.quantize.activations import Activations, linear
from relclf.quantize.rounding import MOST, round_weights

__all__ = ["CHANNELS", "ROWS", "quantize_layers"]

CHANNELS = 24
"""Channels behind a layer norm that stay in full precision."""
LEAST, ROWS = "relclf_least_activation", "_rows"
MICROSOFT = "com.microsoft"


class Layer(NamedTuple):
    """A linear layer.

    Attributes:
        weight: Its weights' name.
        bias: Its bias's name; None without one.
        output: What it writes.
    """

    weight: str
    bias: str | None
    output: str


def quantize_layers(model: ModelProto, seen: Mapping[str, Activations]) -> None:
    """Let linear layers compute in 8 bits.

    Args:
        model: The network, changed in place.
        seen: What `relclf.quantize.activations.observe` found.
    """
    graph = model.graph
    builder = _Builder(graph, seen)
    layers = _layers_by_input(model)
    written = {name for node in linear(model) for name in node.output}
    written |= {layer.output for group in layers.values() for layer in group}
    graph.initializer.append(numpy_helper.from_array(np.array(1e-12, np.float32), LEAST))
    nodes: list[NodeProto] = []
    for node in graph.node:
        if node.output[0] not in written:
            nodes.append(node)
        elif node.op_type == "MatMul" and (group := layers.pop(node.input[0], None)):
            nodes += builder.product(node.input[0], group)
    del graph.node[:]
    graph.node.extend(nodes)
    read = {name for node in nodes for name in node.input}
    kept = [initializer for initializer in graph.initializer if initializer.name in read]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    if all(imported.domain != MICROSOFT for imported in model.opset_import):
        model.opset_import.append(helper.make_opsetid(MICROSOFT, 1))


def _layers_by_input(model: ModelProto) -> dict[str, list[Layer]]:
    """Find the linear layers by what they read, each with the bias added behind it."""
    constants = {initializer.name: initializer for initializer in model.graph.initializer}
    readers = Counter(name for node in model.graph.node for name in node.input)
    added = {}
    for node in model.graph.node:
        if node.op_type == "Add":
            for product, bias in (node.input, reversed(node.input)):
                if bias in constants and len(constants[bias].dims) == 1 and readers[product] == 1:
                    added[product] = (bias, node.output[0])
    found: dict[str, list[Layer]] = {}
    for node in linear(model):
        product = node.output[0]
        bias, output = added.get(product, (None, product))
        found.setdefault(node.input[0], []).append(Layer(node.input[1], bias, output))
    return found


class _Builder:
    """Makes the nodes of products, and puts their constants into the graph."""

    def __init__(self, graph: GraphProto, seen: Mapping[str, Activations]) -> None:
        self._graph, self._seen = graph, seen
        self._constants = {initializer.name: initializer for initializer in graph.initializer}
        self._normalized = {
            node.output[0] for node in graph.node if node.op_type == "LayerNormalization"
        }

    def product(self, source: str, layers: list[Layer]) -> Iterator[NodeProto]:
        """Yield the nodes of the layers that read `source`."""
        weights = np.hstack([self._array(layer.weight) for layer in layers])
        sizes = [self._constants[layer.weight].dims[1] for layer in layers]
        biases = [
            self._array(layer.bias) if layer.bias else np.zeros(size, np.float32)
            for layer, size in zip(layers, sizes, strict=True)
        ]
        outputs = [layer.output for layer in layers]
        whole = outputs[0] if len(outputs) == 1 else f"{source}_products"
        bias = self._constant(f"{source}_bias", np.concatenate(biases))
        if source in self._normalized:
            yield from self._with_exact_channels(source, weights, bias, whole)
        else:
            yield from self._with_equal_tokens(source, weights, bias, whole)
        if len(outputs) > 1:
            split = self._constant(f"{source}_sizes", np.array(sizes))
            yield helper.make_node("Split", [whole, split], outputs, axis=-1)

    def _with_exact_channels(
        self, source: str, weights: NDArray[np.float32], bias: str, output: str
    ) -> Iterator[NodeProto]:
        channels = np.argsort(-self._seen[source].largest, kind="stable")[:CHANNELS]
        mask = np.ones(len(weights), np.float32)
        mask[channels] = 0
        few, many = f"{source}_few", f"{source}_many"
        rows = self._constant(f"{source}{ROWS}", weights[channels])
        yield helper.make_node(
            "Gather", [source, self._constant(f"{source}_channels", channels)], [few], axis=-1
        )
        yield helper.make_node("Mul", [source, self._constant(f"{source}_mask", mask)], [many])
        yield self._eight_bits(source, many, weights * mask[:, None], mask, bias, f"{output}_int8")
        yield helper.make_node("MatMul", [few, rows], [f"{output}_exact"])
        yield helper.make_node("Add", [f"{output}_int8", f"{output}_exact"], [output])

    def _with_equal_tokens(
        self, source: str, weights: NDArray[np.float32], bias: str, output: str
    ) -> Iterator[NodeProto]:
        size, most, largest = f"{source}_size", f"{source}_most", f"{source}_largest"
        unit, product = f"{source}_unit", f"{output}_int8"
        yield helper.make_node("Abs", [source], [size])
        yield helper.make_node("ReduceMax", [size], [most], axes=[-1], keepdims=1)
        yield helper.make_node("Max", [most, LEAST], [largest])
        yield helper.make_node("Div", [source, largest], [unit])
        yield self._eight_bits(source, unit, weights, np.ones(len(weights)), "", product)
        yield helper.make_node("Mul", [product, largest], [f"{output}_scaled"])
        yield helper.make_node("Add", [f"{output}_scaled", bias], [output])

    def _eight_bits(
        self,
        source: str,
        read: str,
        weights: NDArray[np.float32],
        mask: NDArray[np.floating],
        bias: str,
        output: str,
    ) -> NodeProto:
        """Make the product with rounded weights; the gram of `source` is masked as it is."""
        steps = np.maximum(np.abs(weights).max(axis=0), 1e-12).astype(np.float32) / MOST
        gram = self._seen[source].gram * mask[:, None] * mask
        rounded = round_weights(weights, steps, gram)
        inputs = [
            read,
            self._constant(f"{source}_int8", rounded),
            self._constant(f"{source}_steps", steps),
            self._constant(f"{source}_zeros", np.zeros(len(steps), np.int8)),
            bias,
        ]
        return helper.make_node("DynamicQuantizeMatMul", inputs, [output], domain=MICROSOFT)

    def _array(self, name: str) -> NDArray[np.float32]:
        return numpy_helper.to_array(self._constants[name])

    def _constant(self, name: str, array: NDArray[np.generic]) -> str:
        self._graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

"""Tables of embeddings in 8 bits."""

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

__all__ = ["quantize_embeddings"]


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

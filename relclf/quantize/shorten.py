"""What makes the file smaller, after its graph is optimised."""

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

from relclf.quantize.layers import ROWS

__all__ = ["halve_rows", "shorten"]


def halve_rows(model: ModelProto) -> None:
    """Store the rows of weights that stand by themselves in 16 bits.

    It comes last: what optimises a graph computes the rows and would store those.

    Args:
        model: The network, changed in place.
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


def shorten(model: ModelProto) -> None:
    """Leave out shapes that onnxruntime infers, and long names: a third of a megabyte.

    Args:
        model: The network, changed in place.
    """
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

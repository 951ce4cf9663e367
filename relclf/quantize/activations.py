"""What linear layers read, observed on examples."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, helper

from relclf.backends.sessions import open_session

__all__ = ["Activations", "Arrays", "linear", "observe"]

Arrays = Mapping[str, NDArray[Any]]


@dataclass
class Activations:
    """What stood in one activation, over all examples.

    Attributes:
        largest: Largest absolute value of each channel, of shape (channels,).
        gram: Sum over tokens of the products of their channels, of shape (channels, channels).
    """

    largest: NDArray[np.float32]
    gram: NDArray[np.float64]

    def add(self, values: NDArray[np.float32]) -> None:
        """Observe tokens, of shape (..., channels)."""
        tokens = values.reshape(-1, values.shape[-1])
        self.largest = np.maximum(self.largest, np.abs(tokens).max(axis=0, initial=0))
        self.gram += tokens.T @ tokens


def linear(model: ModelProto) -> Iterator[NodeProto]:
    """Yield the products of activations with weights."""
    weights = {initializer.name for initializer in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            yield node


def observe(model: ModelProto, examples: Iterable[Arrays]) -> dict[str, Activations]:
    """Run examples, and look at what each linear layer reads.

    Args:
        model: The network.
        examples: Inputs by name.

    Returns:
        By activation.
    """
    watched = ModelProto()
    watched.CopyFrom(model)
    sizes = {initializer.name: initializer.dims[0] for initializer in model.graph.initializer}
    channels = {node.input[0]: sizes[node.input[1]] for node in linear(model)}
    watched.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in channels)
    session = open_session(watched.SerializeToString())
    found = {
        name: Activations(np.zeros(size, np.float32), np.zeros((size, size)))
        for name, size in channels.items()
    }
    for example in examples:
        for seen, values in zip(
            found.values(), session.run([*channels], dict(example)), strict=True
        ):
            seen.add(values)
    return found

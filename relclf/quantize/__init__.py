"""A network in 8 bits: a scale for each row of an embedding, and for each output of a linear layer.

Activations get their scale while it runs: one for a window, which onnxruntime's fastest product of
8-bit integers takes. What would be rounded away by it is kept from it (`relclf.quantize.layers`),
and weights are rounded so that their errors cancel out (`relclf.quantize.rounding`).
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import onnx

from relclf.backends.sessions import open_session
from relclf.quantize.activations import Arrays, observe
from relclf.quantize.embeddings import quantize_embeddings
from relclf.quantize.layers import quantize_layers
from relclf.quantize.shorten import halve_rows, shorten

__all__ = ["quantize"]


def quantize(fp32: Path, int8: Path, examples: Iterable[Arrays]) -> None:
    """Write a network in 8 bits, its graph optimised.

    Args:
        fp32: The ONNX file of the network.
        int8: The file to write.
        examples: Inputs by name, on which the activations are observed.
    """
    model = onnx.load(fp32)
    seen = observe(model, examples)
    quantize_embeddings(model)
    quantize_layers(model, seen)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole.onnx")
        onnx.save(model, whole)
        # Fuses what would be fused at every start, apart from what suits one processor only.
        open_session(whole, optimized=int8)
    model = onnx.load(int8)
    halve_rows(model)
    shorten(model)
    onnx.save(model, int8)

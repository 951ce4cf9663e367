"""How onnxruntime is opened, wherever relclf runs a network: on one thread, its graph optimised.

Sums of 8-bit products of which one factor has a sign overflow 16 bits on x86 processors without
VNNI, and onnxruntime lets them. There weights must be stored without a sign, which it does at the
start if it is told to; elsewhere products without a sign are slower.
"""

from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["open_session"]

PROBE = Path(__file__).with_name("overflow.onnx")
"""A network of such sums (`scripts/dev/overflow_probe.py`)."""
PRODUCTS = 16
# Its kernel takes four times as long as the addition and the layer norm that it stands for.
SLOWER_FUSED = ["SkipLayerNormFusion"]


def open_session(model: str | bytes | Path, *, optimized: Path | None = None) -> Any:
    """Open a network on the CPU.

    Args:
        model: The ONNX file, or its bytes.
        optimized: Where to write the network with its graph optimised, without what suits only this
            processor.

    Returns:
        onnxruntime's session.
    """
    # Slow to import, and not needed for training.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    if optimized:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(optimized)
    elif _signed_products_overflow():
        options.add_session_config_entry("session.x64quantprecision", "1")
    return _open(model if isinstance(model, bytes) else str(model), options)


@cache
def _signed_products_overflow() -> bool:
    """Ask the processor."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # What is computed beforehand is not computed by the kernels that run.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return bool((_open(str(PROBE), options).run(None, {})[0] != PRODUCTS * 255 * 127).any())


def _open(model: str | bytes, options: Any) -> Any:
    import onnxruntime

    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER_FUSED
    )

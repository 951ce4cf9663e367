"""Backends: windows into token logits, on onnxruntime or on torch."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from relclf.errors import ConfigError, ModelError
from relclf.folder import ONNX_FP32, ONNX_INT8, WEIGHTS
from relclf.windows import Window

__all__ = ["BACKENDS", "Backend", "load_backend"]

BACKENDS = ("auto", "onnx", "onnx-fp32", "torch")
_ONNX_FILES = {"onnx": ONNX_INT8, "onnx-fp32": ONNX_FP32}


class Backend(Protocol):
    """Runs the encoder."""

    def run(self, windows: Iterable[Window]) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the token logits of each window, of shape (tokens, outputs), in order.

        Few windows are held at a time, so the iterable may be endless.
        """
        ...


def load_backend(folder: Path, name: str = "auto", *, threads: int | None = None) -> Backend:
    """Load the encoder of a model folder.

    Args:
        folder: A model folder.
        name: "onnx" (int8), "onnx-fp32", "torch", or "auto": onnx where the folder has it,
            else torch.
        threads: Threads to use; None is the number of processors that the process may use.

    Returns:
        The backend.

    Raises:
        ConfigError: The name is unknown, or there are no threads.
        ModelError: The folder lacks the file that the backend needs.
        MissingExtraError: The backend is torch, and torch is not installed.
    """
    if name not in BACKENDS:
        raise ConfigError(f"backend: {name!r}, expected one of {', '.join(BACKENDS)}")
    if threads is not None and threads < 1:
        raise ConfigError(
            f"threads: {threads}, expected 1 or more; leave it out for all processors"
        )
    if name == "auto":
        name = next(
            (key for key, file in _ONNX_FILES.items() if (folder / file).is_file()), "torch"
        )
    path = folder / _ONNX_FILES.get(name, WEIGHTS)
    if not path.is_file():
        have = [str(file) for file in (*_ONNX_FILES.values(), WEIGHTS) if (folder / file).is_file()]
        raise ModelError(
            f"{folder}: no {path.relative_to(folder)}, which the backend {name!r} needs; there is "
            f"{' and '.join(have) or 'no weights at all'}. `relclf export FOLDER` makes ONNX files "
            "from model.safetensors; other backends take what is there."
        )
    # Imported here, so that reading needs no torch and training no onnxruntime.
    if name == "torch":
        from relclf.backends.torch import TorchBackend

        return TorchBackend(path, threads=threads)
    from relclf.backends.onnx import OnnxBackend

    return OnnxBackend(path, threads=threads)

"""The onnxruntime backend: each window by itself, as many at a time as there are threads.

A window alone has no padding, and its logits do not depend on what else is read: int8 activations
are rounded by the range of the tensor that they stand in, so in a batch every window would shift
the others. One thread a window also scales better than several threads in one window.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from relclf.backends.sessions import open_session
from relclf.errors import ModelError
from relclf.windows import Window

_AHEAD = 4  # windows waiting for each thread


class OnnxBackend:
    """Runs an ONNX file on the CPU.

    Args:
        path: The file; its inputs are `input_ids` and, maybe, `token_type_ids` and
            `attention_mask`.
        threads: Windows that run at a time; None is one for each processor.

    Raises:
        ModelError: onnxruntime does not take the file.
    """

    def __init__(self, path: Path, *, threads: int | None = None) -> None:
        self._threads = threads or available_processors()
        try:
            self._session = open_session(path)
        except Exception as error:  # onnxruntime's exceptions share no other base
            raise ModelError(
                f"{path}: onnxruntime can't load it ({str(error).splitlines()[0]}). Get the folder "
                "anew, or make the file again: relclf export"
            ) from error
        self._inputs = {node.name for node in self._session.get_inputs()}

    def run(self, windows: Iterable[Window]) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the token logits of each window, in order."""
        if self._threads == 1:
            yield from map(self._logits, windows)
            return
        waiting: deque[Future[npt.NDArray[np.float32]]] = deque()
        with ThreadPoolExecutor(self._threads) as pool:
            for window in windows:
                waiting.append(pool.submit(self._logits, window))
                if len(waiting) > _AHEAD * self._threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _logits(self, window: Window) -> npt.NDArray[np.float32]:
        feed = {name: value for name, value in feed_of(window).items() if name in self._inputs}
        logits: npt.NDArray[np.float32] = self._session.run(["logits"], feed)[0][0]
        return logits


def feed_of(window: Window) -> dict[str, npt.NDArray[np.int64]]:
    """Return a window as the inputs of an ONNX file, each of shape (1, tokens)."""
    return {
        "input_ids": window.input_ids[None],
        "attention_mask": np.ones((1, len(window.input_ids)), np.int64),
        "token_type_ids": window.token_types[None],
    }


def available_processors() -> int:
    """Count the processors that this process may use, affinity and cgroup limits included.

    Example:
        >>> available_processors() >= 1
        True
    """
    affinity = getattr(os, "sched_getaffinity", None)
    processors = len(affinity(0)) if affinity else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()[:2]
        return max(1, min(processors, int(quota) // int(period)))
    except (OSError, ValueError):  # no cgroup v2, or "max"
        return processors

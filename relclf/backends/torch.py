"""The torch backend: batches of windows of like length, on a GPU where there is one."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from relclf.errors import require
from relclf.windows import Window

_BATCH_TOKENS = 8192
_SORTED = 256  # windows that are sorted by length at a time


class TorchBackend:
    """Runs a Hugging Face token classifier.

    Args:
        path: `model.safetensors` in its folder.
        threads: Threads of the CPU; None leaves torch's own choice.

    Raises:
        MissingExtraError: torch or transformers is not installed.
    """

    def __init__(self, path: Path, *, threads: int | None = None) -> None:
        torch = require("torch", "train")
        transformers = require("transformers", "train")
        if threads:
            torch.set_num_threads(threads)
        self._torch = torch
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        log = transformers.utils.logging
        had_bar = log.is_progress_bar_enabled()
        log.disable_progress_bar()
        network = transformers.AutoModelForTokenClassification.from_pretrained(
            path.parent,
            dtype=torch.float32,
            attn_implementation="sdpa" if torch.cuda.is_available() else "eager",
        )
        if had_bar:
            log.enable_progress_bar()
        self._network = network.to(self._device).eval()
        self._has_types = getattr(network.config, "type_vocab_size", 0) > 0

    def run(self, windows: Iterable[Window]) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the token logits of each window, in order."""
        remaining = iter(windows)
        while block := list(islice(remaining, _SORTED)):
            order = sorted(range(len(block)), key=lambda index: len(block[index].input_ids))
            logits: dict[int, npt.NDArray[np.float32]] = {}
            for batch in _batches(order, block):
                rows = self._logits([block[index] for index in batch])
                logits.update(zip(batch, rows, strict=True))
            for index in range(len(block)):
                yield logits.pop(index)

    def _logits(self, windows: list[Window]) -> Iterator[npt.NDArray[np.float32]]:
        lengths = [len(window.input_ids) for window in windows]
        shape = (len(windows), max(lengths))
        ids, types, mask = (np.zeros(shape, np.int64) for _ in range(3))
        for row, window in enumerate(windows):
            ids[row, : lengths[row]] = window.input_ids
            types[row, : lengths[row]] = window.token_types
            mask[row, : lengths[row]] = 1
        inputs = {"input_ids": ids, "attention_mask": mask}
        if self._has_types:
            inputs["token_type_ids"] = types
        tensors = {
            name: self._torch.from_numpy(value).to(self._device) for name, value in inputs.items()
        }
        with self._torch.inference_mode():
            logits = self._network(**tensors).logits.float().cpu().numpy()
        return (logits[row, :length] for row, length in enumerate(lengths))


def _batches(order: list[int], windows: list[Window]) -> Iterator[list[int]]:
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) + 1) * len(windows[index].input_ids) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch

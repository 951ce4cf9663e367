"""The upper layers of a token classifier, trained on what the lower ones once computed.

What is compared are ways to train, so the lower layers may stay as they are; computing their output
once makes a run several times as fast.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from torch import Tensor, nn
from transformers import PreTrainedModel

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.training.config import Model
from relclf.training.dataset import build_dataset, collate
from relclf.training.network import load_network, load_tokenizer, token_types_of
from relclf.windows import Windower

__all__ = ["States", "UpperLayers", "layers_of"]

WINDOWS = 32  # that the lower layers read at once


class States:
    """Articles as the lower layers leave them: rows whose tokens are numbers of stored states.

    Args:
        articles: Coded articles.
        codebook: Gives the labels.
        model: Names the encoder and the length of its windows.
        lower: How many layers are computed here.
        most: Most windows of an article.
        cache: Folder of the table's file.
    """

    def __init__(
        self,
        articles: Sequence[CodedArticle],
        codebook: Codebook,
        model: Model,
        *,
        lower: int,
        most: int | None,
        cache: Path,
    ) -> None:
        network, tokenizer = load_network(model, codebook).eval(), load_tokenizer(model)
        windower = Windower(
            tokenizer.backend_tokenizer,
            normalizer=model.normalizer,
            window=model.window,
            token_types=token_types_of(model, tokenizer),
            rename_states=model.rename_states,
        )
        table = build_dataset(articles, codebook, windower, cache, most)
        self.values = torch.cat(list(_lower_states(network, table, lower)))
        starts = np.cumsum([0, *(int(row["length"]) for row in table)])
        self.rows: list[dict[str, Any]] = [
            {**row, "input_ids": np.arange(start, start + int(row["length"]))}
            for row, start in zip(table, starts[:-1], strict=True)
        ]

    def batch(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Tensor]:
        """Stack rows as `relclf.training.dataset.collate` does, with `states` for the tokens."""
        batch = collate(rows, padding=0)
        batch["states"] = self.values[batch.pop("input_ids")].float()
        return batch


class UpperLayers(nn.Module):
    """The layers above `lower` and the head, as `relclf.training.network.layer_of` names them.

    Args:
        network: A token classifier of the BERT family.
        lower: How many of its layers are left out.
    """

    def __init__(self, network: PreTrainedModel, lower: int) -> None:
        super().__init__()
        layers = dict(enumerate(layers_of(network)))
        self.layers = nn.ModuleDict({str(i): layers[i] for i in layers if i >= lower})
        self.classifier = network.get_submodule("classifier")

    def forward(self, states: Tensor, attention_mask: Tensor) -> Tensor:
        """Compute token logits.

        Args:
            states: Of shape (windows, tokens, hidden).
            attention_mask: 1 for tokens that are read, of shape (windows, tokens).

        Returns:
            Of shape (windows, tokens, outputs).
        """
        hidden = states
        for layer in self.layers.values():
            hidden = _run(layer, hidden, attention_mask)
        logits: Tensor = self.classifier(hidden)
        return logits


def layers_of(network: PreTrainedModel) -> nn.ModuleList:
    """Return the layers of a network of the BERT family."""
    encoder: Any = network.base_model.get_submodule("encoder")
    layers: nn.ModuleList = encoder.layer
    return layers


def _lower_states(network: PreTrainedModel, table: Dataset, lower: int) -> Any:
    """Yield the lower layers' output of each row's tokens, in float16."""
    for row in table:
        ends = np.cumsum(row["window_lengths"])[:-1]
        parts = [np.split(row[name], ends) for name in ("input_ids", "token_types")]
        for start in range(0, len(ends) + 1, WINDOWS):
            windows, kinds = (part[start : start + WINDOWS] for part in parts)
            shape = (len(windows), max(map(len, windows)))
            ids, types = np.zeros((2, *shape), np.int64)
            mask = np.arange(shape[1]) < np.array([len(window) for window in windows])[:, None]
            ids[mask], types[mask] = np.concatenate(windows), np.concatenate(kinds)
            filled = torch.from_numpy(mask)
            with torch.no_grad():
                hidden = network.base_model.get_submodule("embeddings")(
                    input_ids=torch.from_numpy(ids), token_type_ids=torch.from_numpy(types)
                )
                for layer in layers_of(network)[:lower]:
                    hidden = _run(layer, hidden, filled)
            yield hidden[filled].half()


def _run(layer: nn.Module, hidden: Tensor, mask: Tensor) -> Tensor:
    unread = (1.0 - mask[:, None, None, :].float()) * torch.finfo(hidden.dtype).min
    found = layer(hidden, unread)
    result: Tensor = found[0] if isinstance(found, tuple) else found
    return result

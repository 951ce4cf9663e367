"""relclf's training step, in whole or without some of what makes it fast."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from numpy.typing import NDArray
from transformers import PrinterCallback, TrainingArguments

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.evaluation.gold import gold_from
from relclf.training import trainer as module
from relclf.training.config import Model, Training
from relclf.training.dataset import FEATURES, build_dataset, collate
from relclf.training.head import initialise_head
from relclf.training.losses import LossOptions
from relclf.training.network import (
    freeze,
    load_network,
    load_tokenizer,
    outputs_of,
    token_types_of,
)
from relclf.windows import Windower

__all__ = ["RelclfTrainer", "Way"]

GROUPS = module.LENGTH_GROUPS


@dataclass(frozen=True)
class Way:
    """How relclf trains.

    Attributes:
        by_length: Whether a batch has articles of like lengths.
        grouped: Whether the windows of a batch are run in groups of like lengths.
        fused: Whether AdamW is torch's fused one.
        bf16: Whether in bf16.
        compiled: Whether the network is compiled.
        most: Most windows of an article; None reads all.
        frozen: Lowest layers that are not trained.
    """

    by_length: bool = False
    grouped: bool = False
    fused: bool = False
    bf16: bool = False
    compiled: bool = False
    most: int | None = None
    frozen: int = 0


class RelclfTrainer:
    """relclf's trainer, its articles tokenised.

    Args:
        model: Names the encoder.
        articles: Training articles.
        codebook: Gives the outputs.
        size: Articles of a batch, which is an optimiser step.
        way: How.
        **options: Those of `TrainingArguments`.
    """

    def __init__(
        self,
        model: Model,
        articles: Sequence[CodedArticle],
        codebook: Codebook,
        size: int,
        way: Way,
        **options: Any,
    ) -> None:
        self._model, self._codebook, self._way = model, codebook, way
        self._tokenizer = load_tokenizer(model)
        outputs, rows = outputs_of(codebook, model), self._rows(articles, way.most)
        network = load_network(model, codebook)
        segments = float(np.mean([len(places) for places in rows["places"]]))
        initialise_head(network, gold_from(articles, codebook), outputs, segments)
        freeze(network, way.frozen)
        if not way.by_length:
            rows = rows.remove_columns("length").add_column("length", [1] * len(rows))
        defaults = Training()
        self._trainer = module.RelationTrainer(
            model=network,
            args=TrainingArguments(
                per_device_train_batch_size=size,
                per_device_eval_batch_size=size,
                optim="adamw_torch_fused" if way.fused else "adamw_torch",
                bf16=way.bf16,
                torch_compile=way.compiled,
                remove_unused_columns=False,
                use_cpu=not torch.cuda.is_available(),
                **options,
            ),
            train_dataset=rows,
            data_collator=partial(collate, padding=self._tokenizer.pad_token_id or 0),
            outputs=outputs,
            pooling=model.pooling,
            loss_options=LossOptions(evidence=defaults.evidence_weight),
            layers=network.config.num_hidden_layers,
            head_learning_rate=defaults.head_learning_rate,
            layer_decay=defaults.layer_decay,
            kept_tokens=defaults.kept_tokens,
        )
        self._trainer.remove_callback(PrinterCallback)

    def train(self) -> None:
        """Pass over the articles."""
        module.LENGTH_GROUPS = GROUPS if self._way.grouped else 1
        try:
            self._trainer.train()
        finally:
            module.LENGTH_GROUPS = GROUPS

    def logits(
        self, articles: Sequence[CodedArticle]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Compute the logits of articles.

        Args:
            articles: Coded articles.

        Returns:
            Logits of the topics, of shape (articles, topics), and of the interactions.
        """
        rows: Any = self._rows(articles, None)
        found = np.asarray(self._trainer.predict(rows).predictions, dtype=np.float64)
        topics = len(self._codebook.topics)
        return found[:, :topics], found[:, topics : topics + len(self._codebook.interactions)]

    def _rows(self, articles: Sequence[CodedArticle], most: int | None) -> Any:
        windower = Windower(
            self._tokenizer.backend_tokenizer,
            normalizer=self._model.normalizer,
            window=self._model.window,
            token_types=token_types_of(self._model, self._tokenizer),
            rename_states=self._model.rename_states,
        )
        with tempfile.TemporaryDirectory() as folder:
            rows = build_dataset(articles, self._codebook, windower, Path(folder), most)
            return Dataset.from_dict(rows[:], features=FEATURES).with_format("numpy")

"""What a user would otherwise train with: transformers' Trainer, by its own examples."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    PrinterCallback,
    Trainer,
    TrainingArguments,
)

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.evaluation.gold import gold_from

__all__ = ["CUT", "PlainTrainer"]

CUT = 512


class PlainTrainer:
    """A multi-label sequence classifier in float32, cut at 512 tokens.

    Topics and interactions are outputs alike. What was not coded counts as absent: the loss of such
    a model has no masks.

    Args:
        encoder: Folder or hub id.
        articles: Training articles.
        codebook: Gives the outputs.
        size: Articles of a batch, which is an optimiser step.
        padding: "max_length" pads to 512 tokens, "longest" to the longest article of a batch.
        **options: Those of `TrainingArguments`.
    """

    def __init__(
        self,
        encoder: str,
        articles: Sequence[CodedArticle],
        codebook: Codebook,
        size: int,
        *,
        padding: str = "max_length",
        **options: Any,
    ) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(encoder)
        self._codebook = codebook
        self._topics = len(codebook.topics)
        network = AutoModelForSequenceClassification.from_pretrained(
            encoder,
            dtype=torch.float32,
            num_labels=self._topics + len(codebook.interactions),
            problem_type="multi_label_classification",
            ignore_mismatched_sizes=True,
        )
        self._trainer = Trainer(
            model=network,
            args=TrainingArguments(
                per_device_train_batch_size=size,
                per_device_eval_batch_size=size,
                use_cpu=not torch.cuda.is_available(),
                **options,
            ),
            data_collator=DataCollatorWithPadding(
                self._tokenizer,
                padding=padding,
                max_length=CUT if padding == "max_length" else None,
            ),
            train_dataset=self._rows(articles),
        )
        self._trainer.remove_callback(PrinterCallback)

    def train(self) -> None:
        """Pass over the articles."""
        self._trainer.train()

    def logits(
        self, articles: Sequence[CodedArticle]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Compute the logits of articles.

        Args:
            articles: Coded articles.

        Returns:
            Logits of the topics, of shape (articles, topics), and of the interactions.
        """
        found = np.asarray(
            self._trainer.predict(self._rows(articles)).predictions, dtype=np.float64
        )
        return found[:, : self._topics], found[:, self._topics :]

    def _rows(self, articles: Sequence[CodedArticle]) -> Any:
        gold = gold_from(articles, self._codebook)
        outputs = self._topics + len(self._codebook.interactions)
        labels = np.zeros((len(articles), outputs), np.float32)
        labels[:, : self._topics] = np.nan_to_num(gold.topics)
        coded = np.flatnonzero(gold.interactions >= 0)
        labels[coded, self._topics + gold.interactions[coded]] = 1
        texts = [f"{article.title}\n{article.text}" for article in articles]
        found = self._tokenizer(texts, truncation=True, max_length=CUT)
        return [
            {**{name: column[row] for name, column in found.items()}, "labels": labels[row]}
            for row in range(len(articles))
        ]

"""Articles without codes into a table of windows, and how transformers' Trainer goes over it."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset, Features, List, Value
from transformers import Trainer, TrainingArguments
from transformers.trainer_callback import ProgressCallback

from relclf.articles import Article
from relclf.readers import read_articles
from relclf.training.likeness import by_likeness
from relclf.training.progress import QuietProgress
from relclf.training.run import precision_of
from relclf.training.steps import PROCESSES, last_checkpoint
from relclf.training.unlabelled_config import UnlabelledConfig
from relclf.windows import Windower

__all__ = ["NETWORK_READS", "train_to_the_end", "training_arguments", "window_table"]

FEATURES = Features(
    {
        "input_ids": List(Value("int32")),
        "token_type_ids": List(Value("int8")),
        "attention_mask": List(Value("int8")),
        "length": Value("int32"),
    }
)
NETWORK_READS = ("input_ids", "token_type_ids", "attention_mask")
logger = logging.getLogger(__name__)


def window_table(
    config: UnlabelledConfig, windower: Windower, normalizer: str, cache: Path
) -> Dataset:
    """Tokenise articles into a memory-mapped table of one row a window.

    Args:
        config: Names the articles, those that they should be like, and how many tokens are read.
        windower: Cuts them.
        normalizer: Name of the text normaliser by which they are likened.
        cache: Folder of the table.

    Returns:
        The table.
    """
    articles: Sequence[Article] = list(read_articles(config.articles))
    if config.like:
        articles = by_likeness(articles, list(read_articles(config.like)), normalizer)

    def rows() -> Iterator[dict[str, Any]]:
        read = 0
        for number, article in enumerate(articles):
            if config.tokens is not None and read >= config.tokens:
                logger.info("%d of %d articles are %d tokens", number, len(articles), read)
                return
            for window in windower(article).windows:
                read += len(window.input_ids)
                yield {
                    "input_ids": window.input_ids,
                    "token_type_ids": window.token_types,
                    "attention_mask": [1] * len(window.input_ids),
                    "length": len(window.input_ids),
                }

    return Dataset.from_generator(rows, features=FEATURES, cache_dir=str(cache))


def training_arguments(config: UnlabelledConfig) -> TrainingArguments:
    """Tell Trainer how to go over the table: windows by length, checkpoints by steps."""
    return TrainingArguments(
        output_dir=config.output,
        seed=config.seed,
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch_size,
        gradient_accumulation_steps=config.accumulation,
        learning_rate=config.learning_rate,
        weight_decay=config.weight_decay,
        warmup_steps=config.warmup,
        lr_scheduler_type="cosine",
        optim="adamw_torch_fused",
        bf16=precision_of(config.precision) == "bf16",
        train_sampling_strategy="group_by_length",
        remove_unused_columns=False,
        eval_strategy="no",
        save_strategy="steps",
        save_steps=config.save_steps,
        save_total_limit=2,
        logging_steps=max(1, config.save_steps // 4),
        report_to="none",
        use_cpu=not torch.cuda.is_available(),
        **PROCESSES,
    )


def train_to_the_end(trainer: Trainer, output: Path) -> None:
    """Train, from the last checkpoint in the output folder if there is one."""
    trainer.remove_callback(ProgressCallback)
    trainer.add_callback(QuietProgress())
    trainer.train(resume_from_checkpoint=last_checkpoint(output))

"""One training run: a seed, its checkpoints, and the network at its best epoch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from transformers import (
    EarlyStoppingCallback,
    EvalPrediction,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    TrainingArguments,
    set_seed,
)
from transformers.trainer_callback import ProgressCallback

from relclf.codebook import Codebook
from relclf.decision import Calibration, decide
from relclf.evaluation import metrics
from relclf.evaluation.gold import Gold
from relclf.pooling import Outputs
from relclf.training.config import Config, Training
from relclf.training.dataset import collate
from relclf.training.head import initialise_head
from relclf.training.losses import LossOptions
from relclf.training.network import (
    add_lora,
    freeze,
    load_network,
    load_tokenizer,
    outputs_of,
)
from relclf.training.progress import EpochLine, QuietProgress
from relclf.training.steps import PROCESSES, last_checkpoint
from relclf.training.trainer import RelationTrainer
from relclf.training.tuning import fit_thresholds

SELECTION = "selection"
HEADLINE = ("topic_micro_f1", "topic_macro_f1", "interaction_accuracy", "interaction_macro_f1")


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes:
        network: With the weights of its best epoch.
        tokenizer: The encoder's.
    """

    network: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase


def train_one(
    config: Config,
    codebook: Codebook,
    train: Dataset,
    validation: Dataset,
    gold: Gold,
    *,
    seed: int,
    folder: Path,
) -> Run:
    """Fine-tune the encoder with one seed.

    Args:
        config: The configuration.
        codebook: The labels.
        train: Training rows (`relclf.training.dataset.build_dataset`).
        validation: Rows that choose the epoch.
        gold: Codes of the training articles.
        seed: Seeds the head, the order of the articles and dropout.
        folder: Where checkpoints go; a run that was interrupted there goes on.

    Returns:
        The network at its best epoch.
    """
    set_seed(seed)
    outputs = outputs_of(codebook, config.model)
    network, tokenizer = load_network(config.model, codebook), load_tokenizer(config.model)
    if config.model.head == "new":
        initialise_head(network, gold, outputs, _mean_segments(train))
    freeze(network, config.training.frozen_layers)
    trained: Any = add_lora(network, config.lora) if config.lora else network
    trainer = RelationTrainer(
        model=trained,
        args=_arguments(config.training, seed, folder),
        train_dataset=train,
        turns=len(train) // len(gold.interactions),
        eval_dataset=validation,
        data_collator=partial(collate, padding=tokenizer.pad_token_id or 0),
        compute_metrics=partial(_selection, outputs=outputs),
        callbacks=[EpochLine(), EarlyStoppingCallback(config.training.patience)],
        outputs=outputs,
        pooling=config.model.pooling,
        loss_options=_loss_options(config.training, gold),
        layers=network.config.num_hidden_layers,
        head_learning_rate=config.training.head_learning_rate,
        layer_decay=config.training.layer_decay,
        kept_tokens=config.training.kept_tokens,
    )
    trainer.remove_callback(ProgressCallback)
    trainer.add_callback(QuietProgress())
    trainer.train(resume_from_checkpoint=last_checkpoint(folder))
    return Run(trained.merge_and_unload() if config.lora else network, tokenizer)


def selection_of(figures: Mapping[str, Any]) -> float:
    """Average the headline figures by which epochs and runs are compared.

    Example:
        >>> selection_of({"topic_micro_f1": 0.6, "topic_macro_f1": 0.4, "coverage": 1.0})
        0.5
    """
    chosen = [figures[name] for name in HEADLINE if figures.get(name) is not None]
    return float(np.nanmean(chosen)) if chosen else 0.0


def precision_of(precision: str) -> str:
    """Decide "auto" between bf16, where the GPU or the processor has it, and fp32."""
    if precision != "auto":
        return precision
    if torch.cuda.is_available():
        return "bf16" if torch.cuda.is_bf16_supported() else "fp32"
    return "bf16" if torch.ops.mkldnn._is_mkldnn_bf16_supported() else "fp32"


def _arguments(training: Training, seed: int, folder: Path) -> TrainingArguments:
    by_steps = training.max_steps > 0
    return TrainingArguments(
        output_dir=str(folder),
        seed=seed,
        num_train_epochs=training.epochs,
        max_steps=training.max_steps,
        per_device_train_batch_size=training.batch_size,
        per_device_eval_batch_size=2 * training.batch_size,
        gradient_accumulation_steps=training.accumulation,
        learning_rate=training.learning_rate,
        weight_decay=training.weight_decay,
        warmup_steps=training.warmup,
        lr_scheduler_type="cosine",
        max_grad_norm=training.max_grad_norm,
        optim="adamw_torch_fused",
        bf16=precision_of(training.precision) == "bf16",
        train_sampling_strategy="group_by_length",
        remove_unused_columns=False,
        eval_strategy="steps" if by_steps else "epoch",
        save_strategy="steps" if by_steps else "epoch",
        eval_steps=max(1, training.max_steps // 2) if by_steps else None,
        save_steps=max(1, training.max_steps // 2) if by_steps else 500,
        save_total_limit=2,
        logging_strategy="epoch",
        load_best_model_at_end=True,
        metric_for_best_model=SELECTION,
        greater_is_better=True,
        report_to=training.report_to,
        use_cpu=not torch.cuda.is_available(),
        **PROCESSES,
    )


def _loss_options(training: Training, gold: Gold) -> LossOptions:
    if training.class_weights == "none":
        return LossOptions(training.evidence_weight, training.label_smoothing)
    positives = np.nansum(gold.topics, axis=0)
    negatives = np.nansum(1 - gold.topics, axis=0)
    counts = np.bincount(gold.interactions[gold.interactions >= 0], minlength=1)
    weights = np.sqrt(counts.max() / np.maximum(counts, 1))
    return LossOptions(
        training.evidence_weight,
        training.label_smoothing,
        torch.tensor(np.sqrt(negatives / np.maximum(positives, 1)), dtype=torch.float32),
        torch.tensor(weights, dtype=torch.float32),
    )


def _selection(result: EvalPrediction, outputs: Outputs) -> dict[str, float]:
    """Compute the figures of an epoch; `selection` is the mean of those that it chooses by."""
    logits, labels = np.asarray(result.predictions), np.asarray(result.label_ids)
    count = outputs.topics
    probabilities = Calibration().probabilities(logits.astype(np.float64), outputs)
    figures = {}
    if count:
        gold = labels[:, :count].astype(np.float64)
        thresholds = np.asarray(fit_thresholds(probabilities.topics, gold))
        topics = decide(probabilities, thresholds).topics
        figures["topic_micro_f1"] = metrics.topic_micro_f1(gold, topics)
        figures["topic_macro_f1"] = metrics.topic_macro_f1(gold, topics)
    if outputs.interactions:
        interactions = labels[:, count].astype(np.int64)
        predicted = probabilities.interactions.argmax(axis=1)
        figures["interaction_accuracy"] = metrics.interaction_accuracy(interactions, predicted)
        figures["interaction_macro_f1"] = metrics.interaction_macro_f1(interactions, predicted)
    return {**figures, SELECTION: selection_of(figures)}


def _mean_segments(rows: Dataset) -> float:
    lengths: Sequence[Any] = [len(places) for places in rows["places"]]
    return float(np.mean(lengths))

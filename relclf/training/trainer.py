"""transformers' Trainer with relclf's loss: batches of articles, not of windows."""

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from relclf.pooling import Outputs
from relclf.training.losses import LossOptions, decision_loss, evidence_loss
from relclf.training.network import layer_of
from relclf.training.pooling import pool
from relclf.training.steps import StepTrainer

LENGTH_GROUPS = 3
NO_DECAY = ("bias", "LayerNorm.weight", "norm.weight")


class RelationTrainer(StepTrainer):
    """Fine-tunes a token classifier whose tokens vote.

    Args:
        outputs: Which output of the model is which.
        pooling: How token logits become article logits (`relclf.training.config.Model.pooling`).
        loss_options: Weights of the parts of the loss.
        layers: Number of the encoder's layers.
        head_learning_rate: Peak learning rate of the head.
        layer_decay: Factor of the learning rate from a layer to the one below.
        kept_tokens: Most tokens of a batch whose activations are kept for the backward pass.
        **kwargs: Those of `StepTrainer`.
    """

    def __init__(
        self,
        *,
        outputs: Outputs,
        pooling: str,
        loss_options: LossOptions,
        layers: int,
        head_learning_rate: float,
        layer_decay: float,
        kept_tokens: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._outputs = outputs
        self._pooling = pooling
        self._loss_options = loss_options
        self._layers = layers
        self._head_learning_rate = head_learning_rate
        self._layer_decay = layer_decay
        self._kept_tokens = kept_tokens

    def items(self, batch: dict[str, Tensor]) -> Tensor:
        """Count a batch's articles."""
        return batch["counts"].sum()

    def compute_loss(
        self,
        model: nn.Module,
        inputs: dict[str, Tensor],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor | tuple[Tensor, dict[str, Tensor]]:
        """Compute the mean loss of a batch's articles, or its share of the step's."""
        segments, articles = self._logits(model, inputs)
        number = len(inputs["labels"])
        losses = decision_loss(articles, inputs["labels"], self._outputs, self._loss_options)
        if self._loss_options.evidence and self._pooling == "votes":
            losses = losses + self._loss_options.evidence * evidence_loss(
                segments, inputs["articles"], inputs["evidence"], number
            )
        loss = self.mean(losses * inputs["counts"], num_items_in_batch)
        return (loss, {"logits": articles}) if return_outputs else loss

    def prediction_step(
        self,
        model: nn.Module,
        inputs: dict[str, Any],
        prediction_loss_only: bool,
        ignore_keys: list[str] | None = None,
    ) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
        """Give the article logits of a batch beside its labels."""
        inputs = self._prepare_inputs(inputs)
        with torch.no_grad(), self.compute_loss_context_manager():
            loss, result = self.compute_loss(model, inputs, return_outputs=True)
        return loss, result["logits"], inputs["labels"]

    def create_optimizer(self, model: nn.Module | None = None) -> torch.optim.Optimizer:
        """Make AdamW with a learning rate for each layer."""
        if self.optimizer is None:
            cls, kwargs = self.get_optimizer_cls_and_kwargs(self.args)
            groups = list(self._parameter_groups(kwargs.pop("lr")))
            self.optimizer = cls(groups, **kwargs)
        return self.optimizer

    def _parameter_groups(self, learning_rate: float) -> Iterator[dict[str, Any]]:
        network = self.accelerator.unwrap_model(self.model)
        groups: dict[tuple[float, float], list[nn.Parameter]] = {}
        for name, parameter in network.named_parameters():
            if not parameter.requires_grad:
                continue
            if "classifier" in name:
                rate = self._head_learning_rate
            else:
                rate = learning_rate * self._layer_decay ** (
                    self._layers - layer_of(name, self._layers)
                )
            decay = 0.0 if name.endswith(NO_DECAY) else self.args.weight_decay
            groups.setdefault((rate, decay), []).append(parameter)
        for (rate, decay), parameters in groups.items():
            yield {"params": parameters, "lr": rate, "weight_decay": decay}

    def _logits(self, model: nn.Module, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Compute the logits of a batch's segments and articles."""
        tokens = _token_logits(model, inputs, self._kept_tokens)
        return pool(
            tokens,
            inputs["votes"],
            inputs["places"],
            inputs["articles"],
            len(inputs["labels"]),
            self._outputs,
            self._pooling,
        )


def _token_logits(model: nn.Module, inputs: dict[str, Tensor], kept_tokens: int) -> Tensor:
    """Run the windows in groups of like lengths, so that little padding is computed.

    The last windows of articles are short: in one group a quarter of the tokens would be padding.
    In a batch of more than `kept_tokens` no group keeps its activations; the backward pass computes
    them again (Chen et al., 2016, "Training Deep Nets with Sublinear Memory Cost"), one group at a
    time. So long articles cost time, and no more memory than short ones.
    """
    lengths = inputs["attention_mask"].sum(1)
    width = inputs["attention_mask"].shape[1]
    order = lengths.argsort()
    tokens = int(lengths.sum())

    def logits_of(group: Tensor) -> Tensor:
        longest = int(lengths[group].max())
        names = ("input_ids", "attention_mask", "token_type_ids")
        part = {name: inputs[name][group, :longest] for name in names if name in inputs}
        return functional.pad(model(**part).logits, (0, 0, 0, width - longest))

    groups = order.chunk(max(LENGTH_GROUPS, math.ceil(tokens / kept_tokens)))
    if torch.is_grad_enabled() and tokens > kept_tokens:
        parts = [checkpoint(logits_of, group, use_reentrant=False) for group in groups]
    else:
        parts = [logits_of(group) for group in groups]
    return torch.cat(parts)[order.argsort()]

"""The ways to fine-tune that `compare.py` compares: each differs from the first in one thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from relclf.articles import CodedArticle
from relclf.evaluation.gold import Gold
from relclf.pooling import Outputs
from relclf.training.losses import LossOptions, decision_loss, evidence_loss
from relclf.training.pooling import pool

__all__ = ["VARIANTS", "Variant", "losses_of", "pooled"]

WRITTEN = "written for relclf"


@dataclass(frozen=True)
class Variant:
    """A way to fine-tune.

    Attributes:
        epochs: Passes over the articles.
        pooling: "votes", "mean" or "cls".
        sharpness: Factor of the logits in log-sum-exp pooling: beyond 1 it is nearer to a maximum.
        new_head: Whether the head begins anew.
        evidence: Weight of the evidence loss.
        smoothing: Label smoothing of the interaction.
        balanced: Whether rare labels weigh more, by the root of their inverse frequency.
        asymmetric: Exponent by which easy negatives of topics weigh less (Ridnik et al., 2021,
            "Asymmetric Loss for Multi-Label Classification"); their probability is cut by 0.05.
        dropout: Dropout of the trained layers.
        r_drop: Weight of the divergence of two passes with dropout (Liang et al., 2021, "R-Drop").
        mixout: Share of the weights that are those of the start in a step (Lee et al., 2020,
            "Mixout").
        moving_average: Decay of the moving average of the weights; 0 takes the last ones.
        layer_decay: Factor of the learning rate from a layer to the one below.
        written: Weight of the articles that were written for relclf.
        weights: Weights of topics' positives and of interactions, set by `balanced`.
    """

    epochs: int = 1
    pooling: str = "votes"
    sharpness: float = 1.0
    new_head: bool = False
    evidence: float = 0.4
    smoothing: float = 0.05
    balanced: bool = False
    asymmetric: float = 0.0
    dropout: float = 0.0
    r_drop: float = 0.0
    mixout: float = 0.0
    moving_average: float = 0.0
    layer_decay: float = 0.9
    written: float = 1.0
    weights: tuple[Tensor, Tensor] | None = None

    def article_weights(self, articles: Sequence[CodedArticle]) -> Tensor:
        """Weigh the training articles, with a mean of 1."""
        found = torch.tensor([self.written if a.source == WRITTEN else 1.0 for a in articles])
        return found / found.mean()

    def weighed_by(self, gold: Gold) -> "Variant":
        """Return the variant with the weights of the labels, where it has any."""
        if not self.balanced:
            return self
        positives, negatives = np.nansum(gold.topics, 0), np.nansum(1 - gold.topics, 0)
        counts = np.bincount(gold.interactions[gold.interactions >= 0])
        topics = np.sqrt(negatives / np.maximum(positives, 1))
        interactions = np.sqrt(counts.max() / np.maximum(counts, 1))
        return replace(
            self, weights=(torch.tensor(topics).float(), torch.tensor(interactions).float())
        )


BASE = Variant()
NEW = replace(BASE, new_head=True, epochs=2)
VARIANTS = {
    "base": BASE,
    "no evidence loss": replace(BASE, evidence=0.0),
    "no label smoothing": replace(BASE, smoothing=0.0),
    "no layer decay": replace(BASE, layer_decay=1.0),
    "written articles weigh half": replace(BASE, written=0.5),
    "rare labels weigh more": replace(BASE, balanced=True),
    "asymmetric loss 2": replace(BASE, asymmetric=2.0),
    "R-Drop 0.5": replace(BASE, dropout=0.1, r_drop=0.5),
    "mixout 0.3": replace(BASE, mixout=0.3),
    "moving average 0.95": replace(BASE, moving_average=0.95),
    "sharper pooling 2": replace(BASE, sharpness=2.0),
    "new head": NEW,
    "new head, mean": replace(NEW, pooling="mean"),
    "new head, [CLS]": replace(NEW, pooling="cls"),
}


def pooled(
    tokens: Tensor, batch: Mapping[str, Tensor], variant: Variant, outputs: Outputs
) -> tuple[Tensor, Tensor]:
    """Pool token logits into those of segments and articles."""
    segments, articles = pool(
        tokens * variant.sharpness,
        batch["votes"],
        batch["places"],
        batch["articles"],
        len(batch["labels"]),
        outputs,
        variant.pooling,
    )
    return segments / variant.sharpness, articles / variant.sharpness


def losses_of(
    read: Sequence[Tensor], batch: Mapping[str, Tensor], variant: Variant, outputs: Outputs
) -> Tensor:
    """Compute the losses of a batch's articles, of shape (articles,).

    Args:
        read: Token logits of one pass, or of two whose divergence counts.
        batch: As `States.batch` gives it, with `weights` of shape (articles,).
        variant: The way to fine-tune.
        outputs: Which output is which.
    """
    options = LossOptions(variant.evidence, variant.smoothing, *(variant.weights or ()))
    losses, logits = [], []
    for tokens in read:
        segments, articles = pooled(tokens, batch, variant, outputs)
        loss = _decisions(articles, batch["labels"], variant, outputs, options)
        if variant.evidence and variant.pooling == "votes":
            loss = loss + variant.evidence * evidence_loss(
                segments, batch["articles"], batch["evidence"], len(articles)
            )
        losses.append(loss)
        logits.append(articles)
    total = torch.stack(losses).mean(0)
    if variant.r_drop:
        total = total + variant.r_drop * _divergence(logits[0], logits[1], outputs)
    return total * batch["weights"]


def _decisions(
    logits: Tensor, labels: Tensor, variant: Variant, outputs: Outputs, options: LossOptions
) -> Tensor:
    if not variant.asymmetric:
        return decision_loss(logits, labels, outputs, options)
    topics = labels[:, : outputs.topics]
    masked = torch.cat([torch.full_like(topics, torch.nan), labels[:, outputs.topics :]], 1)
    others = decision_loss(logits, masked, outputs, options)
    values = logits[:, : outputs.topics]
    cut = (values.sigmoid() - 0.05).clamp(0, 1 - 1e-6)
    negative = -(cut**variant.asymmetric) * torch.log1p(-cut)
    loss = torch.where(topics == 1, -functional.logsigmoid(values), negative)
    return others + torch.where(topics.isnan(), 0.0, loss).sum(1)


def _divergence(one: Tensor, other: Tensor, outputs: Outputs) -> Tensor:
    """Symmetric divergence of two passes' decisions, of shape (articles,)."""
    end = outputs.topics + outputs.interactions
    topics = (one[:, : outputs.topics].sigmoid() - other[:, : outputs.topics].sigmoid()) * (
        one[:, : outputs.topics] - other[:, : outputs.topics]
    )
    first, second = (x[:, outputs.topics : end].log_softmax(1) for x in (one, other))
    interactions = (first.exp() - second.exp()) * (first - second)
    return (topics.sum(1) + interactions.sum(1)) / 2

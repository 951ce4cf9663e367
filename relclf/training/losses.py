"""The training loss: how unlikely the coders' decisions are, in nats an article.

It is the sum of the negative log-likelihoods of the topics (Bernoulli each), the interaction
(categorical), planned (Bernoulli) and, weighted, of the evidence: that a label's strongest segment
is one that the coders gave as its reason. What was not judged is masked.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from relclf.pooling import Outputs
from relclf.training.pooling import grouped_log_sum_exp

NOT_CODED = -1


@dataclass(frozen=True)
class LossOptions:
    """Weights of the parts of the loss.

    Attributes:
        evidence: Weight of the evidence.
        smoothing: Label smoothing of the interaction.
        topic_weights: Weight of a topic's positives, of shape (topics,); None for 1.
        interaction_weights: Weight of each interaction, of shape (interactions,); None for 1.
    """

    evidence: float = 0.0
    smoothing: float = 0.0
    topic_weights: Tensor | None = None
    interaction_weights: Tensor | None = None


def decision_loss(logits: Tensor, labels: Tensor, outputs: Outputs, options: LossOptions) -> Tensor:
    """Negative log-likelihood of topics, interaction and planned.

    Args:
        logits: Article logits of shape (articles, topics + interactions + planned).
        labels: Of shape (articles, topics + 2): topics 1, 0 or NaN (not judged), the interaction's
            index or -1 (not coded), planned 1, 0 or NaN.
        outputs: Which output is which.
        options: Weights.

    Returns:
        Of shape (articles,).
    """
    count = outputs.topics
    loss = _bernoulli(logits[:, :count], labels[:, :count], options.topic_weights).sum(1)
    if outputs.interactions:
        loss = loss + functional.cross_entropy(
            logits[:, count : count + outputs.interactions],
            labels[:, count].long(),
            weight=options.interaction_weights,
            ignore_index=NOT_CODED,
            label_smoothing=options.smoothing,
            reduction="none",
        )
        loss = loss + _bernoulli(logits[:, -1:], labels[:, -1:], None).sum(1)
    return loss


def evidence_loss(logits: Tensor, articles: Tensor, evidence: Tensor, number: int) -> Tensor:
    """Negative log-probability that a label's strongest segment is one of its evidence.

    A label's segments compete in a softmax, so that segments which the coders did not give are not
    called wrong, only less telling.

    Args:
        logits: Segment logits of shape (segments, outputs).
        articles: The article of each segment, of shape (segments,).
        evidence: Of shape (spans, 2): a segment of the batch and the output that it shows.
        number: Number of articles.

    Returns:
        Of shape (articles,), summed over an article's labels.
    """
    total = logits.new_zeros(number)
    if not len(evidence):
        return total
    columns = logits.shape[1]
    pairs = articles[evidence[:, 0]] * columns + evidence[:, 1]
    unique, index = pairs.unique(return_inverse=True)
    shown = logits[evidence[:, 0], evidence[:, 1]][:, None]
    of_evidence = grouped_log_sum_exp(shown, index, len(unique))[:, 0]
    of_all = grouped_log_sum_exp(logits, articles, number).reshape(-1)[unique]
    return total.index_add(0, unique // columns, of_all - of_evidence)


def _bernoulli(logits: Tensor, labels: Tensor, positive_weights: Tensor | None) -> Tensor:
    judged = ~labels.isnan()
    loss = functional.binary_cross_entropy_with_logits(
        logits,
        torch.where(judged, labels, torch.zeros_like(labels)),
        pos_weight=positive_weights,
        reduction="none",
    )
    return loss * judged

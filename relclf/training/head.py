"""The head of a new classifier: where its weights begin."""

import math

import torch
from torch import nn

from relclf.evaluation.gold import Gold
from relclf.pooling import Outputs

__all__ = ["initialise_head"]

LEAST_SHARE = 0.002
INITIAL_STD = 0.02


def initialise_head(network: nn.Module, gold: Gold, outputs: Outputs, segments: float) -> None:
    """Start the head from the labels' frequencies, so that nothing has to unlearn zeros.

    Log-sum-exp over n segments adds log n, which the biases of topics and planned take back.

    Args:
        network: A token classifier.
        gold: The training articles' codes.
        outputs: Which output is which.
        segments: Mean number of segments of an article.
    """
    shift = math.log(max(segments, 1.0))
    topics = torch.nanmean(torch.from_numpy(gold.topics), dim=0).nan_to_num(0.0)
    coded = torch.from_numpy(gold.interactions[gold.interactions >= 0])
    counts = torch.bincount(coded, minlength=outputs.interactions).double()
    shares = counts / counts.sum().clamp(min=1)
    planned = torch.nanmean(torch.from_numpy(gold.planned)).nan_to_num(0.0)[None]
    bias = [
        topics.clamp(LEAST_SHARE, 1 - LEAST_SHARE).logit() - shift,
        shares.clamp(min=LEAST_SHARE).log().repeat(outputs.places),
        planned.clamp(LEAST_SHARE, 1 - LEAST_SHARE).logit() - shift,
    ]
    head = network.get_submodule("classifier")
    with torch.no_grad():
        nn.init.normal_(head.get_parameter("weight"), std=INITIAL_STD)
        head.get_parameter("bias").copy_(torch.cat(bias)[: outputs.size])

"""The arithmetic of `relclf.pooling` in torch, for a batch of articles and with gradients."""

import torch
from torch import Tensor

from relclf.pooling import Outputs

UNREAD = -1e4  # stands for minus infinity, whose gradient is not a number


def grouped_log_sum_exp(logits: Tensor, groups: Tensor, number: int) -> Tensor:
    """Sum rows in log space, group by group.

    Args:
        logits: Of shape (rows, outputs).
        groups: The group of each row, of shape (rows,).
        number: Number of groups.

    Returns:
        Of shape (groups, outputs); `UNREAD` for a group without rows.

    Example:
        >>> rows = torch.tensor([[1.0], [3.0], [5.0]]).log()
        >>> grouped_log_sum_exp(rows, torch.tensor([0, 0, 1]), 2).exp()
        tensor([[4.],
                [5.]])
    """
    index = groups[:, None].expand(-1, logits.shape[1])
    highest = logits.new_full((number, logits.shape[1]), UNREAD)
    highest = highest.scatter_reduce(0, index, logits.detach(), "amax")
    sums = torch.zeros_like(highest).index_add(0, groups, (logits - highest[groups]).exp())
    return highest + torch.where(sums > 0, sums, torch.ones_like(sums)).log()


def pool(
    token_logits: Tensor,
    segments: Tensor,
    places: Tensor,
    articles: Tensor,
    number: int,
    outputs: Outputs,
    pooling: str = "votes",
) -> tuple[Tensor, Tensor]:
    """Pool the tokens of a batch of articles: `relclf.pooling.pool`.

    Args:
        token_logits: Of shape (windows, tokens, outputs), in any precision.
        segments: The batch's segment that each token votes for, of shape (windows, tokens);
            negative ones don't vote.
        places: The place of each segment, of shape (segments,).
        articles: The article of each segment, of shape (segments,).
        number: Number of articles.
        outputs: Which output is which.
        pooling: "votes", "mean" or "cls".

    Returns:
        Logits of the segments, of shape (segments, topics + interactions + planned), and of the
        articles, of shape (articles, topics + interactions + planned), in float32.
    """
    if pooling == "votes":
        logits = by_place(segment_logits(token_logits, segments, len(places)), places, outputs)
        return logits, grouped_log_sum_exp(logits, articles, number)
    if pooling == "cls":
        token_logits = token_logits[:, :1].expand_as(token_logits)
    votes = segments >= 0
    logits, index = token_logits[votes].float(), segments[votes]
    counts = torch.bincount(index, minlength=len(places)).float()
    sums = logits.new_zeros(len(places), logits.shape[1]).index_add(0, index, logits)
    means = by_place(sums / counts.clamp(min=1)[:, None], places, outputs)
    weighted = means.new_zeros(number, means.shape[1])
    weighted = weighted.index_add(0, articles, means * counts[:, None])
    totals = counts.new_zeros(number).index_add(0, articles, counts)
    return means, weighted / totals.clamp(min=1)[:, None]


def segment_logits(token_logits: Tensor, segments: Tensor, number: int) -> Tensor:
    """Average the votes of each segment's tokens: log-mean-exp.

    Args:
        token_logits: Of shape (windows, tokens, outputs), in any precision.
        segments: The batch's segment that each token votes for, of shape (windows, tokens);
            negative ones don't vote.
        number: Number of segments in the batch.

    Returns:
        Of shape (segments, outputs), in float32.
    """
    votes = segments >= 0
    logits, index = token_logits[votes].float(), segments[votes]
    counts = torch.bincount(index, minlength=number).clamp(min=1)
    return grouped_log_sum_exp(logits, index, number) - counts.log()[:, None]


def by_place(logits: Tensor, places: Tensor, outputs: Outputs) -> Tensor:
    """Keep of each segment's interaction outputs the block of its place.

    Args:
        logits: Of shape (segments, `outputs.size`).
        places: Of shape (segments,).
        outputs: Which output is which.

    Returns:
        Of shape (segments, topics + interactions + planned).
    """
    if outputs.places == 1 or not outputs.interactions:
        return logits
    topics, number = outputs.topics, outputs.interactions
    blocks = topics + number * places[:, None] + torch.arange(number, device=places.device)
    return torch.cat([logits[:, :topics], logits.gather(1, blocks), logits[:, -1:]], dim=1)

"""Pooling in torch is pooling in numpy, with gradients that are numbers."""

import numpy as np
import pytest
import torch

from relclf.pooling import Outputs, count_votes, pool
from relclf.training import pooling as training

OUTPUTS = [Outputs(3, 2, 3), Outputs(3, 2, 1), Outputs(3, 0, 3), Outputs(0, 2, 3)]


def batch(outputs: Outputs) -> dict[str, np.ndarray]:
    """Five windows of three articles; a segment spans two windows and some have no tokens."""
    generator = np.random.default_rng(0)
    votes = np.array(
        [
            [-1, 0, 0, 1, 1, -1],
            [-1, -1, 1, 1, 2, -1],
            [-1, 4, 4, 4, -1, -1],
            [-1, 4, 5, 5, 5, 5],
            [-1, 8, -1, -1, -1, -1],
        ]
    )
    return {
        "logits": generator.normal(0, 5, (*votes.shape, outputs.size)).astype(np.float32),
        "votes": votes,
        "places": np.array([1, 2, 0, 0, 1, 0, 2, 1, 2]),
        "articles": np.array([0, 0, 0, 0, 1, 1, 1, 2, 2]),
        "windows": np.array([0, 0, 1, 1, 2]),
    }


def in_torch(data: dict[str, np.ndarray], outputs: Outputs, name: str) -> tuple[torch.Tensor, ...]:
    tensors = {key: torch.from_numpy(value) for key, value in data.items()}
    logits = tensors["logits"].requires_grad_()
    segments, articles = training.pool(
        logits, tensors["votes"], tensors["places"], tensors["articles"], 3, outputs, name
    )
    return logits, segments, articles


@pytest.mark.parametrize("outputs", OUTPUTS)
@pytest.mark.parametrize("name", ["votes", "mean", "cls"])
def test_torch_equals_numpy(name: str, outputs: Outputs) -> None:
    data = batch(outputs)
    _, segments, articles = in_torch(data, outputs, name)
    for article in range(3):
        ours = data["articles"] == article
        first = int(np.flatnonzero(ours)[0])
        counted = [
            count_votes(logits, np.where(votes >= 0, votes - first, -1), name)
            for logits, votes in zip(data["logits"], data["votes"], strict=True)
            if votes.max() in np.flatnonzero(ours)
        ]
        expected = pool(counted, data["places"][ours], outputs, name)
        assert articles[article].detach().numpy() == pytest.approx(expected.article, abs=1e-5)
        read = np.isfinite(expected.segments)
        result = segments.detach().numpy()[ours]
        assert result[read] == pytest.approx(expected.segments[read], abs=1e-5)
        if name == "votes":
            assert (result[~read] <= training.UNREAD).all()


@pytest.mark.parametrize("name", ["votes", "mean", "cls"])
def test_gradients_are_finite_and_reach_only_the_tokens_that_vote(name: str) -> None:
    outputs = OUTPUTS[0]
    data = batch(outputs)
    logits, _, articles = in_torch(data, outputs, name)
    articles.sum().backward()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()
    used = (logits.grad != 0).any(-1).numpy()
    expected = data["votes"] >= 0
    if name == "cls":
        expected = np.zeros_like(expected)
        expected[:, 0] = True
    assert (used == expected).all()


def test_an_article_without_tokens_has_finite_gradients() -> None:
    logits = torch.zeros(1, 3, OUTPUTS[0].size, requires_grad=True)
    places, articles = torch.tensor([0, 1]), torch.tensor([0, 1])
    votes = torch.tensor([[-1, 0, 0]])
    _, result = training.pool(logits, votes, places, articles, 2, OUTPUTS[0])
    assert (result[1] <= training.UNREAD).all()
    result.sum().backward()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()


def test_the_gradient_of_a_log_sum_is_the_share() -> None:
    rows = torch.tensor([[1.0], [3.0], [5.0]]).log().requires_grad_()
    training.grouped_log_sum_exp(rows, torch.tensor([0, 0, 1]), 3).sum().backward()
    assert rows.grad is not None
    assert rows.grad.ravel().tolist() == pytest.approx([0.25, 0.75, 1.0])


def test_log_sums_pass_a_gradient_check() -> None:
    generator = torch.Generator().manual_seed(0)
    rows = torch.randn(6, 3, dtype=torch.float64, generator=generator).requires_grad_()
    groups = torch.tensor([0, 2, 2, 0, 3, 3])
    assert torch.autograd.gradcheck(
        lambda values: training.grouped_log_sum_exp(values, groups, 4), rows
    )


def test_half_precision_is_pooled_in_full() -> None:
    logits = torch.randn(2, 5, 4, generator=torch.Generator().manual_seed(0)).bfloat16()
    votes = torch.tensor([[0, 0, 1, 1, -1], [1, 2, 2, 2, -1]])
    result = training.segment_logits(logits, votes, 3)
    assert result.dtype == torch.float32
    assert torch.equal(result, training.segment_logits(logits.float(), votes, 3))

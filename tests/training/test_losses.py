"""The loss: hand-written numbers, and nothing for what was not judged."""

import math

import pytest
import torch
from torch import Tensor

from relclf.pooling import Outputs
from relclf.training.losses import LossOptions, decision_loss, evidence_loss

OUTPUTS = Outputs(topics=2, interactions=3)
NAN = math.nan
PLAIN = LossOptions()


def logits(*rows: list[float]) -> Tensor:
    return torch.tensor(rows, dtype=torch.float64).log()


def labels(*rows: list[float]) -> Tensor:
    return torch.tensor(rows, dtype=torch.float64)


def test_hand_written_numbers() -> None:
    loss = decision_loss(logits([1, 3, 1, 2, 5, 4]), labels([1, 0, 2, 1]), OUTPUTS, PLAIN)
    expected = math.log(2) + math.log(4) + math.log(8 / 5) + math.log(5 / 4)
    assert loss.tolist() == pytest.approx([expected])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([NAN, NAN, -1, NAN], 0.0),
        ([0, NAN, -1, NAN], math.log(2)),
        ([NAN, 0, -1, NAN], math.log(4)),
        ([NAN, NAN, 0, NAN], math.log(8)),
        ([NAN, NAN, -1, 0], math.log(5)),
        ([0, 0, -1, NAN], math.log(2) + math.log(4)),
    ],
)
def test_what_was_not_judged_costs_nothing(row: list[float], expected: float) -> None:
    scores = logits([1, 3, 1, 2, 5, 4]).requires_grad_()
    loss = decision_loss(scores, labels(row), OUTPUTS, PLAIN)
    assert loss.tolist() == pytest.approx([expected])
    loss.sum().backward()
    assert scores.grad is not None
    assert scores.grad.isfinite().all()
    judged = [not math.isnan(row[0]), not math.isnan(row[1]), *[row[2] >= 0] * 3]
    judged.append(not math.isnan(row[3]))
    assert (scores.grad[0] != 0).tolist() == judged


def test_no_topics_and_topics_not_coded_differ() -> None:
    scores = logits([1, 3, 1, 2, 5, 4], [1, 3, 1, 2, 5, 4])
    none, not_coded = decision_loss(
        scores, labels([0, 0, 1, 0], [NAN, NAN, 1, 0]), OUTPUTS, PLAIN
    ).tolist()
    assert none - not_coded == pytest.approx(math.log(8))


def test_weights_and_smoothing() -> None:
    options = LossOptions(
        smoothing=0.3,
        topic_weights=torch.tensor([3.0, 5.0], dtype=torch.float64),
    )
    scores = logits([1, 3, 2, 2, 4, 4])
    loss = decision_loss(scores, labels([1, 0, 0, NAN]), OUTPUTS, options)
    interaction = 0.7 * math.log(4) + 0.1 * (math.log(4) + math.log(4) + math.log(2))
    assert loss.tolist() == pytest.approx([3 * math.log(2) + math.log(4) + interaction])
    weighted = LossOptions(interaction_weights=torch.tensor([2.0, 1, 1], dtype=torch.float64))
    loss = decision_loss(scores, labels([NAN, NAN, 0, NAN]), OUTPUTS, weighted)
    assert loss.tolist() == pytest.approx([2 * math.log(4)])


@pytest.mark.parametrize("outputs", [Outputs(2, 0), Outputs(0, 3)])
def test_topics_alone_and_interactions_alone(outputs: Outputs) -> None:
    row = [*[1.0] * outputs.topics, 1.0 if outputs.interactions else -1.0, NAN]
    loss = decision_loss(torch.zeros(1, outputs.size), torch.tensor([row]), outputs, PLAIN)
    expected = outputs.topics * math.log(2) + math.log(max(outputs.interactions, 1))
    assert loss.tolist() == pytest.approx([expected])


def test_the_loss_of_an_article_does_not_depend_on_others() -> None:
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(4, 6, generator=generator)
    rows = labels([1, 0, 2, 1], [NAN, 1, -1, NAN], [0, 0, 0, 0], [1, 1, 1, NAN]).float()
    together = decision_loss(scores, rows, OUTPUTS, PLAIN)
    for index in range(4):
        alone = decision_loss(scores[index : index + 1], rows[index : index + 1], OUTPUTS, PLAIN)
        assert torch.allclose(alone, together[index])


ARTICLES = torch.tensor([0, 0, 1, 1, 1])
SEGMENTS = logits(
    [1, 9, 1, 1, 1, 2],
    [3, 9, 1, 1, 1, 2],
    [2, 9, 1, 1, 1, 6],
    [2, 9, 1, 1, 1, 1],
    [4, 9, 1, 1, 1, 1],
)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([[1, 0]], [math.log(4 / 3), 0]),
        ([[0, 0]], [math.log(4), 0]),
        ([[2, 0], [4, 0]], [0, math.log(8 / 6)]),
        ([[0, 0], [1, 0]], [0, 0]),
        ([[1, 0], [0, 5], [2, 5], [3, 0]], [math.log(4 / 3) + math.log(2), math.log(8 / 6 * 4)]),
        ([], [0, 0]),
    ],
)
def test_evidence_by_hand(evidence: list[list[int]], expected: list[float]) -> None:
    spans = torch.tensor(evidence, dtype=torch.int64).reshape(-1, 2)
    assert evidence_loss(SEGMENTS, ARTICLES, spans, 2).tolist() == pytest.approx(expected)


def test_every_output_of_every_article_has_a_loss_of_its_own() -> None:
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(5, 6, generator=generator)
    spans = torch.cartesian_prod(torch.tensor([0, 3]), torch.arange(6))
    total = sum(evidence_loss(scores, ARTICLES, span[None], 2) for span in spans)
    assert torch.allclose(evidence_loss(scores, ARTICLES, spans, 2), total)
    share = torch.log_softmax(scores[:2], 0)[0].sum(), torch.log_softmax(scores[2:], 0)[1].sum()
    assert torch.allclose(-torch.stack(share), total)


def test_the_loss_is_smaller_when_the_evidence_is_strongest() -> None:
    spans = torch.tensor([[1, 0]])
    losses = []
    for strength in (-2.0, 0.0, 2.0, 4.0):
        scores = torch.zeros(2, 6)
        scores[1, 0] = strength
        losses.append(float(evidence_loss(scores, torch.tensor([0, 0]), spans, 1)))
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] == pytest.approx(0, abs=0.02)


def test_evidence_moves_only_its_article_and_output() -> None:
    scores = SEGMENTS.clone().requires_grad_()
    evidence_loss(scores, ARTICLES, torch.tensor([[1, 0]]), 2).sum().backward()
    assert scores.grad is not None
    assert scores.grad[:2, 0].tolist() == pytest.approx([0.25, -0.25])
    assert scores.grad.abs().sum() == pytest.approx(0.5)


def test_both_losses_pass_a_gradient_check() -> None:
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(5, 6, dtype=torch.float64, generator=generator).requires_grad_()
    rows = labels([1, 0, 2, 1], [NAN, 1, -1, NAN], [0, 0, 0, 0], [1, 1, 1, NAN], [1, 0, 1, 1])
    options = LossOptions(smoothing=0.1, topic_weights=torch.tensor([2.0, 0.5]))
    spans = torch.tensor([[1, 0], [0, 0], [4, 3], [2, 3], [3, 5]])
    assert torch.autograd.gradcheck(lambda x: decision_loss(x, rows, OUTPUTS, options), scores)
    assert torch.autograd.gradcheck(lambda x: evidence_loss(x, ARTICLES, spans, 2), scores)

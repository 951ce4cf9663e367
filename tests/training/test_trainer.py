"""The trainer: sums of gradients, padding, seeds, and a tiny model that learns twelve articles."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import Tensor
from transformers import TrainerCallback, TrainingArguments, set_seed

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.decision import Calibration, decide
from relclf.evaluation import metrics
from relclf.evaluation.constant import constant_baseline
from relclf.evaluation.gold import gold_from
from relclf.training import trainer as module
from relclf.training.config import Model
from relclf.training.dataset import build_dataset, collate
from relclf.training.head import initialise_head
from relclf.training.losses import LossOptions
from relclf.training.network import freeze, load_network, outputs_of
from relclf.training.trainer import RelationTrainer
from relclf.windows import Windower

if TYPE_CHECKING:
    from datasets import Dataset
    from tokenizers import Tokenizer

Make = Callable[..., RelationTrainer]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """A model this small is slower with more."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def rows(
    coded_articles: list[CodedArticle], codebook: Codebook, tokenizer: "Tokenizer", tmp_path: Path
) -> "Dataset":
    windower = Windower(tokenizer, normalizer="basic", window=48)
    return build_dataset(coded_articles, codebook, windower, tmp_path / "cache")


@pytest.fixture
def make(
    rows: "Dataset",
    coded_articles: list[CodedArticle],
    codebook: Codebook,
    tiny_encoder: Path,
    tmp_path: Path,
) -> Make:
    """Make a trainer of a new network; keywords are those of `TrainingArguments`."""

    def made(
        *,
        seed: int = 0,
        articles: int = 16,
        pooling: str = "votes",
        frozen: int = 0,
        kept_tokens: int = 10_000,
        **options: Any,
    ) -> RelationTrainer:
        set_seed(seed)
        model = Model(encoder=str(tiny_encoder))
        network, outputs = load_network(model, codebook), outputs_of(codebook, model)
        initialise_head(network, gold_from(coded_articles, codebook), outputs, 4.0)
        freeze(network, frozen)
        defaults: dict[str, Any] = {
            "per_device_train_batch_size": 12,
            "learning_rate": 3e-3,
            "lr_scheduler_type": "constant",
        }
        return RelationTrainer(
            model=network,
            args=TrainingArguments(
                output_dir=str(tmp_path / "run"),
                seed=seed,
                remove_unused_columns=False,
                save_strategy="no",
                logging_strategy="no",
                report_to="none",
                disable_tqdm=True,
                use_cpu=True,
                **{**defaults, **options},
            ),
            train_dataset=rows.select(range(articles)),
            data_collator=partial(collate, padding=0),
            outputs=outputs,
            pooling=pooling,
            layers=2,
            loss_options=LossOptions(evidence=0.2),
            head_learning_rate=1e-2,
            layer_decay=0.5,
            kept_tokens=kept_tokens,
        )

    return made


class Gradients(TrainerCallback):
    """Keeps the gradients of the last step."""

    def on_pre_optimizer_step(self, *args: Any, model: torch.nn.Module, **kwargs: Any) -> None:
        self.seen = {
            name: parameter.grad.clone()
            for name, parameter in model.named_parameters()
            if parameter.grad is not None
        }


@pytest.mark.parametrize("size", [4, 6, 1])
def test_accumulated_gradients_are_those_of_one_batch(make: Make, size: int) -> None:
    seen = []
    for batch in (16, size):
        trainer = make(
            per_device_train_batch_size=batch,
            gradient_accumulation_steps=-(-16 // batch),
            max_steps=1,
            max_grad_norm=0.0,
        )
        kept = Gradients()
        trainer.add_callback(kept)
        trainer.train()
        seen.append(kept.seen)
    whole, parts = seen
    assert whole.keys() == parts.keys()
    assert max(float(gradient.abs().max()) for gradient in whole.values()) > 0.01
    for name, gradient in whole.items():
        assert torch.allclose(gradient, parts[name], rtol=1e-4, atol=1e-5), name


def test_activations_that_are_computed_again_give_the_same_gradients(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[int] = []
    real = module.checkpoint

    def counted(function: Any, group: Tensor, **options: Any) -> Any:
        again.append(len(group))
        return real(function, group, **options)

    monkeypatch.setattr(module, "checkpoint", counted)
    seen = []
    for kept_tokens in (10_000, 100):
        trainer = make(kept_tokens=kept_tokens, max_steps=1, max_grad_norm=0.0)
        kept = Gradients()
        trainer.add_callback(kept)
        trainer.train()
        seen.append((len(again), kept.seen))
    (never, whole), (groups, parts) = seen
    assert never == 0
    assert groups > module.LENGTH_GROUPS
    for name, gradient in whole.items():
        assert torch.allclose(gradient, parts[name], rtol=1e-4, atol=1e-5), name


def test_windows_grouped_by_length_give_the_logits_of_one_padded_batch(
    make: Make, rows: "Dataset"
) -> None:
    model = make().model.eval()
    for number in (1, 2, 16):
        batch = collate(list(rows.select(range(number))), 0)
        names = ("input_ids", "attention_mask", "token_type_ids")
        with torch.no_grad():
            expected = model(**{name: batch[name] for name in names}).logits
            result = module._token_logits(model, batch, 10_000)
        assert result.shape == expected.shape
        votes = batch["votes"] >= 0
        assert torch.allclose(result[votes], expected[votes], atol=1e-5)


@pytest.mark.parametrize("pooling", ["votes", "mean", "cls"])
def test_the_logits_of_an_article_do_not_depend_on_its_batch(
    make: Make, rows: "Dataset", pooling: str
) -> None:
    one = make(pooling=pooling, per_device_eval_batch_size=16).predict(rows)
    few = make(pooling=pooling, per_device_eval_batch_size=3).predict(rows)
    assert one.predictions.shape == (16, 7)
    assert np.allclose(one.predictions, few.predictions, atol=1e-5)
    assert np.array_equal(one.label_ids, few.label_ids, equal_nan=True)
    assert np.array_equal(one.label_ids, np.stack(list(rows["labels"])), equal_nan=True)


def test_a_tiny_model_overfits_twelve_articles(
    make: Make, rows: "Dataset", coded_articles: list[CodedArticle], codebook: Codebook
) -> None:
    trainer = make(articles=12, max_steps=40)
    trainer.train()
    predicted = trainer.predict(rows.select(range(12)))
    gold = gold_from(coded_articles[:12], codebook)
    outputs = outputs_of(codebook, Model())
    probabilities = Calibration().probabilities(predicted.predictions.astype(float), outputs)
    decisions = decide(probabilities, np.full(3, 0.5))
    assert (decisions.topics == (gold.topics == 1)).all()
    assert (decisions.interactions == gold.interactions).all()
    contacts = ~np.isnan(gold.planned)
    assert (decisions.planned[contacts] == (gold.planned[contacts] == 1)).all()
    constant = constant_baseline(gold, 3).decisions(12)
    assert metrics.topic_micro_f1(gold.topics, constant.topics) < 0.6
    assert metrics.interaction_accuracy(gold.interactions, constant.interactions) < 0.6


def test_one_seed_twice_gives_identical_weights(make: Make) -> None:
    weights = []
    for seed in (1, 1, 2):
        trainer = make(seed=seed, per_device_train_batch_size=4, max_steps=3)
        trainer.train()
        weights.append({name: value.clone() for name, value in trainer.model.state_dict().items()})
    first, again, other = weights
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["classifier.weight"], other["classifier.weight"])


def groups_of(trainer: RelationTrainer) -> dict[str, tuple[float, float]]:
    """The learning rate and the weight decay of each parameter."""
    names = {id(parameter): name for name, parameter in trainer.model.named_parameters()}
    return {
        names[id(parameter)]: (group["lr"], group["weight_decay"])
        for group in trainer.create_optimizer().param_groups
        for parameter in group["params"]
    }


def test_lower_layers_learn_more_slowly_and_the_head_at_its_own_rate(make: Make) -> None:
    trainer = make(learning_rate=8e-4, weight_decay=0.1)
    groups = groups_of(trainer)
    assert groups.keys() == {name for name, _ in trainer.model.named_parameters()}
    layer = "bert.encoder.layer.{}.output.dense.weight".format
    assert groups["classifier.weight"] == (1e-2, 0.1)
    assert groups["classifier.bias"] == (1e-2, 0.0)
    assert groups[layer(1)] == (8e-4, 0.1)
    assert groups[layer(0)] == (4e-4, 0.1)
    assert groups["bert.embeddings.word_embeddings.weight"] == (2e-4, 0.1)
    assert groups["bert.embeddings.LayerNorm.weight"] == (2e-4, 0.0)


def test_frozen_layers_stay_as_they_are(make: Make) -> None:
    trainer = make(frozen=1, max_steps=2)
    assert set(groups_of(make(frozen=1))) == {
        name for name, parameter in trainer.model.named_parameters() if parameter.requires_grad
    }
    before = {name: value.clone() for name, value in trainer.model.state_dict().items()}
    trainer.train()
    changed = {
        name
        for name, value in trainer.model.state_dict().items()
        if not torch.equal(value, before[name])
    }
    assert {name for name in changed if "layer.1." in name}
    assert all("layer.1." in name or "classifier" in name for name in changed)


def test_evidence_adds_to_the_loss_of_votes_only(make: Make, rows: "Dataset") -> None:
    batch: dict[str, Tensor] = collate(list(rows), 0)
    without = {**batch, "evidence": batch["evidence"][:0]}
    for pooling, differs in (("votes", True), ("mean", False)):
        trainer = make(pooling=pooling)
        model = trainer.model.eval()
        with torch.no_grad():
            losses = [trainer.compute_loss(model, inputs) for inputs in (batch, without)]
        assert (losses[0] > losses[1]) == differs

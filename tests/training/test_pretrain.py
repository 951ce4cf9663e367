"""Laws of `relclf pretrain`: what it learns, what it reads first, and that it can be killed."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from datasets import Dataset
from safetensors.torch import load_file
from transformers import TrainerCallback

from relclf.articles import Article, CodedArticle
from relclf.errors import ConfigError, ModelError
from relclf.training import pretrain as module
from relclf.training.config import Model
from relclf.training.likeness import by_likeness
from relclf.training.network import load_network, load_tokenizer
from relclf.training.pretrain import SteadyMasking, pretrain
from relclf.training.unlabelled_config import PretrainConfig


@pytest.fixture
def config(tiny_encoder: Path, coded_files: dict[str, str], tmp_path: Path) -> PretrainConfig:
    return PretrainConfig(
        [coded_files["coded"]],
        encoder=str(tiny_encoder),
        window=64,
        epochs=8,
        batch_size=4,
        learning_rate=3e-3,
        save_steps=4,
        precision="fp32",
        output=str(tmp_path / "pre"),
    )


def test_the_loss_falls_and_the_encoder_is_one_that_training_takes(
    config: PretrainConfig, codebook: Any, tiny_encoder: Path
) -> None:
    folder = pretrain(config)
    last = max(Path(config.output).glob("checkpoint-*"), key=lambda path: int(path.name[11:]))
    history = json.loads((last / "trainer_state.json").read_text())["log_history"]
    losses = [entry["loss"] for entry in history if "loss" in entry]
    assert losses[-1] < 0.9 * losses[0]
    network = load_network(Model(encoder=str(folder)), codebook)
    name = "bert.encoder.layer.0.output.dense.weight"
    before = load_network(Model(encoder=str(tiny_encoder)), codebook).state_dict()[name]
    assert not network.state_dict()[name].equal(before)
    assert network.state_dict()[name].equal(load_file(folder / "model.safetensors")[name])


class Killed(BaseException):
    """Stands for a kill of the process."""


@pytest.mark.slow
def test_a_killed_run_goes_on_and_ends_in_the_same_weights(
    config: PretrainConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Kill(TrainerCallback):
        def on_save(self, *args: Any, **kwargs: Any) -> None:
            raise Killed

    whole = pretrain(config)
    again = replace(config, output=str(tmp_path / "again"))
    with monkeypatch.context() as patch:
        patch.setattr(module, "LossLine", Kill)
        with pytest.raises(Killed):
            pretrain(again)
    with pytest.raises(ConfigError, match="--resume auto"):
        pretrain(again)
    resumed = pretrain(again, resume="auto")
    one, other = (load_file(folder / "model.safetensors") for folder in (whole, resumed))
    assert all(torch.allclose(one[name], other[name], atol=1e-6) for name in one)
    assert pretrain(again, resume="auto") == resumed


def test_what_is_hidden_of_a_window_depends_on_the_epoch_and_not_on_its_batch(
    tiny_encoder: Path,
) -> None:
    masking = SteadyMasking(load_tokenizer(Model(encoder=str(tiny_encoder))), mlm_probability=0.3)

    def window(length: int, epoch: int = 0, counts: bool = True) -> dict[str, Any]:
        tokens = [2, *range(20, 18 + length), 3]
        kinds = [0] * length
        read = {"input_ids": tokens, "token_type_ids": kinds, "attention_mask": [1] * length}
        return {**read, "length": length, "epoch": epoch, "counts": counts}

    alone = masking([window(30)])
    batch = masking([window(50), window(30), window(30, epoch=1), window(30, counts=False)])
    assert set(batch) == {"input_ids", "token_type_ids", "attention_mask", "labels"}
    for name, value in alone.items():
        assert batch[name].dtype == torch.int64
        assert batch[name][1, :30].equal(value[0])
    assert (batch["labels"][1, 30:] == -100).all()
    assert not batch["attention_mask"][1, 30:].any()
    hidden = batch["labels"] >= 0
    assert hidden[1].any()
    assert not hidden[1].equal(hidden[2])
    assert not hidden[3].any()


def test_a_budget_of_tokens_is_kept(config: PretrainConfig) -> None:
    def lengths_of(tokens: int | None) -> list[int]:
        budgeted = replace(config, tokens=tokens, epochs=0.1, output=f"{config.output}-{tokens}")
        pretrain(budgeted)
        [table] = Path(budgeted.output).glob("cache/**/*.arrow")
        return [int(length) for length in Dataset.from_file(str(table))["length"]]

    every, some = lengths_of(None), lengths_of(100)
    assert some == every[: len(some)]
    assert 100 <= sum(some) < 100 + 3 * config.window < sum(every)


def test_what_is_like_comes_first(coded_articles: list[CodedArticle]) -> None:
    kind = [article for article in coded_articles if article.interaction not in (None, "none")]
    others = [Article("ارتفع سعر الذهب في الأسواق المحلية اليوم.", id=str(n)) for n in range(5)]
    ordered = by_likeness([*others, *kind], kind, "basic")
    assert {article.id for article in ordered[: len(kind)]} == {article.id for article in kind}


@pytest.mark.parametrize(
    ("name", "value"), [("masking", 1.5), ("tokens", 0), ("learning_rate", -1.0), ("articles", [])]
)
def test_numbers_out_of_range_are_named(config: PretrainConfig, name: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=name):
        replace(config, **{name: value})


def test_an_encoder_that_is_not_there_is_named(config: PretrainConfig) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        pretrain(replace(config, encoder="nowhere"))

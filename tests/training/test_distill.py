"""Laws of `relclf distill`: what the student begins with, what it learns, and that it resumes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForTokenClassification, TrainerCallback

from relclf import RelationClassifier
from relclf.errors import ConfigError
from relclf.training import distill as module
from relclf.training.config import Config, Data
from relclf.training.distill import distill, smaller
from relclf.training.recipe import train
from relclf.training.unlabelled_config import DistillConfig


@pytest.fixture
def config(tiny_model: Path, coded_files: dict[str, str], tmp_path: Path) -> DistillConfig:
    return DistillConfig(
        [coded_files["coded"]],
        teacher=str(tiny_model),
        layers=1,
        epochs=8,
        batch_size=4,
        learning_rate=3e-3,
        save_steps=4,
        precision="fp32",
        output=str(tmp_path / "distilled"),
    )


def test_a_student_of_all_layers_is_the_teacher(tiny_model: Path) -> None:
    teacher = AutoModelForTokenClassification.from_pretrained(tiny_model).eval()
    ids = torch.arange(5, 25)[None]
    with torch.no_grad():
        same = smaller(teacher, 2).eval()(ids).logits
        other = smaller(teacher, 1).eval()(ids).logits
        wanted = teacher(ids).logits
    assert torch.equal(same, wanted)
    assert not torch.allclose(other, wanted, atol=0.1)


def test_a_student_begins_with_the_last_layer_and_owns_its_weights(tiny_model: Path) -> None:
    teacher = AutoModelForTokenClassification.from_pretrained(tiny_model)
    student = smaller(teacher, 1)
    name = "bert.encoder.layer.{}.output.dense.weight"
    begun = student.state_dict()[name.format(0)]
    assert begun.equal(teacher.state_dict()[name.format(1)])
    with torch.no_grad():
        begun.zero_()
    assert teacher.state_dict()[name.format(1)].abs().sum() > 0


def test_the_loss_falls_and_training_goes_on_from_the_student(
    config: DistillConfig, tiny_config: Config, coded_files: dict[str, str], tmp_path: Path
) -> None:
    folder = distill(config)
    last = max(Path(config.output).glob("checkpoint-*"), key=lambda path: int(path.name[11:]))
    history = json.loads((last / "trainer_state.json").read_text())["log_history"]
    losses = [entry["loss"] for entry in history if "loss" in entry]
    assert losses[-1] < 0.5 * losses[0]
    coded = coded_files["coded"]
    model = train(
        replace(
            tiny_config,
            data=Data([coded], [coded], codebook=coded_files["codebook"]),
            model=replace(tiny_config.model, encoder=str(folder), head="kept", lexical=False),
            training=replace(tiny_config.training, epochs=0),
            output=str(tmp_path / "run"),
        )
    )
    said = RelationClassifier.from_pretrained(model).predict("وبحث المسؤولون بناء مستشفى للأطفال")
    assert np.isfinite([*said.topic_probabilities.values()]).all()
    assert json.loads((model / "config.json").read_text())["num_hidden_layers"] == 1


class Killed(BaseException):
    """Stands for a kill of the process."""


@pytest.mark.slow
def test_a_killed_run_goes_on_and_ends_in_the_same_weights(
    config: DistillConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Kill(TrainerCallback):
        def on_save(self, *args: Any, **kwargs: Any) -> None:
            raise Killed

    whole = distill(config)
    again = replace(config, output=str(tmp_path / "again"))
    with monkeypatch.context() as patch:
        patch.setattr(module, "LossLine", Kill)
        with pytest.raises(Killed):
            distill(again)
    with pytest.raises(ConfigError, match="--resume auto"):
        distill(again)
    resumed = distill(again, resume="auto")
    one, other = (load_file(folder / "model.safetensors") for folder in (whole, resumed))
    assert all(torch.allclose(one[name], other[name], atol=1e-6) for name in one)
    assert distill(again, resume="auto") == resumed


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"layers": 3}, "layers: 3, but the teacher has 2"),
        ({"teacher": "nowhere"}, "nowhere"),
    ],
)
def test_what_cannot_be_is_named(config: DistillConfig, changed: Any, message: str) -> None:
    with pytest.raises(Exception, match=message):
        distill(replace(config, **changed))


@pytest.mark.parametrize(("name", "value"), [("layers", 0), ("hidden_weight", -1.0)])
def test_numbers_out_of_range_are_named(config: DistillConfig, name: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=name):
        replace(config, **{name: value})

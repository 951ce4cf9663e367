"""Two processes are one: the same losses and weights, killed or not, and errors end both."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from accelerate.commands.config.config_args import load_config_from_file
from safetensors.torch import load_file

from relclf.training.config import Config, Data
from relclf.training.distill import distill
from relclf.training.pretrain import pretrain
from relclf.training.recipe import train
from relclf.training.unlabelled_config import DistillConfig, PretrainConfig, UnlabelledConfig

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[2] / "configs/accelerate"
RUNS: dict[str, Callable[[Any], Path]] = {
    "train": train,
    "again": train,
    "pretrain": pretrain,
    "distill": distill,
}
# Runs commands in turns; the second process of a run that is doomed is killed at a step.
DRIVER = """
import json, os, signal, sys
from relclf.cli import main
from relclf.training.progress import EpochLine, LossLine

doomed, commands = json.loads(sys.argv[1])

def kill(self, args, state, control, **kwargs):
    step = next((step for output, step in doomed.items() if args.output_dir.startswith(output)), 0)
    if state.global_step == step and args.process_index == 1:
        os.kill(os.getpid(), signal.SIGKILL)

EpochLine.on_step_end = LossLine.on_step_end = kill
sys.exit(max([main(command) for command in commands]))
"""
Launch = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def launch(tmp_path_factory: pytest.TempPathFactory) -> Launch:
    """Run relclf's commands in two processes, as `configs/accelerate/` says."""
    folder = tmp_path_factory.mktemp("launch")
    (folder / "driver.py").write_text(DRIVER)
    config = str(CONFIGS / "two-cpu-processes.yaml")
    launcher = [sys.executable, "-m", "accelerate.commands.launch", "--config_file", config]

    def launched(
        *commands: list[str], doomed: dict[str, int] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*launcher, str(folder / "driver.py"), json.dumps([doomed or {}, commands])],
            env={**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
            capture_output=True,
            text=True,
            timeout=240,
        )

    return launched


@pytest.fixture(scope="module")
def configs(
    tiny_config: Config, coded_files: dict[str, str], tiny_model: Path, tmp_path_factory: Any
) -> dict[str, Any]:
    """Runs of one process. The last batch of the first leaves the second process without a row."""
    folder = tmp_path_factory.mktemp("processes")
    coded = Path(coded_files["coded"])
    fifteen = folder / "fifteen.jsonl"
    fifteen.write_text("\n".join(coded.read_text(encoding="utf-8").splitlines()[:15]) + "\n")
    data = Data([str(fifteen)], [str(coded)], codebook=coded_files["codebook"])
    training = replace(tiny_config.training, epochs=3, batch_size=14, variants=1)
    # Longer batches are computed in more groups, each process in another number of them.
    again = replace(training, batch_size=4, accumulation=2, kept_tokens=100)
    steps: dict[str, Any] = {
        "articles": [str(coded)],
        "epochs": 3,
        "batch_size": 6,
        "learning_rate": 3e-3,
        "save_steps": 4,
        "precision": "fp32",
    }
    encoder = tiny_config.model.encoder
    made = {
        "train": replace(tiny_config, data=data, training=training),
        "again": replace(tiny_config, data=data, training=again),
        "pretrain": PretrainConfig(**steps, encoder=encoder, window=64),
        "distill": DistillConfig(**steps, teacher=str(tiny_model), layers=1),
    }
    return {name: replace(config, output=str(folder / name)) for name, config in made.items()}


def halved(config: Any, output: Path) -> Any:
    """The same global batch in two processes."""
    if isinstance(config, UnlabelledConfig):
        return replace(config, batch_size=config.batch_size // 2, output=str(output))
    half = replace(config.training, batch_size=config.training.batch_size // 2)
    return replace(config, training=half, output=str(output))


def command(name: str, config: Any, *options: str) -> list[str]:
    """The command line of a run, its configuration in a file beside the output folder."""
    file = Path(f"{config.output}.yaml")
    file.write_text(yaml.safe_dump(asdict(config), allow_unicode=True), encoding="utf-8")
    return [name if name in ("pretrain", "distill") else "train", "--config", str(file), *options]


@pytest.fixture(scope="module")
def two(
    configs: dict[str, Any], launch: Launch, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """The same runs in two processes, and last a training that is killed in its third epoch."""
    folder = tmp_path_factory.mktemp("two")
    made = {name: halved(config, folder / name) for name, config in configs.items()}
    made["killed"] = replace(made["train"], output=str(folder / "killed"))
    commands = [command(name, config) for name, config in made.items()]
    done = launch(*commands, doomed={made["killed"].output: 5})
    assert done.returncode
    assert "SIGKILL" in done.stderr
    # One process speaks.
    assert done.stderr.count("relclf: epoch 3 (step") == 2, done.stderr
    assert done.stderr.count("stand in train too") == 3
    return made


def history(output: Path) -> list[dict[str, float]]:
    """What the last checkpoint says of losses and figures."""
    last = max(output.rglob("checkpoint-*"), key=lambda path: int(path.name[11:]))
    logged = json.loads((last / "trainer_state.json").read_text())["log_history"]
    speeds = ("runtime", "per_second")
    return [
        {name: value for name, value in entry.items() if not name.endswith(speeds)}
        for entry in logged
    ]


def weights(output: Path) -> dict[str, torch.Tensor]:
    for name in ("model", "encoder", "student"):
        if (output / name).is_dir():
            return load_file(output / name / "model.safetensors")
    raise AssertionError(output)


@pytest.mark.parametrize("name", RUNS)
def test_two_processes_have_the_losses_of_one(
    configs: dict[str, Any], two: dict[str, Any], name: str
) -> None:
    RUNS[name](configs[name])
    one, other = Path(configs[name].output), Path(two[name].output)
    for alone, together in zip(history(one), history(other), strict=True):
        # The loss of an evaluation is the mean of its batches', which are others.
        alone.pop("eval_loss", None), together.pop("eval_loss", None)
        assert together == pytest.approx(alone, rel=1e-4)
    found = weights(other)
    for key, value in weights(one).items():
        # What attention adds to every key alike has no gradient but rounding.
        if not key.endswith("key.bias"):
            assert torch.allclose(value, found[key], atol=1e-4), key


def test_a_killed_process_ends_both_and_they_go_on_to_the_same_weights(
    two: dict[str, Any], launch: Launch, tmp_path: Path
) -> None:
    killed = two["killed"]
    assert not Path(killed.output, "model").exists()
    pretraining = replace(two["pretrain"], output=str(tmp_path / "pretrain"))
    # Between two checkpoints, in the third pass.
    doomed = {pretraining.output: 7}
    on = [
        command("train", killed, "--resume", "auto"),
        command("pretrain", pretraining, "--resume", "auto"),
    ]
    assert launch(*on, doomed=doomed).returncode
    assert not Path(pretraining.output, "encoder").exists()
    # What the first process refuses ends the second, which waits for it.
    done = launch(on[1], command("train", killed))
    assert done.returncode
    assert "killed: it holds a run" in done.stderr
    for name, config in (("train", killed), ("pretrain", pretraining)):
        straight, resumed = weights(Path(two[name].output)), weights(Path(config.output))
        assert all(torch.equal(value, resumed[key]) for key, value in straight.items())


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_accelerate_knows_every_key_of_its_configurations(path: Path) -> None:
    config = load_config_from_file(str(path))
    assert config.num_processes >= config.num_machines
    assert set(config.dynamo_config) == {"dynamo_backend"}

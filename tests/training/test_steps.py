"""Checkpoints that a kill cut short, and going on in another number of processes."""

import json
import shutil
from pathlib import Path

import pytest

from relclf.errors import ConfigError
from relclf.training.config import Config
from relclf.training.output_folder import prepare_output
from relclf.training.steps import last_checkpoint


def test_a_checkpoint_that_was_cut_short_is_passed_over(tmp_path: Path) -> None:
    assert last_checkpoint(tmp_path / "nowhere") is None
    for step, state in ((4, "{}"), (12, '{"epoch"'), (8, "{}"), (16, None)):
        (tmp_path / f"checkpoint-{step}").mkdir()
        if state is not None:
            (tmp_path / f"checkpoint-{step}/trainer_state.json").write_text(state)
    assert last_checkpoint(tmp_path) == str(tmp_path / "checkpoint-8")
    shutil.rmtree(tmp_path / "checkpoint-8")
    assert last_checkpoint(tmp_path) == str(tmp_path / "checkpoint-4")


def test_a_run_does_not_go_on_in_another_number_of_processes(
    tiny_config: Config, tmp_path: Path
) -> None:
    output = tmp_path / "run"
    prepare_output(output, tiny_config, "never", "seed-*", processes=2)
    assert json.loads((output / "environment.json").read_text())["processes"] == 2
    (output / "seed-0").mkdir()
    prepare_output(output, tiny_config, "auto", "seed-*", processes=2)
    with pytest.raises(ConfigError, match=r"begun with 2 processes.*one of 1.*--num_processes 2"):
        prepare_output(output, tiny_config, "auto", "seed-*")

"""The output folder of a long run: whose it is, and whether to go on with what lies in it."""

import json
import platform
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import yaml

from relclf.atomic import write_text
from relclf.errors import ConfigError

__all__ = ["Resume", "prepare_output"]

Resume = Literal["auto", "never"]
ENVIRONMENT = "environment.json"
PACKAGES = ("relclf", "torch", "transformers", "datasets", "accelerate", "tokenizers", "numpy")


def prepare_output(
    output: Path, config: Any, resume: Resume, begun: str, processes: int = 1
) -> None:
    """Make an output folder, or check that it belongs to the same configuration.

    It gets `config.yaml` and `environment.json`: what is run, and on what.

    Args:
        output: The folder.
        config: The configuration, a dataclass.
        resume: "auto" goes on with what an earlier run of the same configuration left; "never"
            wants a folder without a run.
        begun: Pattern of the names that a run which has begun leaves in the folder.
        processes: Number of processes, on which it depends what a batch is.

    Raises:
        ConfigError: The folder is in use, or was made with another configuration or another number
            of processes.
    """
    effective = yaml.safe_dump(asdict(config), allow_unicode=True, sort_keys=False)
    saved = output / "config.yaml"
    if output.exists() and any(output.iterdir()) and not saved.is_file():
        raise ConfigError(
            f"output {output}: the folder is not empty, and no config.yaml in it says that it is a "
            "training run. Name another folder: --output FOLDER"
        )
    # A run that ended before its first step (a wrong file, say) has left nothing worth keeping.
    if any(output.glob(begun)):
        if resume != "auto":
            raise ConfigError(
                f"output {output}: it holds a run. Go on with it: --resume auto; or name another "
                "folder: --output FOLDER"
            )
        before = yaml.safe_load(saved.read_text(encoding="utf-8"))
        if before != yaml.safe_load(effective):
            raise ConfigError(
                f"output {output}: its run has another configuration; it differs in "
                f"{', '.join(_differences(before, asdict(config)))}. Use {saved}, or name another "
                "folder."
            )
        _check_processes(output, processes)
    output.mkdir(parents=True, exist_ok=True)
    write_text(saved, effective)
    environment = {
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "processes": processes,
        "packages": {package: version(package) for package in PACKAGES},
    }
    write_text(output / ENVIRONMENT, json.dumps(environment, indent=1) + "\n")


def _check_processes(output: Path, processes: int) -> None:
    """Raise where a run would go on in another number of processes."""
    environment = json.loads((output / ENVIRONMENT).read_text(encoding="utf-8"))
    before = environment.get("processes", 1)
    if before != processes:
        raise ConfigError(
            f"output {output}: its run was begun with {before} processes, and this is one of "
            f"{processes}, whose batches would be others. Go on with accelerate launch "
            f"--num_processes {before}, or name another folder: --output FOLDER"
        )


def _differences(before: Any, now: Any, place: str = "") -> list[str]:
    """List the dotted places where two configurations differ."""
    if not isinstance(before, dict) or not isinstance(now, dict):
        return [] if before == now else [place]
    return [
        difference
        for key in {**before, **now}
        for difference in _differences(before.get(key), now.get(key), f"{place}.{key}".strip("."))
    ]

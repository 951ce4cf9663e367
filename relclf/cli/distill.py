"""Let a smaller network learn to answer as a model does; --config names a YAML file."""

import sys

from relclf.cli.configured import ArgumentParser, Namespace, add_training
from relclf.errors import require
from relclf.training.unlabelled_config import DistillConfig

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_training(parser, DistillConfig)


def run(options: Namespace) -> None:
    """Run the command."""
    require("torch", "train")
    require("transformers", "train")
    from relclf.training.distill import distill
    from relclf.training.processes import this_process

    named = {name: getattr(options, name) for name in DistillConfig.__dataclass_fields__}
    folder = distill(DistillConfig(**named), resume=options.resume)
    if this_process().is_main_process:
        print(f"relclf: the student is in {folder}", file=sys.stderr)

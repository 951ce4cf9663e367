"""Let an encoder read on in articles without codes; --config names a YAML file."""

import sys

from relclf.cli.configured import ArgumentParser, Namespace, add_training
from relclf.errors import require
from relclf.training.unlabelled_config import PretrainConfig

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_training(parser, PretrainConfig)


def run(options: Namespace) -> None:
    """Run the command."""
    require("torch", "train")
    require("transformers", "train")
    from relclf.training.pretrain import pretrain
    from relclf.training.processes import this_process

    named = {name: getattr(options, name) for name in PretrainConfig.__dataclass_fields__}
    folder = pretrain(PretrainConfig(**named), resume=options.resume)
    if this_process().is_main_process:
        print(f"relclf: the encoder is in {folder}", file=sys.stderr)

"""Fine-tune a model on coded articles; --config names a YAML file, options change it."""

import sys

from relclf.cli.configured import ArgumentParser, Namespace, add_training
from relclf.errors import require
from relclf.training.config import Config, Data, Lora, Model, Training

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_training(parser, Config)


def run(options: Namespace) -> None:
    """Run the command."""
    require("torch", "train")
    require("transformers", "train")
    from relclf.training.processes import this_process
    from relclf.training.recipe import train

    config = Config(
        data=Data(**vars(options.data)),
        model=Model(**vars(options.model)),
        training=Training(**vars(options.training)),
        lora=Lora(**vars(options.lora)) if options.lora else None,
        output=options.output,
        name=options.name,
        weights=options.weights,
    )
    folder = train(config, resume=options.resume)
    if this_process().is_main_process:
        print(f"relclf: the model is in {folder}", file=sys.stderr)

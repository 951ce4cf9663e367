"""Fine-tune a model on coded articles; --config names a YAML file, options change it."""

import sys

from jsonargparse import ArgumentParser, Namespace

from relclf.errors import require
from relclf.training.config import Config, Data, Lora, Model, Training

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--config", action="config", help="YAML file, see configs/")
    parser.add_class_arguments(Config)
    parser.add_argument(
        "--resume",
        choices=("auto", "never"),
        default="never",
        help="auto goes on with what an interrupted run left in --output",
    )


def run(options: Namespace) -> None:
    """Run the command."""
    require("torch", "train")
    require("transformers", "train")
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
    print(f"relclf: the model is in {folder}", file=sys.stderr)

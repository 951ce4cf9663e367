"""Options that several commands share."""

from typing import Literal

from jsonargparse import ArgumentParser, set_parsing_settings

from relclf.backends import BACKENDS

__all__ = ["add_inputs", "add_model", "add_training"]


def add_inputs(parser: ArgumentParser, what: str) -> None:
    """Add the inputs and what happens to a bad record."""
    parser.add_argument(
        "inputs",
        nargs="+",
        type=str,
        help=f"{what}: .jsonl, .jsonl.gz, .csv, .parquet, a folder, - for standard input",
    )
    parser.add_argument(
        "--on_error",
        type=Literal["fail", "skip"],
        default="fail",
        help="what a bad record does: end the command, or be counted and listed",
    )


def add_model(parser: ArgumentParser) -> None:
    """Add the model and how it runs."""
    parser.add_argument("--model", help="model folder, shipped model or hub id (default: shipped)")
    parser.add_argument("--backend", choices=BACKENDS, default="auto", help="what runs the encoder")
    parser.add_argument(
        "--threads", type=int | None, default=None, help="threads (default: one a processor)"
    )


def add_training(parser: ArgumentParser, config: type) -> None:
    """Add the options of a long run: each field of its configuration, a file of them, resuming."""
    set_parsing_settings(docstring_parse_attribute_docstrings=True)
    parser.add_argument("--config", action="config", help="YAML file, see configs/")
    parser.add_class_arguments(config)
    parser.add_argument(
        "--resume",
        choices=("auto", "never"),
        default="never",
        help="auto goes on with what an interrupted run left in --output",
    )

"""Options that several commands share, and what their values may be."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable

from relclf.backends import BACKENDS

__all__ = ["add_inputs", "add_model", "at_least", "thresholds"]


def add_inputs(parser: ArgumentParser, what: str) -> None:
    """Add the inputs and what happens to a bad record."""
    parser.add_argument(
        "inputs",
        nargs="+",
        help=f"{what}: .jsonl, .jsonl.gz, .csv, .parquet, a folder, - for standard input",
    )
    parser.add_argument(
        "--on_error",
        choices=("fail", "skip"),
        default="fail",
        help="what a bad record does: end the command, or be counted and listed (default: fail)",
    )


def add_model(parser: ArgumentParser) -> None:
    """Add the model and how it runs."""
    parser.add_argument("--model", help="model folder, shipped model or hub id (default: shipped)")
    parser.add_argument(
        "--backend",
        choices=BACKENDS,
        default="auto",
        help="what runs the encoder (default: auto, the fastest that the model has)",
    )
    parser.add_argument("--threads", type=int, help="threads (default: one a processor)")


def at_least(least: int) -> Callable[[str], int]:
    """Make the type of an option that is a whole number.

    Args:
        least: The smallest that is taken.

    Returns:
        What turns the option's text into the number.

    Example:
        >>> at_least(1)("50")
        50
    """

    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise ArgumentTypeError(f"{text!r}, expected a whole number of {least} or more")
        return int(text)

    return number


def thresholds(text: str) -> float | dict[str, float]:
    """Read one threshold, or a JSON object with the thresholds of some topics.

    Example:
        >>> thresholds("0.4"), thresholds('{"energy": 0.3}')
        (0.4, {'energy': 0.3})
    """
    try:
        value = json.loads(text)
        if isinstance(value, dict):
            return {topic: float(number) for topic, number in value.items()}
        return float(value)
    except (TypeError, ValueError) as error:
        raise ArgumentTypeError(
            f"""{text!r}, expected a number, or numbers by topic: '{{"energy": 0.3}}'"""
        ) from error

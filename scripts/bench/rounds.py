"""Contenders timed in turns, in one run on one machine, and told as ratios with their spread."""

import argparse
import json
import platform
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from relclf.atomic import write_text
from relclf.backends.onnx import available_processors

__all__ = ["bench_arguments", "in_turns", "ratios", "tell"]

Contender = Callable[[], object]
Name = TypeVar("Name")


def bench_arguments(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options that every benchmark has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each contender")
    parser.add_argument("--quick", action="store_true", help="fewer articles, two turns")
    parser.add_argument("--output", type=Path, help="JSON file for what was measured")
    return parser


def in_turns(
    contenders: Mapping[Name, Contender], rounds: int, *, warm_up: bool = True
) -> dict[Name, list[float]]:
    """Time each contender once a round, after one turn that warms up and does not count.

    Args:
        contenders: What is run, by name.
        rounds: How often.
        warm_up: Whether there is such a turn.

    Returns:
        Seconds of each turn, by name. Whatever else the machine does falls on all alike.
    """
    seconds: dict[Name, list[float]] = {name: [] for name in contenders}
    for number in range(0 if warm_up else 1, rounds + 1):
        for name, run in contenders.items():
            began = time.perf_counter()
            run()
            if number:
                seconds[name].append(time.perf_counter() - began)
    return seconds


def ratios(seconds: Mapping[str, list[float]], base: str) -> dict[str, dict[str, float]]:
    """Compute how many times faster than `base` each contender is: median of the rounds, and range.

    Example:
        >>> ratios({"slow": [2.0, 4.0], "fast": [1.0, 1.0]}, "slow")["fast"]
        {'seconds': 1.0, 'ratio': 3.0, 'least': 2.0, 'most': 4.0}
    """
    found = {}
    for name, turns in seconds.items():
        times = [slow / fast for slow, fast in zip(seconds[base], turns, strict=True)]
        found[name] = {
            "seconds": median(turns),
            "ratio": median(times),
            "least": min(times),
            "most": max(times),
        }
    return found


def tell(
    seconds: Mapping[str, list[float]], base: str, output: Path | None, **more: Any
) -> dict[str, dict[str, float]]:
    """Print the ratios as a table, and write all that was measured as JSON."""
    found = ratios(seconds, base)
    width = max(map(len, found))
    print(
        f"{'':{width}}  seconds  times as fast as {base} (range over {len(seconds[base])} rounds)"
    )
    for name, row in found.items():
        print(
            f"{name:{width}}  {row['seconds']:7.2f}  {row['ratio']:5.2f}  "
            f"({row['least']:.2f}-{row['most']:.2f})"
        )
    if output:
        measured = {
            "machine": f"{platform.machine()}, {available_processors()} processors",
            "base": base,
            "ratios": found,
            "seconds": {name: list(turns) for name, turns in seconds.items()},
            **more,
        }
        write_text(output, json.dumps(measured, ensure_ascii=False, indent=1) + "\n")
    return found

"""Confidence intervals: a percentile bootstrap over articles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relclf.errors import ConfigError

__all__ = ["Interval", "bootstrap"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval, and how many resamples it rests on.

    Attributes:
        low: Its lower end, NaN where no resample defined the figure.
        high: Its upper end, NaN where no resample defined the figure.
        resamples: Resamples in which the figure was defined.
        below: Share of them in which it is below zero, zero itself counting half: what a paired
            difference is judged by.
    """

    low: float
    high: float
    resamples: int
    below: float = float("nan")


def bootstrap(
    figures: Callable[[NDArray[np.int64]], Mapping[str, float]],
    articles: int,
    *,
    seed: int,
    n_resamples: int = 1000,
    level: float = 0.95,
) -> dict[str, Interval]:
    """Compute percentile intervals of figures over resampled articles.

    Efron and Tibshirani (1993), chapter 13. All figures see the same resamples. A resample in
    which a figure is NaN (a label drawn not once) is left out of that figure's interval.

    Args:
        figures: Takes row indices of shape (articles,), with repeats, and returns figures by name.
        articles: Number of articles.
        seed: Seed of the resamples.
        n_resamples: Number of resamples.
        level: Share of the resamples inside the interval.

    Returns:
        The interval of each figure by name.

    Raises:
        ConfigError: If there are no articles, no resamples, or the level is not between 0 and 1.

    Example:
        >>> right = np.array([1, 1, 1, 0, 1, 1, 0, 1])
        >>> bootstrap(lambda rows: {"accuracy": right[rows].mean()}, 8, seed=0)["accuracy"]
        Interval(low=0.375, high=1.0, resamples=1000, below=0.0)
    """
    if articles < 1:
        raise ConfigError(f"articles is {articles}; expected at least 1 to draw resamples from.")
    if n_resamples < 1:
        raise ConfigError(f"n_resamples is {n_resamples}; expected at least 1, usually 1000.")
    if not 0 < level < 1:
        raise ConfigError(f"level is {level}; expected a share between 0 and 1, such as 0.95.")
    generator = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {}
    for _ in range(n_resamples):
        for name, value in figures(generator.integers(articles, size=articles)).items():
            drawn.setdefault(name, []).append(value)
    return {name: _interval(np.array(values), level) for name, values in drawn.items()}


def _interval(values: NDArray[np.float64], level: float) -> Interval:
    values = values[~np.isnan(values)]
    if not values.size:
        return Interval(float("nan"), float("nan"), 0)
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    below = ((values < 0).mean() + (values <= 0).mean()) / 2
    return Interval(float(low), float(high), values.size, float(below))

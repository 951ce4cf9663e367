"""Two classifiers on the same articles: differences with paired bootstrap intervals."""

from typing import Any

import numpy as np

from relclf.errors import CodebookError, DataError
from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.figures import figures_of
from relclf.evaluation.intervals import bootstrap
from relclf.evaluation.summary import LEVEL, evaluate

__all__ = ["compare", "differing"]


def compare(
    one: Evaluated, other: Evaluated, *, seed: int = 0, n_resamples: int = 1000
) -> dict[str, Any]:
    """Compare the figures of two classifiers on the same articles.

    Both are computed on the same resamples of the articles, so that what makes articles easy or
    hard for both leaves the interval of the difference (Efron and Tibshirani, 1993; Koehn, 2004).

    Args:
        one: The articles beside the first classifier's answers.
        other: The same articles beside the second's.
        seed: Seed of the bootstrap.
        n_resamples: Number of resamples.

    Returns:
        `models`: both names; `figures`: by figure, `one`, `other`, their `difference` (one minus
        other), its `interval`, and `worse`: the share of the resamples in which it is below zero,
        ties counting half; `labels`: by label, the F1 of both; `differing`: how many articles they
        decide differently. None stands for what these articles do not define.

    Raises:
        CodebookError: Their labels differ.
        DataError: Their articles differ.

    Example:
        >>> from relclf.articles import CodedArticle
        >>> from relclf.codebook import Codebook
        >>> from relclf.evaluation.baselines import evaluated_by_constant
        >>> articles = [CodedArticle("نص", id="a", topics=("energy",), interaction="visit")]
        >>> one = evaluated_by_constant(articles, articles, Codebook.load())
        >>> compare(one, one, n_resamples=10)["figures"]["topic_micro_f1"]
        {'one': 1.0, 'other': 1.0, 'difference': 0.0, 'interval': [0.0, 0.0], 'worse': 0.5}
    """
    _check(one, other)
    first, second = figures_of(one), figures_of(other)
    articles = len(one.articles)
    everything = np.arange(articles)
    values = first(everything), second(everything)
    names = [name for name in values[0] if name in values[1]]
    drawn = bootstrap(
        lambda rows: _differences(first(rows), second(rows)),
        articles,
        seed=seed,
        n_resamples=n_resamples,
        level=LEVEL,
    )
    tables = [evaluate(found, n_resamples=0) for found in (one, other)]
    return {
        "models": [one.name, other.name],
        "figures": {
            name: {
                "one": _number(values[0][name]),
                "other": _number(values[1][name]),
                "difference": _number(values[0][name] - values[1][name]),
                "interval": [_number(drawn[name].low), _number(drawn[name].high)],
                "worse": _number(drawn[name].below),
            }
            for name in names
        },
        "labels": {
            key: {"one": row["f1"], "other": tables[1][group][key]["f1"], "support": row["support"]}
            for group in ("topics", "interactions")
            for key, row in tables[0].get(group, {}).items()
        },
        "differing": len(differing(one, other)),
        "n_resamples": n_resamples,
        "seed": seed,
    }


def differing(one: Evaluated, other: Evaluated) -> list[int]:
    """Return the rows of the articles whose topics or interaction the two decide differently.

    Those on which their probabilities differ most come first.
    """
    differ = (one.decisions.topics != other.decisions.topics).any(axis=1)
    differ |= one.decisions.interactions != other.decisions.interactions
    gaps = [
        np.abs(getattr(one.probabilities, name) - getattr(other.probabilities, name))
        for name in ("topics", "interactions")
    ]
    gap = np.hstack([np.zeros((len(differ), 1)), *gaps]).max(axis=1)
    return sorted(np.flatnonzero(differ).tolist(), key=lambda row: (-gap[row], row))


def _differences(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    return {name: one[name] - other[name] for name in one if name in other}


def _check(one: Evaluated, other: Evaluated) -> None:
    if one.codebook.fingerprint != other.codebook.fingerprint:
        raise CodebookError(
            f"{one.name!r} and {other.name!r} have different labels (codebooks "
            f"{one.codebook.name!r} and {other.codebook.name!r}); compare models of one codebook."
        )
    if one.gold.ids != other.gold.ids:
        raise DataError(
            f"{one.name!r} and {other.name!r} were evaluated on different articles; compare them "
            "on the same ones, in the same order."
        )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

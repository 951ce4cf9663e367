"""The summary of an evaluation: every figure with its interval, as one JSON-able mapping."""

from typing import Any

import numpy as np

from relclf.evaluation.calibration_error import BINS
from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.figures import evidence_hits, figures_of, share
from relclf.evaluation.intervals import bootstrap
from relclf.evaluation.label_tables import (
    interaction_confusion,
    interaction_table,
    topic_table,
)
from relclf.evaluation.text_table import as_table

__all__ = ["as_table", "evaluate"]

LEVEL = 0.95


def evaluate(evaluated: Evaluated, *, seed: int = 0, n_resamples: int = 1000) -> dict[str, Any]:
    """Compute every figure of a classifier on coded articles.

    A figure of a variable that the codebook does not have, and one whose input is None, is absent;
    one that these articles do not define (no topic is judged, say) is None. `share_without_topics`
    counts all articles, `gold_share_without_topics` those whose topics are coded.

    Args:
        evaluated: The articles and the classifier's answers.
        seed: Seed of the bootstrap.
        n_resamples: Resamples of the bootstrap; 0 leaves the intervals out.

    Returns:
        Figures by name; `topics`, `interactions`: per-label tables; `interaction_confusion`: rows
        gold, columns predicted; `intervals`: by figure, low and high end at `interval_level`.

    Example:
        >>> from relclf.articles import CodedArticle
        >>> from relclf.codebook import Codebook
        >>> from relclf.decision import Decisions, Probabilities
        >>> names = {"energy": {"ar": "الطاقة", "en": "Energy"}}
        >>> nothing = np.zeros((1, 0))
        >>> summary = evaluate(Evaluated(
        ...     "mine", Codebook.from_dict({"name": "mine", "topics": names}),
        ...     [CodedArticle(text="نفط", id="a", topics=("energy",))],
        ...     Probabilities(topics=np.array([[0.9]]), interactions=nothing, planned=np.zeros(1)),
        ...     Decisions(topics=np.array([[True]]), interactions=np.array([-1]),
        ...               planned=np.array([False]))))
        >>> summary["topic_micro_f1"], "interaction_accuracy" in summary
        (1.0, False)
    """
    figures = figures_of(evaluated)
    articles, codebook = len(evaluated.articles), evaluated.codebook
    summary: dict[str, Any] = {
        "model": evaluated.name,
        "codebook": codebook.name,
        "codebook_fingerprint": codebook.fingerprint,
        "articles": articles,
        **{name: _number(value) for name, value in figures(np.arange(articles)).items()},
        **{
            f"{name}_pairs": int((~np.isnan(cells)).sum())
            for name, cells in evidence_hits(evaluated).items()
        },
        "calibration_bins": BINS,
    }
    if evaluated.coverage is not None:
        summary["coverage"] = float(evaluated.coverage.mean())
    if codebook.topics:
        summary |= _topic_details(evaluated)
    if codebook.interactions:
        summary |= _interaction_details(evaluated)
    if n_resamples:
        intervals = bootstrap(figures, articles, seed=seed, n_resamples=n_resamples, level=LEVEL)
        summary |= {
            "intervals": {
                name: [_number(interval.low), _number(interval.high)]
                for name, interval in intervals.items()
            },
            "interval_resamples": {name: found.resamples for name, found in intervals.items()},
            "interval_level": LEVEL,
            "seed": seed,
            "n_resamples": n_resamples,
        }
    return summary


def _topic_details(evaluated: Evaluated) -> dict[str, Any]:
    gold, keys = evaluated.gold.topics, evaluated.codebook.topic_keys
    coded = ~np.isnan(gold).all(axis=1)
    table = topic_table(gold, evaluated.decisions.topics, evaluated.probabilities.topics, keys)
    if evaluated.thresholds is not None:
        for key, threshold in zip(keys, evaluated.thresholds, strict=True):
            table[key]["threshold"] = float(threshold)
    return {
        "gold_share_without_topics": _number(share(~(gold[coded] == 1).any(axis=1))),
        "articles_with_topics_coded": int(coded.sum()),
        "topics": table,
    }


def _interaction_details(evaluated: Evaluated) -> dict[str, Any]:
    gold, said = evaluated.gold, evaluated.decisions
    keys = evaluated.codebook.interaction_keys
    judged = ~np.isnan(gold.planned)
    confusion = interaction_confusion(gold.interactions, said.interactions, len(keys))
    return {
        "articles_with_interaction_coded": int((gold.interactions >= 0).sum()),
        "interactions": interaction_table(gold.interactions, said.interactions, keys),
        "interaction_confusion": confusion.tolist(),
        "planned": {
            "support": int((gold.planned == 1).sum()),
            "predicted": int(said.planned[judged].sum()),
            "judged": int(judged.sum()),
        },
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

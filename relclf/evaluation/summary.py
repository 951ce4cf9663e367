"""The summary of an evaluation: every figure with its interval, as one JSON-able mapping."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relclf.codebook import Codebook
from relclf.decision import NONE, Decisions, Probabilities
from relclf.errors import DataError
from relclf.evaluation import metrics
from relclf.evaluation.calibration_error import (
    BINS,
    interaction_calibration_error,
    topic_calibration_error,
)
from relclf.evaluation.evidence import (
    Strongest,
    interaction_evidence_hits,
    topic_evidence_hits,
)
from relclf.evaluation.gold import Gold
from relclf.evaluation.intervals import bootstrap
from relclf.evaluation.label_tables import (
    interaction_confusion,
    interaction_table,
    topic_table,
)
from relclf.evaluation.text_table import as_table

__all__ = ["as_table", "evaluate"]

LEVEL = 0.95


def evaluate(
    gold: Gold,
    probabilities: Probabilities,
    decision: Decisions,
    strongest: Strongest | None,
    coverage: NDArray[np.float64] | None,
    codebook: Codebook,
    *,
    seed: int = 0,
    n_resamples: int = 1000,
) -> dict[str, Any]:
    """Compute every figure of a classifier on coded articles.

    A figure of a variable that the codebook does not have, and one whose input is None, is absent;
    one that these articles do not define (no topic is judged, say) is None. `share_without_topics`
    counts all articles, `gold_share_without_topics` those whose topics are coded.

    Args:
        gold: What the coders decided.
        probabilities: The classifier's probabilities, rows as in `gold`.
        decision: The labels decided from them, rows as in `gold`.
        strongest: For each article, the strongest segment of each label by key; None where the
            classifier has no segments.
        coverage: Share of each article that was read, of shape (articles,); None if not known.
        codebook: The codebook.
        seed: Seed of the bootstrap.
        n_resamples: Resamples of the bootstrap; 0 leaves the intervals out.

    Returns:
        Figures by name; `topics`, `interactions`: per-label tables; `interaction_confusion`: rows
        gold, columns predicted; `intervals`: by figure, low and high end at `interval_level`.

    Raises:
        DataError: If there are no articles or the shapes of the arguments disagree.

    Example:
        >>> from relclf.articles import CodedArticle
        >>> from relclf.evaluation.gold import gold_from
        >>> names = {"energy": {"ar": "الطاقة", "en": "Energy"}}
        >>> codebook = Codebook.from_dict({"name": "mine", "topics": names})
        >>> articles = [CodedArticle(text="نفط", id="a", topics=("energy",))]
        >>> nothing = np.zeros((1, 0))
        >>> summary = evaluate(
        ...     gold_from(articles, codebook),
        ...     Probabilities(topics=np.array([[0.9]]), interactions=nothing, planned=np.zeros(1)),
        ...     Decisions(topics=np.array([[True]]), interactions=np.array([-1]),
        ...              planned=np.array([False])),
        ...     None, None, codebook)
        >>> summary["topic_micro_f1"], "interaction_accuracy" in summary
        (1.0, False)
    """
    _check(gold, probabilities, decision, strongest, coverage, codebook)
    articles = len(gold.ids)
    everything = np.arange(articles)
    hits = _evidence_hits(gold, strongest, codebook)
    contact = np.array([key != NONE for key in codebook.interaction_keys] + [False])

    def figures(rows: NDArray[np.int64]) -> dict[str, float]:
        found = _topic_figures(gold, probabilities, decision, rows) if codebook.topics else {}
        if codebook.interactions:
            found |= _interaction_figures(gold, probabilities, decision, rows, contact)
        return found | {name: _share(cells[rows]) for name, cells in hits.items()}

    summary: dict[str, Any] = {
        "codebook": codebook.name,
        "codebook_fingerprint": codebook.fingerprint,
        "articles": articles,
        **{name: _number(value) for name, value in figures(everything).items()},
        **{f"{name}_pairs": int((~np.isnan(cells)).sum()) for name, cells in hits.items()},
        "calibration_bins": BINS,
    }
    if coverage is not None:
        summary["coverage"] = float(coverage.mean())
    if codebook.topics:
        summary |= _topic_details(gold, probabilities, decision, codebook)
    if codebook.interactions:
        summary |= _interaction_details(gold, decision, codebook)
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


def _topic_figures(
    gold: Gold, probabilities: Probabilities, decision: Decisions, rows: NDArray[np.int64]
) -> dict[str, float]:
    truth, chosen, given = gold.topics[rows], decision.topics[rows], probabilities.topics[rows]
    return {
        "topic_macro_f1": metrics.topic_macro_f1(truth, chosen),
        "topic_micro_f1": metrics.topic_micro_f1(truth, chosen),
        "topic_mean_average_precision": metrics.topic_mean_average_precision(truth, given),
        "topic_calibration_error": topic_calibration_error(truth, given),
        "share_without_topics": float((~chosen.any(axis=1)).mean()),
    }


def _interaction_figures(
    gold: Gold,
    probabilities: Probabilities,
    decision: Decisions,
    rows: NDArray[np.int64],
    contact: NDArray[np.bool_],
) -> dict[str, float]:
    truth, chosen = gold.interactions[rows], decision.interactions[rows]
    given, planned = probabilities.interactions[rows], gold.planned[rows]
    return {
        "interaction_accuracy": metrics.interaction_accuracy(truth, chosen),
        "interaction_macro_f1": metrics.interaction_macro_f1(truth, chosen),
        "interaction_accuracy_surest_half": metrics.surest_half_accuracy(truth, given),
        "planned_f1": metrics.planned_f1(planned, decision.planned[rows]),
        "planned_accuracy": metrics.planned_accuracy(
            planned, decision.planned[rows], contact[chosen]
        ),
        "interaction_calibration_error": interaction_calibration_error(truth, given),
    }


def _topic_details(
    gold: Gold, probabilities: Probabilities, decision: Decisions, codebook: Codebook
) -> dict[str, Any]:
    coded = ~np.isnan(gold.topics).all(axis=1)
    return {
        "gold_share_without_topics": _number(_share(~(gold.topics[coded] == 1).any(axis=1))),
        "articles_with_topics_coded": int(coded.sum()),
        "topics": topic_table(
            gold.topics, decision.topics, probabilities.topics, codebook.topic_keys
        ),
    }


def _interaction_details(gold: Gold, decision: Decisions, codebook: Codebook) -> dict[str, Any]:
    keys = codebook.interaction_keys
    judged = ~np.isnan(gold.planned)
    return {
        "articles_with_interaction_coded": int((gold.interactions >= 0).sum()),
        "interactions": interaction_table(gold.interactions, decision.interactions, keys),
        "interaction_confusion": interaction_confusion(
            gold.interactions, decision.interactions, len(keys)
        ).tolist(),
        "planned": {
            "support": int((gold.planned == 1).sum()),
            "predicted": int(decision.planned[judged].sum()),
            "judged": int(judged.sum()),
        },
    }


def _evidence_hits(
    gold: Gold, strongest: Strongest | None, codebook: Codebook
) -> Mapping[str, NDArray[np.float64]]:
    hits = {}
    if strongest is not None and codebook.topics:
        hits["evidence_top1_topics"] = topic_evidence_hits(gold, strongest, codebook)
    if strongest is not None and codebook.interactions:
        hits["evidence_top1_interaction"] = interaction_evidence_hits(gold, strongest, codebook)
    return hits


def _check(
    gold: Gold,
    probabilities: Probabilities,
    decision: Decisions,
    strongest: Strongest | None,
    coverage: NDArray[np.float64] | None,
    codebook: Codebook,
) -> None:
    articles = len(gold.ids)
    if not articles:
        raise DataError("there are no articles to evaluate; expected at least one coded article.")
    rows, topics = (articles,), (articles, len(codebook.topics))
    expected = {
        "gold.topics": (gold.topics.shape, topics),
        "probabilities.topics": (probabilities.topics.shape, topics),
        "decision.topics": (decision.topics.shape, topics),
        "probabilities.interactions": (
            probabilities.interactions.shape,
            (articles, len(codebook.interactions)),
        ),
        "decision.interactions": (decision.interactions.shape, rows),
        "decision.planned": (decision.planned.shape, rows),
        "coverage": (rows if coverage is None else coverage.shape, rows),
        "strongest": (rows if strongest is None else (len(strongest),), rows),
    }
    for name, (came, wanted) in expected.items():
        if came != wanted:
            raise DataError(
                f"{name} has the shape {came}; expected {wanted} for {articles} articles and the "
                f"codebook {codebook.name!r}. Were other articles or another codebook used?"
            )


def _share(cells: NDArray[Any]) -> float:
    """Average what is not NaN; NaN where nothing is left."""
    cells = cells[~np.isnan(cells)]
    return float(cells.mean()) if cells.size else float("nan")


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

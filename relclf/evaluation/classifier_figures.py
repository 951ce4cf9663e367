"""A classifier's figures on coded articles."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from relclf.articles import CodedArticle, Span
from relclf.classifier import RelationClassifier, Thresholds
from relclf.codebook import Codebook
from relclf.decision import decide, thresholds_for
from relclf.errors import CodebookError
from relclf.evaluation.gold import gold_from
from relclf.evaluation.summary import evaluate
from relclf.folder import Settings
from relclf.scoring import Scored, stacked_logits

__all__ = ["check_codebook", "evaluate_classifier", "evaluate_scored"]

_NOWHERE = (0, 0)


def evaluate_classifier(
    classifier: RelationClassifier,
    articles: Sequence[CodedArticle],
    *,
    thresholds: Thresholds = None,
    seed: int = 0,
    n_resamples: int = 1000,
) -> dict[str, Any]:
    """Classify coded articles and compare.

    Args:
        classifier: The classifier.
        articles: Articles coded with its codebook.
        thresholds: As in `RelationClassifier.predict`.
        seed: Seed of the bootstrap.
        n_resamples: Resamples of the bootstrap; 0 leaves the intervals out.

    Returns:
        What `relclf.evaluation.summary.evaluate` returns, with the model's name.

    Raises:
        DataError: There are no articles.
        CodebookError: An article has a label that the model does not know.

    Example:
        >>> from relclf.readers import read_coded
        >>> classifier = RelationClassifier.from_pretrained()
        >>> seeds = list(read_coded("seeds/coded.jsonl", classifier.codebook))
        >>> evaluate_classifier(classifier, seeds, n_resamples=0)["articles"]
        5
    """
    scored = [score for _, score in classifier.scores(articles)]
    summary = evaluate_scored(
        scored,
        articles,
        classifier.settings,
        classifier.codebook,
        thresholds=thresholds,
        seed=seed,
        n_resamples=n_resamples,
    )
    return {"model": classifier.name, **summary}


def evaluate_scored(
    scored: Sequence[Scored],
    articles: Sequence[CodedArticle],
    settings: Settings,
    codebook: Codebook,
    *,
    thresholds: Thresholds = None,
    seed: int = 0,
    n_resamples: int = 1000,
) -> dict[str, Any]:
    """Decide on articles that are scored already, and compare; see `evaluate_classifier`."""
    outputs = settings.outputs(codebook)
    probabilities = settings.calibration.probabilities(stacked_logits(scored, outputs), outputs)
    chosen = thresholds_for(codebook.topic_keys, settings.thresholds, thresholds)
    return evaluate(
        gold_from(articles, codebook),
        probabilities,
        decide(probabilities, chosen),
        [_strongest(score, codebook) for score in scored],
        np.array([score.coverage for score in scored]),
        codebook,
        seed=seed,
        n_resamples=n_resamples,
    )


def check_codebook(codebook: Codebook, model: Codebook) -> None:
    """Raise where articles were coded with another codebook than the model's.

    Raises:
        CodebookError: If labels or their order differ.
    """
    if codebook.fingerprint != model.fingerprint:
        keys = {*codebook.topic_keys, *codebook.interaction_keys}
        known = {*model.topic_keys, *model.interaction_keys}
        raise CodebookError(
            f"codebook {codebook.name!r} is not the model's ({model.name!r}): only the first has "
            f"{', '.join(sorted(keys - known)) or 'nothing'}, only the model has "
            f"{', '.join(sorted(known - keys)) or 'nothing'}. Evaluate with the model's own "
            "codebook, or train a model with this one."
        )


def _strongest(scored: Scored, codebook: Codebook) -> Mapping[str, Span]:
    keys = (*codebook.topic_keys, *codebook.interaction_keys)
    return {key: scored.strongest(output) or _NOWHERE for output, key in enumerate(keys)}

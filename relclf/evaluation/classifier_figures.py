"""A classifier's answers on coded articles, ready for its figures."""

from collections.abc import Mapping, Sequence

import numpy as np

from relclf.articles import CodedArticle, Span
from relclf.classifier import RelationClassifier, Thresholds
from relclf.codebook import Codebook
from relclf.decision import decide, thresholds_for
from relclf.errors import CodebookError
from relclf.evaluation.evaluated import Evaluated
from relclf.folder import Settings
from relclf.scoring import Scored, stacked_logits

__all__ = ["check_codebook", "evaluated_by", "evaluated_scores"]

_NOWHERE = (0, 0)


def evaluated_by(
    classifier: RelationClassifier,
    articles: Sequence[CodedArticle],
    *,
    thresholds: Thresholds = None,
) -> Evaluated:
    """Classify coded articles.

    Args:
        classifier: The classifier.
        articles: Articles coded with its codebook.
        thresholds: As in `RelationClassifier.predict`.

    Returns:
        The articles beside the classifier's answers.

    Raises:
        DataError: There are no articles.

    Example:
        >>> from relclf.evaluation.summary import evaluate
        >>> from relclf.readers import read_coded
        >>> classifier = RelationClassifier.from_pretrained()
        >>> seeds = list(read_coded("seeds/coded.jsonl", classifier.codebook))
        >>> evaluate(evaluated_by(classifier, seeds), n_resamples=0)["articles"]
        5
    """
    scored = [score for _, score in classifier.scores(articles)]
    settings, codebook = classifier.settings, classifier.codebook
    return evaluated_scores(scored, articles, settings, codebook, thresholds=thresholds)


def evaluated_scores(
    scored: Sequence[Scored],
    articles: Sequence[CodedArticle],
    settings: Settings,
    codebook: Codebook,
    *,
    thresholds: Thresholds = None,
) -> Evaluated:
    """Decide on articles that are scored already; see `evaluated_by`."""
    outputs = settings.outputs(codebook)
    probabilities = settings.calibration.probabilities(stacked_logits(scored, outputs), outputs)
    chosen = thresholds_for(codebook.topic_keys, settings.thresholds, thresholds)
    return Evaluated(
        name=settings.name,
        codebook=codebook,
        articles=articles,
        probabilities=probabilities,
        decisions=decide(probabilities, chosen),
        thresholds=chosen,
        strongest=[_strongest(score, codebook) for score in scored],
        coverage=np.array([score.coverage for score in scored]),
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

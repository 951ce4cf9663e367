"""A finished run into its model folder: calibration, thresholds and figures from validation."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from relclf.articles import CodedArticle
from relclf.atomic import new_folder
from relclf.classifier import RelationClassifier
from relclf.codebook import Codebook
from relclf.decision import NONE
from relclf.evaluation.baselines import evaluated_by_constant
from relclf.evaluation.classifier_figures import evaluated_scores
from relclf.evaluation.gold import gold_from
from relclf.evaluation.metrics import topic_macro_f1, topic_micro_f1
from relclf.evaluation.summary import evaluate
from relclf.folder import LEXICAL, Settings
from relclf.report.training_data import describe
from relclf.scoring import Scored, stacked_logits, with_words
from relclf.training.config import Config, Model
from relclf.training.lexical import choose_weights, fit_lexical, read
from relclf.training.run import Run, selection_of
from relclf.training.saving import add_decision, save_network
from relclf.training.tuning import cross_fitted_topics, fit_calibration, fit_thresholds

__all__ = ["collapsed", "save_run"]

FEWEST_ARTICLES = 20
# What needs no thresholds, which the network alone has none of.
UNDECIDED = ("topic_mean_average_precision", "interaction_accuracy", "interaction_macro_f1")
logger = logging.getLogger(__name__)


def save_run(
    run: Run,
    config: Config,
    codebook: Codebook,
    train: Sequence[CodedArticle],
    validation: Sequence[CodedArticle],
    folder: Path,
) -> dict[str, Any]:
    """Save a run as `folder/model`.

    Args:
        run: The finished run.
        config: Its configuration.
        codebook: The labels.
        train: Its training articles, for the constant baseline.
        validation: Fit calibration and thresholds.
        folder: The run's folder.

    Returns:
        The figures on validation; `selection` is what runs are compared by, beside that of the
        constant baseline, and `collapsed` says whether the run learned nothing.
    """
    gold = gold_from(validation, codebook)
    with new_folder(folder / "model") as model:
        save_network(run.network, run.tokenizer, codebook, config, model)
        # What was saved is what is calibrated: float16 weights and the inference path.
        classifier = RelationClassifier.from_pretrained(model, backend="torch")
        scored = [score for _, score in classifier.scores(validation)]
        outputs = classifier.settings.outputs(codebook)
        # Words alone beat a constant, so whether the network learned is asked of it alone.
        plain = evaluated_scores(scored, validation, classifier.settings, codebook)
        network = evaluate(plain, n_resamples=0)
        if config.model.lexical:
            settings = classifier.settings
            scored = _with_lexical(
                scored, train, validation, codebook, settings, config.model, model
            )
        logits = stacked_logits(scored, outputs)
        keys = codebook.interaction_keys
        none = keys.index(NONE) if NONE in keys else None
        calibration = fit_calibration(logits, gold, outputs, none=none)
        topics = calibration.probabilities(logits, outputs).topics
        fitted = fit_thresholds(topics, gold.topics) if codebook.topics else []
        settings = replace(
            classifier.settings,
            calibration=calibration,
            thresholds=dict(zip(codebook.topic_keys, fitted, strict=True)),
        )
        figures = evaluate(evaluated_scores(scored, validation, settings, codebook))
        constant = evaluated_by_constant(train, validation, codebook)
        floor = evaluate(constant, n_resamples=0)
        figures |= {
            "training_data": describe(train, codebook),
            "selection": selection_of(figures),
            "selection_constant": selection_of(floor),
        }
        figures["collapsed"] = collapsed(network, floor)
        if (model / LEXICAL).is_file():
            figures["without_lexical"] = {
                name: network[name] for name in UNDECIDED if network.get(name) is not None
            }
        if codebook.topics:
            decided = cross_fitted_topics(logits[:, : outputs.topics], gold.topics)
            figures["cross_fitted"] = {
                "topic_micro_f1": topic_micro_f1(gold.topics, decided),
                "topic_macro_f1": topic_macro_f1(gold.topics, decided),
            }
        add_decision(model, settings, codebook, figures)
    return figures


def _with_lexical(
    scored: Sequence[Scored],
    train: Sequence[CodedArticle],
    validation: Sequence[CodedArticle],
    codebook: Codebook,
    settings: Settings,
    options: Model,
    folder: Path,
) -> list[Scored]:
    """Fit the lexical channel, save it if it counts, and score with it what the network scored."""
    outputs, rename = settings.outputs(codebook), settings.rename_states
    gold = gold_from(train, codebook)
    channel = fit_lexical(train, gold, outputs, buckets=options.lexical_buckets, rename=rename)
    network = stacked_logits(scored, outputs)
    added = np.stack([channel(*read(article, rename=rename)) for article in validation])
    best = choose_weights(network, added, gold_from(validation, codebook), outputs)
    logger.info("words beside the network, best weights on validation: topics %g, %g", *best)
    given = (options.lexical_topics, options.lexical_interaction)
    taken = [own if one is None else one for one, own in zip(given, best, strict=True)]
    if not any(taken):
        return list(scored)
    weights = np.repeat(taken, [outputs.topics, outputs.interactions])
    channel.weighed(weights).save(folder)
    return [
        replace(score, logits=with_words(score.logits, weights * logits))
        for score, logits in zip(scored, added, strict=True)
    ]


def collapsed(figures: Mapping[str, Any], constant: Mapping[str, Any]) -> bool | None:
    """Tell whether a run learned nothing: a variable is judged no better than by a constant.

    Compared are the topics' mean average precision, which no threshold flatters, and the
    interaction's macro F1, which a frequent class does not.

    Args:
        figures: Of the run.
        constant: Of the constant baseline, on the same articles.

    Returns:
        None where fewer than 20 articles can't tell.

    Example:
        >>> run = {"articles": 99, "interaction_macro_f1": 0.05}
        >>> collapsed(run, {"articles": 99, "interaction_macro_f1": 0.05})
        True
    """
    if figures["articles"] < FEWEST_ARTICLES:
        return None
    return any(
        figures[name] <= constant[name] and figures[name] < 1
        for name in ("topic_mean_average_precision", "interaction_macro_f1")
        if figures.get(name) is not None and constant.get(name) is not None
    )

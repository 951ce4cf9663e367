"""The lexical channel, fitted on the training articles and weighed on validation."""

from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from relclf.articles import Article
from relclf.evaluation.gold import Gold
from relclf.evaluation.metrics import (
    interaction_accuracy,
    interaction_macro_f1,
    topic_macro_f1,
    topic_micro_f1,
)
from relclf.lexical import GROUPS, Lexical, counts_of, weigh
from relclf.pooling import FloatArray, Outputs
from relclf.segment_texts import segment_texts
from relclf.segments import Segment, segment_article
from relclf.training.tuning import cross_fitted_topics

__all__ = ["choose_weights", "fit_lexical", "read"]

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
FEWEST = 5  # articles with a topic, and without, for words to be learned


def fit_lexical(
    articles: Sequence[Article], gold: Gold, outputs: Outputs, *, buckets: int, rename: bool
) -> Lexical:
    """Fit regressions of the labels on hashed words and parts of words.

    Args:
        articles: Training articles.
        gold: Their codes.
        outputs: Which output is which.
        buckets: Buckets that each kind of features is hashed into.
        rename: Whether states are renamed.

    Returns:
        The channel. It says nothing of a topic that fewer than five articles have, or lack, nor of
        the interaction where fewer than three occur, for which words are not needed.
    """
    features = GROUPS * buckets
    counted = [counts_of(*read(article, rename=rename), buckets) for article in articles]
    frequency = np.bincount(np.concatenate([found for found, _ in counted]), minlength=features)
    idf = (np.log((1 + len(counted)) / (1 + frequency)) + 1).astype(np.float16)
    weighed = [weigh(*found, idf) for found in counted]
    table = scipy.sparse.csr_matrix(
        (
            np.concatenate([values for _, values in weighed]),
            np.concatenate([found for found, _ in weighed]),
            np.cumsum([0, *(len(found) for found, _ in weighed)]),
        ),
        shape=(len(weighed), features),
    )
    size = outputs.topics + outputs.interactions
    weights, bias = np.zeros((size, features)), np.zeros(size, np.float32)
    for topic, values in enumerate(gold.topics.T):
        coded = np.flatnonzero(~np.isnan(values))
        if min(values[coded].sum(), (1 - values[coded]).sum()) >= FEWEST:
            fit = LogisticRegression(C=10, solver="liblinear", tol=1e-3)
            fit.fit(table[coded], values[coded])
            weights[topic], bias[topic] = fit.coef_[0], fit.intercept_[0]
    coded = np.flatnonzero(gold.interactions >= 0)
    classes = np.unique(gold.interactions[coded])
    if len(classes) > 2:
        fit = LogisticRegression(C=20, class_weight="balanced", tol=1e-3, max_iter=300)
        fit.fit(table[coded], gold.interactions[coded])
        weights[outputs.topics + classes] = fit.coef_
        # What training never had is as unlikely as its least likely interaction.
        bias[outputs.topics :] = fit.intercept_.min()
        bias[outputs.topics + classes] = fit.intercept_
    scale = (np.maximum(np.abs(weights).max(axis=1), 1e-6) / 127).astype(np.float32)
    return Lexical(idf, np.rint(weights / scale[:, None]).astype(np.int8).T.copy(), scale, bias)


def read(article: Article, *, rename: bool) -> tuple[list[Segment], list[str]]:
    """Return an article's segments, and what is read of each."""
    segments = segment_article(article.title, article.text)
    return segments, segment_texts(article, segments, rename=rename)


def choose_weights(
    network: FloatArray, channel: FloatArray, gold: Gold, outputs: Outputs
) -> tuple[float, float]:
    """Choose how much the channel counts, by what epochs and runs are compared by too.

    Args:
        network: Logits of the network, of shape (articles, topics + interactions or more).
        channel: Those of the channel, of shape (articles, topics + interactions).
        gold: The codes of the articles.
        outputs: Which output is which.

    Returns:
        The weight for topics and that for the interaction: the least of those that are best for the
        sum of micro (or accuracy) and macro F1; 0 leaves the channel out.
    """
    parts = (slice(0, outputs.topics), slice(outputs.topics, channel.shape[1]))

    def topics(logits: FloatArray) -> float:
        # Out of fold, since thresholds that are fitted flatter whatever they are fitted on.
        decided = cross_fitted_topics(logits, gold.topics)
        return topic_micro_f1(gold.topics, decided) + topic_macro_f1(gold.topics, decided)

    def interactions(logits: FloatArray) -> float:
        chosen = logits.argmax(axis=1)
        return interaction_accuracy(gold.interactions, chosen) + interaction_macro_f1(
            gold.interactions, chosen
        )

    def best(figure: Callable[[FloatArray], float], part: slice) -> float:
        return max(WEIGHTS, key=lambda weight: figure(network[:, part] + weight * channel[:, part]))

    coded = (np.isfinite(gold.topics).any(), (gold.interactions >= 0).any())
    return (
        best(topics, parts[0]) if coded[0] else 0.0,
        best(interactions, parts[1]) if coded[1] else 0.0,
    )

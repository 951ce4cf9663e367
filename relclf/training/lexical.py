"""The lexical channel, fitted on the training articles and weighed on validation."""

from collections.abc import Sequence

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from relclf.articles import Article
from relclf.evaluation.metrics import interaction_accuracy, interaction_macro_f1
from relclf.lexical import FEATURES, Lexical, counts_of, weigh
from relclf.pooling import FloatArray

__all__ = ["choose_weight", "fit_lexical"]

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)


def fit_lexical(
    articles: Sequence[Article], gold: NDArray[np.int64], interactions: int
) -> Lexical | None:
    """Fit a regression of the interaction on hashed words and parts of words.

    Args:
        articles: Training articles.
        gold: Their interactions' indices, of shape (articles,); -1 where not coded.
        interactions: Number of interactions.

    Returns:
        The channel; None where fewer than three interactions occur, for which it is not needed.
    """
    coded = np.flatnonzero(gold >= 0)
    classes = np.unique(gold[coded])
    if len(classes) < 3:
        return None
    counted = [counts_of(articles[int(index)]) for index in coded]
    frequency = np.bincount(np.concatenate([found for found, _ in counted]), minlength=FEATURES)
    idf = (np.log((1 + len(counted)) / (1 + frequency)) + 1).astype(np.float16)
    weighed = [weigh(*found, idf) for found in counted]
    table = scipy.sparse.csr_matrix(
        (
            np.concatenate([values for _, values in weighed]),
            np.concatenate([features for features, _ in weighed]),
            np.cumsum([0, *(len(features) for features, _ in weighed)]),
        ),
        shape=(len(weighed), FEATURES),
    )
    fit = LogisticRegression(C=5, class_weight="balanced", tol=1e-3, max_iter=300)
    fit.fit(table, gold[coded])
    # What training never had is as unlikely as its least likely interaction.
    bias = np.full(interactions, fit.intercept_.min(), np.float32)
    bias[classes] = fit.intercept_
    scale = np.ones(interactions, np.float32)
    scale[classes] = np.maximum(np.abs(fit.coef_).max(axis=1), 1e-6) / 127
    weights = np.zeros((FEATURES, interactions), np.int8)
    weights[:, classes] = np.rint(fit.coef_ / scale[classes, None]).T
    return Lexical(idf, weights, scale, bias)


def choose_weight(network: FloatArray, channel: FloatArray, gold: NDArray[np.int64]) -> float:
    """Choose how much the channel counts, by what epochs and runs are compared by too.

    Args:
        network: Interaction logits of the network, of shape (articles, interactions).
        channel: Those of the channel, of the same shape.
        gold: Indices of the interactions, of shape (articles,); -1 where not coded.

    Returns:
        The least of the best weights for the sum of accuracy and macro F1; 0 leaves it out.

    Example:
        >>> network, channel = np.array([[0.1, 0.0], [0.0, 1.0]]), np.array([[0.0, 1.0]] * 2)
        >>> choose_weight(network, channel, np.array([1, 1]))
        0.25
    """

    def figure(weight: float) -> float:
        chosen = (network + weight * channel).argmax(axis=1)
        return float(interaction_accuracy(gold, chosen) + interaction_macro_f1(gold, chosen))

    return max(WEIGHTS, key=figure) if (gold >= 0).any() else 0.0

"""Groups of like articles, of which one each is taken."""

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

__all__ = ["one_of_each"]

DIMENSIONS = 100


def one_of_each(
    words: Any, number: int, *, seed: int, weights: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Order articles so that the first `number` come from as many groups: cluster sampling.

    k-means (Lloyd, 1982) on latent semantic vectors (Deerwester et al., 1990); from each group the
    article that is nearest to its centre, the largest group first (Kang, Ryu and Kwon, 2004, for a
    first sample; Zhdanov, 2019, with weights, among doubtful articles). Behind them the second
    nearest of each, and so on.

    Args:
        words: Vectors of the articles, of shape (articles, words).
        number: Number of groups.
        seed: Seed of the vectors and groups.
        weights: How much each article pulls its centre, of shape (articles,); alike by default.

    Returns:
        All rows in order, of shape (articles,), and for each row the share of the articles that
        are in its group, of shape (articles,).

    Example:
        >>> import scipy.sparse
        >>> words = scipy.sparse.csr_array([[1.0, 0.0], [0.9, 0.1], [1.0, 0.1], [0.0, 1.0]])
        >>> order, shares = one_of_each(words, 2, seed=0)
        >>> len(order), int(order[1]), shares[order[:2]].tolist()
        (4, 3, [0.75, 0.25])
    """
    articles = words.shape[0]
    number = min(number, articles)
    vectors = words.toarray() if min(words.shape) <= DIMENSIONS else _latent(words, seed)
    with warnings.catch_warnings():
        # Where fewer articles differ than there are groups, some groups are empty: no harm.
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = KMeans(number, n_init=1, random_state=seed).fit(vectors, sample_weight=weights)
    distances = np.linalg.norm(vectors - found.cluster_centers_[found.labels_], axis=1)
    sizes = np.bincount(found.labels_, minlength=number)[found.labels_]
    nearest = np.lexsort((distances, found.labels_))
    turns = np.empty(articles, dtype=np.int64)
    starts = np.searchsorted(found.labels_[nearest], np.arange(number))
    turns[nearest] = np.arange(articles) - starts[found.labels_[nearest]]
    return np.lexsort((found.labels_, -sizes, turns)), sizes / articles


def _latent(words: Any, seed: int) -> NDArray[np.float64]:
    latent = TruncatedSVD(DIMENSIONS, random_state=seed).fit_transform(words)
    return np.asarray(normalize(latent))

"""What a classifier says of coded articles that it did not learn from."""

from collections.abc import Sequence

import numpy as np

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.coding.regressions import fit_regressions
from relclf.coding.vectors import vectors_of
from relclf.decision import Probabilities
from relclf.errors import DataError
from relclf.evaluation.gold import gold_from
from relclf.training.near_duplicates import find_near_duplicates

__all__ = ["check_coded", "held_out_probabilities"]

FOLDS = 10


def held_out_probabilities(
    articles: Sequence[CodedArticle], codebook: Codebook, *, seed: int = 0
) -> Probabilities:
    """Cross-validate: each article's probabilities come from the articles of other folds.

    Near-duplicates share a fold, so that a reprint cannot vouch for the codes of its twin.

    Args:
        articles: Coded articles.
        codebook: The codebook of their codes.
        seed: Seed of the folds and the solver.

    Returns:
        Probabilities, NaN where the other folds had nothing to learn a label from.

    Raises:
        DataError: If nothing is coded, if all are near-duplicates of one another, or if no label
            can be learned.

    Example:
        >>> topics = {"energy": {"ar": "الطاقة", "en": "Energy"}}
        >>> codebook = Codebook.from_dict({"name": "mine", "topics": topics})
        >>> said = [("ارتفعت أسعار النفط", True), ("صدرت الدولة النفط أمس", True),
        ...         ("فاز الفريق في المباراة", False), ("خسر الفريق المباراة", False)]
        >>> articles = [CodedArticle(text, topics=("energy",) * yes) for text, yes in said]
        >>> (held_out_probabilities(articles, codebook).topics > 0.5).ravel().tolist()
        [True, True, False, False]
    """
    check_coded(articles, codebook)
    gold = gold_from(articles, codebook)
    number = len(articles)
    groups = find_near_duplicates(articles).groups
    folds = min(FOLDS, int(groups.max()) + 1)
    if folds < 2:
        raise DataError(
            f"the {number} articles are near-duplicates of one another; expected two different "
            "ones at least, to check one by the other."
        )
    fold_of = np.random.default_rng(seed).permutation(groups.max() + 1)[groups] % folds
    vectors = vectors_of(articles)
    topics = np.full(gold.topics.shape, np.nan)
    interactions = np.full((number, len(codebook.interactions)), np.nan)
    for fold in range(folds):
        others, own = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        found = fit_regressions(vectors, gold, others, codebook, seed=seed)
        probabilities = found.probabilities(vectors, own)
        topics[own], interactions[own] = probabilities.topics, probabilities.interactions
    if np.isnan(topics).all() and np.isnan(interactions).all():
        raise DataError(
            f"nothing can be learned from the {number} articles: each topic is on all of them or "
            "on too few, and so is each interaction. Code more articles, of different kinds."
        )
    return Probabilities(topics, interactions, np.full(number, np.nan))


def check_coded(articles: Sequence[CodedArticle], codebook: Codebook) -> None:
    """Refuse articles of which none has a code.

    Raises:
        DataError: If it is so.
    """
    if any(
        (codebook.topics and one.topics is not None)
        or (codebook.interactions and one.interaction is not None)
        for one in articles
    ):
        return
    raise DataError(
        f"none of the {len(articles)} articles is coded; expected topics or an interaction, as "
        f"the codebook {codebook.name!r} has them."
    )

"""Splits into train, validation and test: stratified, with near-duplicates kept together."""

import math
from collections.abc import Sequence

import numpy as np
from iterstrat.ml_stratifiers import IterativeStratification
from numpy.typing import NDArray

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.errors import ConfigError, DataError
from relclf.evaluation.gold import gold_from
from relclf.training.near_duplicates import find_near_duplicates
from relclf.training.split_record import NAMES, Leakage, Split

__all__ = ["Leakage", "Split", "split"]


def split(
    articles: Sequence[CodedArticle],
    codebook: Codebook,
    *,
    shares: tuple[float, float, float] = (0.8, 0.1, 0.1),
    seed: int,
    threshold: float = 0.5,
) -> Split:
    """Split coded articles so that every label keeps its share and no reprint crosses.

    Iterative stratification (Sechidis, Tsoumakas and Vlahavas, 2011) over topics, interactions and
    planned, with one row for each group of near-duplicates, which has the labels of all its
    articles. The same articles in another order give the same split.

    Args:
        articles: Coded articles, each with its own id.
        codebook: The codebook of their codes.
        shares: Shares of train, validation and test; a share of 0 leaves that split empty.
        seed: Seed of the draw.
        threshold: Least share of common five-word shingles of near-duplicates.

    Returns:
        The split.

    Raises:
        ConfigError: If the shares are negative or don't sum to 1, or the threshold is not a share.
        DataError: If ids are missing or double, or there are too few articles or groups of them.

    Example:
        >>> words = "زار بحث وقع هاتف شارك استقبل افتتح سلم هنأ ترأس".split()
        >>> articles = [CodedArticle(text=word, id=word, topics=()) for word in words]
        >>> drawn = split(articles, Codebook.load(), seed=0)
        >>> len(drawn.train), len(drawn.validation), len(drawn.test)
        (8, 1, 1)
    """
    _check(articles, shares, threshold)
    ordered = sorted(articles, key=lambda article: article.id)
    labels = _labels(ordered, codebook)
    found = find_near_duplicates(ordered, threshold=threshold)
    sizes = np.bincount(found.groups)
    together = np.zeros((len(sizes), labels.shape[1]), dtype=bool)
    np.logical_or.at(together, found.groups, labels)
    part_of_article = _draw(together, shares, seed)[found.groups]
    ungrouped = _draw(labels, shares, seed)[found.pairs]
    part_of = {article.id: part for article, part in zip(ordered, part_of_article, strict=True)}
    ids = [
        tuple(article.id for article in articles if part_of[article.id] == part)
        for part in range(len(NAMES))
    ]
    for name, share, members in zip(NAMES, shares, ids, strict=True):
        if share and not members:
            raise DataError(
                f"the {name} split would be empty: {len(articles)} articles in {len(sizes)} groups "
                f"of near-duplicates are too few for a share of {share}. Give more articles, a "
                "larger share, or a share of 0."
            )
    train, validation, test = ids
    return Split(
        train=train,
        validation=validation,
        test=test,
        shares=shares,
        seed=seed,
        codebook_fingerprint=codebook.fingerprint,
        leakage=Leakage(
            threshold=threshold,
            pairs=len(found.pairs),
            groups=int((sizes > 1).sum()),
            grouped_articles=int(sizes[sizes > 1].sum()),
            pairs_across_if_ungrouped=int((ungrouped[:, 0] != ungrouped[:, 1]).sum()),
        ),
    )


def _check(
    articles: Sequence[CodedArticle], shares: tuple[float, float, float], threshold: float
) -> None:
    if len(shares) != len(NAMES) or min(shares) < 0 or not math.isclose(sum(shares), 1):
        raise ConfigError(
            f"shares are {tuple(shares)}; expected three shares of 0 or more, for train, "
            "validation and test, that sum to 1, such as (0.8, 0.1, 0.1)."
        )
    if not 0 < threshold <= 1:
        raise ConfigError(f"threshold is {threshold}; expected a share above 0, at most 1.")
    wanted = sum(share > 0 for share in shares)
    if len(articles) < wanted:
        raise DataError(
            f"{len(articles)} articles cannot fill {wanted} splits; give more articles, or set "
            "a share to 0."
        )
    seen: set[str] = set()
    for number, article in enumerate(articles, start=1):
        if not article.id or article.id in seen:
            raise DataError(
                f"article {number}: the id {article.id!r} is {'double' if article.id else 'empty'};"
                " expected an id of its own for each article, since a split is a list of ids."
            )
        seen.add(article.id)


def _labels(articles: Sequence[CodedArticle], codebook: Codebook) -> NDArray[np.bool_]:
    """Build what is stratified, of shape (articles, columns): labels, and what is not judged."""
    gold = gold_from(articles, codebook)
    interactions = np.arange(-1, len(codebook.interactions))
    return np.column_stack(
        [
            gold.topics == 1,
            (gold.topics == 0).all(axis=1),
            np.isnan(gold.topics).all(axis=1),
            gold.interactions[:, None] == interactions,
            gold.planned == 1,
        ]
    )


def _draw(
    labels: NDArray[np.bool_], shares: tuple[float, float, float], seed: int
) -> NDArray[np.int64]:
    """Give each row of labels the number of its split, of shape (rows,)."""
    random = np.random.RandomState(seed)
    # The algorithm fills the splits in the order of the rows: unshuffled, train has the first ids.
    order = random.permutation(len(labels))
    drawn = np.empty(len(labels), dtype=np.int64)
    drawn[order] = IterativeStratification(labels[order], np.array(shares), random)
    return drawn

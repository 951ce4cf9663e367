"""Near-duplicates: which articles are reprints of one another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from relclf.articles import Article
from relclf.normalize import normalize

__all__ = ["NearDuplicates", "find_near_duplicates"]

SHINGLE_WORDS = 5
PERMUTATIONS = 128


@dataclass(frozen=True, slots=True, eq=False)
class NearDuplicates:
    """Pairs of near-duplicates and the groups that they link.

    Attributes:
        pairs: Rows of near-duplicate articles, of shape (pairs, 2), the lower row first.
        groups: Group of each article, of shape (articles,), numbered from 0.
    """

    pairs: NDArray[np.int64]
    groups: NDArray[np.int64]


def find_near_duplicates(
    articles: Sequence[Article], *, threshold: float = 0.5, seed: int = 0
) -> NearDuplicates:
    """Find articles that share most of their runs of five words.

    Candidates come from MinHash with locality-sensitive hashing (Broder, 1997; Indyk and Motwani,
    1998); a pair counts if the exact Jaccard similarity of its shingles reaches the threshold.
    Titles are left out, since a reprint often has its own.

    Args:
        articles: The articles.
        threshold: Least share of common shingles, from 0 to 1.
        seed: Seed of the hash functions.

    Returns:
        The pairs and groups.

    Example:
        >>> text = "استقبل وزير الخارجية نظيره وبحثا التعاون في الطاقة والتجارة"
        >>> articles = [Article(text=text), Article(text="خبر آخر"), Article(text=text + " اليوم")]
        >>> find_near_duplicates(articles).groups
        array([0, 1, 0])
    """
    shingles = [_shingles(article.text) for article in articles]
    hashes = MinHash.bulk(
        ([shingle.encode() for shingle in sorted(found)] for found in shingles),
        num_perm=PERMUTATIONS,
        seed=seed + 1,
    )
    # A missed candidate is lost, a false one is not: the exact similarity decides.
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, weights=(0.1, 0.9))
    pairs: list[tuple[int, int]] = []
    for row, minhash in enumerate(hashes):
        if not shingles[row]:
            continue
        for other in sorted(index.query(minhash)):
            if _jaccard(shingles[other], shingles[row]) >= threshold:
                pairs.append((other, row))
        index.insert(row, minhash)
    array = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    links = coo_array(
        (np.ones(len(array)), (array[:, 0], array[:, 1])), shape=(len(articles), len(articles))
    )
    groups = connected_components(links, directed=False)[1]
    return NearDuplicates(pairs=array, groups=groups.astype(np.int64))


def _shingles(text: str) -> set[str]:
    words = normalize(text, "basic").text.split()
    if not words:
        return set()
    last = max(1, len(words) - SHINGLE_WORDS + 1)
    return {" ".join(words[start : start + SHINGLE_WORDS]) for start in range(last)}


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)

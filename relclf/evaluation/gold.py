"""The gold arrays: what the coders decided, with the cells that they did not judge left open."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.errors import DataError, suggestion

__all__ = ["Gold", "gold_from"]


@dataclass(frozen=True, slots=True, eq=False)
class Gold:
    """The codes of some articles as arrays, in the order of the codebook.

    Attributes:
        ids: Article ids; row i of every array is the article `ids[i]`.
        topics: Array of shape (articles, topics): 1, 0, or NaN where it is not judged.
        interactions: Index of the interaction, of shape (articles,); -1 where it is not coded.
        planned: Array of shape (articles,): 1 planned, 0 held, NaN where it is not judged.
        evidence: What shows each article's labels; None for an article without evidence.
    """

    ids: tuple[str, ...]
    topics: NDArray[np.float64]
    interactions: NDArray[np.int64]
    planned: NDArray[np.float64]
    evidence: tuple[Evidence | None, ...]


def gold_from(articles: Sequence[CodedArticle], codebook: Codebook) -> Gold:
    """Build the gold arrays of coded articles.

    Topics that are null are not judged, nor is a topic that the coder was unsure of. An empty set
    of topics is judged: all are 0.

    Args:
        articles: Coded articles.
        codebook: Gives the columns and their order.

    Returns:
        The arrays.

    Raises:
        DataError: If an article has a label that is not in the codebook.

    Example:
        >>> article = CodedArticle(text="وقع الوزيران اتفاقا للطاقة", id="a", topics=("energy",),
        ...                        interaction="agreement_signing", status="held")
        >>> gold = gold_from([article], Codebook.load())
        >>> gold.topics.shape, float(gold.topics.sum()), float(gold.planned[0])
        ((1, 18), 1.0, 0.0)
    """
    columns = {key: column for column, key in enumerate(codebook.topic_keys)}
    indices = {key: index for index, key in enumerate(codebook.interaction_keys)}
    topics = np.full((len(articles), len(columns)), np.nan)
    interactions = np.full(len(articles), -1, dtype=np.int64)
    planned = np.full(len(articles), np.nan)
    for row, article in enumerate(articles):
        if columns and article.topics is not None:
            topics[row] = 0.0
            for key in article.topics:
                topics[row, _index(key, columns, article.id, "topics")] = 1.0
            for key in article.unsure_topics:
                topics[row, _index(key, columns, article.id, "unsure_topics")] = np.nan
        if indices and article.interaction is not None:
            interactions[row] = _index(article.interaction, indices, article.id, "interaction")
        if indices and article.status is not None:
            planned[row] = article.status == "planned"
    return Gold(
        ids=tuple(article.id for article in articles),
        topics=topics,
        interactions=interactions,
        planned=planned,
        evidence=tuple(article.evidence for article in articles),
    )


def _index(key: str, indices: dict[str, int], article_id: str, field: str) -> int:
    if key not in indices:
        raise DataError(
            f"article {article_id!r}, field {field!r}: {key!r} is not in the codebook."
            f"{suggestion(key, indices)} Expected one of {', '.join(indices)}."
        )
    return indices[key]

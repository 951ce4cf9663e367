"""Articles as vectors: TF-IDF of their words, computed once for all that is learned from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from relclf.articles import Article
from relclf.errors import DataError
from relclf.normalize import normalize

__all__ = ["Vectors", "vectors_of"]

LEAD_CHARACTERS = 400
FEW_ARTICLES = 100
"""Below this, words of a single article are kept too: there may be no others."""


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Articles as sparse vectors, row by row.

    Attributes:
        words: Of title and text, of shape (articles, words), each row of length 1.
        lead: The same, and beside it the words of title and lead alone, which decide the
            interaction; of shape (articles, words + lead words).
    """

    words: Any
    lead: Any


def vectors_of(articles: Sequence[Article]) -> Vectors:
    """Make the vectors of articles: sublinear TF-IDF (Salton and Buckley, 1988) of their words.

    No code is looked at, so articles that are held out of training may be among them.

    Args:
        articles: The articles.

    Returns:
        Their vectors.

    Raises:
        DataError: If no word is in two of the articles (in one, where they are few).

    Example:
        >>> vectors_of([Article("النفط والغاز"), Article("أسعار النفط")]).words.shape
        (2, 3)
    """
    words = _fitted(articles, None)
    return Vectors(words, scipy.sparse.hstack([words, _fitted(articles, LEAD_CHARACTERS)]).tocsr())


def _fitted(articles: Sequence[Article], characters: int | None) -> Any:
    vectorizer = TfidfVectorizer(
        token_pattern=r"\w+",
        min_df=1 if len(articles) < FEW_ARTICLES else 2,
        sublinear_tf=True,
        dtype=np.float32,
    )
    try:
        return vectorizer.fit_transform(_texts(articles, characters))
    except ValueError as error:  # what scikit-learn says where no word is left
        raise DataError(
            f"the {len(articles)} articles have no words in common to learn from; expected news "
            "articles whose words stand between blanks."
        ) from error


def _texts(articles: Iterable[Article], characters: int | None) -> Iterable[str]:
    return (normalize(f"{one.title}\n{one.text[:characters]}", "basic").text for one in articles)

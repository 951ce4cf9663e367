"""The articles of a collection that are most like given ones, to read those first."""

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from relclf.articles import Article
from relclf.normalize import normalize

WORDS = 50_000


def by_likeness(
    articles: Sequence[Article], like: Sequence[Article], normalizer: str
) -> list[Article]:
    """Order articles by how much their words are those of `like` rather than of the rest.

    Rocchio's (1971) direction: the mean TF-IDF vector of `like` less that of `articles`.

    Args:
        articles: A collection.
        like: Articles of the kind that is sought.
        normalizer: Text normaliser.

    Returns:
        The collection, the most alike first.

    Example:
        >>> sport = Article("فاز الفريق بالمباراة", id="a")
        >>> call = Article("هاتف الوزير نظيره", id="b")
        >>> like = [Article("اتصل الوزير، الوزير نظيره هاتف")]
        >>> [article.id for article in by_likeness([sport, call], like, "basic")]
        ['b', 'a']
    """
    vectorizer = TfidfVectorizer(
        max_features=WORDS, sublinear_tf=True, token_pattern=r"\w\w+", dtype=np.float32
    )
    vectors = vectorizer.fit_transform(_texts(articles, normalizer))
    kind = vectorizer.transform(_texts(like, normalizer))
    direction = np.asarray(kind.mean(axis=0) - vectors.mean(axis=0)).ravel()
    order = np.argsort(-(vectors @ direction), kind="stable")
    return [articles[index] for index in order]


def _texts(articles: Sequence[Article], normalizer: str) -> list[str]:
    return [normalize(f"{a.title}\n{a.text}", normalizer).text for a in articles]

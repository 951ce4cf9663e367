"""Articles back into records, as they stand in JSON Lines."""

from dataclasses import asdict
from typing import Any

from relclf.articles import Article

__all__ = ["record_of"]


def record_of(article: Article) -> dict[str, Any]:
    """Return the record from which the same article, coded or not, is made again.

    Args:
        article: An `Article` or a `CodedArticle`.

    Returns:
        A record whose values JSON can hold; what is empty or None is left out, except for `topics`
        and `interaction`, where None says "not coded".

    Example:
        >>> record_of(Article(text="استقبل الوزير نظيره.", id="n1"))
        {'id': 'n1', 'text': 'استقبل الوزير نظيره.'}
    """
    fields = {name: _plain(value) for name, value in asdict(article).items()}
    kept = {
        name: value
        for name, value in fields.items()
        if value not in (None, "", []) or name in ("topics", "interaction")
    }
    return {name: kept.pop(name) for name in ("id", "title", "text") if name in kept} | kept


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value

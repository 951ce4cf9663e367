"""Articles back into records, as they stand in JSON Lines."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from relclf.articles import Article, Evidence

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
    kept = {
        name: value
        for name, value in _plain(article).items()
        if value not in (None, "", []) or name in ("topics", "interaction")
    }
    return {name: kept.pop(name) for name in ("id", "title", "text") if name in kept} | kept


def _plain(value: Any) -> Any:
    # dataclasses.asdict copies deeply, which takes longer than reading the record.
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Article | Evidence):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value]

"""What a request to the HTTP API asks for."""

import json
from collections.abc import Iterator
from typing import Any

from relclf.app.limits import Limits, OverLimitError
from relclf.articles import Article, article_from_record
from relclf.errors import DataError, RelclfError, shown

__all__ = ["NotJsonError", "articles_of"]


class NotJsonError(RelclfError):
    """A request that is not JSON."""


def articles_of(body: bytes, limits: Limits) -> tuple[list[Article], bool]:
    """Read the articles of a request.

    Args:
        body: JSON: an article, or {"articles": [...]}.
        limits: How many articles there may be.

    Returns:
        The articles, and whether it is one by itself. One without an id gets its number.

    Raises:
        NotJsonError: If it is not JSON.
        DataError: If an article is not as it should be.
        OverLimitError: If there are too many.

    Example:
        >>> articles_of(b'{"articles": [{"text": "a"}, {"text": "b"}]}', Limits())[0][1].id
        '2'
    """
    asked = _parsed(body)
    if not isinstance(asked, dict):
        raise DataError(
            f"request: expected a JSON object, got {shown(asked)}; send an article, such as "
            '{"text": "..."}, or {"articles": [...]}.'
        )
    single = "articles" not in asked
    records = [asked] if single else asked["articles"]
    if not isinstance(records, list) or not records:
        raise DataError(
            f"articles: expected a list of at least one article, got {shown(records)}; send "
            '{"articles": [{"text": "..."}]}.'
        )
    if len(records) > limits.request_articles:
        raise OverLimitError(
            f"articles: there are {len(records):,}, expected at most {limits.request_articles:,}; "
            "send them in several requests, or use relclf predict."
        )
    return list(_articles(records, single)), single


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except RecursionError:
        raise NotJsonError(
            'request: it is nested too deeply; expected {"articles": [...]}.'
        ) from None
    except ValueError as error:  # not UTF-8, not JSON, or a number of thousands of digits
        raise NotJsonError(
            f"request: it is not JSON in UTF-8 ({error}); send an article, such as "
            '{"text": "..."}, or {"articles": [...]}.'
        ) from None


def _articles(records: list[Any], single: bool) -> Iterator[Article]:
    seen: dict[str, str] = {}
    for number, record in enumerate(records, 1):
        where = "request" if single else f"articles[{number - 1}]"
        if isinstance(record, dict) and record.get("id") in (None, ""):
            record = {**record, "id": str(number)}
        article = article_from_record(record, where)
        if article.id in seen:
            raise DataError(
                f"{where}: id: {shown(article.id)} is the id of {seen[article.id]} too; give each "
                "article its own."
            )
        seen[article.id] = where
        yield article

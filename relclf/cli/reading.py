"""What a command says about the articles that it reads."""

import logging
from collections.abc import Iterator
from typing import Any, TypeVar

from relclf.articles import Article
from relclf.readers import ArticleReader

__all__ = ["report_skipped", "with_notes"]

A = TypeVar("A", bound=Article)
_SHOWN = 20
logger = logging.getLogger(__name__)


def with_notes(reader: ArticleReader[A]) -> Iterator[A]:
    """Yield the reader's articles; say afterwards how many hold no Arabic."""
    foreign: list[str] = []
    count = 0
    for article in reader:
        if not has_arabic(article.text):
            count += 1
            if len(foreign) < _SHOWN:
                foreign.append(article.id)
        yield article
    if count:
        logger.warning(
            "%d articles hold no Arabic letter; the model was not made for them: %s",
            count,
            ", ".join(foreign) + (" ..." if count > len(foreign) else ""),
        )


def has_arabic(text: str) -> bool:
    """Tell whether a text holds an Arabic letter.

    Example:
        >>> has_arabic("قمة GCC"), has_arabic("summit")
        (True, False)
    """
    return any("\u0620" <= character <= "\u06d3" for character in text)


def report_skipped(reader: ArticleReader[Any]) -> None:
    """List the records that were skipped: the first ones, and their number."""
    for skipped in reader.skipped[:_SHOWN]:
        logger.warning("skipped: %s", skipped.message)
    if reader.skipped_count > _SHOWN:
        logger.warning("skipped: %d more", reader.skipped_count - _SHOWN)

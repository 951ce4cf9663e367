"""Whose codes are written: one annotator's, or each one's in a file of its own."""

import logging
from collections.abc import Iterable
from urllib.parse import quote

from relclf.annotation.luggage import Coding
from relclf.articles import CodedArticle
from relclf.errors import ConfigError, DataError, suggestion

__all__ = ["by_annotator", "of_one"]

_log = logging.getLogger(__name__)


def of_one(codings: Iterable[Coding], annotator: str | None = None) -> list[CodedArticle]:
    """Return what one annotator coded, and the articles that nobody coded.

    Args:
        codings: The codings of an export.
        annotator: Whose; None where there is one only.

    Returns:
        The articles, in the order of the export.

    Raises:
        ConfigError: If there are several annotators and none is named, or not that one.

    Example:
        >>> codings = [Coding("amal", CodedArticle("نص", id="a")), Coding(None, CodedArticle("نص"))]
        >>> len(of_one(codings))
        2
    """
    listed = list(codings)
    names = list(dict.fromkeys(c.annotator for c in listed if c.annotator is not None))
    if annotator is None and len(names) > 1:
        raise ConfigError(
            f"{len(names)} annotators coded these articles: {', '.join(names)}. Name one with "
            "--annotator, or give --each for a folder with a file for each, which "
            "`relclf agreement` compares."
        )
    if annotator is not None and annotator not in names:
        raise ConfigError(
            f"--annotator: nobody called {annotator!r} coded these articles."
            f"{suggestion(annotator, names)} Expected one of {', '.join(names) or 'none'}."
        )
    chosen = (None, annotator or next(iter(names), None))
    kept = [coding.article for coding in listed if coding.annotator in chosen]
    if len(kept) < len(listed):
        _log.warning("%d codings by others are left out", len(listed) - len(kept))
    return kept


def by_annotator(codings: Iterable[Coding]) -> dict[str, list[CodedArticle]]:
    """Return each annotator's articles, under a name that can be a file's.

    Args:
        codings: The codings of an export.

    Returns:
        The articles by annotator, in whose name what a file's cannot hold is written as %XX;
        those that nobody coded are in none, and counted in a log line.

    Raises:
        DataError: If nobody coded any.

    Example:
        >>> list(by_annotator([Coding("a/b", CodedArticle("نص"))]))
        ['a%2Fb']
    """
    found: dict[str, list[CodedArticle]] = {}
    left = 0
    for coding in codings:
        if coding.annotator is None:
            left += 1
        else:
            found.setdefault(quote(coding.annotator, safe="@ "), []).append(coding.article)
    if not found:
        raise DataError(f"none of the {left} articles was coded; there is nothing to write.")
    if left:
        _log.warning("%d articles that nobody coded are left out", left)
    return found

"""Checks of one record's fields; each error names the place, the id, the field and the fix."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from relclf.errors import DataError, shown, suggestion
from relclf.reading.encoding import is_lone_surrogate_free

__all__ = ["Place", "Span", "text_hint"]

Span = tuple[int, int] | Literal["title"]
"""Characters [start, end) of an article's text, or its title."""

# Blanks, line ends and marks of direction or width: what a reader does not see.
_INVISIBLE = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u061c\u200b\u200c\u200d\u200e\u200f"
    "\x00\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_CONTENT = ("title", "text")
_OTHER_NAMES_OF_TEXT = (
    *("body", "content", "article", "article_text", "event_text", "full_text", "fulltext"),
    *("النص", "نص", "نص الخبر", "المحتوى"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands; all checks are its methods, so that all errors name the place.

    Args:
        where: The file and the line.
        id: The record's id, empty while it is not known.

    Example:
        >>> Place("a.jsonl:3", "n1").string("خبر", "title")
        'خبر'
        >>> Place("a.jsonl:3", "n1").string(7, "title")
        Traceback (most recent call last):
        ...
        relclf.errors.DataError: a.jsonl:3: article 'n1': title: expected text, got 7.
    """

    where: str
    id: str = ""

    def error(self, field: str, message: str) -> DataError:
        """Return the error to raise for a field, for example `evidence.topics.energy[0]`."""
        article = f"article {shown(self.id)}: " if self.id else ""
        return DataError(f"{self.where}: {article}{field}: {message}")

    def mapping(self, value: Any, field: str) -> Mapping[str, Any]:
        """Return `value` if it is an object.

        Raises:
            DataError: If it is not.
        """
        if isinstance(value, Mapping):
            return value
        raise self.error(field, f"expected an object in braces, got {shown(value)}.")

    def string(self, value: Any, field: str) -> str:
        """Return `value` if it is text that can be written as UTF-8.

        NUL is refused in names and dates. In a title or a text it is a control character like
        others, which JSON can hold, agencies' exports do hold, and normalisers drop.

        Raises:
            DataError: If it is not.
        """
        if not isinstance(value, str):
            raise self.error(field, f"expected text, got {shown(value)}.")
        if field not in _CONTENT and (at := value.find("\x00")) >= 0:
            raise self.error(field, f"character {at} is NUL; remove it (is this binary data?).")
        if not is_lone_surrogate_free(value):
            at = next(i for i, c in enumerate(value) if "\ud800" <= c <= "\udfff")
            raise self.error(
                field,
                f"character {at} (\\u{ord(value[at]):04x}) is half of a surrogate pair; write "
                "the text as UTF-8, or escape both halves.",
            )
        return value

    def text(self, record: Mapping[str, Any]) -> str:
        """Return the field `text`, unchanged, if a reader sees something in it.

        Raises:
            DataError: If it is missing, null, not text, empty or blank.
        """
        if "text" not in record:
            keys = [str(key) for key in record]
            raise self.error(
                "text",
                f"the field is missing; the record has {shown(keys)}.{text_hint(keys)} Rename "
                "the field that holds the article to 'text'.",
            )
        value = record["text"]
        if value is None:
            raise self.error("text", "expected text, got null; give the article or drop it.")
        value = self.string(value, "text")
        if not value:
            raise self.error("text", "it is empty; give the article's text or drop the record.")
        if not value.strip(_INVISIBLE):
            raise self.error(
                "text",
                f"it holds {len(value)} blanks and nothing to read; give the article's text or "
                "drop the record.",
            )
        return value

    def optional(self, record: Mapping[str, Any], field: str) -> str | None:
        """Return a field that is text, or None where it is missing or null.

        Raises:
            DataError: If it is anything else.
        """
        value = record.get(field)
        return None if value is None else self.string(value, field)

    def choice(self, value: Any, field: str, known: Sequence[str], kind: str) -> str:
        """Return `value` if it is one of the known words.

        Args:
            value: What came.
            field: Its field.
            known: The words.
            kind: What they are, for the message: `topic`.

        Raises:
            DataError: If it is not one of them.
        """
        if isinstance(value, str) and value in known:
            return value
        if not known:
            raise self.error(
                field,
                f"got {shown(value)}, but the codebook has no {kind}s; remove the field, or "
                f"use a codebook with {kind}s.",
            )
        hint = suggestion(value, known) if isinstance(value, str) else ""
        raise self.error(
            field, f"unknown {kind} {shown(value)}.{hint} Expected one of {', '.join(known)}."
        )

    def strings(self, value: Any, field: str) -> tuple[str, ...]:
        """Return a list of different, not empty texts as a tuple.

        Raises:
            DataError: If it is not such a list.
        """
        if not isinstance(value, list | tuple):
            raise self.error(
                field, f'expected a list of text, got {shown(value)}; write ["a", "b"].'
            )
        items = tuple(self.string(item, f"{field}[{i}]") for i, item in enumerate(value))
        for index, item in enumerate(items):
            if not item.strip():
                raise self.error(f"{field}[{index}]", "it is empty; remove it.")
        self._different(items, field)
        return items

    def labels(
        self, value: Any, field: str, known: Sequence[str], kind: str = "topic"
    ) -> tuple[str, ...]:
        """Return a list of different known keys as a tuple, in the order given.

        Raises:
            DataError: If it is not such a list.
        """
        if not isinstance(value, list | tuple):
            raise self.error(
                field, f'expected a list of {kind}s, got {shown(value)}; write ["a", "b"].'
            )
        items = tuple(
            self.choice(item, f"{field}[{i}]", known, kind) for i, item in enumerate(value)
        )
        self._different(items, field)
        return items

    def spans(self, value: Any, field: str, text: str, title: str) -> tuple[Span, ...]:
        """Return a list of spans as a tuple.

        Args:
            value: What came: a list of `[start, end]` and `"title"`.
            field: Its field.
            text: The article's text, into which the spans point.
            title: The article's title.

        Raises:
            DataError: If it is not a list of spans within the text, or names a title that is
                empty.
        """
        if not isinstance(value, list | tuple):
            raise self.error(field, f"expected a list of spans, got {shown(value)}.")
        return tuple(self._span(item, f"{field}[{i}]", text, title) for i, item in enumerate(value))

    def _span(self, value: Any, field: str, text: str, title: str) -> Span:
        if value == "title":
            if title:
                return "title"
            raise self.error(
                field,
                'it is "title", but the article has no title; give the title or the '
                "characters of the text.",
            )
        pair = isinstance(value, list | tuple) and len(value) == 2
        if not pair or not all(type(number) is int for number in value):
            raise self.error(
                field,
                f'expected [start, end] in whole numbers or "title", got {shown(value)}.',
            )
        start, end = value
        if 0 <= start < end <= len(text):
            return start, end
        if start >= end:
            fix = "the end comes first" if start > end else "it is empty"
            raise self.error(
                field, f"got [{shown(start)}, {shown(end)}]: {fix}; the end is exclusive."
            )
        raise self.error(
            field,
            f"got [{shown(start)}, {shown(end)}], outside the text of {len(text)} characters; "
            "count characters (not bytes) from 0 in the text as it stands in the record.",
        )

    def _different(self, items: Iterable[str], field: str) -> None:
        seen: set[str] = set()
        for item in items:
            if item in seen:
                raise self.error(field, f"{shown(item)} stands there twice; remove one.")
            seen.add(item)


def text_hint(names: Sequence[str]) -> str:
    """Return " Did you mean ...?" with the name that seems to stand for `text`, or nothing.

    Args:
        names: Names of the fields or columns that came.

    Returns:
        A sentence that begins with a blank, or the empty string.

    Example:
        >>> text_hint(["id", "body"])
        " Did you mean 'body'?"
    """
    near = next((name for name in names if name.strip().lower() in _OTHER_NAMES_OF_TEXT), None)
    return f" Did you mean {near!r}?" if near else suggestion("text", names)

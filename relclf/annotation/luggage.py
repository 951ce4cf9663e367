"""What travels with an article through a tool: the record as it went out, as one line of JSON.

It holds what the tool has no field for (date, source, address, an empty list beside null, the order
of topics), so that nothing is lost on the way. The text travels only where the tool was shown it
otherwise than it is; a digest of what it was shown tells whether anybody changed it.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from relclf.annotation.shown import Shown, Unit
from relclf.articles import CodedArticle, coded_from_record
from relclf.codebook import Codebook
from relclf.reading.fields import Place
from relclf.reading.formats import parse_json
from relclf.records import record_of

__all__ = ["LUGGAGE", "Coding", "Notes", "packed", "unpacked"]

LUGGAGE = "relclf"
"""The name under which it travels."""

_DIGEST = "shown"

Notes = Counter[str]
"""What was found in an export and is not in the codes, and how often."""


@dataclass(frozen=True, slots=True)
class Coding:
    """An article that came back, with one annotator's codes."""

    annotator: str | None
    """Who coded it; None where nobody did."""
    article: CodedArticle
    """The article."""


def packed(article: CodedArticle, shown: Shown) -> str:
    """Return an article as it travels.

    Args:
        article: The article.
        shown: What the tool is shown of it.

    Returns:
        One line of ASCII, which no tool alters.

    Example:
        >>> article = CodedArticle("نص", id="n1")
        >>> packed(article, Shown("", article.text, "utf-16"))
        '{"id": "n1", "topics": null, "interaction": null, "shown": "e01176c2a05916f0"}'
    """
    record = record_of(article)
    if shown.text == shown.head + article.text:
        del record["text"]
    return json.dumps({**record, _DIGEST: _digest(shown.text)})


def unpacked(
    luggage: Any, text: Any, where: str, unit: Unit, codebook: Codebook
) -> tuple[CodedArticle, Shown]:
    """Return an article that travelled.

    Args:
        luggage: What `packed` made.
        text: The shown text, as it came back.
        where: The place, for error messages.
        unit: What the tool counts.
        codebook: The codebook.

    Returns:
        The article as it went out, and what the tool showed of it.

    Raises:
        DataError: If the luggage is missing or damaged, or the text was changed.
    """
    place = Place(where)
    if not isinstance(luggage, str):
        raise place.error(
            LUGGAGE,
            "it is missing; only what `relclf convert` wrote for the tool can be converted back.",
        )
    record = dict(place.mapping(parse_json(luggage, f"{where}: {LUGGAGE}"), LUGGAGE))
    text = place.string(text, "text")
    if record.pop(_DIGEST, None) != _digest(text):
        raise Place(where, str(record.get("id", ""))).error(
            "text",
            "it is not the text that relclf wrote, so that offsets would be wrong; take the "
            "article out, or put its text back.",
        )
    if "text" not in record:
        record["text"] = text.removeprefix(
            Shown(place.optional(record, "title") or "", "", unit).text
        )
    article = coded_from_record(record, where, codebook)
    return article, Shown(article.title, article.text, unit)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""Laws of codes on their way: records, CSV and annotation tools' exports give what went in."""

import json
from typing import Literal

from drawn import Drawn, check_message, file_of
from reader_laws import CODEBOOK

from relclf.annotation.as_csv import COLUMNS, csv_text, row_of
from relclf.annotation.exports import Exports, Tool
from relclf.annotation.luggage import Coding
from relclf.articles import CodedArticle, Evidence, Span, coded_from_record
from relclf.errors import DataError
from relclf.records import record_of

__all__ = ["export_law", "record_law"]

_TOOLS: tuple[Tool, ...] = ("doccano", "label-studio", "argilla", "csv")
_STATUSES: tuple[Literal["held", "planned"] | None, ...] = (None, "held", "planned")
_ENDINGS = {"doccano": ".jsonl", "csv": ".csv"}


def record_law(data: bytes) -> None:
    """A coded article is the same after JSON, and after CSV if CSV can hold it.

    A dozen bytes choose the codes; then come title, party, date and text, each up to 0xFF.
    """
    article = _drawn_article(Drawn(data))
    if article is None:
        return
    record = json.loads(json.dumps(record_of(article)))
    assert coded_from_record(record, "again", CODEBOOK) == article
    try:
        row = row_of(article)
    except DataError as error:
        check_message(error)
        assert "\x00" in f"{article.title}{article.text}" or article.parties
        return
    assert [coding.article for coding in _exported((csv_text(COLUMNS) + row).encode(), "csv")] == [
        article
    ]


def export_law(data: bytes) -> None:
    """An export gives codings that are valid records, or an error; the first byte is the tool."""
    drawn = Drawn(data)
    tool = drawn.choice(_TOOLS)
    for coding in _exported(drawn.rest(), tool):
        record = json.loads(json.dumps(record_of(coding.article)))
        assert coded_from_record(record, "again", CODEBOOK) == coding.article


def _exported(data: bytes, tool: Tool) -> list[Coding]:
    with file_of(data, _ENDINGS.get(tool, ".json")) as path:
        exports = Exports([path], tool, CODEBOOK, skip=True)
        codings: list[Coding] = []
        try:
            codings.extend(exports)
        except DataError as error:
            check_message(error)
        for skipped in exports.skipped:
            check_message(DataError(skipped.message))
        return codings


def _drawn_article(drawn: Drawn) -> CodedArticle | None:
    topics = tuple(key for key in CODEBOOK.topic_keys[:6] if drawn.number(4) == 1)
    interaction = drawn.choice((None, *CODEBOOK.interaction_keys[:3], "none"))
    contact = interaction not in (None, "none")
    status = drawn.choice(_STATUSES) if contact else None
    bounds = sorted((drawn.number(256), drawn.number(256)))
    coded, marked = drawn.number(3), drawn.number(2)
    title, party, date, text = (drawn.readable() for _ in range(4))
    span: tuple[Span, ...] = ("title",) if title else ()
    if bounds[0] < bounds[1] <= len(text):
        span += ((bounds[0], bounds[1]),)
    article = CodedArticle(
        id="n1",
        title=title,
        text=text,
        date=date or None,
        topics=topics if topics or coded else None,
        main_topics=topics[:1],
        interaction=interaction,
        status=status,
        parties=(party,) if party else (),
        evidence=Evidence(span if contact else (), dict.fromkeys(topics[1:], span))
        if marked
        else None,
    )
    try:
        coded_from_record(record_of(article), "drawn", CODEBOOK)
    except DataError as error:
        check_message(error)
        return None
    return article

"""Coded articles as CSV for spreadsheets, nothing lost.

relclf reads the columns as they stand. Articles are other people's text, and a spreadsheet computes
a cell that begins like a formula (OWASP, "CSV Injection"), or spoils it; such a cell gets an
apostrophe before it, as in predictions, and `--from csv` takes it off again.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from relclf.articles import CodedArticle, Evidence, coded_from_record
from relclf.codebook import Codebook
from relclf.output.as_csv import csv_line
from relclf.reading.fields import Place, Span
from relclf.records import record_of

__all__ = ["COLUMNS", "article_of_row", "csv_text", "row_of"]

_ARTICLE = ("id", "title", "text", "date", "source", "url")
_LISTS = ("topics", "main_topics", "unsure_topics", "parties")
_SINGLE = ("interaction", "secondary_interaction", "status")
_NONE = "[]"
_GUARD = "'"
COLUMNS = (*_ARTICLE, *_LISTS, *_SINGLE, "evidence")
"""The header."""


def row_of(article: CodedArticle) -> str:
    """Return the line of an article, with its line end.

    Args:
        article: The article.

    Returns:
        The cells in the order of `COLUMNS`, all in quotes; line ends in them stay.

    Raises:
        DataError: If CSV cannot hold a cell: NUL, or a party with a semicolon or named `[]`.

    Example:
        >>> print(row_of(CodedArticle("- هاتفه.", id="n1", topics=()))[:26])
        "n1","","'- هاتفه.","","",
    """
    place = Place("to CSV", article.id)
    guarded = _guarded(article.text)
    record = record_of(_moved(article, len(guarded) - len(article.text)))
    cells = {name: _guarded(record.get(name, "")) for name in _ARTICLE}
    cells |= {name: ";".join(record.get(name) or ()) for name in _LISTS}
    cells |= {name: record.get(name) or "" for name in _SINGLE}
    if article.topics == ():
        cells["topics"] = _NONE
    if article.evidence is not None:
        cells["evidence"] = json.dumps(record["evidence"], ensure_ascii=False)
    parts = [part.strip() for part in cells["parties"].split(";")]
    if article.parties and (parts != [*article.parties] or parts == [_NONE]):
        raise place.error(
            "parties",
            "a CSV cell cannot hold a semicolon or outer blanks within one, nor one named "
            f"{_NONE}, which is an empty list; rename it, or convert to relclf.",
        )
    cells["parties"] = _guarded(cells["parties"])
    for name, cell in cells.items():
        if "\x00" in cell:
            raise place.error(name, "CSV cannot hold NUL; remove it, or convert to relclf.")
    return csv_text([cells.get(name, "") for name in COLUMNS])


def article_of_row(record: Mapping[str, Any], where: str, codebook: Codebook) -> CodedArticle:
    """Return the article of a row that `row_of` made.

    Args:
        record: The row, as `relclf.reading.tables.csv_rows` parses it.
        where: The place, for error messages.
        codebook: The codebook.

    Returns:
        The article without the apostrophes.

    Raises:
        DataError: If a cell is not as it should be.
    """
    guarded = coded_from_record(record, where, codebook)
    shift = len(_bare(guarded.text)) - len(guarded.text)
    made = record_of(_moved(guarded, shift))
    made |= {name: _bare(made[name]) for name in _ARTICLE if name in made}
    if guarded.parties:
        made["parties"] = [_bare(guarded.parties[0]), *guarded.parties[1:]]
    return coded_from_record(made, where, codebook)


def csv_text(cells: Sequence[str]) -> str:
    r"""Return a row as a line with its line end, every cell in quotes.

    Example:
        >>> csv_text(["a", "b"])
        '"a","b"\n'
    """
    line = io.StringIO()
    # Only all in quotes is a lone carriage return safe in a cell.
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _moved(article: CodedArticle, shift: int) -> CodedArticle:
    """Return an article whose evidence stands some characters later."""
    evidence = article.evidence
    if evidence is None or not shift:
        return article

    def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(
            span if span == "title" else (max(span[0] + shift, 0), span[1] + shift)
            for span in spans
        )

    topics = {topic: moved(spans) for topic, spans in evidence.topics.items()}
    return replace(article, evidence=Evidence(moved(evidence.interaction), topics))


def _guarded(cell: str) -> str:
    return f"{_GUARD}{cell}" if _looks_like_formula(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith(_GUARD) and _looks_like_formula(cell) else cell


def _looks_like_formula(cell: str) -> bool:
    # One that has the apostrophe already counts, lest its own be taken off.
    return csv_line([cell.lstrip(_GUARD)]).removeprefix('"').startswith(_GUARD)

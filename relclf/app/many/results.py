"""Articles with their predictions, kept on disk while a session lasts, to filter, sort and page."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relclf.app.gate import GoneError
from relclf.app.many.sureness import sureness
from relclf.articles import Article, article_from_record
from relclf.codebook import Codebook
from relclf.output.record import OutputRecord
from relclf.prediction import Prediction
from relclf.records import record_of

__all__ = ["ORDERS", "Query", "Results", "Row"]

ORDERS = {
    "file": "number",
    "unsure": "sureness, number",
    "sure": "sureness desc, number",
    "interaction": "interaction, number",
    "title": "title, number",
}
"""How rows can be sorted, by name."""

_TABLE = """create table results (
    number integer primary key, id text unique, title text, interaction text, planned integer,
    topics text, sureness real, words text, record blob, article text)"""


@dataclass(frozen=True, slots=True)
class Query:
    """Which rows are wanted; empty is any."""

    interaction: str = ""
    """Key of the interaction."""
    topic: str = ""
    """Key of a topic that the article has, perhaps beside others."""
    text: str = ""
    """What the id, the title or the text contains, in any case of letters."""
    most_sure: float = 1.0
    """The greatest sureness."""
    order: str = "file"
    """A key of `ORDERS`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article as a table shows it."""

    number: int
    """Its place among those classified, from 1."""
    article: Article
    """The article."""
    prediction: dict[str, Any]
    """What `Prediction.to_record` gives."""
    sureness: float
    """How sure the classifier is (`relclf.app.many.sureness`)."""


class Results:
    """Predictions beside their articles; may be used from any thread.

    Args:
        path: The file that holds them; it must not exist yet.
        codebook: The classifier's codebook.

    Example:
        >>> import tempfile
        >>> from relclf.articles import Evidence
        >>> book = {"name": "b", "topics": {"energy": {"ar": "الطاقة", "en": "Energy"}}}
        >>> said = Prediction("n1", (), None, None, {"energy": 0.2}, {}, None, Evidence(), 1.0, "m")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     results = Results(Path(folder, "r"), Codebook.from_dict(book))
        ...     results.add(Article("خبر", "n1"), said)
        ...     [row.article.id for row in results.rows(Query(), 0, 10)], results.count(Query())
        (['n1'], 1)
    """

    def __init__(self, path: Path, codebook: Codebook) -> None:
        self.codebook = codebook
        self._lock = threading.Lock()
        self._base: sqlite3.Connection | None = sqlite3.connect(path, check_same_thread=False)
        # What a crash may leave unfinished here is thrown away anyway.
        self._base.execute("pragma synchronous = off")
        self._base.execute(_TABLE)

    def add(self, article: Article, prediction: Prediction) -> None:
        """Keep an article, whose id no other has, and its prediction.

        Raises:
            GoneError: If the session has ended.
        """
        record = OutputRecord.of(article, prediction)
        row = (
            article.id,
            article.title,
            prediction.interaction,
            prediction.planned,
            "".join(f"|{topic}|" for topic in prediction.topics),
            sureness(prediction, self.codebook),
            "\n".join((article.id, article.title, article.text)).casefold(),
            record.to_line(),
            json.dumps(record_of(article)),
        )
        self._ask(f"insert into results values (null{', ?' * len(row)})", row)

    def count(self, query: Query) -> int:
        """Count the rows that a query finds."""
        where, values = _where(query)
        [(count,)] = self._ask(f"select count(*) from results where {where}", values)
        return int(count)

    def rows(self, query: Query, first: int, number: int) -> list[Row]:
        """Return some of the rows that a query finds.

        Args:
            query: The query.
            first: How many to pass over.
            number: How many to return.
        """
        where, values = _where(query)
        order = ORDERS[query.order]
        found = self._ask(
            "select number, article, record, sureness from results "
            f"where {where} order by {order} limit ? offset ?",
            (*values, number, first),
        )
        return [_row(*one) for one in found]

    def places(self, order: str) -> list[tuple[int, str]]:
        """Return the numbers and ids of all rows in an order, a key of `ORDERS`."""
        found = self._ask(f"select number, id from results order by {ORDERS[order]}")
        return [(number, id_) for number, id_ in found]

    def row(self, number: int) -> Row:
        """Return the row with a number."""
        [found] = self._ask(
            "select number, article, record, sureness from results where number = ?", (number,)
        )
        return _row(*found)

    def article(self, id: str) -> Article | None:
        """Return the article with an id, None where there is none."""
        found = self._ask("select article from results where id = ?", (id,))
        return article_from_record(json.loads(found[0][0]), "results") if found else None

    def records(self) -> Iterator[OutputRecord]:
        """Yield what is written of each article, in the order in which they were classified."""
        last = 0
        query = "select number, record from results where number > ? order by number limit 500"
        while found := self._ask(query, (last,)):
            for number, line in found:
                record = OutputRecord.from_line(line)
                assert record is not None  # it was written by `add`
                yield record
                last = number

    def close(self) -> None:
        """End; whoever still adds gets a `GoneError`."""
        with self._lock:
            if self._base is not None:
                self._base.close()
            self._base = None

    def _ask(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._base is None:
                raise GoneError("the session has ended; send the file again.")
            with self._base:
                return self._base.execute(query, values).fetchall()


def _where(query: Query) -> tuple[str, tuple[Any, ...]]:
    conditions: dict[str, Any] = {"sureness <= ?": query.most_sure}
    if query.interaction:
        conditions["interaction = ?"] = query.interaction
    if query.topic:
        conditions["instr(topics, ?)"] = f"|{query.topic}|"
    if query.text.strip():
        conditions["instr(words, ?)"] = query.text.strip().casefold()
    return " and ".join(conditions), tuple(conditions.values())


def _row(number: int, article: str, record: bytes, sure: float) -> Row:
    written = OutputRecord.from_line(record)
    assert written is not None  # it was written by `add`
    read = article_from_record(json.loads(article), "results")
    return Row(number, read, dict(written.prediction), sure)

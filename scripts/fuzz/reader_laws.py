"""Laws of the readers: articles, or an error that says where; nothing twice, nothing in silence."""

import gzip
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from drawn import Drawn, check_message, file_of

from relclf.articles import Article, CodedArticle, coded_from_record
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.readers import ArticleReader, read_articles, read_coded
from relclf.records import record_of

__all__ = ["CODEBOOK", "csv_law", "gzip_law", "jsonl_law", "parquet_law", "text_law"]

A = TypeVar("A", bound=Article)
CODEBOOK = Codebook.load()


def jsonl_law(data: bytes) -> None:
    """Check the readers' law for JSON Lines."""
    _law(data, ".jsonl")


def csv_law(data: bytes) -> None:
    """Check the readers' law for CSV."""
    _law(data, ".csv")


def parquet_law(data: bytes) -> None:
    """Check the readers' law for Parquet."""
    _law(data, ".parquet")


def text_law(data: bytes) -> None:
    """Check the readers' law for a text file and for standard input; the first byte chooses."""
    drawn = Drawn(data)
    if drawn.number(2):
        _law(drawn.rest(), ".txt")
    else:
        with _as_stdin(drawn.rest()):
            _check("-")


def gzip_law(data: bytes) -> None:
    """Check the readers' law for gzip, as it comes or packed here; one that is cut always raises.

    The first byte chooses; the next is how many bytes are cut off at the end.
    """
    drawn = Drawn(data)
    ending = drawn.choice((".jsonl.gz", ".csv.gz"))
    if not drawn.number(2):
        _law(drawn.rest(), ending)
        return
    cut = drawn.number(256)
    packed = gzip.compress(drawn.rest(), compresslevel=1)
    # Of an empty file nobody can say that it was cut.
    cut = min(cut, len(packed) - 1)
    with file_of(packed[: len(packed) - cut], ending) as path:
        problem = _check(path)
        assert problem or not cut


def _law(data: bytes, ending: str) -> None:
    with file_of(data, ending) as path:
        _check(path)


def _check(path: str) -> DataError | None:
    skipping = read_articles(path, on_error="skip")
    articles, problem = _all(skipping)
    assert skipping.read_count == len(articles)
    assert problem or articles or skipping.skipped_count
    assert len({article.id for article in articles}) == len(articles)
    for article in articles:
        assert article.id
        assert article.text.strip("\x00 \n")
        json.dumps(record_of(article), ensure_ascii=False).encode("utf-8")
    for skipped in skipping.skipped:
        check_message(DataError(skipped.message))
    if path == "-":
        return problem
    # Not all of it each time, for speed.
    choice = os.path.getsize(path) % 4
    if choice == 1:
        for coded in _coded(path):
            _check_coded(coded)
    elif choice == 2 and articles:
        strict, stopped = _all(read_articles(path))
        assert strict == articles[: len(strict)]
        assert (stopped is None) == (problem is None and not skipping.skipped_count)
        assert stopped or strict == articles
    return problem


def _check_coded(article: CodedArticle) -> None:
    if article.evidence is not None:
        for spans in (article.evidence.interaction, *article.evidence.topics.values()):
            for span in spans:
                assert span == "title" or 0 <= span[0] < span[1] <= len(article.text)
    assert {*(article.topics or ()), *article.unsure_topics} <= {*CODEBOOK.topic_keys}
    record = json.loads(json.dumps(record_of(article)))
    assert coded_from_record(record, "again", CODEBOOK) == article


def _coded(path: str) -> list[CodedArticle]:
    try:
        reader = read_coded(path, CODEBOOK, on_error="skip")
    except DataError as error:
        check_message(error)
        return []
    return _all(reader)[0]


def _all(reader: ArticleReader[A]) -> tuple[list[A], DataError | None]:
    articles: list[A] = []
    try:
        articles.extend(reader)
    except DataError as error:
        check_message(error)
        return articles, error
    return articles, None


@contextmanager
def _as_stdin(data: bytes) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(data))
    try:
        yield
    finally:
        sys.stdin = before

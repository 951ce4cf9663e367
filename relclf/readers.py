"""Readers that stream articles and coded articles out of files, folders and standard input."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from relclf.articles import Article, CodedArticle, article_from_record, coded_from_record
from relclf.codebook import Codebook
from relclf.reading.inputs import find_sources
from relclf.reading.reader import ArticleReader, OnError, Skipped

__all__ = ["ArticleReader", "Skipped", "read_articles", "read_coded"]


def read_articles(
    inputs: str | Path | Sequence[str | Path], *, on_error: OnError = "fail"
) -> ArticleReader[Article]:
    """Read articles from files, folders or standard input.

    Args:
        inputs: A path, a folder, "-" (standard input: JSON Lines if it begins with a brace,
            else one article as plain text), or several of them. JSON Lines (`.jsonl`, `.json`)
            and CSV may be gzipped; a `.txt` file is one article, its name the id. A record
            without an id gets the file's name and the line. A folder stands for its `.txt`
            files, or, if it has none, for its JSON Lines, CSV and Parquet files.
        on_error: "fail", or "skip" to count and list bad records and go on.

    Returns:
        The articles, to iterate over; see `ArticleReader` for its counters.

    Raises:
        DataError: If an input does not exist or is of no known kind.
        ConfigError: If `on_error` is another word.
        MissingExtraError: If a Parquet file is named and pyarrow is not installed.

    Example:
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = pathlib.Path(folder, "n1.txt").write_text("استقبل الوزير نظيره.")
        ...     [article.id for article in read_articles(folder)]
        ['n1']
    """
    found = find_sources(inputs)
    return ArticleReader(found, article_from_record, coded=False, on_error=on_error)


def read_coded(
    inputs: str | Path | Sequence[str | Path], codebook: Codebook, *, on_error: OnError = "fail"
) -> ArticleReader[CodedArticle]:
    """Read coded articles from JSON Lines, CSV or Parquet.

    Args:
        inputs: As for `read_articles`, without text files. A record may name a `.txt` file in
            its own folder by `file` in place of `text`.
        codebook: The codebook whose keys the records use.
        on_error: "fail", or "skip" to count and list bad records and go on.

    Returns:
        The coded articles, to iterate over.

    Raises:
        DataError: If an input does not exist, is of no known kind or is a text file.
        ConfigError: If `on_error` is another word.
        MissingExtraError: If a Parquet file is named and pyarrow is not installed.

    Example:
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "news.jsonl")
        ...     _ = path.write_text('{"text": "هاتف الوزير نظيره.", "interaction": "phone_call"}')
        ...     [(article.id, article.topics) for article in read_coded(path, Codebook.load())]
        [('news:1', None)]
    """

    def make(record: Mapping[str, Any], where: str) -> CodedArticle:
        return coded_from_record(record, where, codebook)

    return ArticleReader(find_sources(inputs, coded=True), make, coded=True, on_error=on_error)

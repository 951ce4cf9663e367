"""The five articles with which the project began, to try the page with."""

from importlib.resources import files
from pathlib import Path

from relclf.articles import Article
from relclf.readers import read_articles

__all__ = ["examples"]


def examples() -> list[Article]:
    """Return the examples; none where they were not installed.

    The folder beside this module is a link to `seeds/`, which a wheel holds as files; Windows may
    check it out as a text file.

    Example:
        >>> len(examples())
        5
    """
    listed = Path(str(files("relclf.app.one"))) / "seeds" / "coded.jsonl"
    return list(read_articles(listed)) if listed.is_file() else []

"""The tab for one article: paste it, see what it is about and what shows that."""

from relclf.app.one.tab import one_article

__all__ = ["one_article"]

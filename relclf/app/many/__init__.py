"""The tab for many articles."""

from relclf.app.many.tab import many_articles

__all__ = ["many_articles"]

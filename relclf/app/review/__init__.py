"""The tab for reviewing predictions."""

from relclf.app.review.tab import review

__all__ = ["review"]

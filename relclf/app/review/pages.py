"""What the review shows, as HTML: where it stands, and the article to select evidence in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from relclf.app.many.pages import environment
from relclf.app.review.desk import Offer
from relclf.app.review.reviewing import Review
from relclf.app.review.words import SAID, TROUBLES
from relclf.app.visible import direction, visible
from relclf.articles import Article, Span
from relclf.errors import RelclfError
from relclf.segments import Place, segment_article

__all__ = [
    "Block",
    "Piece",
    "article_page",
    "blocks",
    "header_page",
    "offer_page",
    "said_page",
    "trouble_page",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters [start, end) of a text, shown alike."""

    start: int
    end: int
    text: str
    """What is shown."""
    exact: bool
    """Whether it is shown as it stands, so that a selection may begin or end within it."""
    marked: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A sentence, or what stands between two."""

    start: int
    end: int
    sentence: bool
    first: bool
    """Whether it is the first sentence."""
    marked: bool
    """Whether it is marked as a whole."""
    parts: tuple[Piece, ...]


def blocks(text: str, spans: Sequence[Span]) -> list[Block]:
    """Cut a text into sentences, and these at the borders of its marks.

    Args:
        text: The text.
        spans: Its marks.

    Returns:
        The blocks, in order; what their pieces stand for gives the whole text.

    Example:
        >>> [block] = blocks("ab😀cd", [(3, 5)])
        >>> [(piece.start, piece.end, piece.text, piece.marked) for piece in block.parts]
        [(0, 3, 'ab😀', False), (3, 5, 'cd', True)]
    """
    marks = [span for span in spans if not isinstance(span, str)]
    sentences = {
        (one.start, one.end) for one in segment_article("", text) if one.place is not Place.TITLE
    }
    first = min(sentences, default=None)
    borders = sorted({0, len(text), *(border for one in sentences for border in one)})
    return [
        Block(
            start,
            end,
            (start, end) in sentences,
            (start, end) == first,
            any(mark[0] <= start and end <= mark[1] for mark in marks),
            tuple(_pieces(text, start, end, marks)),
        )
        for start, end in pairwise(borders)
    ]


def article_page(article: Article, spans: Sequence[Span]) -> str:
    """Lay out an article whose marks can be changed.

    Args:
        article: The article.
        spans: The marks of one label.

    Returns:
        HTML.
    """
    page = environment("relclf.app.review").get_template("article.html")
    return page.render(
        words=SAID,
        title=visible(article.title),
        title_marked="title" in spans,
        direction=direction(article.title + article.text),
        blocks=blocks(article.text, spans),
    )


def header_page(review: Review, *, unmatched: int = 0) -> str:
    """Lay out where a review stands.

    Args:
        review: The review.
        unmatched: How many articles were left out for want of a prediction.

    Returns:
        HTML.
    """
    page = environment("relclf.app.review").get_template("header.html")
    return page.render(
        words=SAID,
        position=review.position,
        total=review.total,
        reviewed=review.reviewed,
        sure=f"{100 * review.row.sureness:.0f}%",
        saved=review.is_saved and not review.is_changed,
        file=review.corrections.path.name,
        torn=visible(review.corrections.torn),
        unmatched=unmatched,
    )


def offer_page(offer: Offer) -> str:
    """Lay out what is to be chosen before a review: nothing where it is open."""
    if offer.kind == "open":
        return ""
    if offer.kind == "empty":
        return said_page("mine")
    if offer.kind == "held":
        return said_page("held")
    return said_page(offer.kind, offer.reason or offer.file)


def said_page(name: str, message: str = "") -> str:
    """Lay out a sentence, a key of `relclf.app.review.words.SAID`, and what follows it."""
    page = environment("relclf.app").get_template("trouble.html")
    return page.render(word=SAID[name], message=visible(message))


def trouble_page(error: RelclfError) -> str:
    """Lay out an error."""
    page = environment("relclf.app").get_template("trouble.html")
    word = TROUBLES.get(type(error).__name__, TROUBLES["DataError"])
    return page.render(word=word, message=visible(str(error)))


def _pieces(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    inner = {border for mark in marks for border in mark if start < border < end}
    # What is shown otherwise than it stands, such as a line end of two characters, is one piece.
    odd = "".join(re.escape(one) for one in set(text[start:end]) if visible(one) != one)
    if odd:
        for found in re.finditer(f"\r\n|[{odd}]", text[start:end]):
            inner |= {start + found.start(), start + found.end()}
    for left, right in pairwise(sorted({start, end, *inner})):
        shown = visible(text[left:right])
        covered = any(mark[0] <= left and right <= mark[1] for mark in marks)
        yield Piece(left, right, shown, shown == text[left:right], covered)

"""Coded articles of every kind, with the text that offsets go wrong in."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from relclf.articles import CodedArticle, Evidence, Span
from relclf.cli import main
from relclf.codebook import Codebook

PIECES = ("ن", "خبر", "مُحَمَّد", " ", "\n", "\r\n", "\r", "\x00", "😀", "👩‍👩‍👧", "\u200f", "\u202b")
PIECES = (*PIECES, "<b>", "&amp;", '"', "=", "- ", "@", "'", "\u2028", "؛", ";", "·")
NAMES = st.lists(st.sampled_from([piece for piece in PIECES if piece != "\x00"]), min_size=1)


def _text(draw: DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(PIECES), max_size=12))
    pieces.insert(draw(st.integers(0, len(pieces))), "نص")
    return "".join(pieces)


def _spans(draw: DrawFn, text: str, title: str) -> tuple[Span, ...]:
    starts = st.integers(0, len(text) - 1)
    inner = starts.flatmap(lambda at: st.tuples(st.just(at), st.integers(at + 1, len(text))))
    kinds = st.one_of(inner, st.just("title")) if title else inner
    return tuple(draw(st.lists(kinds, max_size=3)))


def _subset(draw: DrawFn, keys: tuple[str, ...]) -> tuple[str, ...]:
    if not keys:
        return ()
    return tuple(draw(st.lists(st.sampled_from(keys), unique=True, max_size=len(keys))))


@st.composite
def coded_articles_of(draw: DrawFn, codebook: Codebook) -> CodedArticle:
    text = _text(draw)
    title = _text(draw) if draw(st.booleans()) else ""
    name = NAMES.map("".join)
    some: SearchStrategy[str | None] = st.none() | name
    topics = _subset(draw, codebook.topic_keys) if draw(st.booleans()) else None
    others = tuple(key for key in codebook.topic_keys if key not in (topics or ()))
    unsure = _subset(draw, others)
    interaction = draw(st.none() | st.sampled_from(codebook.interaction_keys))
    contact = interaction not in (None, "none")
    seconds = [key for key in codebook.interaction_keys if key not in ("none", interaction)]
    parties = draw(st.lists(name.filter(str.strip), unique=True, max_size=3))
    evidence = None
    if draw(st.booleans()):
        evidence = Evidence(
            interaction=_spans(draw, text, title) if contact else (),
            topics={key: _spans(draw, text, title) for key in (*(topics or ()), *unsure)},
        )
    rest: dict[str, Any] = {
        "secondary_interaction": draw(st.none() | st.sampled_from(seconds)) if contact else None,
        "status": draw(st.none() | st.sampled_from(("held", "planned"))) if contact else None,
    }
    return CodedArticle(
        text=text,
        title=title,
        id=draw(name),
        date=draw(some),
        source=draw(some),
        url=draw(some),
        topics=topics,
        main_topics=_subset(draw, topics or ()),
        unsure_topics=unsure,
        interaction=interaction,
        parties=tuple(parties),
        evidence=evidence,
        **rest,
    )


@pytest.fixture(scope="session")
def any_coded(codebook: Codebook) -> SearchStrategy[CodedArticle]:
    """Coded articles of the small codebook, with null and empty lists, emoji, CRLF and marks."""
    return coded_articles_of(codebook)


@pytest.fixture
def convert(coded_files: dict[str, str], tmp_path: Path) -> Any:
    """Run the command on files in `tmp_path` and return the exit status."""

    def run(source: str, to: str, output: str, *options: str) -> int:
        path = coded_files["coded"] if source == "coded" else str(tmp_path / source)
        book = [] if "--predict" in options else ["--codebook", coded_files["codebook"]]
        return main(
            ["convert", path, "--to", to, "--output", str(tmp_path / output), *book, *options]
        )

    return run

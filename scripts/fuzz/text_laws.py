"""Laws of what is made of an article's text: normalised, cut into segments, states renamed."""

import random
import re

import numpy as np
from drawn import Drawn, check_message

from relclf.articles import Article
from relclf.errors import DataError
from relclf.links import in_links
from relclf.normalize import NORMALIZERS, Normalized, normalize
from relclf.segment_texts import segment_texts
from relclf.segments import MAX_CHARACTERS, Place, Segment, segment_article
from relclf.states import apply_edits, rename_states, swap_states

__all__ = ["normalizer_law", "segment_law", "segment_text_law", "states_law"]

_LETTERS = re.compile("[a-zA-Z0-9\u0621-\u063a\u0641-\u064a]")
_MARKS = re.compile("[\u0640\u064b-\u0652]")
_REWRITTEN = re.compile("[<&\u0653-\u0655\ufb50-\ufefc]")
_SPANS_TRIED = 8


def normalizer_law(data: bytes) -> None:
    """Offsets stay inside the original and never decrease, and no letter is lost.

    The first byte chooses the normaliser.
    """
    drawn = Drawn(data)
    name, text = drawn.choice(NORMALIZERS), drawn.text()
    done = normalize(text, name)
    _check_offsets(done, len(text))
    if name == "none":
        assert done.text == text
        return
    assert done.text == done.text.strip()
    if name == "basic" and not _REWRITTEN.search(text):
        assert _LETTERS.findall(done.text) == _LETTERS.findall(text)
        assert normalize(done.text, name).text == done.text
        for character, place in zip(done.text, done.offsets, strict=True):
            assert character in (" ", "\n", text[place])
    if name == "arabertv02":
        assert "  " not in done.text


def segment_law(data: bytes) -> None:
    """Every character that is not white space lies in exactly one segment.

    The title ends at the byte 0xFF.
    """
    drawn = Drawn(data)
    title, text = drawn.text(), drawn.text()
    segments = segment_article(title, text)
    ours = [segment for segment in segments if segment.place is Place.TITLE]
    _check_segments(title, ours)
    _check_segments(text, segments[len(ours) :])
    linked = in_links(text, segments[len(ours) :])
    assert len(linked) == len(segments) - len(ours)


def segment_text_law(data: bytes) -> None:
    """Each segment is read as it stands or not at all, and none twice; states only change names.

    The title ends at the byte 0xFF.
    """
    drawn = Drawn(data)
    article = Article(title=drawn.text(), text=drawn.text())
    segments = segment_article(article.title, article.text)
    texts = segment_texts(article, segments)
    said: set[str] = set()
    for segment, text in zip(segments, texts, strict=True):
        title = segment.place is Place.TITLE
        whole = article.title if title else article.text
        assert text == whole[segment.start : segment.end] or (not text and not title)
        assert title or not text or text not in said
        said |= set() if title else {text}
    renamed = segment_texts(article, segments, rename=True)
    assert [not text for text in renamed] == [not text for text in texts]
    assert renamed == rename_states(texts)


def states_law(data: bytes) -> None:
    """Renaming twice, or after others took their places, gives what renaming once gives.

    The first byte is the seed; the title ends at the byte 0xFF.
    """
    drawn = Drawn(data)
    seed = drawn.number(256)
    texts = [drawn.text(), drawn.text()]
    renamed = rename_states(texts)
    assert rename_states(renamed) == renamed
    swapped = []
    for text, edits in zip(texts, swap_states(texts, random.Random(seed)), strict=True):
        swapped.append(apply_edits(text, edits))
        last, length = 0, len(text)
        for start, end, new in edits:
            assert last <= start < end <= len(text)
            assert new
            last, length = end, length + len(new) - (end - start)
        assert len(swapped[-1]) == length
    # "السعودية" is a name or an adjective, by what stands before it.
    if not any("سعود" in _MARKS.sub("", text) for text in (*texts, *swapped)):
        assert rename_states(swapped) == renamed


def _check_offsets(done: Normalized, length: int) -> None:
    number = len(done.text)
    assert done.offsets.shape == (number,)
    assert (np.diff(done.offsets) >= 0).all()
    assert 0 <= done.end <= length
    if number:
        assert done.offsets[0] >= 0
        assert done.offsets[-1] < done.end
        assert done.original_span(0, number) == (done.offsets[0], done.end)
    for place in range(min(number, _SPANS_TRIED)):
        start, end = done.original_span(place, place + 1)
        assert 0 <= start < end <= done.end
    try:
        done.original_span(0, number + 1)
    except DataError as error:
        check_message(error)
    else:
        raise AssertionError("a span outside the text is taken")


def _check_segments(text: str, segments: list[Segment]) -> None:
    last = 0
    for segment in segments:
        inside = text[segment.start : segment.end]
        assert last <= segment.start < segment.end <= len(text)
        assert len(inside) <= MAX_CHARACTERS
        assert inside == inside.strip()
        assert not set(inside) & set("\n\r\u2028\u2029")
        assert not text[last : segment.start].strip()
        last = segment.end
    assert not text[last:].strip()

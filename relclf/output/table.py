"""Predictions to be read in a terminal: the labels of an article and the sentences that show them.

n1  وزير خارجية النور يبدأ زيارة رسمية
  interaction   97%  زيارة  Visit, held (91%)
                     وصل وزير خارجية جمهورية النور إلى العاصمة في زيارة رسمية.
  topics        88%  الطاقة  Energy
                     وتناول الجانبان تصدير النفط والغاز.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.output.record import OutputRecord
from relclf.output.terminal import columns, fold, harmless, isolated
from relclf.prediction import Prediction

__all__ = ["render", "render_record"]

_NARROWEST = 40
_LINES = 2
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_INDENT = " " * 21


def render(
    article: Article,
    prediction: Prediction,
    codebook: Codebook,
    *,
    width: int = 100,
    color: bool = False,
) -> str:
    """Lay out what a classifier says of one article, to be read in a terminal.

    Arabic stands between Unicode isolates (U+2066, U+2067, U+2069), so that terminals that order
    bidirectional text order it right; others are not disturbed. Text of the article cannot control
    the terminal.

    Args:
        article: The article.
        prediction: What the classifier says of it.
        codebook: The classifier's codebook.
        width: Columns of the terminal; below 40 counts as 40. A sentence takes two lines at most.
        color: Whether to set headings apart by ANSI codes.

    Returns:
        Lines of text, without a line end behind the last.

    Raises:
        CodebookError: If the prediction has a label that the codebook has not.
        ModelError: If a probability is not a number.

    Example:
        >>> from relclf.articles import Evidence
        >>> said = Prediction("n1", (), "none", None, {}, {"none": 0.9}, 0.1, Evidence(), 0.5, "m")
        >>> text = render(Article("خبر", "n1"), said, Codebook.load())
        >>> print(text.replace(chr(0x2067), "").replace(chr(0x2069), ""))
        n1
          interaction   90%  لا يوجد تفاعل  No interaction
          topics             no topics
          read          50%  of the article
    """
    record = OutputRecord.of(article, prediction)
    return render_record(record, codebook, width=width, color=color)


def render_record(
    record: OutputRecord, codebook: Codebook, *, width: int = 100, color: bool = False
) -> str:
    """Do what `render` does, for a record.

    Args:
        record: The record.
        codebook: The classifier's codebook.
        width: Columns of the terminal.
        color: Whether to set headings apart by ANSI codes.

    Returns:
        Lines of text, without a line end behind the last.
    """
    lines = _lines(record, codebook, max(width, _NARROWEST))
    return "\n".join(f"{style}{line}{_PLAIN}" if color and style else line for style, line in lines)


def _lines(record: OutputRecord, codebook: Codebook, width: int) -> Iterator[tuple[str, str]]:
    said = record.prediction
    yield _BOLD, _heading(record, width)
    if said["interaction"] is not None:
        probability = said["interaction_probabilities"][said["interaction"]]
        name = f"{_name(codebook, said['interaction'])}{_status(said)}"
        yield "", _label("interaction", f"{probability:.0%}", name)
        yield from _shown(record.interaction_sentences, width)
    for number, topic in enumerate(said["topics"]):
        percent = f"{said['topic_probabilities'][topic]:.0%}"
        yield "", _label("" if number else "topics", percent, _name(codebook, topic))
        yield from _shown(record.topic_sentences.get(topic, ()), width)
    if codebook.topics and not said["topics"]:
        yield "", _label("topics", "", "no topics")
    if said["coverage"] < 1:
        # Rounded down: nearly everything is not everything.
        yield "", _label("read", f"{math.floor(said['coverage'] * 100)}%", "of the article")


def _heading(record: OutputRecord, width: int) -> str:
    [name] = fold(harmless(record.id), width) or [""]
    room = width - columns(name) - 2
    title = fold(harmless(record.title), room) if room > 10 else []
    return "  ".join(isolated(part) for part in (name, *title) if part)


def _label(heading: str, percent: str, text: str) -> str:
    return f"  {heading:<11}  {percent:>4}  {text}"


def _name(codebook: Codebook, key: str) -> str:
    label = codebook.label(key)
    return f"{isolated(harmless(label.ar))}  {isolated(harmless(label.en))}"


def _status(said: Mapping[str, Any]) -> str:
    if said["planned"] is None:
        return ""
    probability: float = said["planned_probability"]
    return (
        f", planned ({probability:.0%})" if said["planned"] else f", held ({1 - probability:.0%})"
    )


def _shown(sentences: Iterable[str], width: int) -> Iterator[tuple[str, str]]:
    for sentence in sentences:
        folded = fold(harmless(sentence), width - len(_INDENT), _LINES)
        widest = max(map(columns, folded), default=0)
        for line in folded:
            apart = isolated(line)
            # Lines that are read from the right begin at the same column there.
            pad = widest - columns(line) if apart.startswith("\u2067") else 0
            yield _DIM, f"{_INDENT}{' ' * pad}{apart}"

"""The scorer: articles in, logits of their segments and of themselves out; it decides nothing."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from relclf.articles import Article, Span
from relclf.backends import Backend
from relclf.lexical import Lexical
from relclf.pooling import FloatArray, IntArray, Outputs, Votes, count_votes, pool
from relclf.segments import Place, Segment
from relclf.windows import Window, WindowedArticle, Windower

__all__ = ["Scored", "Scorer", "stacked_logits", "with_words"]


@dataclass(frozen=True)
class Scored:
    """An article as the model scored it.

    Attributes:
        segments: Its segments.
        segment_logits: Of shape (segments, topics + interactions + planned).
        logits: Of the article, of shape (topics + interactions + planned,).
        coverage: Share of its tokens that was read.
    """

    segments: list[Segment]
    segment_logits: FloatArray
    logits: FloatArray
    coverage: float

    def strongest(self, output: int) -> Span | None:
        """Return the segment that votes most for an output, as a record's span.

        None where nothing of the article could be read.
        """
        if not np.isfinite(self.segment_logits).any():
            return None
        segment = self.segments[int(self.segment_logits[:, output].argmax())]
        return "title" if segment.place is Place.TITLE else (segment.start, segment.end)


def stacked_logits(scored: Sequence[Scored], outputs: Outputs) -> FloatArray:
    """Stack the logits of articles: of shape (articles, topics + interactions + planned)."""
    size = outputs.topics + outputs.interactions + bool(outputs.interactions)
    return np.array([score.logits for score in scored]).reshape(len(scored), size)


def with_words(logits: FloatArray, added: FloatArray) -> FloatArray:
    """Add the lexical channel's logits, of shape (topics + interactions,), to an article's."""
    both = logits.copy()
    both[: len(added)] += added
    return both


class Scorer:
    """Runs the encoder over articles and pools the votes of their tokens.

    Args:
        windower: Cuts articles into windows.
        backend: Runs the encoder.
        outputs: Which output is which.
        pooling: How token logits become article logits.
        lexical: What adds to an article's logits, if anything does.
    """

    def __init__(
        self,
        windower: Windower,
        backend: Backend,
        outputs: Outputs,
        pooling: str,
        lexical: Lexical | None = None,
    ) -> None:
        self._windower = windower
        self._backend = backend
        self._outputs = outputs
        self._pooling = pooling
        self._lexical = lexical

    def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Scored]]:
        """Yield each article with its score, in order and in constant memory.

        Windows of the next articles are made while those of one still run. Where `articles` raises,
        all that came before is yielded first.
        """
        waiting: deque[tuple[Article, WindowedArticle]] = deque()
        failures: list[Exception] = []

        def windows() -> Iterator[Window]:
            try:
                for article in articles:
                    windowed = self._windower(article)
                    waiting.append((article, windowed))
                    yield from windowed.windows
            except Exception as error:  # raised again below
                failures.append(error)

        votes: list[Votes] = []
        for vote in self._votes(windows()):
            while not waiting[0][1].windows:
                yield self._score(*waiting.popleft(), [])
            votes.append(vote)
            if len(votes) == len(waiting[0][1].windows):
                yield self._score(*waiting.popleft(), votes)
                votes = []
        while waiting:
            yield self._score(*waiting.popleft(), [])
        if failures:
            raise failures[0]

    def _votes(self, windows: Iterator[Window]) -> Iterator[Votes]:
        running: deque[IntArray] = deque()

        def noted() -> Iterator[Window]:
            for window in windows:
                running.append(window.segments)
                yield window

        for logits in self._backend.run(noted()):
            yield count_votes(logits, running.popleft(), self._pooling)

    def _score(
        self, article: Article, windowed: WindowedArticle, votes: Sequence[Votes]
    ) -> tuple[Article, Scored]:
        places = np.array([segment.place for segment in windowed.segments], dtype=np.int64)
        pooled = pool(votes, places, self._outputs, self._pooling)
        logits = pooled.article
        if self._lexical:
            added = self._lexical(windowed.segments, windowed.texts)
            logits = with_words(logits, added)
        return article, Scored(windowed.segments, pooled.segments, logits, windowed.coverage)

"""The classifier that all clients of the app share, behind its gate."""

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from relclf.app.gate import Gate, check
from relclf.app.limits import Limits, OverLimitError
from relclf.articles import Article
from relclf.classifier import RelationClassifier
from relclf.errors import shown
from relclf.prediction import Prediction

__all__ = ["Served"]

_TURN = 8  # articles of a long run before others have their turn


class Served:
    """One classifier for all clients; its methods may be called from any thread.

    Args:
        classifier: The classifier.
        limits: What is taken of a client.

    Example:
        >>> served = Served(RelationClassifier.from_pretrained())
        >>> [prediction] = served.predict([Article("تلقى الوزير اتصالا هاتفيا من نظيره.", "n1")])
        >>> prediction.interaction
        'phone_call'
    """

    def __init__(self, classifier: RelationClassifier, limits: Limits | None = None) -> None:
        self.classifier = classifier
        self.codebook = classifier.codebook
        self.limits = limits or Limits()
        self.gate = Gate(self.limits.at_work, self.limits.waiting)
        # One for each client that is served or waits, and one to refuse another.
        places = self.limits.at_work + self.limits.waiting + 1
        self.threads = ThreadPoolExecutor(places, thread_name_prefix="relclf-app")
        """Where requests that are answered asynchronously do their work."""

    def predict(
        self, articles: Sequence[Article], *, gone: threading.Event | None = None
    ) -> list[Prediction]:
        """Classify a request's articles, within the seconds that a request may take.

        Args:
            articles: The articles.
            gone: Set it when the client goes away: its place is free at the next article.

        Returns:
            A prediction for each, in order.

        Raises:
            OverLimitError: If an article is longer than the limit.
            BusyError: If as many clients wait as may wait.
            LateError: If it takes too long.
            GoneError: If the client went away.
        """
        for article in articles:
            self.check(article)
        deadline = time.monotonic() + self.limits.request_seconds

        def awaited() -> Iterator[Article]:
            for article in articles:
                check(gone, deadline)
                yield article

        with self.gate.admitted(), self.gate.turn(gone, deadline):
            return list(self.classifier.stream(awaited()))

    def pairs(
        self, articles: Iterable[Article], *, gone: threading.Event | None = None
    ) -> Iterator[tuple[Article, Prediction]]:
        """Classify any number of articles; between a few of them others have their turn.

        Closing the iterator frees its place, as does setting `gone`.

        Args:
            articles: The articles.
            gone: Set it to end the run; it is looked at every few articles.

        Yields:
            Each article with its prediction.

        Raises:
            OverLimitError: If an article is longer than the limit.
            BusyError: If as many clients wait as may wait.
            GoneError: If `gone` was set.
        """
        with self.gate.admitted():
            left = iter(articles)
            while few := list(islice(left, _TURN)):
                for article in few:
                    self.check(article)
                with self.gate.turn(gone):
                    pairs = list(self.classifier.pairs(few))
                yield from pairs

    def check(self, article: Article) -> None:
        """Refuse an article that is longer than the limit.

        Raises:
            OverLimitError: If it is.
        """
        length, most = len(article.title) + len(article.text), self.limits.article_characters
        if length > most:
            raise OverLimitError(
                f"article {shown(article.id)}: it has {length:,} characters, expected at most "
                f"{most:,}; give its first part, or start the app with "
                "--limits.article_characters."
            )

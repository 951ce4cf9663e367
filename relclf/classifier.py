"""The classifier: articles in, predictions out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np

from relclf.articles import Article, Evidence
from relclf.backends import Backend, load_backend
from relclf.codebook import Codebook
from relclf.decision import NONE, Decisions, Probabilities, decide, thresholds_for
from relclf.errors import DataError, ModelError, shown
from relclf.folder import TOKENIZER, Settings, find_model, load_settings
from relclf.lexical import Lexical
from relclf.pooling import FloatArray
from relclf.prediction import Prediction
from relclf.scoring import Scored, Scorer, stacked_logits
from relclf.windows import Window, Windower

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Thresholds = Mapping[str, float] | float | None
Texts = list[str] | tuple[str, ...]  # a str is a Sequence[str] itself


class RelationClassifier:
    """Says which topics states cooperate on, and how they interacted, in news articles.

    Use `from_pretrained` to make one.

    Args:
        settings: What the model needs besides its weights.
        codebook: Its labels.
        windower: Cuts articles into windows.
        backend: Runs the encoder.
        lexical: What words add, if anything.

    Example:
        >>> classifier = RelationClassifier.from_pretrained()
        >>> prediction = classifier.predict("تلقى وزير الخارجية اتصالا هاتفيا من نظيره الفرنسي.")
        >>> prediction.interaction
        'phone_call'
    """

    def __init__(
        self,
        settings: Settings,
        codebook: Codebook,
        windower: Windower,
        backend: Backend,
        lexical: Lexical | None = None,
    ) -> None:
        self.name = settings.name
        self.codebook = codebook
        self.settings = settings
        self._outputs = settings.outputs(codebook)
        self._windower = windower
        self._scorer = Scorer(windower, backend, self._outputs, settings.pooling, lexical)

    @classmethod
    def from_pretrained(
        cls,
        model: str | Path | None = None,
        *,
        backend: str = "auto",
        threads: int | None = None,
        max_windows: int | None = None,
    ) -> "RelationClassifier":
        """Load a model.

        Args:
            model: A model folder, a shipped model's name or a hub id; None is the shipped model.
            backend: "auto", "onnx" (int8), "onnx-fp32" or "torch".
            threads: Threads to use; None is one for each processor.
            max_windows: Most windows of an article that are read; None reads everything.

        Returns:
            The classifier.

        Raises:
            ModelError: There is no such model, or its folder is not as it should be.
            ConfigError: An option is not as it should be.
        """
        folder = find_model(model)
        settings, codebook = load_settings(folder)
        engine = load_backend(folder, backend, threads=threads)
        windower = Windower(
            _tokenizer(folder),
            normalizer=settings.normalizer,
            window=settings.window,
            max_windows=max_windows,
            token_types=settings.token_types,
            rename_states=settings.rename_states,
        )
        lexical = Lexical.load(folder, settings.outputs(codebook))
        return cls(settings, codebook, windower, engine, lexical)

    @overload
    def predict(self, articles: str | Article, *, thresholds: Thresholds = None) -> Prediction: ...

    @overload
    def predict(
        self, articles: Texts | Sequence[Article], *, thresholds: Thresholds = None
    ) -> list[Prediction]: ...

    def predict(
        self, articles: str | Article | Texts | Sequence[Article], *, thresholds: Thresholds = None
    ) -> Prediction | list[Prediction]:
        """Classify one article or several.

        Args:
            articles: A text, an `Article`, or a sequence of them.
            thresholds: One threshold for all topics, or some topics' own; the model's by default.

        Returns:
            A prediction for an article, a list for a sequence.

        Raises:
            DataError: A text is empty or not text.
            ConfigError: A threshold is not as it should be.
        """
        if isinstance(articles, str | Article):
            return next(self.stream([articles], thresholds=thresholds))
        return list(self.stream(articles, thresholds=thresholds))

    def stream(
        self, articles: Iterable[str | Article], *, thresholds: Thresholds = None
    ) -> Iterator[Prediction]:
        """Classify any number of articles in constant memory, in their order.

        Args:
            articles: Texts or articles.
            thresholds: As in `predict`.

        Yields:
            A prediction for each article.
        """
        for _, prediction in self.pairs(map(_as_article, articles), thresholds=thresholds):
            yield prediction

    def pairs(
        self, articles: Iterable[Article], *, thresholds: Thresholds = None
    ) -> Iterator[tuple[Article, Prediction]]:
        """Classify articles and yield each beside its prediction."""
        chosen = thresholds_for(self.codebook.topic_keys, self.settings.thresholds, thresholds)
        for article, scored in self.scores(articles):
            yield article, self._prediction(article, scored, chosen)

    def scores(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Scored]]:
        """Score articles without deciding: what calibration and evaluation build on."""
        return self._scorer(articles)

    def windows(self, article: Article) -> list[Window]:
        """Cut an article into what the encoder reads at once."""
        return self._windower(article).windows

    def probabilities(self, scored: Sequence[Scored]) -> Probabilities:
        """Turn scores into calibrated probabilities, one row an article."""
        logits = stacked_logits(scored, self._outputs)
        return self.settings.calibration.probabilities(logits, self._outputs)

    def _prediction(self, article: Article, scored: Scored, thresholds: FloatArray) -> Prediction:
        topics, interactions = self.codebook.topic_keys, self.codebook.interaction_keys
        probabilities = self.probabilities([scored])
        decision = decide(probabilities, thresholds)
        interaction = interactions[decision.interactions[0]] if interactions else None
        contact = interaction is not None and interaction != NONE
        return Prediction(
            id=article.id,
            topics=tuple(topics[index] for index in np.flatnonzero(decision.topics[0])),
            interaction=interaction,
            planned=bool(decision.planned[0]) if contact else None,
            topic_probabilities=_named(topics, probabilities.topics[0]),
            interaction_probabilities=_named(interactions, probabilities.interactions[0]),
            planned_probability=float(probabilities.planned[0]) if interactions else None,
            evidence=self._evidence(scored, decision, contact),
            coverage=scored.coverage,
            model=self.name,
        )

    def _evidence(self, scored: Scored, decision: Decisions, contact: bool) -> Evidence:
        topics = self.codebook.topic_keys
        interaction = scored.strongest(len(topics) + int(decision.interactions[0]))
        shown = {
            topics[index]: scored.strongest(int(index))
            for index in np.flatnonzero(decision.topics[0])
        }
        return Evidence(
            interaction=(interaction,) if contact and interaction else (),
            topics={topic: (span,) for topic, span in shown.items() if span},
        )


def _tokenizer(folder: Path) -> "Tokenizer":
    # Not needed to decide, and slow to import.
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(folder / TOKENIZER))
    except Exception as error:  # the tokenizers package raises nothing more specific
        raise ModelError(
            f"{folder / TOKENIZER}: can't be loaded ({error}); a model folder needs the tokenizer "
            "that it was saved with."
        ) from error


def _as_article(article: str | Article) -> Article:
    if isinstance(article, Article):
        return article
    if not isinstance(article, str):
        raise DataError(
            f"expected an article's text or an Article, got {shown(article)}. A list of texts is "
            "given as it is: classifier.predict(texts)."
        )
    if not article.strip():
        raise DataError("the article's text is empty; give its text or leave it out.")
    return Article(text=article)


def _named(keys: Sequence[str], values: FloatArray) -> dict[str, float]:
    return {key: float(value) for key, value in zip(keys, values, strict=True)}

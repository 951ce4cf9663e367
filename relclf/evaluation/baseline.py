"""The built-in baseline: TF-IDF of words and characters with logistic regression."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import FeatureUnion

from relclf.articles import Article, CodedArticle
from relclf.codebook import Codebook
from relclf.decision import Decisions, Probabilities, decide
from relclf.errors import DataError, ModelError
from relclf.evaluation.gold import Gold, gold_from
from relclf.normalize import normalize
from relclf.training.tuning import fit_thresholds

__all__ = ["Baseline"]

LEAD_CHARACTERS = 400
FOLDS = 3
FEW_ARTICLES = 100
"""Below this, words of a single article are kept too: there may be no others."""


class Baseline:
    """A linear classifier of whole articles: what any other classifier has to beat.

    Topics are one regression each on the title and text, with thresholds tuned for F1 on
    cross-validated probabilities of the training articles. The interaction (multinomial) and
    planned see the title and lead a second time, since the lead decides them. Classes are weighed
    inversely to their frequency. A label with one class in training has that class always.

    Args:
        seed: Seed of the folds and the solver.

    Attributes:
        thresholds: Threshold of each topic, of shape (topics,); set by `fit`.

    Example:
        >>> names = {key: {"ar": key, "en": key} for key in ("energy", "health")}
        >>> codebook = Codebook.from_dict({"name": "mine", "topics": names})
        >>> articles = [CodedArticle(text="النفط والغاز", topics=("energy",)),
        ...             CodedArticle(text="المستشفى والدواء", topics=("health",))] * 4
        >>> baseline = Baseline().fit(articles, codebook)
        >>> baseline.decide(baseline.predict_proba([Article(text="أسعار النفط")])).topics
        array([[ True, False]])
    """

    thresholds: NDArray[np.float64]

    def __init__(self, *, seed: int = 0) -> None:
        """Remember the seed."""
        self.seed = seed

    def fit(self, articles: Sequence[CodedArticle], codebook: Codebook) -> "Baseline":
        """Learn from coded articles.

        Args:
            articles: Coded articles; what is not judged is left out, label by label.
            codebook: The codebook of their codes.

        Returns:
            The baseline itself.

        Raises:
            DataError: If no article has topics, or an interaction, though the codebook has them.
        """
        gold = gold_from(articles, codebook)
        _check(gold, codebook)
        self._whole, self._lead = _features(len(articles)), _features(len(articles))
        whole = self._whole.fit_transform([_whole_text(article) for article in articles])
        lead = self._lead.fit_transform([_lead_text(article) for article in articles])
        both = scipy.sparse.hstack([whole, lead]).tocsr()
        self._topics = [self._binary(whole, column) for column in gold.topics.T]
        held_out = [self._held_out(whole, column) for column in gold.topics.T]
        self.thresholds = np.zeros(0)
        if held_out:
            self.thresholds = np.array(fit_thresholds(np.column_stack(held_out), gold.topics))
        self._interactions: Any = None
        self._interaction_classes = np.unique(gold.interactions[gold.interactions >= 0])
        self._number_of_interactions = len(codebook.interactions)
        if len(self._interaction_classes) > 1:
            coded = gold.interactions >= 0
            self._interactions = LogisticRegression(
                C=10, class_weight="balanced", tol=1e-3, random_state=self.seed
            ).fit(both[coded], gold.interactions[coded])
        self._planned = self._binary(both, gold.planned)
        return self

    def predict_proba(self, articles: Sequence[Article]) -> Probabilities:
        """Compute the probabilities of articles.

        Args:
            articles: Articles; codes are not looked at.

        Returns:
            Probabilities in codebook order; 0 for an interaction that training never had.

        Raises:
            ModelError: If `fit` was not called.
        """
        if not hasattr(self, "thresholds"):
            raise ModelError("the baseline is not fitted; call fit(articles, codebook) first.")
        if not articles:
            return self._probabilities(None, None, 0)
        whole = self._whole.transform([_whole_text(article) for article in articles])
        lead = self._lead.transform([_lead_text(article) for article in articles])
        both = scipy.sparse.hstack([whole, lead]).tocsr()
        return self._probabilities(whole, both, len(articles))

    def decide(self, probabilities: Probabilities) -> Decisions:
        """Decide the labels with the tuned thresholds.

        Args:
            probabilities: What `predict_proba` gave.

        Returns:
            The labels.
        """
        return decide(probabilities, self.thresholds)

    def _probabilities(self, whole: Any, both: Any, articles: int) -> Probabilities:
        topics = np.zeros((articles, len(self._topics)))
        interactions = np.zeros((articles, self._number_of_interactions))
        planned = np.full(articles, np.nan)
        if articles:
            for column, model in enumerate(self._topics):
                topics[:, column] = _positive(model, whole)
            if self._interactions is not None:
                interactions[:, self._interaction_classes] = self._interactions.predict_proba(both)
            else:
                interactions[:, self._interaction_classes] = 1.0
            if self._number_of_interactions:
                planned[:] = _positive(self._planned, both)
        return Probabilities(topics=topics, interactions=interactions, planned=planned)

    def _regression(self) -> LogisticRegression:
        # The dual is five times faster than the primal: there are far more features than articles.
        return LogisticRegression(
            C=5,
            class_weight="balanced",
            solver="liblinear",
            dual=True,
            tol=1e-2,
            random_state=self.seed,
        )

    def _binary(self, features: Any, gold: NDArray[np.float64]) -> Any:
        """Fit the judged rows of one label: a regression, or its probability if it is constant."""
        judged = ~np.isnan(gold)
        if len(np.unique(gold[judged])) < 2:
            return float(gold[judged].any())
        return self._regression().fit(features[judged], gold[judged] == 1)

    def _held_out(self, features: Any, gold: NDArray[np.float64]) -> NDArray[np.float64]:
        """Cross-validate one topic: probabilities of shape (articles,), NaN where there is none."""
        probabilities = np.full(len(gold), np.nan)
        judged = np.flatnonzero(~np.isnan(gold))
        truth = gold[judged] == 1
        folds = min(FOLDS, int(truth.sum()), int((~truth).sum()))
        if folds > 1:
            splitter = StratifiedKFold(folds, shuffle=True, random_state=self.seed)
            probabilities[judged] = cross_val_predict(
                self._regression(), features[judged], truth, cv=splitter, method="predict_proba"
            )[:, 1]
        return probabilities


def _features(articles: int) -> FeatureUnion:
    few = articles < FEW_ARTICLES
    words = TfidfVectorizer(
        token_pattern=r"\w+",
        ngram_range=(1, 2),
        min_df=1 if few else 2,
        sublinear_tf=True,
        dtype=np.float32,
    )
    characters = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(3, 5),
        min_df=1 if few else 5,
        max_features=40_000,
        sublinear_tf=True,
        dtype=np.float32,
    )
    return FeatureUnion([("words", words), ("characters", characters)])


def _whole_text(article: Article) -> str:
    return normalize(f"{article.title}\n{article.text}", "basic").text


def _lead_text(article: Article) -> str:
    return normalize(f"{article.title}\n{article.text[:LEAD_CHARACTERS]}", "basic").text


def _positive(model: Any, features: Any) -> Any:
    return model if isinstance(model, float) else model.predict_proba(features)[:, 1]


def _check(gold: Gold, codebook: Codebook) -> None:
    missing = None
    if codebook.topics and np.isnan(gold.topics).all():
        missing = "topics"
    elif codebook.interactions and (gold.interactions < 0).all():
        missing = "an interaction"
    if missing:
        raise DataError(
            f"none of the {len(gold.ids)} training articles has {missing} coded, which the "
            f"codebook {codebook.name!r} asks for; code some, or use a codebook without."
        )

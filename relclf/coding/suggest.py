"""Suggestions: which articles to code next, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from relclf.articles import Article, CodedArticle
from relclf.codebook import Codebook
from relclf.coding.distinct import Distinct
from relclf.coding.regressions import fit_regressions
from relclf.coding.strategies import STRATEGIES, Chosen, Known, choose
from relclf.coding.vectors import Vectors, vectors_of
from relclf.errors import ConfigError, DataError, shown
from relclf.evaluation.gold import gold_from
from relclf.records import record_of

__all__ = ["Suggestion", "Suggestions", "suggest"]

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article to code, and why."""

    article: Article
    """The article."""
    strategy: str
    """The strategy that chose it."""
    score: float
    """How much it is worth to this strategy (`relclf.coding.strategies.Chosen`)."""
    labels: tuple[str, ...]
    """What the score is about: a topic, or an interaction or two; none for `diversity`."""

    def to_record(self, codebook: Codebook) -> dict[str, Any]:
        """Return a record for coders to fill: the article with null codes, and `why`.

        Example:
            >>> codebook = Codebook.load()
            >>> one = Suggestion(Article("استقبل الوزير نظيره.", id="n1"), "rare", 0.5, ("energy",))
            >>> one.to_record(codebook)  # doctest: +NORMALIZE_WHITESPACE
            {'id': 'n1', 'text': 'استقبل الوزير نظيره.', 'topics': None, 'interaction': None,
             'why': {'strategy': 'rare', 'score': 0.5, 'labels': ['energy']}}
        """
        codes = {"topics": codebook.topics, "interaction": codebook.interactions}
        why = {"strategy": self.strategy, "score": round(self.score, DIGITS)}
        return {
            **record_of(self.article),
            **{name: None for name, labels in codes.items() if labels},
            "why": {**why, "labels": list(self.labels)},
        }


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The articles to code next, and what was left out on the way."""

    chosen: tuple[Suggestion, ...]
    """The articles, the first to be coded first."""
    coded_already: int
    """How many articles are among those that are coded, by id."""
    near_duplicates: int
    """How many were passed over as near-duplicates of a coded or a chosen article."""


def suggest(
    articles: Sequence[Article],
    coded: Sequence[CodedArticle],
    codebook: Codebook,
    *,
    number: int,
    strategy: str | None = None,
    seed: int = 0,
) -> Suggestions:
    """Choose the articles whose codes would teach a classifier most.

    Args:
        articles: Articles without codes.
        coded: Articles with codes; there may be none.
        codebook: The codebook.
        number: How many to choose.
        strategy: One of `relclf.coding.strategies.STRATEGIES`; None is `uncertainty`, or
            `diversity` where nothing is coded.
        seed: Seed of the groups and the solver.

    Returns:
        The suggestions; fewer than `number` where not so many are left.

    Raises:
        ConfigError: If `number` or the strategy is not as it should be, or needs coded articles.
        DataError: If no article is left, if an id stands for two texts, or if the codes are too
            much alike to learn from.

    Example:
        >>> codebook = Codebook.load()
        >>> articles = [Article("استقبل الوزير نظيره.", id="a"), Article("فاز الفريق.", id="b")]
        >>> [one.article.id for one in suggest(articles, [], codebook, number=1).chosen]
        ['a']
    """
    strategy = _checked(strategy, number, coded)
    pool = _uncoded(articles, coded)
    vectors = vectors_of([*coded, *pool])
    known = None
    if strategy != "diversity":
        known = _learned(vectors, coded, len(pool), codebook, seed)
    distinct = Distinct(pool, coded)
    found = choose(strategy, vectors.words[len(coded) :], known, number, take=distinct, seed=seed)
    if not len(found.rows):
        raise DataError(
            f"none of the {len(pool)} articles is left to suggest: all are near-duplicates of "
            "coded ones; give other articles."
        )
    return Suggestions(
        tuple(_suggestions(found, pool, strategy, codebook)),
        coded_already=len(articles) - len(pool),
        near_duplicates=len(distinct.passed_over),
    )


def _checked(strategy: str | None, number: int, coded: Sequence[CodedArticle]) -> str:
    if number < 1:
        raise ConfigError(f"number is {number}; expected 1 or more.")
    if strategy is None:
        return "uncertainty" if coded else "diversity"
    if strategy not in STRATEGIES:
        raise ConfigError(
            f"strategy: expected one of {', '.join(STRATEGIES)}, got {shown(strategy)}."
        )
    if strategy != "diversity" and not coded:
        raise ConfigError(
            f"the strategy {strategy!r} needs coded articles to learn from; name some, or take "
            "'diversity'."
        )
    return strategy


def _uncoded(articles: Sequence[Article], coded: Sequence[CodedArticle]) -> list[Article]:
    texts = {article.id: article.text for article in coded}
    for article in articles:
        if texts.get(article.id, article.text) != article.text:
            raise DataError(
                f"article {shown(article.id)}: a coded article with another text has this id; give "
                "each article its own id, the same wherever it stands."
            )
    left = [article for article in articles if article.id not in texts]
    if not left:
        raise DataError(f"all {len(articles)} articles are coded already; give others.")
    return left


def _learned(
    vectors: Vectors, coded: Sequence[CodedArticle], number: int, codebook: Codebook, seed: int
) -> Known:
    gold = gold_from(coded, codebook)
    rows = np.arange(len(coded))
    found = fit_regressions(vectors, gold, rows, codebook, seed=seed)
    if not found.learned:
        raise DataError(
            f"nothing can be learned from the {len(coded)} coded articles: all have the same "
            "codes, or none. Code more, of different kinds, or take the strategy 'diversity'."
        )
    return Known.of(found.probabilities(vectors, len(coded) + np.arange(number)), gold)


def _suggestions(
    found: Chosen, pool: Sequence[Article], strategy: str, codebook: Codebook
) -> list[Suggestion]:
    keys = (*codebook.topic_keys, *codebook.interaction_keys)
    return [
        Suggestion(pool[row], strategy, float(score), tuple(keys[at] for at in labels if at >= 0))
        for row, score, labels in zip(found.rows, found.scores, found.labels, strict=True)
    ]

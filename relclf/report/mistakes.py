"""The errors worth reading: where the classifier was surest of what the coders deny."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relclf.articles import CodedArticle, Span
from relclf.evaluation.evaluated import Evaluated

__all__ = ["Mistake", "Wrong", "mistakes"]

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Wrong:
    """One decision that the coders do not share.

    Attributes:
        kind: "missed", "added" (a topic) or "taken for" (an interaction).
        gold: Key of the label that the coders gave, "" where they gave none.
        said: Key of the label that the classifier gave, "" where it gave none.
        probability: Probability that the classifier gave to its answer.
        surprise: Minus the logarithm of the probability of the coders' answer.
        coded: The coders' evidence for theirs.
        strongest: What the classifier goes by: the strongest segment of its label, or of the one
            that it missed.
    """

    kind: str
    gold: str
    said: str
    probability: float
    surprise: float
    coded: tuple[Span, ...]
    strongest: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """An article on which the classifier errs.

    Attributes:
        row: Its row.
        article: The article with its codes.
        topics: Keys of the topics that the classifier gave.
        interaction: Key of the interaction that it gave, "" where the codebook has none.
        wrong: Its errors, the most surprising first.
    """

    row: int
    article: CodedArticle
    topics: tuple[str, ...]
    interaction: str
    wrong: tuple[Wrong, ...]


def mistakes(evaluated: Evaluated) -> list[Mistake]:
    """Find the articles with an error of topics or interaction, the most surprising first.

    Args:
        evaluated: The articles and the classifier's answers.

    Returns:
        The articles; what the coders left open is no error.

    Example:
        >>> from relclf.codebook import Codebook
        >>> from relclf.evaluation.baselines import evaluated_by_constant
        >>> train = [CodedArticle("نص", topics=("energy",), interaction="none")]
        >>> articles = [CodedArticle("نص", id="a", topics=(), interaction="visit")]
        >>> (found,) = mistakes(evaluated_by_constant(train, articles, Codebook.load()))
        >>> [(wrong.kind, wrong.gold, wrong.said) for wrong in found.wrong]
        [('added', '', 'energy'), ('taken for', 'visit', 'none')]
    """
    found = []
    for row, article in enumerate(evaluated.articles):
        wrong = [*_wrong_topics(evaluated, row), *_wrong_interaction(evaluated, row)]
        if wrong:
            wrong.sort(key=lambda one: -one.surprise)
            keys = evaluated.codebook.topic_keys
            given = np.flatnonzero(evaluated.decisions.topics[row])
            found.append(
                Mistake(
                    row,
                    article,
                    tuple(keys[column] for column in given),
                    _interaction(evaluated, row),
                    tuple(wrong),
                )
            )
    return sorted(found, key=lambda mistake: -mistake.wrong[0].surprise)


def _wrong_topics(evaluated: Evaluated, row: int) -> list[Wrong]:
    gold, chosen = evaluated.gold.topics[row], evaluated.decisions.topics[row]
    wrong = []
    for column in np.flatnonzero(~np.isnan(gold) & ((gold == 1) != chosen)):
        key = evaluated.codebook.topic_keys[column]
        probability = float(evaluated.probabilities.topics[row, column])
        missed = gold[column] == 1
        answer = probability if missed else 1 - probability
        wrong.append(
            Wrong(
                kind="missed" if missed else "added",
                gold=key if missed else "",
                said="" if missed else key,
                probability=probability,
                surprise=_surprise(answer),
                coded=_coded(evaluated, row, key) if missed else (),
                strongest=_strongest(evaluated, row, key),
            )
        )
    return wrong


def _wrong_interaction(evaluated: Evaluated, row: int) -> Sequence[Wrong]:
    gold, said = evaluated.gold.interactions[row], evaluated.decisions.interactions[row]
    if gold < 0 or said < 0 or gold == said:
        return ()
    keys = evaluated.codebook.interaction_keys
    probabilities = evaluated.probabilities.interactions[row]
    evidence = evaluated.articles[row].evidence
    return (
        Wrong(
            kind="taken for",
            gold=keys[gold],
            said=keys[said],
            probability=float(probabilities[said]),
            surprise=_surprise(float(probabilities[gold])),
            coded=evidence.interaction if evidence else (),
            strongest=_strongest(evaluated, row, keys[said]),
        ),
    )


def _interaction(evaluated: Evaluated, row: int) -> str:
    index = evaluated.decisions.interactions[row]
    return evaluated.codebook.interaction_keys[index] if index >= 0 else ""


def _coded(evaluated: Evaluated, row: int, key: str) -> tuple[Span, ...]:
    evidence = evaluated.articles[row].evidence
    return evidence.topics.get(key, ()) if evidence else ()


def _strongest(evaluated: Evaluated, row: int, key: str) -> tuple[Span, ...]:
    return (evaluated.strongest[row][key],) if evaluated.strongest else ()


def _surprise(probability: float) -> float:
    return float(-np.log(max(probability, _LEAST)))

"""What the report says: all of it as plain values, before it is laid out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from relclf.articles import CodedArticle
from relclf.evaluation.comparison import compare, differing
from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.summary import evaluate
from relclf.plotting import as_svg
from relclf.report.beside import Column, columns_beside
from relclf.report.curves import precision_recall_plot, reliability_plot, risk_coverage_plot
from relclf.report.groups import figures_by_group
from relclf.report.matrices import co_occurrence_plot, confusion_plot
from relclf.report.mistakes import Mistake, mistakes

__all__ = ["Answer", "Contents", "contents_of"]


@dataclass(frozen=True)
class Answer:
    """What somebody says of an article; None is "not coded"."""

    who: str
    interaction: str | None
    topics: Sequence[str] | None


@dataclass(frozen=True)
class Contents:
    """An evaluation to be laid out.

    Attributes:
        evaluated: The articles and the classifier's answers.
        summary: What `evaluate` says of them.
        columns: What stands beside it.
        groups: Figures by outlet, year, length and number of topics.
        mistakes: The errors to show.
        number_of_mistakes: How many articles have an error.
        plots: SVG by name.
        comparison: What `compare` says; None where no other classifier is compared.
        differing: The articles to show that the two decide differently, each with the answers of
            the coders and of both.
    """

    evaluated: Evaluated
    summary: Mapping[str, Any]
    columns: Sequence[Column]
    groups: Mapping[str, Sequence[Mapping[str, Any]]]
    mistakes: Sequence[Mistake]
    number_of_mistakes: int
    plots: Mapping[str, str]
    comparison: Mapping[str, Any] | None
    differing: Sequence[tuple[CodedArticle, Sequence[Answer]]]


def contents_of(
    evaluated: Evaluated,
    *,
    train: Sequence[CodedArticle] = (),
    second: Sequence[CodedArticle] = (),
    other: Evaluated | None = None,
    most: int = 30,
    seed: int = 0,
    n_resamples: int = 1000,
) -> Contents:
    """Compute everything that the report shows.

    Args:
        evaluated: The articles and the classifier's answers.
        train: Coded articles from which baselines learn.
        second: A second coding of the articles, or of some.
        other: Another classifier's answers on the same articles.
        most: Most errors, and most articles that are decided differently, that are shown.
        seed: Seed of the intervals and baselines.
        n_resamples: Resamples of the intervals; 0 leaves them out.

    Returns:
        The contents.

    Raises:
        DataError: As `columns_beside` and `compare`.
        CodebookError: As `compare`.
    """
    summary = evaluate(evaluated, seed=seed, n_resamples=n_resamples)
    wrong = mistakes(evaluated)
    return Contents(
        evaluated=evaluated,
        summary=summary,
        columns=columns_beside(evaluated, train, second, seed=seed),
        groups=figures_by_group(evaluated),
        mistakes=wrong[:most],
        number_of_mistakes=len(wrong),
        plots=_plots(evaluated, summary),
        comparison=compare(evaluated, other, seed=seed, n_resamples=n_resamples) if other else None,
        differing=_differing(evaluated, other, most) if other else (),
    )


def _plots(evaluated: Evaluated, summary: Mapping[str, Any]) -> dict[str, str]:
    wanted: dict[str, Callable[[Evaluated], Figure | None]] = {}
    topics = summary.get("articles_with_topics_coded", 0) > 0
    interactions = summary.get("articles_with_interaction_coded", 0) > 0
    if topics:
        wanted |= {"precision_recall": precision_recall_plot, "co_occurrence": co_occurrence_plot}
    if interactions:
        wanted["confusion"] = confusion_plot
    if topics or interactions:
        wanted |= {"reliability": reliability_plot, "risk_coverage": risk_coverage_plot}
    drawn = {name: draw(evaluated) for name, draw in wanted.items()}
    return {name: as_svg(figure) for name, figure in drawn.items() if figure is not None}


def _differing(
    one: Evaluated, other: Evaluated, most: int
) -> list[tuple[CodedArticle, Sequence[Answer]]]:
    shown: list[tuple[CodedArticle, Sequence[Answer]]] = []
    for row in differing(one, other)[:most]:
        article = one.articles[row]
        gold = Answer("the coders", article.interaction, article.topics)
        shown.append((article, (gold, _answer(one, row), _answer(other, row))))
    return shown


def _answer(evaluated: Evaluated, row: int) -> Answer:
    codebook, said = evaluated.codebook, evaluated.decisions
    index = said.interactions[row]
    topics = [codebook.topic_keys[column] for column in np.flatnonzero(said.topics[row])]
    return Answer(evaluated.name, codebook.interaction_keys[index] if index >= 0 else None, topics)

"""What stands beside a classifier's figures: baselines, and the coders' own agreement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.errors import DataError, shown
from relclf.evaluation.agreement import agreement
from relclf.evaluation.baselines import evaluated_by_constant, evaluated_by_tfidf
from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.summary import evaluate
from relclf.report.names import FIGURES

__all__ = ["Column", "check_beside", "columns_beside"]


@dataclass(frozen=True)
class Column:
    """Figures that stand beside the classifier's."""

    name: str
    """Its head."""
    note: str
    """What it is."""
    figures: Mapping[str, float | None]
    """Values by figure."""


def columns_beside(
    evaluated: Evaluated,
    train: Sequence[CodedArticle] = (),
    second: Sequence[CodedArticle] = (),
    *,
    seed: int = 0,
) -> list[Column]:
    """Compute the baselines, and the coders' agreement where there is a second coding.

    Args:
        evaluated: The articles and the classifier's answers.
        train: What the baselines learn from. Without, the constant labels are chosen on the
            articles themselves, so that no others have a better micro F1 or accuracy, and there is
            no TF-IDF.
        second: A second coding of the articles, or of some.
        seed: Seed of TF-IDF.

    Returns:
        The columns.

    Raises:
        DataError: An article is among the training articles too, or no article was coded twice.
    """
    articles, codebook = evaluated.articles, evaluated.codebook
    _check_train(articles, train)
    if train:
        found = [
            (evaluated_by_constant(train, articles, codebook), _OF_TRAIN.format(len(train))),
            (evaluated_by_tfidf(train, articles, codebook, seed=seed), _TFIDF.format(len(train))),
        ]
    else:
        found = [(evaluated_by_constant(articles, articles, codebook), _OF_THESE)]
    columns = []
    for baseline, note in found:
        summary = evaluate(baseline, n_resamples=0)
        columns.append(Column(baseline.name, note, {name: summary.get(name) for name in FIGURES}))
    if second:
        columns.append(_coders(articles, second, codebook))
    return columns


def check_beside(
    articles: Sequence[CodedArticle],
    train: Sequence[CodedArticle],
    second: Sequence[CodedArticle],
    codebook: Codebook,
) -> None:
    """Find out before the articles are classified what could not stand beside the figures.

    Raises:
        DataError: As `columns_beside`.
    """
    _check_train(articles, train)
    if second:
        _coders(articles, second, codebook)


_OF_TRAIN = "The labels that fit {:,} training articles best, for every article."
_OF_THESE = (
    "The best labels to give to every article, chosen on these very articles: no constant has "
    "a better micro F1 or accuracy. With --train, they and TF-IDF learn from your training "
    "articles."
)
_TFIDF = "Words and parts of words, learned from {:,} training articles."


def _coders(
    articles: Sequence[CodedArticle], second: Sequence[CodedArticle], codebook: Codebook
) -> Column:
    codings = {
        name: {article.id: article for article in found}
        for name, found in (("the articles", articles), ("--second", second))
    }
    found = agreement(codings, codebook)
    figures = {
        "topic_micro_f1": found.get("topics", {}).get("micro_f1"),
        "interaction_accuracy": found.get("interaction", {}).get("agreement"),
    }
    note = (
        f"Two codings against each other, on the {found['articles']:,} articles that both have: "
        "codes like these cannot show a classifier to be better than that."
    )
    return Column("coders", note, figures)


def _check_train(articles: Sequence[CodedArticle], train: Sequence[CodedArticle]) -> None:
    both = {article.id for article in articles} & {article.id for article in train}
    if both:
        raise DataError(
            f"--train: {len(both)} of its articles are evaluated too ({shown(sorted(both)[:3])}); "
            "baselines that have seen the answers say nothing. Take them out of one of the two."
        )

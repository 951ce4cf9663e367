"""What any classifier has to beat, on its own articles: constant labels, and TF-IDF."""

from collections.abc import Sequence

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.evaluation.baseline import Baseline
from relclf.evaluation.constant import constant_baseline
from relclf.evaluation.evaluated import Evaluated
from relclf.evaluation.gold import gold_from

__all__ = ["evaluated_by_constant", "evaluated_by_tfidf"]


def evaluated_by_constant(
    train: Sequence[CodedArticle], articles: Sequence[CodedArticle], codebook: Codebook
) -> Evaluated:
    """Give every article the labels that fit the training articles best.

    Args:
        train: What the labels are chosen on.
        articles: What is judged.
        codebook: The labels of both.

    Returns:
        The articles beside the constant answers.

    Example:
        >>> articles = [CodedArticle("نص", id="a", topics=("energy",), interaction="none")]
        >>> found = evaluated_by_constant(articles, articles, Codebook.load())
        >>> found.decisions.topics.sum()
        np.int64(1)
    """
    constant = constant_baseline(gold_from(train, codebook), len(codebook.interactions))
    answers = constant.probabilities(len(articles)), constant.decisions(len(articles))
    return Evaluated("constant labels", codebook, articles, *answers)


def evaluated_by_tfidf(
    train: Sequence[CodedArticle],
    articles: Sequence[CodedArticle],
    codebook: Codebook,
    *,
    seed: int = 0,
) -> Evaluated:
    """Train TF-IDF with logistic regression, and let it answer.

    Args:
        train: What it learns from.
        articles: What it answers.
        codebook: The labels of both.
        seed: Seed of folds and solver.

    Returns:
        The articles beside its answers.

    Raises:
        DataError: If no training article has topics, or an interaction, though the codebook has.
    """
    baseline = Baseline(seed=seed).fit(train, codebook)
    probabilities = baseline.predict_proba(articles)
    return Evaluated(
        "TF-IDF with logistic regression",
        codebook,
        articles,
        probabilities,
        baseline.decide(probabilities),
        baseline.thresholds,
    )

"""Train TF-IDF with logistic regression and evaluate it: what a model has to beat."""

from jsonargparse import ArgumentParser, Namespace

from relclf.cli.evaluate import write_summary
from relclf.codebook import Codebook
from relclf.errors import require
from relclf.readers import read_coded

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--train", nargs="+", type=str, required=True, help="coded articles")
    parser.add_argument("--test", nargs="+", type=str, required=True, help="coded articles")
    parser.add_argument("--codebook", help="YAML file (default: the shipped codebook)")
    parser.add_argument("--output", help="new folder for metrics.json and report.md")
    parser.add_argument("--resamples", type=int, default=1000, help="resamples of the intervals")
    parser.add_argument("--seed", type=int, default=0, help="seed of folds and intervals")


def run(options: Namespace) -> None:
    """Run the command."""
    require("sklearn", "train")
    from relclf.evaluation.baseline import Baseline
    from relclf.evaluation.gold import gold_from
    from relclf.evaluation.summary import evaluate

    codebook = Codebook.load(options.codebook)
    baseline = Baseline(seed=options.seed).fit(list(read_coded(options.train, codebook)), codebook)
    articles = list(read_coded(options.test, codebook))
    probabilities = baseline.predict_proba(articles)
    summary = evaluate(
        gold_from(articles, codebook),
        probabilities,
        baseline.decide(probabilities),
        None,
        None,
        codebook,
        seed=options.seed,
        n_resamples=options.resamples,
    )
    write_summary({"model": "TF-IDF with logistic regression", **summary}, codebook, options.output)

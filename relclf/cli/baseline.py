"""Train TF-IDF with logistic regression and evaluate it: what a model has to beat."""

from argparse import ArgumentParser, Namespace

from relclf.cli.evaluate import add_report, check_report, tell
from relclf.codebook import Codebook
from relclf.readers import read_coded

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--train", nargs="+", required=True, help="coded articles")
    parser.add_argument("--test", nargs="+", required=True, help="coded articles")
    parser.add_argument("--codebook", help="YAML file (default: the shipped codebook)")
    add_report(parser)


def run(options: Namespace) -> None:
    """Run the command."""
    check_report(options)
    from relclf.evaluation.baselines import evaluated_by_tfidf

    codebook = Codebook.load(options.codebook)
    train, articles = (list(read_coded(paths, codebook)) for paths in (options.train, options.test))
    tell([evaluated_by_tfidf(train, articles, codebook, seed=options.seed)], options)

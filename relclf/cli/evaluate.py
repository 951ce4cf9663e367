"""Compare a model with coded articles, and write a report on it."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relclf.articles import CodedArticle
from relclf.atomic import new_folder, write_text
from relclf.classifier import RelationClassifier
from relclf.cli.arguments import add_inputs, add_model
from relclf.cli.reading import report_skipped
from relclf.codebook import Codebook
from relclf.errors import ConfigError, require
from relclf.folder import METRICS, find_model
from relclf.readers import read_coded

if TYPE_CHECKING:
    from relclf.evaluation.evaluated import Evaluated

__all__ = ["add_arguments", "add_report", "check_report", "run", "tell"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_inputs(parser, "coded articles")
    add_model(parser)
    parser.add_argument("--codebook", help="of the coded articles (default: the model's)")
    add_report(parser)
    parser.add_argument("--compare", help="another model, on the same articles")
    parser.add_argument(
        "--train",
        nargs="+",
        default=[],
        help="coded articles that the model learned from: baselines learn from them too",
    )
    parser.add_argument(
        "--second",
        nargs="+",
        default=[],
        help="a second coding of the articles, or of some: the coders' own agreement",
    )


def add_report(parser: ArgumentParser) -> None:
    """Add where the report goes and how it is made."""
    parser.add_argument("--output", help="new folder: report.html, report.md, metrics.json")
    parser.add_argument("--errors", type=int, default=30, help="most errors that the report shows")
    parser.add_argument("--resamples", type=int, default=1000, help="resamples of the intervals")
    parser.add_argument("--seed", type=int, default=0, help="seed of intervals and baselines")


def run(options: Namespace) -> None:
    """Run the command."""
    for name in ("compare", "train", "second"):
        if vars(options)[name] and not options.output:
            raise ConfigError(f"--{name}: it is shown in the report; name a folder with --output")
    check_report(options)
    from relclf.evaluation.classifier_figures import check_codebook, evaluated_by

    models = [options.model, *([options.compare] if options.compare else [])]
    classifiers = [
        RelationClassifier.from_pretrained(model, backend=options.backend, threads=options.threads)
        for model in models
    ]
    codebook = classifiers[0].codebook
    if options.codebook:
        check_codebook(Codebook.load(options.codebook), codebook)
    if options.compare:
        check_codebook(codebook, classifiers[1].codebook)
    reader = read_coded(options.inputs, codebook, on_error=options.on_error)
    articles = list(reader)
    report_skipped(reader)
    train = list(read_coded(options.train, codebook)) if options.train else []
    second = list(read_coded(options.second, codebook)) if options.second else []
    if train or second:
        from relclf.report.beside import check_beside

        check_beside(articles, train, second, codebook)
    found = [evaluated_by(classifier, articles) for classifier in classifiers]
    if options.compare and found[0].name == found[1].name:
        found[1] = replace(found[1], name=f"{found[1].name} ({options.compare})")

    def card(summary: Mapping[str, Any]) -> str:
        from relclf.report.card import model_card

        figures = find_model(options.model) / METRICS
        metrics = json.loads(figures.read_text(encoding="utf-8")) if figures.is_file() else {}
        return model_card(classifiers[0].settings, codebook, metrics, summary)

    tell(found, options, train=train, second=second, card=card)


def check_report(options: Namespace) -> None:
    """Find out before the work what the report would fail for after it."""
    require("sklearn", "report")
    if options.errors < 0:
        raise ConfigError(f"--errors: {options.errors}, expected 0 or more")
    if options.output:
        for module in ("matplotlib", "jinja2"):
            require(module, "report")
        if Path(options.output).exists():
            raise ConfigError(
                f"{options.output}: it exists; name another folder, or move this one away."
            )


def tell(
    found: "Sequence[Evaluated]",
    options: Namespace,
    *,
    train: Sequence[CodedArticle] = (),
    second: Sequence[CodedArticle] = (),
    card: Callable[[Mapping[str, Any]], str] | None = None,
) -> None:
    """Print the figures of the first classifier; with an output folder, write the report.

    Args:
        found: The classifier's answers, and those of the one that it is compared with, if any.
        options: Of `add_report`.
        train: What baselines learn from.
        second: A second coding.
        card: Writes the model card from the figures, where there is a model folder.
    """
    from relclf.evaluation.summary import as_table, evaluate

    codebook = found[0].codebook
    if not options.output:
        summary = evaluate(found[0], seed=options.seed, n_resamples=options.resamples)
        print(as_table(summary, codebook))
        return
    from relclf.report.contents import contents_of
    from relclf.report.page import write_report

    contents = contents_of(
        found[0],
        train=train,
        second=second,
        other=found[1] if len(found) > 1 else None,
        most=options.errors,
        seed=options.seed,
        n_resamples=options.resamples,
    )
    print(as_table(contents.summary, codebook))
    with new_folder(Path(options.output)) as folder:
        write_report(contents, folder)
        if card:
            write_text(folder / "model-card.md", card(contents.summary))
    print(f"relclf: the report is {options.output}/report.html", file=sys.stderr)

"""Compare a model's predictions with coded articles."""

import json
import sys
from pathlib import Path

from jsonargparse import ArgumentParser, Namespace

from relclf.atomic import new_folder, write_text
from relclf.classifier import RelationClassifier
from relclf.cli.arguments import add_inputs, add_model
from relclf.cli.reading import report_skipped
from relclf.codebook import Codebook
from relclf.errors import require
from relclf.readers import read_coded

__all__ = ["add_arguments", "run", "write_summary"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_inputs(parser, "coded articles")
    add_model(parser)
    parser.add_argument("--codebook", help="of the coded articles (default: the model's)")
    parser.add_argument("--output", help="new folder for metrics.json and report.md")
    parser.add_argument("--resamples", type=int, default=1000, help="resamples of the intervals")
    parser.add_argument("--seed", type=int, default=0, help="seed of the intervals")


def run(options: Namespace) -> None:
    """Run the command."""
    require("sklearn", "train")
    from relclf.evaluation.classifier_figures import check_codebook, evaluate_classifier

    classifier = RelationClassifier.from_pretrained(
        options.model, backend=options.backend, threads=options.threads
    )
    if options.codebook:
        check_codebook(Codebook.load(options.codebook), classifier.codebook)
    reader = read_coded(options.inputs, classifier.codebook, on_error=options.on_error)
    summary = evaluate_classifier(
        classifier, list(reader), seed=options.seed, n_resamples=options.resamples
    )
    write_summary(summary, classifier.codebook, options.output)
    report_skipped(reader)


def write_summary(summary: dict[str, object], codebook: Codebook, output: str | None) -> None:
    """Print a summary as a table; with an output folder, write it there as JSON too."""
    from relclf.evaluation.summary import as_table

    table = as_table(summary, codebook)
    print(table)
    if output:
        with new_folder(Path(output)) as folder:
            text = json.dumps(summary, ensure_ascii=False, indent=1)
            write_text(folder / "metrics.json", text + "\n")
            write_text(folder / "report.md", f"# Evaluation\n\n```\n{table}\n```\n")
        print(f"relclf: metrics.json and report.md in {output}", file=sys.stderr)

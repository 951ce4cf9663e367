"""Classify articles: topics, interaction, held or planned, evidence, probabilities."""

import json
import sys
from functools import partial

from jsonargparse import ArgumentParser, Namespace

from relclf.classifier import RelationClassifier
from relclf.cli.arguments import add_inputs, add_model
from relclf.cli.reading import report_skipped, with_notes
from relclf.folder import find_model, folder_fingerprint
from relclf.output import FORMATS, predict_to_file, write_stream
from relclf.readers import read_articles

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_inputs(parser, "articles, text files too")
    add_model(parser)
    parser.add_argument("--output", help="file to write; without it, standard output")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="default: by the ending of --output, else table",
    )
    parser.add_argument(
        "--thresholds",
        type=float | dict[str, float] | None,
        default=None,
        help='one threshold for all topics, or some topics\' own: {"energy": 0.3}',
    )
    parser.add_argument(
        "--max_windows",
        type=int | None,
        default=None,
        help="most windows of an article that are read (default: all)",
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on with an interrupted run of the same command"
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace an output that exists, when it is done"
    )


def run(options: Namespace) -> None:
    """Run the command."""
    classifier = RelationClassifier.from_pretrained(
        options.model,
        backend=options.backend,
        threads=options.threads,
        max_windows=options.max_windows,
    )
    reader = read_articles(options.inputs, on_error=options.on_error)
    form = options.format or _format_of(options.output)

    pairs = partial(classifier.pairs, thresholds=options.thresholds)
    articles = with_notes(reader)
    if options.output:
        count = predict_to_file(
            pairs,
            articles,
            options.output,
            format=form,
            codebook=classifier.codebook,
            fingerprint=_fingerprint(options),
            resume=options.resume,
            overwrite=options.overwrite,
        )
        print(f"relclf: {count} predictions in {options.output}", file=sys.stderr)
    else:
        write_stream(pairs(articles), sys.stdout, form, classifier.codebook)
    report_skipped(reader)


def _fingerprint(options: Namespace) -> str:
    """Tell apart runs that would predict otherwise, whose parts must not be joined."""
    asked = {name: options[name] for name in ("backend", "thresholds", "max_windows")}
    return f"{folder_fingerprint(find_model(options.model))} {json.dumps(asked)}"


def _format_of(output: str | None) -> str:
    ending = output.rpartition(".")[2].lower() if output else ""
    return {"json": "jsonl"}.get(ending, ending) if ending in (*FORMATS, "json") else "table"

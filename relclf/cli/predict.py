"""Classify articles: topics, interaction, held or planned, evidence, probabilities."""

import json
import sys
from argparse import ArgumentParser, Namespace
from functools import partial

from relclf.articles import Article
from relclf.classifier import RelationClassifier
from relclf.cli.arguments import add_inputs, add_model, thresholds
from relclf.cli.on_ray import add_engine, check_engine, predict_with_ray
from relclf.cli.reading import report_skipped, with_notes
from relclf.errors import ConfigError, ModelError
from relclf.folder import find_model, folder_fingerprint
from relclf.output import FORMATS, predict_to_file, predict_to_shards, write_stream
from relclf.readers import ArticleReader, read_articles
from relclf.reading.manifest import SKIPPED

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_inputs(parser, "articles, text files too")
    add_model(parser)
    parser.add_argument(
        "--output", help="file to write, or folder with --shard_size; without it, standard output"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="default: by the ending of --output, else table, in shards jsonl",
    )
    parser.add_argument(
        "--shard_size",
        type=int,
        default=None,
        help="make --output a folder of files, each of so many records of the inputs",
    )
    add_engine(parser)
    parser.add_argument(
        "--thresholds",
        type=thresholds,
        default=None,
        help='one threshold for all topics, or some topics\' own: {"energy": 0.3}',
    )
    parser.add_argument(
        "--max_windows",
        type=int,
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
    _check(options)
    before = _fingerprint(options) if options.output else ""
    if options.engine == "ray":
        _tell(options, *predict_with_ray(options, before))
        return
    classifier = RelationClassifier.from_pretrained(
        options.model,
        backend=options.backend,
        threads=options.threads,
        max_windows=options.max_windows,
    )
    if options.output and _fingerprint(options) != before:
        raise ModelError(
            f"{find_model(options.model)}: the model folder changed while it was loaded; start "
            "again."
        )
    reader = read_articles(options.inputs, on_error=options.on_error)
    pairs = partial(classifier.pairs, thresholds=options.thresholds)
    form = options.format or _format_of(options.output)
    if options.shard_size is not None:
        count = predict_to_shards(
            pairs,
            reader,
            options.output,
            shard_size=options.shard_size,
            format=options.format or "jsonl",
            codebook=classifier.codebook,
            fingerprint=before,
            model=classifier.name,
            resume=options.resume,
            passing=with_notes,
        )
    elif options.output:
        count = predict_to_file(
            pairs,
            with_notes(reader),
            options.output,
            format=form,
            codebook=classifier.codebook,
            fingerprint=before,
            resume=options.resume,
            overwrite=options.overwrite,
        )
    else:
        write_stream(pairs(with_notes(reader)), sys.stdout, form, classifier.codebook)
        count = reader.read_count
    _tell(options, count, reader)


def _tell(options: Namespace, count: int, reader: ArticleReader[Article]) -> None:
    report_skipped(reader)
    if options.output:
        print(f"relclf: {count} predictions in {options.output}", file=sys.stderr)
    if options.shard_size is not None and reader.skipped_count:
        print(
            f"relclf: {reader.skipped_count} skipped records in {options.output}/{SKIPPED}",
            file=sys.stderr,
        )


def _check(options: Namespace) -> None:
    check_engine(options)
    if options.shard_size is None:
        return
    if not options.output:
        raise ConfigError("shard_size: shards need a folder; name one with --output.")
    if options.overwrite:
        raise ConfigError(
            "overwrite: a folder of shards is never replaced; name another --output, or move the "
            "old one away."
        )


def _fingerprint(options: Namespace) -> str:
    """Tell apart runs that would predict otherwise, whose parts must not be joined."""
    asked = {name: vars(options)[name] for name in ("backend", "thresholds", "max_windows")}
    return f"{folder_fingerprint(find_model(options.model))} {json.dumps(asked)}"


def _format_of(output: str | None) -> str:
    ending = output.rpartition(".")[2].lower() if output else ""
    return {"json": "jsonl"}.get(ending, ending) if ending in (*FORMATS, "json") else "table"

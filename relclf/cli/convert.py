"""Exchange coded articles with Label Studio, doccano, Argilla and spreadsheets."""

import json
import logging
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from relclf.annotation.answers import is_coded, uncoded
from relclf.annotation.as_csv import COLUMNS, csv_text, row_of
from relclf.annotation.coders import by_annotator, of_one
from relclf.annotation.exports import Exports
from relclf.annotation.folders import GUIDES, Item, fill_folder
from relclf.annotation.luggage import Coding
from relclf.articles import CodedArticle
from relclf.atomic import new_folder, write_text
from relclf.cli.arguments import add_inputs, add_model
from relclf.cli.reading import report_skipped
from relclf.codebook import Codebook
from relclf.errors import ConfigError, DataError
from relclf.readers import read_articles, read_coded
from relclf.reading.inputs import find_sources
from relclf.records import record_of

if TYPE_CHECKING:
    from relclf.classifier import RelationClassifier

__all__ = ["add_arguments", "run"]

FORMATS = ("relclf", "csv", *GUIDES)
_ENDINGS = {"relclf": ".jsonl", "csv": ".csv"}
_SHOWN = 20
logger = logging.getLogger(__name__)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_inputs(parser, "articles, coded or not, or what --from names")
    parser.add_argument("--to", choices=FORMATS, required=True, help="what is written")
    parser.add_argument(
        "--from",
        dest="source",
        choices=FORMATS,
        default="relclf",
        help="what is read: relclf's own files, or a tool's export",
    )
    parser.add_argument(
        "--output", required=True, help="new file (relclf, csv) or new folder (tools)"
    )
    parser.add_argument("--codebook", help="YAML file (default: the shipped one, or the model's)")
    parser.add_argument(
        "--predict",
        action="store_true",
        help="show annotators what the model says, to correct it",
    )
    add_model(parser)
    parser.add_argument("--annotator", help="whose codes of an export are read")
    parser.add_argument(
        "--each", action="store_true", help="write a folder with a file for each annotator"
    )


def run(options: Namespace) -> None:
    """Run the command."""
    _check(options)
    output, to = Path(options.output), options.to
    classifier = _classifier(options) if options.predict else None
    codebook = _codebook(options.codebook, classifier)
    counts: Counter[str] = Counter()
    if options.each:
        with new_folder(output) as folder:
            for name, coded in by_annotator(_codings(options, codebook)).items():
                text = _text(_counted(coded, counts), to)
                write_text(folder / f"{name}{_ENDINGS[to]}", text)
    elif to in GUIDES:
        articles = _counted(_articles(options, codebook), counts)
        with new_folder(output) as folder:
            fill_folder(folder, to, _items(articles, classifier), codebook)
    else:
        write_text(output, _text(_counted(_articles(options, codebook), counts), to))
    print(
        f"relclf: {counts['all']} articles in {output}, {counts['open']} of them not coded",
        file=sys.stderr,
    )


def _check(options: Namespace) -> None:
    tool = options.source in GUIDES
    if options.predict and options.to not in GUIDES:
        raise ConfigError(
            f"--predict: it shows annotators what the model says, and --to {options.to} has no "
            "place for that; use `relclf predict`."
        )
    if options.model is not None and not options.predict:
        raise ConfigError("--model: only --predict needs one; add it, or leave --model out.")
    if (options.annotator is not None or options.each) and not tool:
        raise ConfigError(
            "--annotator and --each are for exports of a tool; name it with --from, one of "
            f"{', '.join(GUIDES)}."
        )
    if options.each and options.to in GUIDES:
        raise ConfigError("--each: it writes a file for each annotator; use --to relclf or csv.")
    if options.each and options.annotator is not None:
        raise ConfigError("--each and --annotator: give one of the two.")
    if Path(options.output).exists():
        raise ConfigError(f"{options.output}: it exists; name another, or move this one away.")


def _classifier(options: Namespace) -> "RelationClassifier":
    # Most conversions need no model, and start at once without.
    from relclf.classifier import RelationClassifier

    return RelationClassifier.from_pretrained(
        options.model, backend=options.backend, threads=options.threads
    )


def _codebook(path: str | None, classifier: "RelationClassifier | None") -> Codebook:
    if classifier is None or path is None:
        return classifier.codebook if classifier else Codebook.load(path)
    codebook, model = Codebook.load(path), classifier.codebook
    missing = [
        *({*model.topic_keys} ^ {*codebook.topic_keys}),
        *({*model.interaction_keys} ^ {*codebook.interaction_keys}),
    ]
    if missing:
        raise ConfigError(
            f"--codebook: {path} and the model {classifier.name!r} do not have the same labels; "
            f"only one of the two has {', '.join(sorted(missing))}. Leave --codebook out, or name "
            "a model that was trained with it."
        )
    return codebook


def _articles(options: Namespace, codebook: Codebook) -> Iterator[CodedArticle]:
    if options.source != "relclf":
        yield from of_one(_codings(options, codebook), options.annotator)
    elif _only_texts(options.inputs):
        texts = read_articles(options.inputs, on_error=options.on_error)
        yield from map(uncoded, texts)
        report_skipped(texts)
    else:
        coded = read_coded(options.inputs, codebook, on_error=options.on_error)
        yield from coded
        report_skipped(coded)


def _only_texts(inputs: list[str]) -> bool:
    """Tell whether there are text files only; of a folder with both, records hold the codes."""
    if find_sources(inputs).kinds != {"text"}:
        return False
    try:
        find_sources(inputs, coded=True)
    except DataError:
        return True
    return False


def _codings(options: Namespace, codebook: Codebook) -> list[Coding]:
    exports = Exports(options.inputs, options.source, codebook, skip=options.on_error == "skip")
    codings = list(exports)
    for what, number in exports.notes.items():
        if number:
            logger.warning("not read: %d %s", number, what)
    for skipped in exports.skipped[:_SHOWN]:
        logger.warning("skipped: %s", skipped.message)
    if len(exports.skipped) > _SHOWN:
        logger.warning("skipped: %d more", len(exports.skipped) - _SHOWN)
    return codings


def _items(
    articles: Iterator[CodedArticle], classifier: "RelationClassifier | None"
) -> Iterator[Item]:
    if classifier is None:
        yield from ((article, None) for article in articles)
    else:
        for article, prediction in classifier.pairs(articles):
            yield cast(CodedArticle, article), prediction


def _counted(articles: Iterable[CodedArticle], counts: Counter[str]) -> Iterator[CodedArticle]:
    for article in articles:
        counts["all"] += 1
        counts["open"] += not is_coded(article)
        yield article


def _text(articles: Iterable[CodedArticle], to: str) -> str:
    if to == "relclf":
        records = (json.dumps(record_of(article), ensure_ascii=False) for article in articles)
        return "".join(f"{record}\n" for record in records)
    # Without the mark, Excel takes UTF-8 for the encoding of the system.
    return "\ufeff" + csv_text(COLUMNS) + "".join(map(row_of, articles))

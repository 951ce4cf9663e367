"""Choose which articles to code next."""

import json
import logging
import sys
from argparse import ArgumentParser, Namespace

from relclf.atomic import write_text
from relclf.cli.arguments import add_inputs, at_least
from relclf.cli.reading import report_skipped
from relclf.codebook import Codebook
from relclf.errors import require
from relclf.readers import read_articles, read_coded

__all__ = ["add_arguments", "run"]

logger = logging.getLogger(__name__)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_inputs(parser, "articles without codes, text files too")
    parser.add_argument("--coded", nargs="+", default=[], help="coded articles, to learn from")
    parser.add_argument("-n", "--number", type=at_least(1), default=50, help="how many to choose")
    parser.add_argument(
        "--strategy",
        choices=("uncertainty", "mixed", "rare", "diversity"),
        help="default: uncertainty, or diversity without --coded",
    )
    parser.add_argument("--codebook", help="YAML file (default: the shipped codebook)")
    parser.add_argument("--output", help="new .jsonl file; without it, standard output")
    parser.add_argument("--seed", type=int, default=0, help="seed of groups and regressions")


def run(options: Namespace) -> None:
    """Run the command."""
    for module in ("sklearn", "datasketch"):
        require(module, "coding")
    from relclf.coding.suggest import suggest
    from relclf.output.new_file import check_new_file

    if options.output:
        check_new_file(options.output, ".jsonl")
    codebook = Codebook.load(options.codebook)
    coded = list(read_coded(options.coded, codebook)) if options.coded else []
    reader = read_articles(options.inputs, on_error=options.on_error)
    articles = list(reader)
    report_skipped(reader)
    found = suggest(
        articles,
        coded,
        codebook,
        number=options.number,
        strategy=options.strategy,
        seed=options.seed,
    )
    records = (one.to_record(codebook) for one in found.chosen)
    text = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    if options.output:
        write_text(options.output, text)
    else:
        sys.stdout.write(text)
    if found.coded_already:
        logger.warning("%d articles are coded already", found.coded_already)
    if found.near_duplicates:
        logger.warning("%d near-duplicates were passed over", found.near_duplicates)
    if len(found.chosen) < options.number:
        logger.warning("%d were asked for; no more are left", options.number)
    place = options.output or "standard output"
    print(
        f"relclf: {len(found.chosen)} of {len(articles):,} articles in {place}, chosen by "
        f"{found.chosen[0].strategy}",
        file=sys.stderr,
    )

"""Make event data of predictions or coded articles: a table with codes and dates, and plots."""

import logging
import sys
from argparse import ArgumentParser, Namespace

from relclf.codebook import Codebook
from relclf.events.article_index import ArticleIndex
from relclf.events.sources import read_events
from relclf.events.table import make_table
from relclf.readers import read_articles

__all__ = ["add_arguments", "run"]

logger = logging.getLogger(__name__)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "predictions",
        nargs="+",
        help="what `relclf predict` wrote, or coded articles: .jsonl, .csv, .parquet, a folder, -",
    )
    parser.add_argument("--output", required=True, help="new file, .csv or .parquet")
    parser.add_argument(
        "--articles",
        nargs="+",
        help="the articles that were classified, for dates, sources and titles that are missing",
    )
    parser.add_argument("--codebook", help="YAML file (default: the shipped codebook)")
    parser.add_argument(
        "--rows",
        choices=("article", "topic"),
        default="article",
        help="one row an article, or one an article and topic",
    )
    parser.add_argument(
        "--date_order",
        choices=("day", "month"),
        help="what comes first in dates such as 09/10/2016 (default: these are left empty)",
    )
    parser.add_argument("--plot", help="new folder for interactions and topics-by-year, .svg, .png")
    parser.add_argument(
        "--language", choices=("ar", "en"), default="ar", help="language of the plots"
    )


def run(options: Namespace) -> None:
    """Run the command."""
    codebook = Codebook.load(options.codebook)
    events = read_events(options.predictions, codebook)
    if options.articles:
        events = ArticleIndex(read_articles(options.articles)).complete(events)
    count, account = make_table(
        events,
        options.output,
        codebook,
        rows=options.rows,
        order=options.date_order,
        plot=options.plot,
        language=options.language,
    )
    for note in account.notes(options.rows):
        logger.warning(note)
    print(
        f"relclf: {count} rows of {account.articles} articles in {options.output}", file=sys.stderr
    )

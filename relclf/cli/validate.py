"""Check articles, coded articles or a codebook, and say what is wrong and where."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from typing import Any

from relclf.cli.arguments import add_inputs
from relclf.cli.reading import report_skipped, with_notes
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.readers import ArticleReader, read_articles, read_coded

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_inputs(parser, "articles")
    parser.add_argument("--coded", action="store_true", help="check their codes too")
    parser.add_argument("--codebook", help="YAML file (default: the shipped codebook)")


def run(options: Namespace) -> None:
    """Run the command."""
    codebook = Codebook.load(options.codebook)
    print(
        f"codebook {codebook.name} {codebook.version}: {len(codebook.topics)} topics, "
        f"{len(codebook.interactions)} interactions, fingerprint {codebook.fingerprint}"
    )
    if not options.coded:
        articles = read_articles(options.inputs, on_error=options.on_error)
        print(f"{sum(1 for _ in with_notes(articles)):,} articles")
        _report(articles)
        return
    coded = read_coded(options.inputs, codebook, on_error=options.on_error)
    counts: Counter[str] = Counter()
    number = evidence = 0
    for article in with_notes(coded):
        number += 1
        evidence += article.evidence is not None
        counts.update(article.topics or ())
        counts.update([article.interaction] if article.interaction else [])
    print(f"{number:,} coded articles, {evidence:,} with evidence")
    for key in (*codebook.topic_keys, *codebook.interaction_keys):
        print(f"  {counts[key]:>7,}  {key}")
    _report(coded)


def _report(reader: ArticleReader[Any]) -> None:
    report_skipped(reader)
    if reader.skipped_count:
        raise DataError(f"{reader.skipped_count} records are not as they should be")

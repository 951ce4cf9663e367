"""List likely errors of coders, most suspect first."""

import logging
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from relclf.articles import CodedArticle
from relclf.atomic import write_text
from relclf.classifier import RelationClassifier
from relclf.cli.arguments import add_inputs, at_least
from relclf.cli.reading import report_skipped
from relclf.codebook import Codebook
from relclf.errors import require
from relclf.readers import read_coded

if TYPE_CHECKING:
    from relclf.decision import Probabilities

__all__ = ["add_arguments", "run"]

logger = logging.getLogger(__name__)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_inputs(parser, "coded articles")
    parser.add_argument("--codebook", help="YAML file (default: the shipped one, or the model's)")
    parser.add_argument("--output", help="new .csv file for all codes that were checked")
    parser.add_argument(
        "--first", type=at_least(0), default=20, help="how many are printed (default: 20)"
    )
    parser.add_argument(
        "--model",
        help="model folder, shipped model or hub id whose probabilities count, in place of "
        "cross-validation; only for articles that it was not trained on",
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of folds and regressions")


def run(options: Namespace) -> None:
    """Run the command."""
    for module in ("cleanlab", "sklearn", "datasketch"):
        require(module, "coding")
    from relclf.coding.doubts import doubts
    from relclf.coding.doubts_table import as_csv, as_text
    from relclf.coding.ranking import rank_codes
    from relclf.evaluation.gold import gold_from
    from relclf.output.new_file import check_new_file

    if options.output:
        check_new_file(options.output, ".csv")
    classifier = RelationClassifier.from_pretrained(options.model) if options.model else None
    codebook = _codebook(options, classifier)
    reader = read_coded(options.inputs, codebook, on_error=options.on_error)
    articles = list(reader)
    report_skipped(reader)
    probabilities = _probabilities(articles, codebook, classifier, options.seed)
    ranking = rank_codes(gold_from(articles, codebook), probabilities, codebook)
    _tell_unlearned(ranking.unlearned)
    found = list(doubts(articles, probabilities, ranking, codebook))
    if options.output:
        write_text(options.output, as_csv(found))
    contradicted = sum(one.contradicted for one in found)
    print(
        f"{len(articles):,} articles, {len(found):,} codes, {contradicted:,} of which the "
        "classifier would give otherwise"
    )
    if options.first:
        print(as_text(found[: options.first], width=shutil.get_terminal_size().columns))
    if options.output:
        print(f"relclf: {len(found):,} codes in {options.output}", file=sys.stderr)


def _codebook(options: Namespace, classifier: RelationClassifier | None) -> Codebook:
    if classifier is None:
        return Codebook.load(options.codebook)
    if options.codebook:
        from relclf.evaluation.classifier_figures import check_codebook

        check_codebook(Codebook.load(options.codebook), classifier.codebook)
    return classifier.codebook


def _probabilities(
    articles: Sequence[CodedArticle],
    codebook: Codebook,
    classifier: RelationClassifier | None,
    seed: int,
) -> "Probabilities":
    from relclf.coding.held_out import check_coded, held_out_probabilities

    check_coded(articles, codebook)
    if classifier is None:
        return held_out_probabilities(articles, codebook, seed=seed)
    logger.warning(
        "the probabilities are those of %s: it repeats errors of the articles that it was trained "
        "on; check only others",
        classifier.name,
    )
    return classifier.probabilities([scored for _, scored in classifier.scores(articles)])


def _tell_unlearned(unlearned: Mapping[str, int]) -> None:
    if unlearned:
        listed = ", ".join(f"{key} ({number:,})" for key, number in unlearned.items())
        logger.warning(
            "%d codes are not checked, since other articles do not teach their labels: %s",
            sum(unlearned.values()),
            listed,
        )

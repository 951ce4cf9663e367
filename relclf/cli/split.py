"""Make train, validation and test, stratified over topics and interactions, reprints together."""

from argparse import ArgumentParser, Namespace

from relclf.cli.arguments import add_inputs
from relclf.cli.reading import report_skipped
from relclf.codebook import Codebook
from relclf.errors import require
from relclf.readers import read_coded

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    add_inputs(parser, "coded articles")
    parser.add_argument("--output", required=True, help="new folder for the parts")
    parser.add_argument("--codebook", help="YAML file (default: the shipped codebook)")
    parser.add_argument(
        "--shares",
        nargs=3,
        type=float,
        default=(0.8, 0.1, 0.1),
        metavar=("TRAIN", "VALIDATION", "TEST"),
        help="of the parts (default: 0.8 0.1 0.1)",
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of the draw")


def run(options: Namespace) -> None:
    """Run the command."""
    require("iterstrat", "train")
    require("datasketch", "train")
    from relclf.training.split_record import NAMES
    from relclf.training.splits import split

    codebook = Codebook.load(options.codebook)
    reader = read_coded(options.inputs, codebook, on_error=options.on_error)
    articles = list(reader)
    made = split(articles, codebook, shares=options.shares, seed=options.seed)
    made.write(articles, options.output)
    sizes = ", ".join(f"{name} {len(getattr(made, name))}" for name in NAMES)
    print(
        f"{options.output}: {sizes}; {made.leakage.pairs} near-duplicate pairs kept together, "
        f"{made.leakage.pairs_across_if_ungrouped} of which would have leaked"
    )
    report_skipped(reader)

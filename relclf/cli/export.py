"""Make ONNX files of a trained model, fp32 and int8, if they decide as it does."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from relclf.cli.reading import report_skipped
from relclf.errors import require
from relclf.readers import read_articles

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("model", help="model folder that `relclf train` made")
    parser.add_argument(
        "--articles", nargs="+", required=True, help="articles to compare decisions on"
    )
    parser.add_argument(
        "--min_agreement",
        type=float,
        default=0.99,
        help="least share of decisions that int8 must keep",
    )
    parser.add_argument(
        "--max_drift",
        type=float,
        default=0.02,
        help="most that int8 may move a probability, on average",
    )
    parser.add_argument("--keep_fp32", action="store_true", help="keep the fp32 file too")


def run(options: Namespace) -> None:
    """Run the command."""
    require("torch", "train")
    require("onnx", "train")
    from relclf.export import export

    reader = read_articles(options.articles)
    for line in export(
        Path(options.model),
        list(reader),
        min_agreement=options.min_agreement,
        max_drift=options.max_drift,
        keep_fp32=options.keep_fp32,
    ):
        print(line)
    report_skipped(reader)

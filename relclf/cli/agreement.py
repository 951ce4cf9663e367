"""Compare codings of the same articles by two or more coders."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from relclf.atomic import new_folder, write_text
from relclf.codebook import Codebook
from relclf.errors import DataError, require
from relclf.output.as_csv import csv_line
from relclf.readers import read_coded

__all__ = ["add_arguments", "run"]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "codings",
        nargs="+",
        help="one file or folder of coded articles for each coder; articles are matched by id",
    )
    parser.add_argument("--codebook", help="YAML file (default: the shipped codebook)")
    parser.add_argument("--output", help="new folder for agreement.json and disagreements.csv")


def run(options: Namespace) -> None:
    """Run the command."""
    require("nltk", "report")
    require("sklearn", "report")
    from relclf.evaluation.agreement import agreement
    from relclf.evaluation.agreement_table import as_table
    from relclf.evaluation.disagreements import disagreements

    codebook = Codebook.load(options.codebook)
    if len({*options.codings}) < len(options.codings):
        raise DataError("agreement: a file is named twice; name one for each coder")
    codings = {
        path: {article.id: article for article in read_coded([path], codebook)}
        for path in options.codings
    }
    found = agreement(codings, codebook)
    print(as_table(found, codebook))
    if options.output:
        rows = list(disagreements(codings))
        lines = [csv_line(["id", "title", "field", *codings])]
        lines += [csv_line([*row.values()]) for row in rows]
        with new_folder(Path(options.output)) as folder:
            content = json.dumps(found, ensure_ascii=False, indent=1)
            write_text(folder / "agreement.json", content + "\n")
            write_text(folder / "disagreements.csv", "\ufeff" + "".join(lines))
        print(
            f"relclf: agreement.json and {len(rows)} disagreements in {options.output}",
            file=sys.stderr,
        )

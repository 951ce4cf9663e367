"""Flip codes on purpose and count how many `relclf doubts` puts first: a benchmark.

python scripts/bench/doubts.py corpus/train.jsonl.gz --output runs/doubts.json

"5% of the codes" are, of each topic, 5% of the articles that have it, from which it is removed,
and as many that have it not, to which it is added; and 5% of the interactions, each replaced by
another, drawn by how frequent it is. What was not judged stays so. The coders' own errors stay in
and count as right.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from cleanlab.rank import get_label_quality_scores
from numpy.typing import NDArray

from relclf import Codebook, RelationClassifier
from relclf.articles import CodedArticle
from relclf.atomic import write_text
from relclf.coding.held_out import held_out_probabilities
from relclf.coding.ranking import INTERACTION, Field, fields_of, rank_codes
from relclf.decision import Probabilities
from relclf.evaluation.gold import Gold, gold_from
from relclf.output.new_file import check_new_file
from relclf.readers import read_coded

Cells = dict[tuple[int, int], str]
"""What was done to which code, by row and column."""

QUICK_ARTICLES = 400
KINDS = ("topic removed", "topic added", "interaction replaced")


def main() -> None:
    """Read the arguments, flip and rank with every seed, print a table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("coded", nargs="+")
    parser.add_argument("--codebook")
    parser.add_argument("--share", type=float, default=0.05, help="of the codes that are flipped")
    parser.add_argument("--first", type=float, default=0.1, help="of the list that is read")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--articles", type=int, help="only the first so many")
    parser.add_argument("--model", help="as in relclf doubts; not trained on these articles")
    parser.add_argument("--quick", action="store_true", help="one seed and 400 articles")
    parser.add_argument("--output", type=Path, help="new .json file")
    arguments = parser.parse_args()
    if arguments.output:
        check_new_file(arguments.output, ".json")
    codebook = Codebook.load(arguments.codebook)
    if arguments.quick:
        arguments.articles, arguments.seeds = QUICK_ARTICLES, 1
    articles = list(read_coded(arguments.coded, codebook))[: arguments.articles]
    said = None
    if arguments.model:
        classifier = RelationClassifier.from_pretrained(arguments.model)
        said = classifier.probabilities([scored for _, scored in classifier.scores(articles)])
    runs = []
    for seed in range(arguments.seeds):
        wrong, flips = flipped(articles, codebook, arguments.share, np.random.default_rng(seed))
        gold = gold_from(wrong, codebook)
        probabilities = said or held_out_probabilities(wrong, codebook, seed=seed)
        runs.append(
            {
                name: figures(order(gold, probabilities, codebook), flips, arguments.first)
                for name, order in ORDERS.items()
            }
        )
        print(f"seed {seed}: {len(flips)} flips", flush=True)
    found = {name: summary([run[name] for run in runs]) for name in ORDERS}
    print(table(found, arguments.first))
    if arguments.output:
        head = {"articles": len(articles), "model": arguments.model, "seeds": arguments.seeds}
        options = {"share": arguments.share, "first": arguments.first}
        text = json.dumps({**head, **options, "found": found}, indent=1)
        write_text(arguments.output, text + "\n")


def flipped(
    articles: Sequence[CodedArticle],
    codebook: Codebook,
    share: float,
    random: np.random.Generator,
) -> tuple[list[CodedArticle], Cells]:
    """Return the articles with wrong codes among them, and which these are."""
    gold = gold_from(articles, codebook)
    flips: Cells = {}
    for column, codes in enumerate(gold.topics.T):
        yes, no = np.flatnonzero(codes == 1), np.flatnonzero(codes == 0)
        number = min(round(share * len(yes)), len(no))
        for rows, kind in ((yes, KINDS[0]), (no, KINDS[1])):
            for row in random.choice(rows, number, replace=False):
                flips[int(row), column] = kind
    topics = [None if article.topics is None else {*article.topics} for article in articles]
    for row, column in flips:
        chosen = topics[row]
        if chosen is not None:
            chosen ^= {codebook.topic_keys[column]}
    interactions = [article.interaction for article in articles]
    coded = np.flatnonzero(gold.interactions >= 0)
    frequency = np.bincount(gold.interactions[coded], minlength=len(codebook.interactions))
    for row in random.choice(coded, round(share * len(coded)), replace=False):
        others = np.where(np.arange(len(frequency)) == gold.interactions[row], 0, frequency)
        drawn = random.choice(len(others), p=others / others.sum())
        interactions[row] = codebook.interaction_keys[drawn]
        flips[int(row), INTERACTION] = KINDS[2]
    wrong = [
        replace(
            article,
            topics=None if chosen is None else tuple(sorted(chosen)),
            interaction=interaction,
        )
        for article, chosen, interaction in zip(articles, topics, interactions, strict=True)
    ]
    return wrong, flips


def _shipped(gold: Gold, probabilities: Probabilities, codebook: Codebook) -> list[tuple[int, int]]:
    ranking = rank_codes(gold, probabilities, codebook)
    return list(zip(ranking.rows.tolist(), ranking.columns.tolist(), strict=True))


def _by(method: str, adjust: bool = False) -> "Callable[..., list[tuple[int, int]]]":
    """Rank by a score of cleanlab's as it is."""

    def order(gold: Gold, probabilities: Probabilities, _: Codebook) -> list[tuple[int, int]]:
        def scores(field: Field) -> NDArray[np.float64]:
            return np.asarray(
                get_label_quality_scores(
                    field.codes, field.probabilities, method=method, adjust_pred_probs=adjust
                )
            )

        cells = [
            (score, int(row), field.column)
            for field in fields_of(gold, probabilities)
            for score, row in zip(scores(field), field.rows, strict=True)
        ]
        return [(row, column) for _, row, column in sorted(cells)]

    return order


ORDERS: dict[str, Callable[[Gold, Probabilities, Codebook], list[tuple[int, int]]]] = {
    "relclf doubts": _shipped,
    "self-confidence": _by("self_confidence"),
    "normalised margin": _by("normalized_margin"),
    "margin, adjusted": _by("normalized_margin", adjust=True),
}


def figures(order: Sequence[tuple[int, int]], flips: Cells, first: float) -> dict[str, float]:
    """Return the share of the flips that stand first, of each kind, and how pure the top is."""
    top = {*order[: int(first * len(order))]}
    listed = {
        kind: [cell in top for cell, one in flips.items() if one == kind]
        for kind in KINDS
        if kind in flips.values()
    }
    listed["all"] = [cell in top for cell in flips]
    shares = {kind: sum(found) / len(found) for kind, found in listed.items()}
    interactions = sum(column == INTERACTION for _, column in top) / len(top)
    pure = sum(cell in flips for cell in order[:100]) / len(order[:100])
    return {**shares, "flips among the first 100": pure, "interactions in the first": interactions}


def summary(runs: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """Return mean, standard deviation and every value of each figure."""
    return {
        name: {
            "mean": float(np.mean(values)),
            "deviation": float(np.std(values, ddof=1)) if len(values) > 1 else None,
            "values": values,
        }
        for name in runs[0]
        for values in [[run[name] for run in runs]]
    }


def table(found: Mapping[str, Mapping[str, Any]], first: float) -> str:
    """Lay the means out, with deviations over the seeds."""
    names = list(next(iter(found.values())))
    lines = [f"share of the flips in the first {first:.0%} of the list"]
    lines.append(f"{'':<28}" + "".join(f"{order:>20}" for order in found))
    for name in names:
        cells = []
        for figure in (by_name[name] for by_name in found.values()):
            spread = figure["deviation"]
            cells.append(f"{figure['mean']:.3f}" + ("" if spread is None else f" ± {spread:.3f}"))
        lines.append(f"{name:<28}" + "".join(f"{cell:>20}" for cell in cells))
    return "\n".join(lines)


if __name__ == "__main__":
    main()

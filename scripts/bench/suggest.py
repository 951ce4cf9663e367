"""Count how many articles each strategy of `relclf suggest` needs: a simulation on coded articles.

python scripts/bench/suggest.py --pool corpus/train.jsonl.gz --test corpus/validation.jsonl.gz \
    --output runs/suggest.json --plot runs/coding-less.svg

All articles of the pool are coded, but only those that a strategy chose are learned from. It begins
with a random hundred and chooses a hundred more each round. The figure is the mean of topic micro
F1 and interaction accuracy of the regressions that `relclf suggest` itself learns (topics from a
probability of 0.5), on the test articles, as a share of the same figure with the whole pool; beside
it topic macro F1, in which rare topics count as much as others. Words are weighed once, over pool
and test together. Without --test, a third of the pool is drawn for it with every seed. The pool
should hold no near-duplicates: here they are not passed over.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relclf import Codebook
from relclf.atomic import write_text
from relclf.coding.regressions import Regressions, fit_regressions
from relclf.coding.strategies import STRATEGIES, Known, choose
from relclf.coding.vectors import Vectors, vectors_of
from relclf.decision import Probabilities, decide
from relclf.errors import ConfigError
from relclf.evaluation.gold import Gold, gold_from
from relclf.evaluation.metrics import interaction_accuracy, topic_macro_f1, topic_micro_f1
from relclf.output.new_file import check_new_file
from relclf.plotting import COLORS, LINES, look, new_figure, save
from relclf.readers import read_coded

NAMES = ("random", *STRATEGIES)
ENOUGH = 0.95
Rows = NDArray[np.int64]


def main() -> None:
    """Read the arguments, simulate, print a table, write the figures and draw them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pool", nargs="+", required=True, help="coded articles to choose from")
    parser.add_argument("--test", nargs="+", help="coded articles (default: a third of the pool)")
    parser.add_argument("--codebook")
    parser.add_argument("--start", type=int, default=100, help="articles drawn at first")
    parser.add_argument("--step", type=int, default=100, help="articles chosen in a round")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one seed, rounds of 300")
    parser.add_argument("--output", type=Path, help="new .json file")
    parser.add_argument("--plot", type=Path, help="new .svg, .png or .pdf file")
    arguments = parser.parse_args()
    if arguments.output:
        check_new_file(arguments.output, ".json")
    if arguments.plot and arguments.plot.exists():
        raise ConfigError(f"{arguments.plot}: it exists; name another file, or move this one away.")
    if arguments.quick:
        arguments.seeds, arguments.step = 1, 300
    found = simulated(arguments)
    print(table(found))
    if arguments.output:
        write_text(arguments.output, json.dumps(found, indent=1) + "\n")
    if arguments.plot:
        draw(found, arguments.plot)


def simulated(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run every strategy with every seed."""
    codebook = Codebook.load(arguments.codebook)
    articles = list(read_coded(arguments.pool, codebook))
    number = len(articles)
    articles += list(read_coded(arguments.test, codebook)) if arguments.test else []
    gold, vectors = gold_from(articles, codebook), vectors_of(articles)
    runs: dict[str, list[NDArray[np.float64]]] = {name: [] for name in NAMES}
    cut = 0 if arguments.test else number // 3
    sizes = [*range(arguments.start, number - cut, arguments.step), number - cut]
    whole = []
    for seed in range(arguments.seeds):
        order = np.random.default_rng(seed).permutation(number)
        test = np.arange(number, len(articles)) if arguments.test else np.sort(order[:cut])
        bench = Bench(vectors, gold, codebook, test, seed)
        whole.append(bench.figures(bench.learned(order[cut:])))
        for name in NAMES:
            runs[name].append(bench.curve(name, order[cut:], sizes) / whole[-1])
            print(f"seed {seed}, {name}: {_reached(runs[name][-1], sizes)}", flush=True)
    return {
        "pool": number - cut,
        "test": len(test),
        "with_the_pool": np.array(whole).tolist(),
        "articles": sizes,
        "curves": {name: np.array(curves)[..., 0].tolist() for name, curves in runs.items()},
        "macro_curves": {name: np.array(curves)[..., 1].tolist() for name, curves in runs.items()},
        "reached": {
            name: [_reached(curve, sizes) for curve in curves] for name, curves in runs.items()
        },
    }


def _reached(curve: NDArray[np.float64], sizes: Sequence[int]) -> int:
    """Return the first size at which the curve, of shape (sizes, 2), has enough."""
    return sizes[int((curve[:, 0] >= ENOUGH).argmax())]


class Bench:
    """Learns from some of the articles and tests on others."""

    def __init__(
        self, vectors: Vectors, gold: Gold, codebook: Codebook, test: Rows, seed: int
    ) -> None:
        self.vectors, self.gold, self.codebook = vectors, gold, codebook
        self.test, self.seed = test, seed

    def learned(self, rows: Rows) -> Regressions:
        """Learn from some rows."""
        return fit_regressions(self.vectors, self.gold, rows, self.codebook, seed=self.seed)

    def figures(self, learned: Regressions) -> NDArray[np.float64]:
        """Return the figure of what was learned, and topic macro F1."""
        said = learned.probabilities(self.vectors, self.test)
        said = Probabilities(
            np.nan_to_num(said.topics), np.nan_to_num(said.interactions), said.planned
        )
        decisions = decide(said, np.full(said.topics.shape[1], 0.5))
        topics = self.gold.topics[self.test]
        right = interaction_accuracy(self.gold.interactions[self.test], decisions.interactions)
        micro = topic_micro_f1(topics, decisions.topics)
        return np.array([(micro + right) / 2, topic_macro_f1(topics, decisions.topics)])

    def curve(self, name: str, pool: Rows, sizes: Sequence[int]) -> NDArray[np.float64]:
        """Return the figures after each round; the pool is in random order."""
        rows = pool[: sizes[0]]
        found = []
        for size in sizes[1:]:
            learned = self.learned(rows)
            found.append(self.figures(learned))
            rest = pool[~np.isin(pool, rows)]
            chosen = self._chosen(name, learned, rows, rest, size - len(rows))
            rows = np.concatenate([rows, rest[chosen]])
        return np.array([*found, self.figures(self.learned(rows))])

    def _chosen(self, name: str, learned: Regressions, rows: Rows, rest: Rows, number: int) -> Rows:
        if name == "random" or number == len(rest):
            return np.arange(number)
        known = Known.of(learned.probabilities(self.vectors, rest), gold_rows(self.gold, rows))
        words = self.vectors.words[rest]
        return choose(name, words, known, number, take=_first, seed=self.seed).rows


def gold_rows(gold: Gold, rows: Rows) -> Gold:
    """Return the codes of some articles."""
    ids, evidence = (tuple(part[row] for row in rows) for part in (gold.ids, gold.evidence))
    return Gold(ids, gold.topics[rows], gold.interactions[rows], gold.planned[rows], evidence)


def _first(order: Rows, number: int) -> Rows:
    return order[:number]


def table(found: Mapping[str, Any]) -> str:
    """Lay out how many articles each strategy needs, and where it stands on the way."""
    at = range(2, len(found["articles"]), 3)[:4]
    heads = [f"at {found['articles'][index]}" for index in at]
    lines = [f"{'':<34}figure{'':<35}topic macro F1"]
    lines.append(_line("strategy", f"articles to {ENOUGH:.0%}", [*heads, *heads]))
    for name, reached in found["reached"].items():
        spread = f" ± {np.std(reached, ddof=1):.0f}" if len(reached) > 1 else ""
        means = [np.mean(found[key][name], axis=0)[[*at]] for key in ("curves", "macro_curves")]
        cells = [f"{value:.1%}" for value in np.concatenate(means)]
        lines.append(_line(name, f"{np.mean(reached):.0f}{spread}", cells))
    return "\n".join(lines)


def _line(name: str, reached: str, cells: Sequence[str]) -> str:
    return f"{name:<14}{reached:>16}" + "".join(f"{cell:>10}" for cell in cells)


def draw(found: Mapping[str, Any], path: Path) -> None:
    """Draw the mean curve of each strategy, and where it reaches enough."""
    with look():
        figure = new_figure(6, 3.6)
        axes = figure.add_subplot()
        axes.axhline(100 * ENOUGH, color="#888888", linewidth=0.8)
        styles = zip(COLORS, (*LINES, (0, (4, 1, 1, 1))), NAMES, strict=False)
        for color, line, name in styles:
            mean = 100 * np.mean(found["curves"][name], axis=0)
            label = f"{name}: {np.mean(found['reached'][name]):.0f}"
            axes.plot(found["articles"], mean, color=color, linestyle=line, label=label)
        axes.set_xlabel("coded articles")
        axes.set_ylabel(f"% of the figure with all {found['pool']:,}")
        axes.set_title(f"Mean of {len(found['with_the_pool'])} runs")
        axes.legend(loc="lower right", title=f"articles to {ENOUGH:.0%}")
        save(figure, path)


if __name__ == "__main__":
    main()

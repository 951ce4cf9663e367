"""Whether time grows with what is read and nothing else: with the number and length of articles.

    python scripts/bench/scaling.py corpus/validation.jsonl.gz --plot scaling.svg

Lengths: the same paragraphs as many short articles, or as few long ones. Numbers: short articles,
ten times as many each time. Told are the times a token, and an article, as shares of those at 500
tokens and at 1,000 articles, for each number of threads.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from rounds import bench_arguments, in_turns

from relclf import RelationClassifier
from relclf.articles import Article
from relclf.atomic import write_text
from relclf.readers import read_articles

LENGTHS = (500, 100, 5_000, 50_000)
NUMBERS = (1_000, 100, 10_000, 100_000)
SHORT = 8
Curve = dict[int, dict[str, float]]


def paragraphs(articles: Sequence[Article]) -> Iterator[str]:
    """Yield the paragraphs of articles in turns, each time with another number.

    A number keeps them apart: relclf reads a sentence that is said again once. All have six digits,
    so that the last are no longer than the first.
    """
    lines = [line for article in articles for line in article.text.split("\n") if len(line) > 80]
    for number, line in enumerate(cycle(lines), 100_000):
        yield f"{number} {line}"


def of_length(articles: Sequence[Article], words: int, total: int) -> list[Article]:
    """Make articles of so many words, `total` words in all."""
    left = paragraphs(articles)
    made = []
    for number in range(max(1, total // words)):
        text: list[str] = []
        missing = words
        while missing > 0:
            text.append(" ".join(next(left).split()[:missing]))
            missing -= len(text[-1].split())
        made.append(Article("\n".join(text), id=str(number)))
    return made


def short(articles: Sequence[Article], number: int) -> list[Article]:
    """Make short articles."""
    made = islice(paragraphs(articles), number)
    return [
        Article(" ".join(text.split()[:SHORT]), id=str(index)) for index, text in enumerate(made)
    ]


def tokens_of(classifier: RelationClassifier, articles: Sequence[Article]) -> int:
    """Count the tokens that are read, those that frame each window too."""
    windows = (window for article in articles for window in classifier.windows(article))
    return sum(len(window.input_ids) for window in windows)


def curve(
    runs: Mapping[int, Callable[[], object]], counts: Mapping[int, int], rounds: int
) -> Curve:
    """Time what is read, and tell each time a unit as a share of the first one's."""
    next(iter(runs.values()))()
    seconds = in_turns(runs, rounds, warm_up=False)
    each = {size: [turn / counts[size] for turn in turns] for size, turns in seconds.items()}
    first = median(next(iter(each.values())))
    return {
        size: {
            "seconds each": median(each[size]),
            "share": median(each[size]) / first,
            "least": min(each[size]) / first,
            "most": max(each[size]) / first,
        }
        for size in sorted(each)
    }


def main() -> None:
    """Time lengths, then numbers, with each number of threads."""
    parser = bench_arguments(__doc__)
    parser.add_argument("articles", nargs="+", help="articles to take paragraphs from")
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--most", type=int, default=NUMBERS[-1], help="most articles")
    parser.add_argument("--plot", type=Path, help="SVG file for the curves")
    options = parser.parse_args()
    lengths: Sequence[int] = LENGTHS
    numbers: Sequence[int] = [number for number in NUMBERS if number <= options.most]
    if options.quick:
        lengths, numbers, options.rounds = LENGTHS[:2], NUMBERS[:2], 1
    source = list(islice(read_articles(options.articles), 200))
    found: dict[str, dict[str, Curve]] = {"token": {}, "article": {}}
    for threads in options.threads:
        classifier = RelationClassifier.from_pretrained(threads=threads)
        sample = of_length(source, 1_000, 10_000)
        words = 10_000 / tokens_of(classifier, sample)
        long = {
            n: of_length(source, round(n * words), round(max(lengths) * words)) for n in lengths
        }
        many = {number: short(source, number) for number in numbers}
        for unit, made in (("token", long), ("article", many)):
            counts = {
                size: tokens_of(classifier, articles) if unit == "token" else len(articles)
                for size, articles in made.items()
            }
            runs = {size: partial(classifier.predict, read) for size, read in made.items()}
            name = f"{threads} thread{'s' * (threads > 1)}"
            found[unit][name] = curve(runs, counts, options.rounds)
            for size, told in found[unit][name].items():
                print(
                    f"{name}, {size:7,} {unit}s  time each {told['share']:.3f} "
                    f"({told['least']:.3f}-{told['most']:.3f})",
                    flush=True,
                )
    if options.output:
        write_text(options.output, json.dumps(found, indent=1) + "\n")
    if options.plot:
        draw(found, options.plot)


def draw(found: dict[str, dict[str, Curve]], path: Path) -> None:
    """Draw both curves."""
    from relclf.plotting import COLORS, look, new_figure, save

    with look():
        figure = new_figure(7, 3)
        for axes, (unit, lines) in zip(figure.subplots(1, 2), found.items(), strict=True):
            for (name, line), color in zip(lines.items(), COLORS, strict=False):
                shares = [told["share"] for told in line.values()]
                axes.plot(list(line), shares, color=color, marker="o", label=name)
            size = "tokens an article" if unit == "token" else "articles"
            axes.set(xscale="log", ylim=(0, 1.5), xlabel=size, ylabel=f"time for each {unit}")
            axes.legend()
    save(figure, path)


if __name__ == "__main__":
    main()

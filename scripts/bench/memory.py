"""Memory and time over many articles: whether either grows with what was read before.

    python scripts/bench/memory.py corpus/validation.jsonl.gz --articles 100000 --output memory.json

The articles are made of the given ones' paragraphs, cut to a few words each so that so many can be
read, each with a number of its own, and are streamed through `relclf.RelationClassifier.stream`.
Told are the resident memory, and the processor's time an article, after every so many articles.
"""

import json
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from rounds import bench_arguments

from relclf import RelationClassifier
from relclf.articles import Article
from relclf.atomic import write_text
from relclf.readers import read_articles

PAGE = 4096


def short(articles: Sequence[Article], number: int, words: int) -> Iterator[Article]:
    """Yield so many articles of so many words."""
    lines = [line.split() for article in articles for line in article.text.split("\n")]
    lines = [line for line in lines if len(line) >= words]
    for index, line in enumerate(islice(cycle(lines), number), 100_000):  # six digits each
        yield Article(" ".join(line[:words]) + f" {index}", id=str(index))


def resident() -> float:
    """Return the resident memory of this process in MiB (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 2**20


def main() -> None:
    """Stream the articles."""
    parser = bench_arguments(__doc__)
    parser.add_argument("inputs", nargs="+", help="articles to take paragraphs from")
    parser.add_argument("--articles", type=int, default=100_000, help="how many are read")
    parser.add_argument("--words", type=int, default=8, help="words of each")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--plot", type=Path, help="SVG file for the curve")
    options = parser.parse_args()
    number = 2_000 if options.quick else options.articles
    every = max(1, number // 100)
    source = list(islice(read_articles(options.inputs), 200))
    classifier = RelationClassifier.from_pretrained(threads=options.threads)
    curve: list[tuple[int, float, float]] = []
    began = time.process_time()
    for count, _ in enumerate(classifier.stream(short(source, number, options.words)), 1):
        if count % every == 0:
            now = time.process_time()
            curve.append((count, resident(), (now - began) / every))
            began = now
    first, last = curve[len(curve) // 10], curve[-1]
    print(f"articles  memory MiB  processor ms an article (of the {every:,} before)")
    for count, memory, seconds in curve[:: max(1, len(curve) // 10)]:
        print(f"{count:8,}  {memory:10.0f}  {1000 * seconds:10.2f}")
    print(
        f"most {max(memory for _, memory, _ in curve):.0f} MiB; from {first[0]:,} to {last[0]:,} "
        f"articles memory grew by {last[1] - first[1]:.1f} MiB"
    )
    tenth = len(curve) // 10
    early, late = (
        sum(seconds for *_, seconds in part) / len(part)
        for part in (curve[tenth : 2 * tenth], curve[-tenth:])
    )
    print(f"time an article, last tenth to second tenth: {late / early:.3f}")
    if options.output:
        write_text(options.output, json.dumps({"curve": curve}) + "\n")
    if options.plot:
        draw(curve, options.plot)


def draw(curve: Sequence[tuple[int, float, float]], path: Path) -> None:
    """Draw memory over articles."""
    from relclf.plotting import COLORS, look, new_figure, save

    with look():
        figure = new_figure(7, 3)
        axes = figure.subplots()
        axes.plot(
            [count for count, *_ in curve], [memory for _, memory, _ in curve], color=COLORS[0]
        )
        axes.axhline(600, color=COLORS[1], linestyle="--", linewidth=1, label="limit")
        axes.set(xlabel="articles read", ylabel="resident memory (MiB)", ylim=(0, 650))
        axes.legend()
    save(figure, path)


if __name__ == "__main__":
    main()

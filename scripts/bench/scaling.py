"""Whether time grows with what is read and nothing else: with the number and length of articles.

python scripts/bench/scaling.py corpus/validation.jsonl.gz

Lengths: the same paragraphs as many short articles, or as few long ones. Numbers: short articles,
ten times as many each time. Told are the times a token, and an article, as shares of the first.
"""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from statistics import median

from rounds import bench_arguments, in_turns

from relclf import RelationClassifier
from relclf.articles import Article
from relclf.atomic import write_text
from relclf.readers import read_articles

WORDS = (250, 2_500, 25_000)
NUMBERS = (30, 300, 3_000)
SHORT = 12


def paragraphs(articles: Sequence[Article]) -> Iterator[str]:
    """Yield the paragraphs of articles in turns, each time with another number.

    A number keeps them apart: relclf reads a sentence that is said again once.
    """
    lines = [line for article in articles for line in article.text.split("\n") if len(line) > 80]
    for number, line in enumerate(cycle(lines)):
        yield f"{number} {line}"


def of_length(articles: Sequence[Article], words: int, total: int) -> list[Article]:
    """Make articles of about so many words, about `total` words in all."""
    made: list[Article] = []
    text: list[str] = []
    length = 0
    for paragraph in paragraphs(articles):
        text.append(paragraph)
        length += len(paragraph.split())
        if length >= words:
            made.append(Article("\n".join(text), id=str(len(made))))
            total -= length
            text, length = [], 0
            if total <= 0:
                break
    return made


def short(articles: Sequence[Article], number: int) -> list[Article]:
    """Make short articles."""
    made = islice(paragraphs(articles), number)
    return [
        Article(" ".join(text.split()[:SHORT]), id=str(index)) for index, text in enumerate(made)
    ]


def main() -> None:
    """Time lengths, then numbers."""
    parser = bench_arguments(__doc__)
    parser.add_argument("articles", nargs="+", help="articles to take paragraphs from")
    options = parser.parse_args()
    lengths: tuple[int, ...] = WORDS
    numbers: tuple[int, ...] = NUMBERS
    rounds = options.rounds
    if options.quick:
        lengths, numbers, rounds = WORDS[:2], NUMBERS[:2], 2
    source = list(islice(read_articles(options.articles), 200))
    classifier = RelationClassifier.from_pretrained()
    made = {f"{words:,} words": of_length(source, words, lengths[-1]) for words in lengths}
    made |= {f"{number:,} articles": short(source, number) for number in numbers}
    counts: dict[str, float] = {}
    for name, articles in made.items():
        windows = (window for article in articles for window in classifier.windows(article))
        tokens = sum(len(window.input_ids) for window in windows)
        counts[name] = tokens if name.endswith("words") else len(articles)
    runs = {name: partial(classifier.predict, articles) for name, articles in made.items()}
    seconds = in_turns(runs, rounds)
    first: dict[str, float] = {}
    shares = {}
    for name, turns in seconds.items():
        unit = "token" if name.endswith("words") else "article"
        each = median(turns) / counts[name]
        shares[name] = each / first.setdefault(unit, each)
        print(f"{name:16} {counts[name]:9,.0f} {unit}s  time a {unit} {shares[name]:.3f}")
    if options.output:
        measured = {"shares": shares, "counts": counts, "seconds": seconds}
        write_text(options.output, json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    main()

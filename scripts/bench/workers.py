"""What breaks first with many workers: the driver's reading, opening files, tokenising, or Ray.

    python scripts/bench/workers.py seeds/coded.jsonl --output workers.json

The articles are the given ones in turns, each time with another id. Told are the steps by
themselves, in seconds of the processor, and a simulation: workers on a Ray cluster of this machine
whose model only sleeps, over many tiny shards. What they reach while all of them run is told as a
share of the ideal, which is what they would reach if nothing but the sleeping took time.
"""

import json
import platform
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from rounds import bench_arguments

from relclf import RelationClassifier
from relclf.articles import Article, Evidence
from relclf.atomic import write_text
from relclf.backends.onnx import available_processors
from relclf.codebook import Codebook
from relclf.distributed.cluster import cluster
from relclf.distributed.located import located_reader
from relclf.distributed.plan import Task, plan_tasks
from relclf.distributed.pool import written_shards
from relclf.output.partial import PairsFrom
from relclf.output.predict_shards import open_run
from relclf.prediction import Prediction
from relclf.readers import read_articles
from relclf.records import record_of

BOOK = Codebook.from_dict({"name": "b", "topics": {"energy": {"ar": "الطاقة", "en": "Energy"}}})
SIZE, FILES = 10, 10


@dataclass(frozen=True)
class Sleeper:
    """A model that sleeps, and says the same of every article."""

    pause: float

    def __call__(self) -> PairsFrom:
        """Return what predicts."""
        return self.pairs

    def pairs(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        """Sleep before each article."""
        said = Prediction("", (), None, None, {"energy": 0.1}, {}, None, Evidence(), 1.0, "sleeper")
        for article in articles:
            time.sleep(self.pause)
            yield article, replace(said, id=article.id)


def files_of(articles: Sequence[Article], number: int, folder: Path) -> list[str]:
    """Write so many articles into some files of JSON Lines."""
    numbered = enumerate(islice(cycle(articles), number))
    paths = []
    for part in range(FILES):
        rows = islice(numbered, -(-number // FILES))
        lines = (
            json.dumps(record_of(replace(article, id=f"a{index}")), ensure_ascii=False)
            for index, article in rows
        )
        path = folder / f"articles{part}.jsonl"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        paths.append(str(path))
    return paths


def plan(paths: Sequence[str], size: int) -> list[Task]:
    """Plan the shards of some files."""
    return list(plan_tasks(located_reader(paths), size, on_skip=print))


def driver_steps(articles: Sequence[Article], number: int, folder: Path) -> dict[str, float]:
    """Measure what the driver does, and what a worker does beside and besides predicting."""
    paths = files_of(articles, number, folder)
    classifier = RelationClassifier.from_pretrained(threads=1)
    few = list(islice(read_articles(paths), 40))
    last = plan(paths[:1], SIZE)[-1]
    rates: dict[str, tuple[int, Callable[[], object]]] = {
        "planning, rows a second": (number, lambda: plan(paths, 1_000)),
        "of it reading and checking, rows a second": (number, lambda: _read(paths)),
        "a worker's way to its rows, rows a second": (last.stop, lambda: list(last.articles())),
        "files opened a second": (100 * FILES, lambda: [_first(path) for path in 100 * paths]),
        "tokenising, articles a second": (len(few), lambda: [*map(classifier.windows, few)]),
        "predicting, articles a second": (len(few), lambda: classifier.predict(few)),
    }
    found = {name: count / _seconds(run) for name, (count, run) in rates.items()}
    tracemalloc.start()
    tasks = plan(paths, SIZE)
    found["driver's memory, bytes a shard"] = tracemalloc.get_traced_memory()[0] / len(tasks)
    tracemalloc.stop()
    found["description, bytes a shard"] = sum(len(task.to_text()) for task in tasks) / len(tasks)
    return found


def simulate(
    articles: Sequence[Article], workers: int, shards: int, pause: float, folder: Path
) -> dict[str, float]:
    """Let workers sleep over so many shards each, and say what they reach."""
    paths = files_of(articles, workers * shards * SIZE, folder)
    tasks = plan(paths, SIZE)
    run = open_run(
        folder / f"out{workers}",
        shard_size=SIZE,
        format="jsonl",
        codebook=BOOK,
        fingerprint="f",
        model="sleeper",
        resume=False,
    )
    worker = (Sleeper(pause), str(run.folder), "jsonl", BOOK)
    ends: list[float] = []
    used: list[float] = []
    began = time.perf_counter()
    with run, cluster(None, workers, 1):
        for entry in written_shards(tasks, worker, workers, 1):
            run.add(entry)
            ends.append(time.perf_counter())
            used.append(time.process_time())
        run.finish()
    # All workers run once as many shards as workers are done, and until as many are left.
    first, last = ends[workers - 1], ends[-workers]
    count = len(ends) - 2 * workers + 1
    rate = count * SIZE / (last - first)
    ideal = workers / pause
    return {
        "workers": workers,
        "ideal, articles a second": ideal,
        "articles a second": rate,
        "share of the ideal": rate / ideal,
        "shards a second": rate / SIZE,
        "driver's processor ms a shard": (used[-workers] - used[workers - 1]) / count * 1000,
        "seconds until the first shard": ends[0] - began,
    }


def main() -> None:
    """Measure the steps, then simulate."""
    parser = bench_arguments(__doc__)
    parser.add_argument("articles", nargs="+", help="articles to take in turns")
    parser.add_argument("--number", type=int, default=50_000, help="articles for the steps")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 4, 16, 64])
    parser.add_argument("--shards", type=int, default=6, help="shards of each worker, at least 3")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds an article takes")
    options = parser.parse_args()
    if options.quick:
        options.number, options.pause, options.workers = 2_000, 0.1, [1, 2]
    articles = list(read_articles(options.articles))
    with tempfile.TemporaryDirectory() as folder:
        steps = driver_steps(articles, options.number, Path(folder))
        for name, value in steps.items():
            print(f"{name:45} {value:12,.1f}", flush=True)
        runs = []
        for workers in options.workers:
            runs.append(simulate(articles, workers, options.shards, options.pause, Path(folder)))
            print(", ".join(f"{name} {value:,.2f}" for name, value in runs[-1].items()), flush=True)
    if options.output:
        machine = f"{platform.machine()}, {available_processors()} processors"
        measured = {"machine": machine, "pause": options.pause, "size": SIZE, "steps": steps}
        write_text(options.output, json.dumps({**measured, "runs": runs}, indent=1) + "\n")


def _read(paths: Sequence[str]) -> int:
    return sum(1 for _ in read_articles(paths))


def _first(path: str) -> Article:
    return next(iter(read_articles(path)))


def _seconds(run: Callable[[], object]) -> float:
    """Return the processor's time, which other programs do not lengthen as they do the clock's."""
    began = time.process_time()
    run()
    return time.process_time() - began


if __name__ == "__main__":
    main()

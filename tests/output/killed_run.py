"""Predicts with a classifier that is fast and always the same, once for each line it is sent.

Each time a child process does it, whose id is printed, and its status when it has ended.
"""

import hashlib
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from relclf.articles import Article, Evidence
from relclf.codebook import Codebook
from relclf.errors import RelclfError
from relclf.output import predict_to_file, predict_to_shards
from relclf.prediction import Prediction
from relclf.readers import read_articles

BOOK = Codebook.from_dict({"name": "b", "topics": {"energy": {"ar": "الطاقة", "en": "Energy"}}})
GIGABYTE = 2**30


def pairs(
    articles: Iterable[Article], pause: float = 0, hungry: bool = False
) -> Iterator[tuple[Article, Prediction]]:
    for number, article in enumerate(articles):
        time.sleep(pause)
        if hungry and number == 100:
            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + GIGABYTE // 4, resource.RLIM_INFINITY))
            bytearray(GIGABYTE)
        share = hashlib.sha256(article.text.encode()).digest()[0] / 255
        evidence = Evidence(topics={"energy": ((0, 4),)} if share > 0.5 else {})
        topics = ("energy",) if share > 0.5 else ()
        yield (
            article,
            Prediction(
                article.id, topics, None, None, {"energy": share}, {}, None, evidence, 1, "m"
            ),
        )


def predict(
    inputs: str, output: str, size: int = 0, pause: float = 0, hungry: bool = False
) -> tuple[int, int]:
    """Predict into a file, or into shards of `size` rows, and go on where one left off."""
    reader = read_articles(inputs.split(","), on_error="skip")
    form = Path(output).suffix.removeprefix(".")
    paused = partial(pairs, pause=pause, hungry=hungry)
    common = {"format": form, "codebook": BOOK, "fingerprint": "f", "resume": True}
    if size:
        count = predict_to_shards(paused, reader, output, shard_size=size, model="m", **common)
    else:
        count = predict_to_file(paused, reader, output, **common)
    return count, reader.skipped_count


def child(inputs: str, output: str, size: str, pause: str, hungry: str) -> None:
    try:
        predict(inputs, output, int(size), float(pause), hungry == "yes")
    except (RelclfError, MemoryError) as error:
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(2)
    os._exit(0)


if __name__ == "__main__":
    for line in sys.stdin:
        process = os.fork()
        if not process:
            child(*line.split())
        print(process, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)

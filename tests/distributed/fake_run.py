"""Predicts on Ray with a classifier that is fast and always the same; a program of its own too."""

import hashlib
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relclf.articles import Article, Evidence
from relclf.codebook import Codebook
from relclf.distributed import located_reader, predict_on_ray
from relclf.output import predict_to_shards
from relclf.prediction import Prediction
from relclf.readers import read_articles

BOOK = Codebook.from_dict({"name": "b", "topics": {"energy": {"ar": "الطاقة", "en": "Energy"}}})
COMMON: dict[str, Any] = {"shard_size": 4, "codebook": BOOK, "fingerprint": "f", "model": "m"}


@dataclass(frozen=True)
class Loader:
    """Draws probabilities out of a digest of the text.

    With a diary, it notes each article there, and kills its process before the victim, once.
    """

    pause: float = 0
    victim: str = ""
    diary: str = ""

    def __call__(self) -> Any:
        return self.pairs

    def pairs(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
        for article in articles:
            time.sleep(self.pause)
            if self.diary:
                first = article.id not in Path(self.diary).read_text(encoding="utf-8").split()
                with open(self.diary, "a", encoding="utf-8") as file:
                    file.write(f"{article.id}\n")
                if first and article.id == self.victim:
                    os.kill(os.getpid(), signal.SIGKILL)
            share = hashlib.sha256(article.text.encode()).digest()[0] / 255
            evidence = Evidence(topics={"energy": ((0, 4),)} if share > 0.5 else {})
            topics = ("energy",) if share > 0.5 else ()
            yield (
                article,
                Prediction(
                    article.id, topics, None, None, {"energy": share}, {}, None, evidence, 1, "m"
                ),
            )


def on_one_machine(inputs: list[str], output: Path, load: Any = None, **options: Any) -> int:
    reader = read_articles(inputs, on_error="skip")
    given = {**COMMON, "format": "jsonl", **options}
    return predict_to_shards((load or Loader())(), reader, output, **given)


def on_ray(inputs: list[str], output: Path, load: Any = None, **options: Any) -> int:
    reader = located_reader(inputs, on_error="skip")
    given = {**COMMON, "format": "jsonl", "workers": 2, **options}
    return predict_on_ray(load or Loader(), reader, output, **given)


if __name__ == "__main__":
    on_ray(sys.argv[2:], Path(sys.argv[1]), Loader(pause=0.1), workers=1)

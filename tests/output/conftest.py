"""A classifier without a model, and invented articles with what could go wrong in an output."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import Article, Evidence
from relclf.codebook import Codebook
from relclf.output import predict_to_shards
from relclf.prediction import Prediction
from relclf.readers import read_articles

Pairs = Callable[[Iterable[Article]], Iterator[tuple[Article, Prediction]]]

ARTICLES = (
    Article("وصل وزير النور إلى الرمال. وبحثا تصدير النفط.", "n1", "زيارة رسمية", "2024-05-01"),
    Article(
        "=1+1 قال\nثم\u2028انصرف، \x1b[31mأحمر.", "-n2", '"عنوان"؛ له, فاصلة\r\nوسطر', None, "س"
    ),
    Article("وقّع الوزيران مذكرة تفاهم في الصحة والثقافة.", "خبر ٣"),
    Article("هبّت رياح خفيفة على السواحل.", "n4", "طقس", source="@وكالة"),
)


def predict(article: Article, codebook: Codebook) -> Prediction:
    """Draw labels and probabilities out of a digest of the text."""
    numbers = hashlib.sha256(article.text.encode()).digest()
    topics = {key: numbers[i] / 255 for i, key in enumerate(codebook.topic_keys)}
    shares = numbers[20 : 20 + len(codebook.interactions)]
    interactions = {
        key: share / sum(shares)
        for key, share in zip(codebook.interaction_keys, shares, strict=True)
    }
    interaction = max(interactions, key=lambda key: interactions[key], default=None)
    planned = numbers[30] / 255 if interactions else None
    contact = interaction not in (None, "none")
    held = tuple(key for key, probability in topics.items() if probability >= 0.5)
    middle = len(article.text) // 2
    return Prediction(
        id=article.id,
        topics=held,
        interaction=interaction,
        planned=planned >= 0.5 if contact and planned is not None else None,
        topic_probabilities=topics,
        interaction_probabilities=interactions,
        planned_probability=planned,
        evidence=Evidence(
            interaction=((0, middle), "title") if contact else (),
            topics={key: ((middle, len(article.text)),) for key in held},
        ),
        coverage=numbers[31] / 255,
        model="رصد-1",
    )


@pytest.fixture
def articles() -> tuple[Article, ...]:
    return ARTICLES


@pytest.fixture
def pairs(codebook: Codebook) -> Pairs:
    return lambda articles: ((article, predict(article, codebook)) for article in articles)


@pytest.fixture
def predictions(codebook: Codebook) -> list[Prediction]:
    return [predict(article, codebook) for article in ARTICLES]


class Stopped(BaseException):
    """What Ctrl-C would raise, without pytest ending too."""


@pytest.fixture
def lines() -> list[str]:
    """Eight lines of JSON; the sixth is broken."""
    rows = [{"id": f"n{row}", "text": f"خبر {row} عن النفط."} for row in range(8)]
    return ["{" if row["id"] == "n5" else json.dumps(row, ensure_ascii=False) for row in rows]


@pytest.fixture
def news(lines: list[str], tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def sharded(
    news: Path,
    pairs: Pairs,
    codebook: Codebook,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., int]:
    """A run of `news` into `tmp_path / "out"`, three rows a shard; -1 where it is stopped."""
    monkeypatch.setattr("os.fsync", lambda _: None)

    def run(after: int | None = None, on_error: Any = "skip", **options: Any) -> int:
        left = iter(range(after or 0))

        def stopping(articles: Iterable[Article]) -> Iterator[tuple[Article, Prediction]]:
            for pair in pairs(articles):
                if next(left, None) is None:
                    raise Stopped
                yield pair

        given: dict[str, Any] = {
            "pairs_from": pairs if after is None else stopping,
            "reader": read_articles(news, on_error=on_error),
            "output": tmp_path / "out",
            "shard_size": 3,
            "format": "jsonl",
            "codebook": codebook,
            "fingerprint": "f1",
            "model": "m",
            **options,
        }
        try:
            return predict_to_shards(**given)
        except Stopped:
            return -1

    return run

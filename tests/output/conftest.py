"""A classifier without a model, and invented articles with what could go wrong in an output."""

import hashlib
from collections.abc import Callable, Iterable, Iterator

import pytest

from relclf.articles import Article, Evidence
from relclf.codebook import Codebook
from relclf.prediction import Prediction

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

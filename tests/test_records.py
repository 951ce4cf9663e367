"""Records of articles make the same articles again."""

import json

from relclf.articles import Article, CodedArticle, article_from_record, coded_from_record
from relclf.codebook import Codebook
from relclf.records import record_of


def test_a_coded_article_survives_json(
    coded_articles: list[CodedArticle], codebook: Codebook
) -> None:
    for article in coded_articles:
        record = json.loads(json.dumps(record_of(article), ensure_ascii=False))
        assert coded_from_record(record, "here", codebook) == article


def test_not_coded_and_coded_none_stay_apart(codebook: Codebook) -> None:
    for topics in (None, ()):
        article = CodedArticle(text="خبر", id="a", topics=topics)
        record = json.loads(json.dumps(record_of(article)))
        assert coded_from_record(record, "here", codebook).topics == topics


def test_an_article_survives_too() -> None:
    article = Article("خبر", "a", "عنوان", "2024", "وكالة", "http://example.org")
    assert article_from_record(record_of(article), "here") == article

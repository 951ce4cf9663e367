"""Where coders disagree: what is left to settle, article by article."""

from collections.abc import Iterator, Mapping
from typing import Any

from relclf.articles import CodedArticle
from relclf.evaluation.agreement import Coding

__all__ = ["disagreements"]

FIELDS = ("interaction", "status")


def disagreements(codings: Mapping[str, Coding]) -> Iterator[dict[str, Any]]:
    """Yield each answer on which two coders differ.

    Args:
        codings: The coders' articles by id, by the coder's name.

    Yields:
        `id`, `title`, `field` (interaction, status or a topic's key) and each coder's answer by
        name: a label, "yes", "no" or "unsure"; None where the coder left it out.

    Example:
        >>> one = {"a": CodedArticle("نص", id="a", topics=("energy",), interaction="visit")}
        >>> two = {"a": CodedArticle("نص", id="a", topics=(), interaction="visit")}
        >>> list(disagreements({"one": one, "two": two}))
        [{'id': 'a', 'title': '', 'field': 'energy', 'one': 'yes', 'two': 'no'}]
    """
    articles = {id_: article for coding in codings.values() for id_, article in coding.items()}
    for id_, article in articles.items():
        coded = {coder: coding[id_] for coder, coding in codings.items() if id_ in coding}
        topics = {
            topic for one in coded.values() for topic in (*(one.topics or ()), *one.unsure_topics)
        }
        for field in (*FIELDS, *sorted(topics)):
            answers = {coder: _answer(one, field) for coder, one in coded.items()}
            if len({answer for answer in answers.values() if answer is not None}) > 1:
                given = {coder: answers.get(coder) for coder in codings}
                yield {"id": id_, "title": article.title, "field": field, **given}


def _answer(article: CodedArticle, field: str) -> str | None:
    if field in FIELDS:
        answer: str | None = getattr(article, field)
        return answer
    if field in article.unsure_topics:
        return "unsure"
    if article.topics is None:
        return None
    return "yes" if field in article.topics else "no"

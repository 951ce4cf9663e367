"""Count the decisions that change where nothing that matters does: a development script.

python scripts/dev/behaviour.py corpus/validation.jsonl.gz [--model FOLDER] [--backend onnx]
"""

import argparse
import random
import re
from collections.abc import Callable
from dataclasses import replace

from relclf import Article, Prediction, RelationClassifier
from relclf.folder import DEFAULT
from relclf.normalize import BARE_ALEF
from relclf.readers import read_articles
from relclf.segments import segment_article
from relclf.states import apply_edits, swap_states

LINK = "\nاقرأ أيضا: وزير الطاقة يوقع مذكرة تفاهم مع نظيره في ختام القمة"
COURTESY = re.compile(
    "الاهتمام المشترك|العلاقات (?:الثنائية|الأخوية|التاريخية|الوثيقة|المتميزة)|"
    "شتى المجالات|مختلف المجالات|البلدين (?:الشقيقين|الصديقين)|حفاوة الاستقبال|المصالح المشتركة"
)
MARKS = re.compile("[\u064b-\u0652\u0640]")


def other_states(article: Article) -> Article:
    """Name other states in the place of those that are named."""
    texts = [article.title, article.text]
    edits = swap_states(texts, random.Random(article.id))
    title, text = map(apply_edits, texts, edits)
    return replace(article, title=title, text=text)


def related_link(article: Article) -> Article:
    """Add a related link under the text."""
    return replace(article, text=article.text + LINK)


def without_marks(article: Article) -> Article:
    """Drop diacritics and tatweel."""
    return replace(article, title=MARKS.sub("", article.title), text=MARKS.sub("", article.text))


def without_hamza(article: Article) -> Article:
    """Write alef without hamza and madda."""
    title, text = article.title.translate(BARE_ALEF), article.text.translate(BARE_ALEF)
    return replace(article, title=title, text=text)


def double_courtesy(article: Article) -> Article:
    """Say each sentence of courtesy twice."""
    text = article.text
    for segment in reversed(segment_article("", text)):
        sentence = text[segment.start : segment.end]
        if COURTESY.search(sentence):
            text = f"{text[: segment.end]}\n{sentence}{text[segment.end :]}"
    return replace(article, text=text)


CHANGES: list[Callable[[Article], Article]] = [
    other_states,
    related_link,
    without_marks,
    without_hamza,
    double_courtesy,
]


def main() -> None:
    """Read the arguments, classify each article as it is and changed, and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--model", default=DEFAULT)
    parser.add_argument("--backend", default="auto")
    arguments = parser.parse_args()
    classifier = RelationClassifier.from_pretrained(arguments.model, backend=arguments.backend)
    articles = [Article(one.text, one.id, one.title) for one in read_articles(arguments.articles)]
    before = classifier.predict(articles)
    print(f"{'change':<16} {'altered':>8} {'interaction':>12} {'topics':>8} {'any':>8}")
    for change in CHANGES:
        changed = [change(article) for article in articles]
        altered = sum(one != other for one, other in zip(changed, articles, strict=True))
        pairs = list(zip(before, classifier.predict(changed), strict=True))

        cells = [
            _share(pairs, lambda one: one.interaction),
            _share(pairs, lambda one: {*one.topics}),
            _share(pairs, lambda one: (one.interaction, {*one.topics}, one.planned)),
        ]
        print(f"{change.__name__:<16} {altered:>8} {cells[0]:>12} {cells[1]:>8} {cells[2]:>8}")


def _share(pairs: list[tuple[Prediction, Prediction]], of: Callable[[Prediction], object]) -> str:
    return f"{sum(of(one) != of(other) for one, other in pairs) / len(pairs):.1%}"


if __name__ == "__main__":
    main()

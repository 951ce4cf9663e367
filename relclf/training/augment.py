"""Coded articles told a little differently, where the difference must not matter.

Neither topics nor interaction depend on who the parties are, on a related link under the text, on
courtesy, or on whether a writer puts hamza on alef. Articles changed in these ways keep their codes
and their evidence, so that the network can't lean on what was changed.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from relclf.articles import CodedArticle, Evidence, Span
from relclf.normalize import BARE_ALEF
from relclf.states import Edit, apply_edits, swap_states

__all__ = ["augment", "edited", "variants_of"]

SHARES = {"states": 0.5, "link": 0.1, "courtesy": 0.2, "hamza": 0.2}
_LINKS = (
    "اقرأ أيضا: {}",
    "اقرأ أيضاً: {}",
    "إقرأ المزيد: {}",
    "أخبار ذات صلة\n{}",
    "شاهد أيضا | {}",
)
_COURTESY = (
    "وأكد الجانبان متانة العلاقات التاريخية التي تجمع البلدين الشقيقين.",
    "ونوها بعمق الروابط الأخوية وما تشهده من تطور ونماء في شتى المجالات.",
    "وتم خلال ذلك بحث القضايا ذات الاهتمام المشترك.",
    "وأعرب عن تمنياته بدوام التقدم والازدهار للشعب الصديق.",
    "وجرى استعراض العلاقات الثنائية وسبل تعزيزها بما يخدم المصالح المشتركة.",
    "من جانبه، عبّر عن شكره وتقديره لحفاوة الاستقبال وكرم الضيافة.",
)


def augment(article: CodedArticle, titles: Sequence[str], rng: random.Random) -> CodedArticle:
    """Change an article in what must not matter; each change is made or not, by chance.

    Args:
        article: A coded article.
        titles: Headlines of other articles, for related links.
        rng: Decides.

    Returns:
        The article with the same id and codes, its evidence moved with the text.

    Example:
        >>> article = CodedArticle("استقبل الوزير السفير.", topics=(), interaction="none")
        >>> augment(article, ["سعر الذهب اليوم"], random.Random(4)).interaction
        'none'
    """
    if rng.random() < SHARES["states"]:
        title, text = swap_states([article.title, article.text], rng)
        article = edited(article, title, text)
    # A line of courtesy tells nothing only where another line tells the article's topics.
    has_other = article.topics and article.topics != ("political_coordination",)
    if has_other and rng.random() < SHARES["courtesy"]:
        breaks = [match.start() for match in re.finditer("\n", article.text)]
        place = rng.choice([*breaks, len(article.text)])
        article = edited(article, [], [(place, place, "\n" + rng.choice(_COURTESY))])
    if titles and rng.random() < SHARES["link"]:
        end = len(article.text)
        link = "\n" + rng.choice(_LINKS).format(rng.choice(titles))
        article = edited(article, [], [(end, end, link)])
    if rng.random() < SHARES["hamza"]:
        article = replace(
            article,
            title=article.title.translate(BARE_ALEF),
            text=article.text.translate(BARE_ALEF),
        )
    return article


def variants_of(articles: Sequence[CodedArticle], number: int) -> list[CodedArticle]:
    """Make a number of variants of each article, all articles before the next variant.

    Example:
        >>> [article.id for article in variants_of([CodedArticle("نص", id="a")], 2)]
        ['a', 'a']
    """
    titles = [article.title for article in articles if article.title]
    return [
        augment(article, titles, random.Random(f"{variant} {article.id}"))
        for variant in range(number)
        for article in articles
    ]


def edited(article: CodedArticle, title: Sequence[Edit], text: Sequence[Edit]) -> CodedArticle:
    """Edit title and text, and move the evidence with it.

    Args:
        article: A coded article.
        title: What to replace in its title, in order, without overlap.
        text: What to replace in its text.

    Returns:
        The edited article.

    Example:
        >>> article = CodedArticle("زار قطر. وعاد.", evidence=Evidence(interaction=((9, 14),)))
        >>> changed = edited(article, [], [(4, 7, "الكويت")])
        >>> changed.text, changed.evidence.interaction
        ('زار الكويت. وعاد.', ((12, 17),))
    """
    evidence = article.evidence
    if evidence is not None:
        moved = _mover(text)
        evidence = Evidence(
            interaction=tuple(map(moved, evidence.interaction)),
            topics={key: tuple(map(moved, spans)) for key, spans in evidence.topics.items()},
        )
    return replace(
        article,
        title=apply_edits(article.title, title),
        text=apply_edits(article.text, text),
        evidence=evidence,
    )


def _mover(edits: Sequence[Edit]) -> Callable[[Span], Span]:
    def place(old: int) -> int:
        return old + sum(len(new) - (end - start) for start, end, new in edits if end <= old)

    def moved(span: Span) -> Span:
        if span == "title":
            return span
        # What is put in at a span's end stands behind it.
        grown = sum(len(new) for start, end, new in edits if start == end == span[1])
        return place(span[0]), place(span[1]) - grown

    return moved

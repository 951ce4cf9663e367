"""What stands on the plots, in Arabic and in English."""

from typing import Literal

from relclf.codebook import Label

__all__ = ["WORDS", "Language", "name_of"]

Language = Literal["ar", "en"]
"""The language of a plot's labels."""

WORDS: dict[Language, dict[str, str]] = {
    "ar": {
        "interactions": "المقالات بحسب نوع التفاعل، {period}",
        "scales": "لكل رسم مقياسه؛ وبين القوسين عدد المقالات",
        "topics": "الموضوعات بحسب السنة: نسبتها المئوية من مقالات السنة",
        "several": "قد يكون للمقال أكثر من موضوع؛ وبين القوسين عدد مقالات السنة",
        "articles": "مقالات لها تاريخ مقروء: {dated} من {articles}",
        "absent": "لم يرد: {names}",
        "held": "عُقد",
        "planned": "مقرر",
        "day": "كل يوم",
        "month": "كل شهر",
        "quarter": "كل ربع سنة",
        "year": "كل سنة",
        "comma": "، ",
    },
    "en": {
        "interactions": "Articles by interaction, each {period}",
        "scales": "Each plot has its own scale; number of articles in parentheses",
        "topics": "Topics by year: per cent of the year's articles",
        "several": "Articles may have several topics; number of the year's articles in parentheses",
        "articles": "Articles with a date that can be read: {dated} of {articles}",
        "absent": "None of: {names}",
        "held": "held",
        "planned": "planned",
        "day": "day",
        "month": "month",
        "quarter": "quarter",
        "year": "year",
        "comma": ", ",
    },
}
"""The words by language and name; braces are filled in."""


def name_of(label: Label, language: Language) -> str:
    """Return a label's name in a language.

    Example:
        >>> name_of(Label("visit", "زيارة", "Visit"), "en")
        'Visit'
    """
    return label.ar if language == "ar" else label.en

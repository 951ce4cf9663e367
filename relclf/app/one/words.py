"""The words of the tab for one article."""

from relclf.app.words import Word

__all__ = ["FIELDS", "RESULT", "TROUBLES"]

FIELDS = {
    "examples": Word("خمسة أمثلة", "Five examples"),
    "title": Word("العنوان (إن وُجد)", "Title (if there is one)"),
    "title_hint": Word("عنوان الخبر", "The headline"),
    "text": Word("نص الخبر", "Text of the article"),
    "text_hint": Word("ألصق نص الخبر هنا", "Paste the article here"),
    "classify": Word("صنّف الخبر", "Classify"),
    "clear": Word("مسح", "Clear"),
    "no_examples": Word(
        "لم تُثبَّت الأمثلة الخمسة مع هذه النسخة.",
        "The five examples were not installed with this copy.",
    ),
}
"""What stands above the result."""

RESULT = {
    "interaction": Word("نوع الاتصال", "Interaction"),
    "topics": Word("الموضوعات", "Topics"),
    "article": Word("الخبر", "Article"),
    "held": Word("جرى", "held"),
    "planned": Word("مرتقب", "planned"),
    "no_topics": Word("لا موضوع يبلغ حدّه.", "No topic reaches its threshold."),
    "other_topics": Word("موضوعات دون حدّها", "Topics below their thresholds"),
    "other_interactions": Word("أنواع أخرى", "Other interactions"),
    "threshold": Word("الحد", "threshold"),
    "about": Word("التعريف والدليل", "Definition and evidence"),
    "definition": Word("التعريف", "Definition"),
    "evidence": Word("ما يدل عليه", "What shows it"),
    "include": Word("يشمل", "Includes"),
    "exclude": Word("لا يشمل", "Excludes"),
    "cues": Word("ألفاظ دالة", "Cues"),
    "codes": Word("أقرب الرموز", "Nearest codes"),
    "no_codes": Word("لا رموز", "no codes"),
    "show": Word("اختر وسمًا لترى ما يدل عليه", "Choose a label to see what shows it"),
    "no_evidence": Word("لا وسم لهذا الخبر.", "No label was given to this article."),
    "coverage": Word("قُرئ من الخبر", "Share of the article that was read"),
    "model": Word("النموذج", "Model"),
    "nearest": Word(
        "أقرب الرموز لا مقابلات تامة.", "The nearest codes, which are not equivalents."
    ),
}
"""What stands in the result."""

TROUBLES = {
    "DataError": Word("لا يمكن قراءة الخبر", "The article cannot be read"),
    "OverLimitError": Word("الخبر أطول من المسموح", "The article is longer than is allowed"),
    "BusyError": Word(
        "المصنّف مشغول الآن؛ أعد المحاولة بعد لحظات", "The classifier is busy; try again soon"
    ),
    "LateError": Word(
        "استغرق التصنيف وقتًا أطول من المسموح", "Classifying took longer than is allowed"
    ),
    "empty": Word("ألصق نص الخبر أولًا.", "Paste the text of an article first."),
}
"""What went wrong, by the error's name; the error's own message follows."""

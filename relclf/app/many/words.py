"""The words of the tab for many articles."""

from relclf.app.many.results import ORDERS
from relclf.app.words import Word

__all__ = ["FIELDS", "ON_ERROR", "SAID", "SORT", "TROUBLES"]

FIELDS = {
    "file": Word("ملف الأخبار", "File of articles"),
    "kinds": Word(
        "ملف JSON Lines أو CSV أو Parquet، أو ملفات نصية في أرشيف zip. لا يبقى منه شيء على الخادم "
        "بعد إغلاق الصفحة.",
        "A JSON Lines, CSV or Parquet file, or text files in a zip archive. Nothing of it is kept "
        "on the server once the page is closed.",
    ),
    "on_error": Word("السجل غير السليم", "A bad record"),
    "classify": Word("صنّف الأخبار", "Classify"),
    "cancel": Word("أوقف", "Cancel"),
    "interaction": Word("نوع الاتصال", "Interaction"),
    "topic": Word("الموضوع", "Topic"),
    "text": Word("يحتوي على", "Contains"),
    "sure": Word("الثقة لا تزيد على (%)", "Sureness at most (%)"),
    "order": Word("الترتيب", "Sort by"),
    "before": Word("السابق", "Previous"),
    "after": Word("التالي", "Next"),
    "jsonl": Word("تنزيل JSON Lines", "Download JSON Lines"),
    "csv": Word("تنزيل CSV", "Download CSV"),
}
"""The labels of what is clicked or filled in."""

ON_ERROR = {
    "skip": Word("يُتجاوز ويُذكر", "is skipped and listed"),
    "fail": Word("يوقف العمل", "ends the run"),
}
"""What a bad record does."""

SORT = {
    "file": Word("ترتيب الملف", "order of the file"),
    "unsure": Word("الأقل ثقة أولًا", "least sure first"),
    "sure": Word("الأكثر ثقة أولًا", "most sure first"),
    "interaction": Word("نوع الاتصال", "interaction"),
    "title": Word("العنوان", "title"),
}
"""The orders of the table."""
assert set(SORT) == set(ORDERS)

SAID = {
    "any": Word("الكل", "any"),
    "received": Word("وصل الملف", "Received"),
    "reading": Word(
        "تجري قراءة الأخبار ثم تنتظر دورها", "Reading the articles, then waiting for a turn"
    ),
    "running": Word("يجري التصنيف:", "Classifying:"),
    "articles": Word("خبر", "articles"),
    "of": Word("من", "of"),
    "left": Word("الباقي نحو", "time left: about"),
    "seconds": Word("ثانية", "s"),
    "minutes": Word("دقيقة", "min"),
    "done": Word("انتهى", "Done"),
    "cancelled": Word(
        "أُوقف؛ ما صُنّف قبل ذلك باقٍ أدناه", "Cancelled; what was classified before is kept below"
    ),
    "skipped": Word("سجلات لم تُقرأ", "Records that were not read"),
    "ignored": Word("ملفات لم تُقرأ من الأرشيف", "Files in the archive that were not read"),
    "more": Word("وغيرها", "and others"),
    "found": Word("نتائج", "found"),
    "nothing": Word("لا شيء بهذه الشروط.", "Nothing matches."),
    "page": Word("يُعرض", "shown"),
    "all": Word("في التنزيل كل الأخبار.", "The download has all articles."),
    "title": Word("الخبر", "Article"),
    "interaction": Word("نوع الاتصال", "Interaction"),
    "topics": Word("الموضوعات", "Topics"),
    "sureness": Word("الثقة", "Sureness"),
    "held": Word("جرى", "held"),
    "planned": Word("مرتقب", "planned"),
}
"""What the tab says."""

TROUBLES = {
    "DataError": Word("لا يمكن قراءة الملف", "The file cannot be read"),
    "MissingExtraError": Word(
        "لا يقرأ هذا الخادم هذا النوع", "This server cannot read this kind of file"
    ),
    "ModelError": Word("النموذج معطوب", "The model is damaged"),
    "BusyError": Word(
        "المصنّف مشغول الآن؛ أعد المحاولة بعد لحظات", "The classifier is busy; try again soon"
    ),
    "GoneError": Word("انتهت الجلسة", "The session has ended"),
    "empty": Word("اختر ملفًا أولًا.", "Choose a file first."),
}
"""What went wrong, by the error's name; the error's own message follows."""

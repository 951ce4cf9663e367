"""The words of the tab for reviewing."""

from relclf.app.words import Word

__all__ = ["FIELDS", "SAID", "STATUS", "TROUBLES"]

FIELDS = {
    "what": Word("ما الذي يُراجع", "What to review"),
    "articles": Word("ملف الأخبار", "File of articles"),
    "predictions": Word(
        "تنبؤاتها بصيغة JSON Lines، إن وُجدت", "Their predictions as JSON Lines, if there are any"
    ),
    "start": Word("ابدأ المراجعة", "Start the review"),
    "from_many": Word("راجع ما صُنّف في «أخبار كثيرة»", "Review what Many articles classified"),
    "cancel": Word("أوقف", "Cancel"),
    "append": Word("أضف إلى هذا الملف", "Add to this file"),
    "other": Word("اكتب في ملف آخر بجانبه", "Write to another file beside it"),
    "takeover": Word("راجع هنا بدلًا منها", "Review here instead"),
    "interaction": Word("نوع الاتصال", "Interaction"),
    "status": Word("جرى أم مرتقب", "Held or planned"),
    "topics": Word("الموضوعات", "Topics"),
    "label": Word("الدليل على", "Evidence of"),
    "back": Word("السابق", "Previous"),
    "next": Word("تخطَّ", "Skip"),
    "undo": Word("تراجع", "Undo"),
}
"""The labels of what is clicked or filled in."""

STATUS = {"held": Word("جرى", "held"), "planned": Word("مرتقب", "planned")}
"""Whether the contact was held or is planned."""

SAID = {
    "right": Word("صحيح كما هو، التالي", "Correct as it is, next"),
    "save": Word("احفظ التصحيح، التالي", "Save the correction, next"),
    "contact": Word("نوع الاتصال", "the interaction"),
    "article": Word("الخبر", "Article"),
    "of": Word("من", "of"),
    "sureness": Word("ثقة المصنّف", "sureness of the classifier"),
    "reviewed": Word("رُوجع", "reviewed"),
    "saved_in": Word("يُحفظ في", "saved in"),
    "is_saved": Word("محفوظ", "saved"),
    "is_open": Word("لم يُحفظ بعد", "not saved yet"),
    "all": Word("روجعت الأخبار كلها.", "All articles are reviewed."),
    "hint": Word(
        "ظلّل ما يدل على الوسم المختار، واضغط على المظلّل لإزالته. وبلوحة المفاتيح: الأسهم تنقلك "
        "بين الجمل، والمسافة تحددها.",
        "Select what shows the chosen label; click a mark to take it away. By keyboard: arrows go "
        "from sentence to sentence, the space bar marks one.",
    ),
    "mark": Word("حدّد المظلّل دليلًا", "Mark the selection"),
    "torn": Word(
        "قطع توقفٌ سابق السطر الأخير من الملف، وسيُترك عند الحفظ التالي",
        "A crash has cut the last line of the file; the next save leaves it out",
    ),
    "others": Word("في الملف رموز أخبار أخرى", "The file holds codes of other articles"),
    "unusable": Word("لا يمكن أن يُضاف إلى الملف", "Nothing can be added to the file"),
    "held": Word("تجري المراجعة في نافذة أخرى.", "Another window is reviewing."),
    "unmatched": Word(
        "أخبار بلا تنبؤ في الملف، لن تُراجع", "Articles without a prediction, left out"
    ),
    "first": Word("اختر ملف الأخبار أولًا.", "Choose a file of articles first."),
    "mine": Word("لا توجد أخبار مصنّفة بعد.", "Nothing was classified yet."),
    "lost": Word(
        "انتقلت المراجعة إلى نافذة أخرى؛ لم يُحفظ شيء من هنا.",
        "Another window has taken over the review; nothing was saved from here.",
    ),
}
"""What the tab says."""

TROUBLES = {
    "DataError": Word("لا يمكن ذلك", "That cannot be done"),
    "ConfigError": Word("لا يمكن ذلك", "That cannot be done"),
    "OutputError": Word("لم يُحفظ", "It was not saved"),
    "GoneError": Word("انتهت الجلسة؛ ابدأ من جديد", "The session has ended; start again"),
}
"""What went wrong, by the error's name; the error's own message follows."""

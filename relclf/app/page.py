"""The page: a title, the switch of languages, and a tab for each kind of work."""

from pathlib import Path

import gradio as gr

from relclf.app.many import many_articles
from relclf.app.one import one_article
from relclf.app.review import review
from relclf.app.served import Served
from relclf.app.uploads import uploads_only
from relclf.app.words import Word, Words

__all__ = ["page"]

_TITLE = Word("relclf: أخبار العلاقات بين الدول", "relclf: news about relations between states")
_HEADING = Word(
    "# أخبار العلاقات بين الدول\nموضوعات التعاون، ونوع الاتصال، والجمل الدالة عليهما",
    "# News about relations between states\nTopics, kind of interaction, and what shows them",
)
_ONE = Word("خبر واحد", "One article")
_MANY = Word("أخبار كثيرة", "Many articles")
_REVIEW = Word("المراجعة", "Review")


# Seconds between two looks for uploads, and their age when they go if their session forgot them.
_FORGET = (3600, 24 * 3600)


def page(served: Served, words: Words, corrections: Path) -> gr.Blocks:
    """Build the page.

    Args:
        served: The classifier that is shared.
        words: The interface's words, with the language to open in.
        corrections: The JSON Lines file to which corrections are added.

    Returns:
        The page; nothing runs yet.

    Raises:
        ConfigError: If the corrections' file is not named as JSON Lines are.
    """
    # Nothing of what is typed here may go elsewhere, counts of visits included.
    blocks = gr.Blocks(
        title=_TITLE.to(words.language), analytics_enabled=False, delete_cache=_FORGET
    )
    with blocks:
        with gr.Row(elem_id="top"):
            words.make(gr.Markdown, {"value": _HEADING}, elem_id="heading")
            words.choose()
        with gr.Tabs(elem_id="tabs"):
            with words.make(gr.Tab, {"label": _ONE}, id="one"):
                one_article(served, words)
            with words.make(gr.Tab, {"label": _MANY}, id="many"):
                sessions = many_articles(served, words)
            with words.make(gr.Tab, {"label": _REVIEW}, id="review"):
                review(served, words, corrections, sessions)
        words.listen()
    uploads_only(blocks)
    blocks.queue(max_size=max(1, served.limits.waiting), api_open=False)
    return blocks

"""The tab for one article: a form above, what the classifier says of it below."""

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import gradio as gr

from relclf.app.gate import BusyError, GoneError, LateError
from relclf.app.one.examples import examples
from relclf.app.one.result import result, trouble
from relclf.app.one.words import FIELDS
from relclf.app.served import Served
from relclf.app.words import Words
from relclf.articles import Article, article_from_record
from relclf.errors import DataError

__all__ = ["classify", "one_article"]

_GLANCE = 0.5  # seconds between two looks whether the client is still there
_CUT = 60  # characters of an example's beginning, where it has no title


def one_article(served: Served, words: Words) -> None:
    """Build the tab within a page.

    Args:
        served: The classifier that is shared.
        words: The interface's words.
    """
    ready = examples()
    with words.make(gr.Accordion, {"label": FIELDS["examples"]}, open=False, elem_id="examples"):
        if not ready:
            words.make(gr.Markdown, {"value": FIELDS["no_examples"]})
        buttons = [gr.Button(_name(article), size="sm") for article in ready]
    title = words.make(
        gr.Textbox,
        {"label": FIELDS["title"], "placeholder": FIELDS["title_hint"]},
        rtl=True,
        max_lines=2,
        elem_id="title",
    )
    text = words.make(
        gr.Textbox,
        {"label": FIELDS["text"], "placeholder": FIELDS["text_hint"]},
        rtl=True,
        lines=8,
        max_lines=10,
        elem_id="text",
    )
    with gr.Row(elem_id="actions"):
        go = words.make(
            gr.Button, {"value": FIELDS["classify"]}, variant="primary", elem_id="classify"
        )
        clear = words.make(gr.Button, {"value": FIELDS["clear"]}, elem_id="clear")
    shown = gr.HTML(elem_id="result", js_on_load=None, apply_default_css=False)

    async def said(title: str, text: str) -> AsyncIterator[Any]:
        gone = threading.Event()
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(served.threads, classify, served, title, text, gone)
        try:
            while not (await asyncio.wait([work], timeout=_GLANCE))[0]:
                yield gr.skip()
            yield work.result()
        finally:
            # Gradio closes the iterator of a client that went away.
            gone.set()

    gr.on(
        [go.click, text.submit, title.submit],
        said,
        inputs=[title, text],
        outputs=[shown],
        concurrency_limit=None,  # the gate's line is that of the API too
        api_name="classify",
        api_visibility="undocumented",
        scroll_to_output=True,
    )
    fields = [title, text, shown]
    clear.click(lambda: ("", "", ""), outputs=fields, queue=False, api_visibility="private")
    for button, article in zip(buttons, ready, strict=True):
        filled = (article.title, article.text, "")
        button.click(partial(_same, filled), outputs=fields, queue=False, api_visibility="private")


def classify(served: Served, title: str, text: str, gone: threading.Event | None = None) -> str:
    """Classify what was pasted.

    Args:
        served: The classifier.
        title: The headline, perhaps empty.
        text: The text.
        gone: Set when the client has gone away.

    Returns:
        The result as HTML, or what went wrong.
    """
    if not text.strip():
        return trouble("empty")
    try:
        article = article_from_record({"title": title.strip(), "text": text}, "pasted")
        [prediction] = served.predict([article], gone=gone)
    except GoneError:
        return ""  # nobody reads it
    except (DataError, BusyError, LateError) as error:
        return trouble(type(error).__name__, str(error))
    return result(article, prediction, served.classifier)


def _same(filled: tuple[str, str, str]) -> tuple[str, str, str]:
    return filled


def _name(article: Article) -> str:
    name = article.title or article.text.strip().splitlines()[0]
    return name if len(name) <= _CUT else f"{name[:_CUT].rstrip()}…"

"""The tab for many articles: a file, how far it is, a table to filter, two downloads."""

from collections.abc import Iterator
from typing import Any

import gradio as gr
from gradio.context import Context

from relclf.app.gate import GoneError
from relclf.app.many.choices import choices, labelled
from relclf.app.many.classify import OnError
from relclf.app.many.pages import progress_page, style, table_page, tabs_style, trouble_page
from relclf.app.many.results import Query
from relclf.app.many.run import downloads, run
from relclf.app.many.words import FIELDS, ON_ERROR, SORT
from relclf.app.many.work import Sessions
from relclf.app.served import Served
from relclf.app.words import Words

__all__ = ["TAB", "many_articles"]

TAB = "many"
_ROWS = 50  # a page of the table
_CSS = ("relclf.app.many", "many.css")


def many_articles(served: Served, words: Words) -> Sessions:
    """Build the tab within a page.

    Args:
        served: The classifier that is shared.
        words: The interface's words.

    Returns:
        What is kept of the clients, so that another tab can go on with it.
    """
    sessions = Sessions()
    tabs_style()
    words.make(gr.Markdown, {"value": FIELDS["kinds"]})
    file = words.make(gr.File, {"label": FIELDS["file"]}, height=140, elem_id="many-file")
    on_error = choices(words, gr.Radio, FIELDS["on_error"], ON_ERROR, "skip", elem_id="on-error")
    with gr.Row(elem_id="many-actions"):
        go = words.make(
            gr.Button, {"value": FIELDS["classify"]}, variant="primary", elem_id="many-classify"
        )
        cancel = words.make(
            gr.Button, {"value": FIELDS["cancel"]}, interactive=False, elem_id="many-cancel"
        )
    progress = _html("many-progress")
    with gr.Column(visible=False, elem_id="many-found") as found:
        with gr.Row(elem_id="many-downloads"):
            loads = [
                words.make(gr.DownloadButton, {"label": FIELDS[form]}, elem_id=f"many-{form}")
                for form in ("jsonl", "csv")
            ]
        with gr.Row(elem_id="many-filters"):
            book = served.codebook
            filters = [
                labelled(words, FIELDS["interaction"], book.interactions, elem_id="by-interaction"),
                labelled(words, FIELDS["topic"], book.topics, elem_id="by-topic"),
                words.make(gr.Textbox, {"label": FIELDS["text"]}, max_lines=1, elem_id="by-text"),
                words.make(
                    gr.Slider,
                    {"label": FIELDS["sure"]},
                    minimum=0,
                    maximum=100,
                    step=1,
                    value=100,
                    elem_id="by-sure",
                ),
                choices(words, gr.Dropdown, FIELDS["order"], SORT, "file", elem_id="order"),
            ]
        table = _html("many-table")
        with gr.Row(elem_id="many-pages"):
            before = words.make(gr.Button, {"value": FIELDS["before"]}, size="sm")
            after = words.make(
                gr.Button, {"value": FIELDS["after"]}, size="sm", elem_id="many-next"
            )
    page = gr.State(0)

    def receive(sent: str | None, request: gr.Request) -> tuple[Any, str]:
        if sent is None:
            return gr.skip(), gr.skip()
        name = sessions.start(request.session_hash, TAB).take(sent, "articles").name
        return None, progress_page("received", name=name)

    def classify(on_error: OnError, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        work = sessions.find(request.session_hash, TAB)
        if work is None:
            yield trouble_page("empty"), *_buttons(False), gr.skip(), *[gr.skip()] * 4
            return
        yield gr.skip(), *_buttons(True), gr.update(visible=False), *[gr.skip()] * 4
        said = ""
        for said, over in run(work, served, on_error):
            if not over:
                yield said, *[gr.skip()] * 7
        yield said, *_buttons(False), *_shown(sessions, request)

    def stop(request: gr.Request) -> None:
        work = sessions.find(request.session_hash, TAB)
        if work is not None:
            work.gone.set()

    def show(request: gr.Request, step: int, page: int, *filters: Any) -> tuple[str, int]:
        return _table(sessions, request, page + step, *filters)

    def anew(request: gr.Request, *filters: Any) -> tuple[str, int]:
        return _table(sessions, request, 0, *filters)

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    file.upload(receive, [file], [file, progress], queue=False, **quiet)
    go.click(
        classify,
        [on_error],
        [progress, go, cancel, found, *loads, table, page],
        concurrency_limit=None,
        **quiet,
    )
    cancel.click(stop, queue=False, **quiet)
    for field in filters:
        field.change(anew, filters, [table, page], queue=False, trigger_mode="always_last", **quiet)
    for button, step in ((before, -1), (after, 1)):
        turn = gr.State(step)
        button.click(show, [turn, page, *filters], [table, page], queue=False, **quiet)
    root = Context.root_block
    assert root is not None  # this is called within a page

    def end(request: gr.Request) -> None:
        sessions.end(request.session_hash)

    root.unload(end)
    return sessions


def _html(name: str) -> gr.HTML:
    return gr.HTML(
        elem_id=name, css_template=style(*_CSS), js_on_load=None, apply_default_css=False
    )


def _buttons(running: bool) -> tuple[Any, Any]:
    return gr.update(interactive=not running), gr.update(interactive=running)


def _shown(sessions: Sessions, request: gr.Request) -> tuple[Any, ...]:
    """Return what appears at the end of a run: the box, both downloads, the table, its page."""
    work = sessions.find(request.session_hash, TAB)
    paths = None if work is None else downloads(work)
    if work is None or paths is None or work.results is None or not work.results.count(Query()):
        return gr.update(visible=False), *[gr.skip()] * 4
    return gr.update(visible=True), *paths, *_table(sessions, request, 0)


def _table(
    sessions: Sessions,
    request: gr.Request,
    page: int,
    interaction: str = "",
    topic: str = "",
    text: str = "",
    sure: float = 100,
    order: str = "file",
) -> tuple[str, int]:
    query = Query(interaction, topic, text, sure / 100, order)
    try:
        results = sessions.get(request.session_hash, TAB).results
        if results is None:
            return "", 0
        count = results.count(query)
        page = max(0, min(page, (count - 1) // _ROWS))
        rows = results.rows(query, page * _ROWS, _ROWS)
    except GoneError as error:
        return trouble_page("GoneError", str(error)), 0
    return table_page(rows, page * _ROWS, count, results.codebook), page

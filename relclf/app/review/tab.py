"""The tab for reviewing: the way in, and below it the desk with one article."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.context import Context

from relclf.app.many.work import Sessions
from relclf.app.review.board import Board
from relclf.app.review.corrections import check_name
from relclf.app.review.desk import Desk
from relclf.app.review.entrance import Entrance
from relclf.app.served import Served
from relclf.app.words import Words

__all__ = ["review"]

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def review(
    served: Served, words: Words, corrections: Path, sessions: Sessions | None = None
) -> None:
    """Build the tab within a page.

    Args:
        served: The classifier that is shared.
        words: The interface's words.
        corrections: The JSON Lines file to which corrections are added.
        sessions: What the tab for many articles keeps, so that its results can be reviewed.

    Raises:
        ConfigError: If the file's name does not end in `.jsonl`.
    """
    check_name(corrections)
    kept = Sessions() if sessions is None else sessions
    desk = Desk(corrections)
    entrance = Entrance(desk, served, words, kept, many=sessions is not None)
    board = Board(desk, served.codebook, words)
    outputs = [*entrance.outputs, *board.outputs]
    language = words.choice

    def drawn(session: str, language: str, step: tuple[list[Any], bool]) -> list[Any]:
        updates, is_open = step
        return [*updates, *(board.drawn(session, language) if is_open else board.hidden())]

    def receive(request: gr.Request, *sent: str | None) -> list[Any]:
        said = entrance.receive(str(request.session_hash), *sent)
        return [None, None, said, *board.hidden()]

    def take(request: gr.Request, language: str) -> list[Any]:
        session = str(request.session_hash)
        return drawn(session, language, entrance.take(session))

    def run(request: gr.Request, language: str) -> Iterator[list[Any]]:
        session = str(request.session_hash)
        for step in entrance.run(session):
            yield drawn(session, language, step)

    def answer(request: gr.Request, language: str, choice: str) -> list[Any]:
        session = str(request.session_hash)
        return drawn(session, language, entrance.answer(session, choice))

    def stop(request: gr.Request) -> None:
        entrance.stop(str(request.session_hash))

    def end(request: gr.Request) -> None:
        desk.leave(str(request.session_hash))
        kept.end(request.session_hash)

    files = entrance.files
    for file in files:
        file.upload(receive, files, [*files, entrance.said, *board.outputs], queue=False, **_QUIET)
    entrance.from_many.click(take, [language], outputs, queue=False, **_QUIET)
    entrance.go.click(run, [language], outputs, concurrency_limit=None, **_QUIET)
    entrance.cancel.click(stop, queue=False, **_QUIET)
    for name, button in entrance.choices.items():
        button.click(answer, [language, gr.State(name)], outputs, queue=False, **_QUIET)
    root = Context.root_block
    assert root is not None  # this is called within a page
    root.unload(end)

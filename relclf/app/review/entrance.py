"""The way into a review: what to review, and, where it must be asked, which file to write to."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from relclf.app.many.pages import progress_page, style, tabs_style
from relclf.app.many.results import Results
from relclf.app.many.tab import TAB as MANY
from relclf.app.many.work import Sessions
from relclf.app.review.desk import Desk, Offer
from relclf.app.review.pages import offer_page, said_page, trouble_page
from relclf.app.review.starting import begin
from relclf.app.review.words import FIELDS
from relclf.app.served import Served
from relclf.app.words import Words
from relclf.errors import RelclfError

__all__ = ["TAB", "Entrance"]

TAB = "review"
_FILES = ("articles", "predictions")
_CHOICES = ("takeover", "append", "other")
# Which choices an offer leaves.
_ANSWERS = {"held": ("takeover",), "others": ("append", "other"), "unusable": ("other",)}


class Entrance:
    """The components of the way in, built within a page, and what a click on each does.

    What each method returns are updates for the box, what it says and its choices, and whether a
    review is open now.

    Args:
        desk: The reviews.
        served: The classifier.
        words: The interface's words.
        sessions: What is kept of the clients.
        many: Whether the tab for many articles keeps its results there.
    """

    def __init__(
        self, desk: Desk, served: Served, words: Words, sessions: Sessions, *, many: bool
    ) -> None:
        self._desk = desk
        self._served = served
        self._sessions = sessions
        tabs_style()
        css = style("relclf.app.many", "many.css")
        with words.make(gr.Accordion, {"label": FIELDS["what"]}, elem_id="review-start") as box:
            self.from_many = words.make(
                gr.Button, {"value": FIELDS["from_many"]}, visible=many, elem_id="review-many"
            )
            with gr.Row():
                self.files = [
                    words.make(
                        gr.File, {"label": FIELDS[name]}, height=120, elem_id=f"review-{name}"
                    )
                    for name in _FILES
                ]
            with gr.Row():
                self.go = words.make(
                    gr.Button, {"value": FIELDS["start"]}, variant="primary", elem_id="review-go"
                )
                self.cancel = words.make(
                    gr.Button, {"value": FIELDS["cancel"]}, elem_id="review-cancel"
                )
            said = gr.HTML(
                elem_id="review-said", css_template=css, js_on_load=None, apply_default_css=False
            )
            with gr.Row():
                self.choices = {
                    name: words.make(
                        gr.Button, {"value": FIELDS[name]}, visible=False, elem_id=f"review-{name}"
                    )
                    for name in _CHOICES
                }
        self.said = said
        """What it says."""
        self.outputs = [box, said, *self.choices.values()]
        """What the updates are for."""

    def receive(self, session: str, articles: str | None, predictions: str | None) -> str:
        """Take files that were sent; new articles end a review that is open."""
        work = self._sessions.find(session, TAB)
        if work is None or articles is not None:
            self._desk.leave(session)
            work = self._sessions.start(session, TAB)
        for name, sent in zip(_FILES, (articles, predictions), strict=True):
            if sent is not None:
                work.take(sent, name)
        return progress_page("received", name=" · ".join(path.name for path in work.sent.values()))

    def take(self, session: str) -> tuple[list[Any], bool]:
        """Review what the tab for many articles has classified."""
        work = self._sessions.find(session, MANY)
        return self._bring(session, None if work is None else work.results)

    def run(self, session: str) -> Iterator[tuple[list[Any], bool]]:
        """Review what was sent: classified now, unless predictions were sent too."""
        work = self._sessions.find(session, TAB)
        if work is None or "articles" not in work.sent:
            yield self._saying(said_page("first"))
            return
        self._desk.leave(session)
        for step in begin(work, self._served):
            if step.over and work.results is not None:
                yield self._bring(session, work.results, step.unmatched, step.page)
            else:
                yield self._saying(step.page)

    def stop(self, session: str) -> None:
        """End the classifying; what was classified before is reviewed."""
        work = self._sessions.find(session, TAB)
        if work is not None:
            work.gone.set()

    def answer(self, session: str, choice: str) -> tuple[list[Any], bool]:
        """Go on after a choice."""
        try:
            return self._offered(self._desk.choose(session, choice))
        except RelclfError as error:
            return self._saying(trouble_page(error))

    def _bring(
        self, session: str, results: Results | None, unmatched: int = 0, before: str = ""
    ) -> tuple[list[Any], bool]:
        try:
            return self._offered(self._desk.bring(session, results, unmatched), before)
        except RelclfError as error:
            return self._saying(trouble_page(error))

    def _offered(self, offer: Offer, before: str = "") -> tuple[list[Any], bool]:
        is_open = offer.kind == "open"
        answers = _ANSWERS.get(offer.kind, ())
        shown = [gr.update(visible=name in answers) for name in _CHOICES]
        return [gr.update(open=not is_open), before + offer_page(offer), *shown], is_open

    def _saying(self, page: str) -> tuple[list[Any], bool]:
        return [gr.skip(), page, *[gr.skip()] * len(_CHOICES)], False

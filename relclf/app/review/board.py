"""The desk of a review: one article with its evidence, and the codes that are clicked beside it."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from relclf.app.many.choices import choices, named
from relclf.app.many.pages import style
from relclf.app.review.desk import Desk, LostError
from relclf.app.review.draft import INTERACTION, Draft
from relclf.app.review.pages import article_page, header_page, said_page, trouble_page
from relclf.app.review.reviewing import Review
from relclf.app.review.words import FIELDS, SAID, STATUS
from relclf.app.words import Word, Words
from relclf.codebook import Codebook
from relclf.errors import RelclfError

__all__ = ["Board"]

_PACKAGE = "relclf.app.review"
_QUIET: dict[str, Any] = {
    "queue": False,
    "show_progress": "hidden",
    "api_visibility": "private",
}


class Board:
    """The components of the desk, built within a page, and what a click on each does.

    Args:
        desk: The reviews.
        codebook: The classifier's codebook.
        words: The interface's words.
    """

    def __init__(self, desk: Desk, codebook: Codebook, words: Words) -> None:
        self._desk = desk
        self._codebook = codebook
        self._words = words
        css = style(_PACKAGE, "review.css")
        self._trouble = gr.HTML(elem_id="review-trouble", js_on_load=None)
        with gr.Column(visible=False, elem_id="review-desk") as self._column:
            self._header = gr.HTML(
                elem_id="review-header", css_template=css, js_on_load=None, apply_default_css=False
            )
            with gr.Row(elem_id="review-board"):
                with gr.Column(scale=3, min_width=300):
                    self._label: Any = words.make(
                        gr.Radio, {"label": FIELDS["label"]}, choices=[], elem_id="review-label"
                    )
                    self._article: Any = gr.HTML(
                        elem_id="review-article",
                        css_template=css,
                        js_on_load=style(_PACKAGE, "select.js"),
                        apply_default_css=False,
                    )
                with gr.Column(scale=2, min_width=300):
                    self._codes = self._fields()
            with gr.Row(elem_id="review-actions"):
                self._confirm = gr.Button(variant="primary", elem_id="review-confirm", scale=2)
                buttons = {
                    name: words.make(
                        gr.Button, {"value": FIELDS[name]}, elem_id=f"review-{name}", scale=1
                    )
                    for name in ("undo", "back", "next")
                }
        self.outputs = [
            self._trouble,
            self._column,
            self._header,
            self._article,
            self._label,
            *self._codes,
            self._confirm,
        ]
        """What `drawn` returns updates for."""
        self._listen(buttons)

    def drawn(self, session: str, language: str, trouble: str = "") -> list[Any]:
        """Return an update for each of `outputs`.

        Args:
            session: The window's session.
            language: The interface's language.
            trouble: What went wrong, as HTML.
        """
        try:
            review = self._desk.review(session)
            with review.lock:
                draft = review.draft
                shown = draft.evidence.get(review.label, ())
                updates = [
                    header_page(review, unmatched=self._desk.unmatched(session)),
                    article_page(review.row.article, shown),
                    gr.update(choices=self._labels(draft, language), value=review.label or None),
                    draft.interaction,
                    gr.update(value=draft.status, interactive=draft.interaction != "none"),
                    list(draft.topics),
                    SAID["save" if review.is_changed else "right"].to(language),
                ]
        except RelclfError as error:
            lost = isinstance(error, LostError)
            said = said_page("lost") if lost else trouble or trouble_page(error)
            return [said, *self.hidden()[1:]]
        return [trouble, gr.update(visible=True), *updates]

    def hidden(self) -> list[Any]:
        """Return updates that hide the desk."""
        return ["", gr.update(visible=False), *[gr.skip()] * 7]

    def _fields(self) -> list[Any]:
        book, words = self._codebook, self._words
        interactions, topics = named(book.interactions), named(book.topics)
        return [
            choices(
                words,
                gr.Radio,
                FIELDS["interaction"],
                interactions,
                None,
                visible=bool(interactions),
                elem_id="review-interaction",
            ),
            choices(
                words,
                gr.Radio,
                FIELDS["status"],
                STATUS,
                None,
                visible=book.has_planned,
                elem_id="review-status",
            ),
            choices(
                words,
                gr.CheckboxGroup,
                FIELDS["topics"],
                topics,
                [],
                visible=bool(topics),
                elem_id="review-topics",
            ),
        ]

    def _labels(self, draft: Draft, language: str) -> list[tuple[str, str]]:
        names = {INTERACTION: SAID["contact"], **named(self._codebook.topics)}
        if draft.interaction is not None:
            label = self._codebook.label(draft.interaction)
            names[INTERACTION] = Word(label.ar, label.en)
        return [(names[label].to(language), label) for label in draft.labels]

    def _listen(self, buttons: dict[str, gr.Button]) -> None:
        interaction, status, topics = self._codes
        self._on(interaction.input, _choose_interaction, interaction)
        self._on(status.input, _choose_status, status)
        self._on(topics.input, _choose_topics, topics)
        self._on(self._label.input, Review.choose, self._label)
        self._on(self._confirm.click, Review.save)
        self._on(buttons["undo"].click, Review.undo)
        self._on(buttons["back"].click, lambda review: review.go(-1))
        self._on(buttons["next"].click, lambda review: review.go(1))

        def mark(request: gr.Request, event: gr.EventData, language: str) -> list[Any]:
            data = event._data if isinstance(event._data, dict) else {}
            return self._done(request, language, lambda review: _mark(review, data))

        def rename(request: gr.Request, language: str) -> list[Any]:
            if self._desk.is_open(str(request.session_hash)):
                return self.drawn(str(request.session_hash), language)
            return [gr.skip()] * len(self.outputs)

        language = self._words.choice
        self._article.mark(mark, [language], self.outputs, **_QUIET)
        language.change(rename, [language], self.outputs, **_QUIET)

    def _on(self, trigger: Callable[..., Any], act: Callable[..., object], *fields: Any) -> None:
        def handle(request: gr.Request, language: str, *values: Any) -> list[Any]:
            return self._done(request, language, lambda review: act(review, *values))

        trigger(handle, [self._words.choice, *fields], self.outputs, **_QUIET)

    def _done(
        self, request: gr.Request, language: str, act: Callable[[Review], object]
    ) -> list[Any]:
        session, trouble = str(request.session_hash), ""
        try:
            review = self._desk.review(session)
            with review.lock:
                act(review)
        except RelclfError as error:
            trouble = trouble_page(error)
        return self.drawn(session, language, trouble)


def _choose_interaction(review: Review, interaction: str) -> None:
    review.change(lambda draft: draft.chosen(interaction))


def _choose_status(review: Review, status: str | None) -> None:
    review.change(lambda draft: draft.with_status(status))


def _choose_topics(review: Review, topics: list[str]) -> None:
    review.change(lambda draft: draft.with_topics(topics))


def _mark(review: Review, data: dict[str, Any]) -> None:
    """Change the marks of the chosen label, by what the browser says; nothing of it is trusted."""
    label = review.label
    if data.get("title") is True:
        review.change(lambda draft: draft.title_marked(label))
    elif "at" in data:
        review.change(lambda draft: draft.unmarked(label, data["at"]))
    else:
        review.change(lambda draft: draft.marked(label, data.get("start"), data.get("end")))

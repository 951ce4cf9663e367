"""What the tab says, as HTML in both languages; the style sheet hides one of them."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import gradio as gr
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from relclf.app.many.classify import Progress, Reading
from relclf.app.many.results import Row
from relclf.app.many.uploads import Upload
from relclf.app.many.words import SAID, TROUBLES
from relclf.app.visible import direction, visible
from relclf.app.words import Word
from relclf.codebook import Codebook

__all__ = ["environment", "progress_page", "style", "table_page", "tabs_style", "trouble_page"]

_LISTED = 50
_TITLE = 140  # characters of a title, or of the beginning of a text without one


def style(package: str, name: str) -> str:
    """Return a style sheet of a package, for one component."""
    return (files(package) / "templates" / name).read_text(encoding="utf-8")


def tabs_style() -> None:
    """Put the style of what Gradio draws in a tab on the page: a tab is made when it is opened."""
    sheet = style("relclf.app.many", "tabs.css")
    gr.HTML(f"<style>{sheet}</style>", elem_classes="tabs-style", js_on_load=None)


def environment(package: str) -> Environment:
    """Return what fills the templates of a package; all values are escaped."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def progress_page(
    state: str,
    *,
    name: str = "",
    progress: Progress | None = None,
    upload: Upload | None = None,
    reading: Reading | None = None,
) -> str:
    """Lay out how far a run is.

    Args:
        state: A key of `relclf.app.many.words.SAID`; "running" while it runs.
        name: The name of the file that was sent.
        progress: How far it is.
        upload: What was sent, for what is not read of it.
        reading: Its articles, for the bad records.

    Returns:
        HTML.
    """
    left_out: list[tuple[Word, int, list[str]]] = []
    if upload is not None:
        ignored = [visible(one) for one in upload.ignored[:_LISTED]]
        left_out.append((SAID["ignored"], len(upload.ignored), ignored))
    if reading is not None:
        skipped = [visible(one.message) for one in reading.skipped[:_LISTED]]
        left_out.append((SAID["skipped"], reading.skipped_count, skipped))
    return _template("progress.html").render(
        words=SAID,
        state=state,
        name=visible(name),
        progress=progress,
        left=None if progress is None else _duration(progress.left),
        lists=left_out,
    )


def trouble_page(name: str, message: str = "") -> str:
    """Lay out what went wrong.

    Args:
        name: A key of `relclf.app.many.words.TROUBLES`.
        message: The error's own message.

    Returns:
        HTML.
    """
    page = environment("relclf.app").get_template("trouble.html")
    return page.render(word=TROUBLES[name], message=visible(message))


def table_page(rows: Sequence[Row], first: int, count: int, codebook: Codebook) -> str:
    """Lay out some rows.

    Args:
        rows: The rows.
        first: How many stand before them.
        count: How many there are.
        codebook: The classifier's codebook.

    Returns:
        HTML.
    """
    return _template("table.html").render(
        words=SAID, rows=[_shown(row, codebook) for row in rows], first=first, count=count
    )


def _template(name: str) -> Template:
    return environment("relclf.app.many").get_template(name)


def _shown(row: Row, codebook: Codebook) -> dict[str, Any]:
    article, said = row.article, row.prediction
    title = article.title or " ".join(article.text[: 2 * _TITLE].split())
    if len(title) > _TITLE:
        title = f"{title[:_TITLE].rstrip()}…"
    interaction, planned = said["interaction"], said["planned"]
    return {
        "id": visible(article.id),
        "title": visible(title),
        "direction": direction(title),
        "interaction": None if interaction is None else codebook.label(interaction),
        "status": None if planned is None else "planned" if planned else "held",
        "topics": [codebook.label(topic) for topic in said["topics"]],
        "sure": f"{100 * row.sureness:.0f}%",
    }


def _duration(seconds: float | None) -> tuple[int, str] | None:
    """Round to what can be told: seconds by fives, from a minute and a half on minutes."""
    if seconds is None:
        return None
    if seconds < 90:
        return max(5, 5 * round(seconds / 5)), "seconds"
    return round(seconds / 60), "minutes"

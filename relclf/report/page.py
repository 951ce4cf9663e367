"""The report laid out: one page that needs no network, and the same figures in Markdown.

Article text is other people's: jinja escapes it, the page runs no script, and its content security
policy lets nothing be fetched.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from relclf import __version__
from relclf.articles import CodedArticle, Span
from relclf.atomic import write_text
from relclf.codebook import Label
from relclf.evaluation.text_table import cell
from relclf.report.contents import Contents
from relclf.report.marked import marked
from relclf.report.mistakes import Mistake, Wrong
from relclf.report.names import FIGURES, GROUP_FIGURES

__all__ = ["render", "write_report"]

_MARKDOWN = re.compile(r"([\\`*_\[\]|])")


def write_report(contents: Contents, folder: Path) -> None:
    """Write `metrics.json`, `report.md` and `report.html` into a folder.

    Args:
        contents: What the report says.
        folder: A folder that exists.

    Raises:
        OSError: If a file cannot be written.
    """
    metrics = dict(contents.summary)
    metrics |= {"beside": {column.name: dict(column.figures) for column in contents.columns}}
    metrics |= {"groups": contents.groups}
    if contents.comparison:
        metrics["comparison"] = contents.comparison
    write_text(folder / "metrics.json", json.dumps(metrics, ensure_ascii=False, indent=1) + "\n")
    write_text(folder / "report.md", render(contents, "report.md"))
    write_text(folder / "report.html", render(contents, "report.html"))


def render(contents: Contents, template: str) -> str:
    """Lay the contents out.

    Args:
        contents: What the report says.
        template: "report.html" or "report.md".

    Returns:
        The text of the file.
    """
    environment = Environment(
        loader=PackageLoader("relclf.report"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cell": cell, "signed": _signed, "md": _markdown, "image": _image}
    codebook = contents.evaluated.codebook
    labels: dict[str, Label] = {
        label.key: label for label in (*codebook.topics, *codebook.interactions)
    }
    return environment.get_template(template).render(
        version=__version__,
        contents=contents,
        summary=contents.summary,
        codebook=codebook,
        labels=labels,
        figures={name: text for name, text in FIGURES.items() if name in contents.summary},
        group_figures={name: FIGURES[name] for name in GROUP_FIGURES if name in contents.summary},
        css=environment.get_template("report.css").render(),
        errors=[_Shown.of(mistake) for mistake in contents.mistakes],
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """An error ready to be laid out: its article in parts with their marks."""

    article: CodedArticle
    topics: Sequence[str]
    interaction: str
    wrong: Sequence[Wrong]
    title: Sequence[tuple[str, str]]
    text: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, mistake: Mistake) -> "_Shown":
        article = mistake.article
        marks: Mapping[str, Sequence[Span]] = {
            "coder": [span for wrong in mistake.wrong for span in wrong.coded],
            "model": [span for wrong in mistake.wrong for span in wrong.strongest],
        }
        title, text = marked(article.text, article.title, marks)
        return cls(article, mistake.topics, mistake.interaction, mistake.wrong, title, text)


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"


def _markdown(text: str) -> str:
    """Let text stand in a Markdown table as it is."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split())).replace("<", "&lt;")


def _image(svg: str) -> Any:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"

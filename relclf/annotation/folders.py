"""Articles written for annotation tools: a folder with all that a project needs."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from relclf.annotation import argilla, doccano, label_studio
from relclf.annotation.argilla_settings import dataset, settings
from relclf.annotation.label_config import label_config
from relclf.articles import CodedArticle
from relclf.atomic import write_text
from relclf.codebook import Codebook
from relclf.prediction import Prediction

__all__ = ["GUIDES", "Item", "fill_folder"]

Item = tuple[CodedArticle, Prediction | None]
"""An article, and what a model says of it, if that is to be shown."""

_LABEL_STUDIO = """\
# Label Studio

1. Create a project. Under "Labeling Setup", "Custom template", replace the code by the content of
   `label-config.xml`.
2. Import `tasks.json`.
3. When the coding is done, export as JSON (not JSON-MIN or CSV), and convert it back:
   `relclf convert EXPORT.json --from label-studio --to relclf --output coded.jsonl`
"""
_DOCCANO = """\
# doccano

1. Create a project "Intent Detection and Slot Filling". Tick "Share annotations across all users"
   if annotators are to see each other's labels, and those imported here.
2. Under "Labels" import `category_config.json` for categories and `span_config.json` for spans.
3. Under "Dataset" import `articles.jsonl` as JSONL, encoding utf_8.
4. When the coding is done, export as JSONL with "Export only approved documents", unpack it, and
   convert it back: `relclf convert FOLDER --from doccano --to relclf --output coded.jsonl`
"""
_ARGILLA = """\
# Argilla

1. With the package `argilla`:

       import argilla as rg
       client = rg.Argilla(api_url="...", api_key="...")
       dataset = rg.Dataset.from_disk("THIS FOLDER", name="...", workspace="...", client=client)

2. When the coding is done: `dataset.records.to_json("records.json")`, and convert it back:
   `relclf convert records.json --from argilla --to relclf --output coded.jsonl`
"""
GUIDES = {"label-studio": _LABEL_STUDIO, "doccano": _DOCCANO, "argilla": _ARGILLA}
"""How to import a folder and to get the codes back, by tool."""


def fill_folder(folder: Path, tool: str, items: Iterable[Item], codebook: Codebook) -> int:
    """Write articles for a tool.

    Args:
        folder: An empty folder.
        tool: A key of `GUIDES`.
        items: Articles, one after the other; they are not kept.
        codebook: The codebook.

    Returns:
        How many articles were written.

    Raises:
        OSError: If a file cannot be written.
    """
    write_text(folder / "README.md", GUIDES[tool])
    if tool == "label-studio":
        write_text(folder / "label-config.xml", label_config(codebook))
        tasks = (_json(label_studio.task(*item)) for item in items)
        return _write(folder / "tasks.json", tasks, "[\n", ",\n", "\n]\n")
    if tool == "argilla":
        (folder / ".argilla").mkdir()
        for name, form in (("settings", settings(codebook)), ("dataset", dataset(codebook))):
            write_text(folder / f".argilla/{name}.json", json.dumps(form, indent=1) + "\n")
        # Argilla reads files in the encoding of the system, whatever that is.
        records = (json.dumps(argilla.record(*item)) for item in items)
        return _write(folder / "records.json", records, "[\n", ",\n", "\n]\n")
    for name, text in doccano.label_files(codebook).items():
        write_text(folder / name, text)
    lines = (_json(doccano.line(*item, codebook)) + "\n" for item in items)
    return _write(folder / "articles.jsonl", lines, "", "", "")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(path: Path, parts: Iterable[str], before: str, between: str, behind: str) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(before)
        for part in parts:
            file.write(between if count else "")
            file.write(part)
            count += 1
        file.write(behind)
    return count

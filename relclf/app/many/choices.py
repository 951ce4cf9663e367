"""Choices whose names follow the switch of languages, while what is chosen stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from relclf.app.many.words import SAID
from relclf.app.words import Word, Words
from relclf.codebook import Label

__all__ = ["choices", "labelled", "named"]


@dataclass(frozen=True, slots=True)
class _Names:
    """Names by value, said in a language as a `Word` is."""

    named: Mapping[str, Word]

    def to(self, language: str) -> list[tuple[str, str]]:
        """Return them as a component takes them."""
        return [(name.to(language), key) for key, name in self.named.items()]


def choices(
    words: Words,
    kind: type[Any],
    label: Word,
    named: Mapping[str, Word],
    value: Any,
    **others: Any,
) -> Any:
    """Make a component to choose from, within a page.

    Args:
        words: The interface's words.
        kind: `gr.Radio`, `gr.Dropdown` or `gr.CheckboxGroup`.
        label: What is chosen.
        named: What there is to choose from: names by value.
        value: What is chosen at first.
        **others: The component's other properties.

    Returns:
        The component.
    """
    said: dict[str, Any] = {"label": label, "choices": _Names(named)}
    return words.make(kind, said, value=value, **others)


def labelled(words: Words, label: Word, labels: Sequence[Label], **others: Any) -> Any:
    """Make a list from which one of a codebook's labels is chosen, or any."""
    names = {"": SAID["any"], **named(labels)}
    return choices(words, gr.Dropdown, label, names, "", visible=bool(labels), **others)


def named(labels: Sequence[Label]) -> dict[str, Word]:
    """Return the names of labels by key."""
    return {label.key: Word(label.ar, label.en) for label in labels}

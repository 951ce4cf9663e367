"""The interface in Arabic and in English: a switch changes every word in place.

Components are made through `Words.make`, which remembers which of their properties hold words. What
a user has pasted or chosen is the component's value and stays as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import gradio as gr

__all__ = ["LANGUAGES", "Language", "Word", "Words"]

Language = Literal["ar", "en"]
LANGUAGES: tuple[Language, ...] = ("ar", "en")
C = TypeVar("C")

# What is set on the whole document; the text of articles keeps its own direction.
TURN = """(language) => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
    return language;
}"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a sentence of the interface in both languages.

    Example:
        >>> Word("{} خبر", "{} articles").to("en").format(3)
        '3 articles'
    """

    ar: str
    """In Arabic."""
    en: str
    """In English."""

    def to(self, language: str) -> str:
        """Return it in a language, Arabic unless that is "en"."""
        return self.en if language == "en" else self.ar


class Words:
    """Makes the components of a page and keeps their words in the language that is chosen.

    Within `gr.Blocks`: `choose` puts the switch of languages on the page, `make` each component
    that holds words, and `listen`, at the end, lets the switch change them all.

    Args:
        language: The language that the page opens in.

    Example:
        >>> words = Words("en")
        >>> with gr.Blocks():
        ...     _ = words.choose()
        ...     box = words.make(gr.Textbox, {"label": Word("النص", "Text")}, lines=8)
        ...     words.listen()
        >>> box.label
        'Text'
        >>> words.changes("ar")[0]["label"]
        'النص'
    """

    def __init__(self, language: Language = "ar") -> None:
        self.language: Language = language
        """The language that the page opens in."""
        self._made: list[tuple[Any, Mapping[str, Word]]] = []
        self._choice: gr.Radio | None = None

    @property
    def choice(self) -> gr.Radio:
        """The switch: its value, "ar" or "en", is an input of whatever writes words later.

        Its `change` is the place for what has to be written anew, such as a result.
        """
        if self._choice is None:
            raise RuntimeError("the page has no switch of languages yet: call choose() first")
        return self._choice

    def choose(self) -> gr.Radio:
        """Put the switch of languages on the page."""
        self._choice = gr.Radio(
            choices=[("العربية", "ar"), ("English", "en")],
            value=self.language,
            label="اللغة · Language",
            show_label=False,
            container=False,
            elem_id="language",
        )
        return self._choice

    def make(self, kind: Callable[..., C], words: Mapping[str, Word], **others: Any) -> C:
        """Make a component whose words follow the switch.

        Args:
            kind: The component's class, such as `gr.Textbox` or `gr.Tab`.
            words: By property (`label`, `placeholder`, `value` of a button ...), its word.
            **others: The component's other properties.

        Returns:
            The component.
        """
        component = kind(**_said(words, self.language), **others)
        self._made.append((component, words))
        return component

    def changes(self, language: str) -> list[Any]:
        """Return an update for each component made, in order."""
        return [gr.update(**_said(words, language)) for _, words in self._made]

    def listen(self) -> None:
        """Let the switch change the words of all components that were made."""
        self.choice.change(
            self.changes,
            inputs=[self.choice],
            outputs=[component for component, _ in self._made],
            js=TURN,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )


def _said(words: Mapping[str, Word], language: str) -> dict[str, Any]:
    return {name: word.to(language) for name, word in words.items()}

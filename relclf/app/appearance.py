"""How the page looks: system fonts, calm colours, right to left where the language is."""

from importlib.resources import files

import gradio as gr

from relclf.app.words import Language

__all__ = ["head", "style", "theme"]

# Named fonts only: Gradio fetches those of `gr.themes.GoogleFont` from another host.
_FONTS = ("system-ui", "Segoe UI", "Noto Sans Arabic", "Noto Naskh Arabic", "Tahoma", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")


def theme() -> gr.themes.Base:
    """Return the theme."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", font=[*_FONTS], font_mono=[*_MONO]
    )


def style() -> str:
    """Return the style sheet."""
    return (files("relclf.app") / "templates" / "app.css").read_text(encoding="utf-8")


def head(language: Language) -> str:
    """Return what sets the document's language and direction before anything is drawn.

    Args:
        language: The language that the page opens in.
    """
    direction = "rtl" if language == "ar" else "ltr"
    return (
        f"<script>document.documentElement.lang = '{language}';"
        f"document.documentElement.dir = '{direction}';</script>"
    )

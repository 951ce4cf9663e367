"""Argilla's settings of a codebook: the field, the questions, and what they mean."""

from typing import Any

from relclf.annotation.names import NO_TOPIC, NOTHING, QUESTIONS, hint, options
from relclf.codebook import Codebook

__all__ = ["EVIDENCE", "TEXT", "dataset", "settings"]

TEXT = "text"
"""The name of the field."""
EVIDENCE = "evidence"
"""The name of the question that marks ranges."""

_MULTIPLE = ("topics", "main_topics", "unsure_topics")
_REQUIRED = ("interaction", "topics")
_GUIDELINES = (
    "Read the article: the title comes first. Say how the states interacted and which topics of "
    "cooperation the article names, and mark what shows each in the text. An answer's meaning "
    "appears when you rest on it."
)
# `VALUE_TEXT_OPTION_DESCRIPTION_MAX_LENGTH` of argilla-server 2.8.0.
_LONGEST_DESCRIPTION = 1_000


def settings(codebook: Codebook) -> dict[str, Any]:
    """Return the settings of a dataset, as `rg.Settings.from_json` reads them.

    An interaction and an answer on topics are required, so that a question that was overlooked
    does not come back as "not coded". A definition longer than Argilla's 1,000 characters ends in
    an ellipsis.

    Args:
        codebook: The codebook.

    Returns:
        What `settings.json` holds.

    Example:
        >>> [question["name"] for question in settings(Codebook.load())["questions"]][:3]
        ['interaction', 'status', 'topics']
    """
    field = {
        "name": TEXT,
        "title": "الخبر · Article",
        "required": True,
        "settings": {"type": "text", "use_markdown": False},
    }
    questions = [_question(name, codebook) for name in QUESTIONS]
    return {
        "guidelines": _GUIDELINES,
        "fields": [field],
        "questions": [question for question in questions if question],
        "vectors": [],
        "metadata": [],
        "allow_extra_metadata": True,
        "distribution": {"strategy": "overlap", "min_submitted": 1},
        "mapping": None,
    }


def dataset(codebook: Codebook) -> dict[str, Any]:
    """Return the description of the dataset, as `rg.Dataset.from_disk` reads it.

    Args:
        codebook: The codebook, whose name is the dataset's.

    Returns:
        What `dataset.json` holds.
    """
    shared = ("guidelines", "allow_extra_metadata", "distribution")
    made = settings(codebook)
    return {"name": codebook.name, **{name: made[name] for name in shared}}


def _question(name: str, codebook: Codebook) -> dict[str, Any] | None:
    form = _settings(name, codebook)
    if form is None:
        return None
    return {
        "name": name,
        "title": QUESTIONS[name],
        "required": name in _REQUIRED,
        "settings": form,
    }


def _settings(name: str, codebook: Codebook) -> dict[str, Any] | None:
    if name == "parties":
        return {"type": "text", "use_markdown": False}
    answers = options(name, codebook)
    if not answers:
        return None
    if name in _MULTIPLE and len(answers) == 1:
        # Argilla asks for two answers at least.
        answers = {**answers, NOTHING: NO_TOPIC}
    listed = [_option(key, text, codebook) for key, text in answers.items()]
    if name == EVIDENCE:
        return {"type": "span", "field": TEXT, "allow_overlapping": True, "options": listed}
    kind = "multi_label_selection" if name in _MULTIPLE else "label_selection"
    return {"type": kind, "options": listed}


def _option(key: str, text: str, codebook: Codebook) -> dict[str, str]:
    option = {"value": key, "text": text}
    if key in (*codebook.topic_keys, *codebook.interaction_keys):
        meaning = hint(codebook.label(key))
        if len(meaning) > _LONGEST_DESCRIPTION:
            meaning = meaning[: _LONGEST_DESCRIPTION - 1] + "…"
        if meaning:
            option["description"] = meaning
    return option

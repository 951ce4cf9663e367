"""What annotators see: questions and answers in Arabic and English, definitions, colours."""

import colorsys

from relclf.codebook import Codebook, Label

__all__ = [
    "NOTHING",
    "NO_TOPIC",
    "QUESTIONS",
    "SPOKEN",
    "colour",
    "direction",
    "hint",
    "name",
    "options",
]

NOTHING = "[]"
"""The answer "coded, none", as in CSV."""
NO_TOPIC = "لا شيء منها · None of these"
"""How it reads."""
SPOKEN = "[interaction]"
"""The label of what shows the interaction; no codebook has such a key."""

QUESTIONS = {
    "interaction": "نوع التواصل · Interaction",
    "status": "تم أم مقرر · Held or planned",
    "topics": "المواضيع · Topics",
    "main_topics": "أبرز المواضيع · Main topics",
    "unsure_topics": "مواضيع غير مؤكدة · Topics you are not sure of",
    "secondary_interaction": "تواصل آخر · Another interaction",
    "parties": "رموز الأطراف · Codes of the parties",
    "evidence": "ما يدل على ذلك في النص · What shows it in the text",
}
"""The questions by the field of the record, in the order in which they are asked."""

_STATUS = {"held": "تم · Held", "planned": "مقرر · Planned"}
_SPOKEN = "نوع التواصل · Interaction"
# Hues this far apart stay apart, however many there are.
_GOLDEN_ANGLE = 137.508
_RIGHT_TO_LEFT = ("ar", "ckb", "fa", "he", "ps", "sd", "ug", "ur", "yi")


def options(field: str, codebook: Codebook) -> dict[str, str]:
    """Return the answers to a question: how each reads, by its key.

    Args:
        field: A key of `QUESTIONS`.
        codebook: The codebook.

    Returns:
        The answers in codebook order; none where the codebook has no such labels, or where the
        answer is free text.

    Example:
        >>> topics = {"energy": {"ar": "الطاقة", "en": "Energy"}}
        >>> options("topics", Codebook.from_dict({"name": "mine", "topics": topics}))
        {'energy': 'الطاقة · Energy', '[]': 'لا شيء منها · None of these'}
    """
    topics = {label.key: name(label) for label in codebook.topics}
    interactions = {label.key: name(label) for label in codebook.interactions}
    contacts = {key: text for key, text in interactions.items() if key != "none"}
    if field == "topics":
        return {**topics, NOTHING: NO_TOPIC} if topics else {}
    if field in ("main_topics", "unsure_topics"):
        return topics
    if field == "evidence":
        return {**({SPOKEN: _SPOKEN} if contacts else {}), **topics}
    if field == "status":
        return _STATUS if contacts else {}
    # A second interaction stands beside a first one.
    second = contacts if len(contacts) > 1 else {}
    return {"interaction": interactions, "secondary_interaction": second}.get(field, {})


def name(label: Label) -> str:
    """Return how a label reads."""
    return f"{label.ar} · {label.en}"


def hint(label: Label) -> str:
    """Return what a label means: its definition, what counts and what does not.

    Example:
        >>> hint(Label("energy", "الطاقة", "Energy", definition="Supply.", exclude="nuclear arms"))
        'Supply. · Not: nuclear arms'
    """
    parts = (("", label.definition), ("Counts: ", label.include), ("Not: ", label.exclude))
    return " · ".join(f"{start}{text}" for start, text in parts if text)


def direction(codebook: Codebook) -> str:
    """Return the direction of the articles' script: "rtl" or "ltr"."""
    return "rtl" if codebook.language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def colour(number: int) -> str:
    """Return the colour of the label with this number, dark enough for white letters.

    Example:
        >>> colour(0)
        '#b82e2e'
    """
    channels = colorsys.hls_to_rgb(number * _GOLDEN_ANGLE / 360 % 1, 0.45, 0.6)
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)

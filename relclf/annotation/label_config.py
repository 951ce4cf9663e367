"""Label Studio's labelling configuration of a codebook."""

from xml.etree import ElementTree

from relclf.annotation.names import QUESTIONS, colour, direction, hint, options
from relclf.codebook import Codebook
from relclf.decision import NONE

__all__ = ["REGIONS", "TEXT", "label_config"]

TEXT = "text"
"""The name of the text, and of the task's field that holds it."""
REGIONS = "evidence"
"""The name of the control that marks ranges."""

_FREE = "parties"
_MULTIPLE = ("topics", "main_topics", "unsure_topics")
_REQUIRED = ("interaction", "topics")
_MAIN = ("interaction", "status", "topics")


def label_config(codebook: Codebook) -> str:
    """Return the configuration: the text beside the questions, definitions as hints.

    An interaction and an answer on topics are required, so that a question that was overlooked
    does not come back as "not coded". Keys are the aliases, and so are what results hold.

    Args:
        codebook: The codebook.

    Returns:
        XML, with a line end.

    Example:
        >>> topics = {"energy": {"ar": "الطاقة", "en": "Energy"}}
        >>> config = label_config(Codebook.from_dict({"name": "mine", "topics": topics}))
        >>> '<Choice value="الطاقة · Energy" alias="energy" />' in config
        True
    """
    script = f"direction: {direction(codebook)}"
    root = ElementTree.Element("View", style=f"display: flex; gap: 2em; {script}")
    article = ElementTree.SubElement(root, "View", style="flex: 3")
    questions = ElementTree.SubElement(root, "View", style="flex: 2")
    ElementTree.SubElement(article, "Header", value=QUESTIONS[REGIONS])
    labels = ElementTree.SubElement(article, "Labels", name=REGIONS, toName=TEXT)
    for number, (key, text) in enumerate(options(REGIONS, codebook).items()):
        look = {"value": text, "alias": key, "background": colour(number)}
        element = ElementTree.SubElement(labels, "Label", look)
        _explain(element, key, codebook)
    ElementTree.SubElement(article, "Text", name=TEXT, value=f"${TEXT}")
    for field in _MAIN:
        _choices(questions, field, codebook)
    more = ElementTree.SubElement(questions, "Collapse")
    for field in QUESTIONS:
        if field not in (*_MAIN, REGIONS) and (field == _FREE or options(field, codebook)):
            panel = ElementTree.SubElement(more, "Panel", value=QUESTIONS[field])
            _choices(panel, field, codebook)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _choices(parent: ElementTree.Element, field: str, codebook: Codebook) -> None:
    if field == _FREE:
        ElementTree.SubElement(
            parent, "TextArea", name=field, toName=TEXT, rows="1", editable="true"
        )
        return
    answers = options(field, codebook)
    if not answers:
        return
    if field == "status":
        # Held or planned is asked of contacts only.
        contacts = (key for key in codebook.interaction_keys if key != NONE)
        shown = {"whenTagName": "interaction", "whenChoiceValue": ",".join(contacts)}
        parent = ElementTree.SubElement(parent, "View", {"visibleWhen": "choice-selected", **shown})
    if field in _MAIN:
        ElementTree.SubElement(parent, "Header", value=QUESTIONS[field])
    attributes = {"choice": "multiple" if field in _MULTIPLE else "single"}
    if field in _REQUIRED:
        attributes |= {"required": "true", "requiredMessage": QUESTIONS[field]}
    choices = ElementTree.SubElement(
        parent, "Choices", {"name": field, "toName": TEXT, **attributes}
    )
    for key, text in answers.items():
        _explain(ElementTree.SubElement(choices, "Choice", value=text, alias=key), key, codebook)


def _explain(element: ElementTree.Element, key: str, codebook: Codebook) -> None:
    if key in (*codebook.topic_keys, *codebook.interaction_keys):
        text = hint(codebook.label(key))
        if text:
            element.set("hint", text)

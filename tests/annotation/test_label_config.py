"""Label Studio's configuration: what is asked, and that no name can break it."""

from xml.etree import ElementTree

from relclf.annotation.label_config import label_config
from relclf.codebook import Codebook


def test_the_configuration_asks_what_the_codebook_has(
    codebook: Codebook, topics_only: Codebook, interactions_only: Codebook
) -> None:
    def asked(book: Codebook) -> set[str | None]:
        root = ElementTree.fromstring(label_config(book))
        return {element.get("name") for element in root.iter() if element.get("toName")}

    topics = {"topics", "main_topics", "unsure_topics"}
    both = {"evidence", "parties"}
    contact = {"interaction", "status"}
    assert asked(topics_only) == topics | both
    assert asked(interactions_only) == contact | {"secondary_interaction"} | both
    assert asked(codebook) == asked(topics_only) | asked(interactions_only)


def test_names_of_a_codebook_cannot_break_the_configuration() -> None:
    topics = {"a": {"ar": '"><script>', "en": "R&D", "definition": "<b>'\"&amp;"}, "b": {}}
    topics["b"] = {"ar": "ب", "en": "B"}
    book = Codebook.from_dict({"name": "mine", "language": "en", "topics": topics})
    root = ElementTree.fromstring(label_config(book))
    choice = next(root.iter("Choice"))
    assert (choice.get("value"), choice.get("hint")) == ('"><script> · R&D', "<b>'\"&amp;")
    assert "direction: ltr" in (root.get("style") or "")

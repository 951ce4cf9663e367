"""Tests of relclf.codebook: loading, defaults, laws, and one message for each mistake."""

import dataclasses
import pickle
from pathlib import Path
from typing import Any

import pytest

from relclf.codebook import Codebook, Label
from relclf.errors import CodebookError

A = "  a: {ar: ألف, en: A}\n"
B = "  b: {ar: باء, en: B}\n"


def load(tmp_path: Path, text: str | bytes) -> Codebook:
    path = tmp_path / "mine.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Codebook.load(path)


def test_the_shipped_codebook() -> None:
    codebook = Codebook.load()
    assert (codebook.name, codebook.version, codebook.language) == (
        "diplomatic-relations",
        "1.0.0",
        "ar",
    )
    assert len(codebook.parents) == 5
    assert codebook.topic_keys[0] == "political_coordination"
    assert codebook.interaction_keys[0] == "strategic_dialogue"
    assert codebook.interaction_keys[-1] == "none"
    assert codebook.has_planned
    energy = codebook.label("energy")
    assert (energy.ar, energy.en, energy.parent) == ("الطاقة", "Energy", "economy")
    assert (energy.cap, energy.cameo) == ((8,), ("061", "0311"))
    assert energy.plover == ("natural_resource", "human_security")
    sidelines = codebook.label("sidelines_meeting")
    assert sidelines.plover == (("CONSULT", "third-party"), ("CONSULT", "multilateral"))
    assert codebook.label("phone_call").cues.startswith("اتصال هاتفي")
    assert codebook.label("agreement_signing").plover == (("SUPPORT", None),)


def test_save_and_load_give_an_equal_codebook(tmp_path: Path) -> None:
    codebook = Codebook.load()
    codebook.save(tmp_path / "codebook.yaml")
    assert Codebook.load(tmp_path / "codebook.yaml") == codebook
    assert Codebook.from_dict(codebook.to_dict()) == codebook
    assert "الطاقة" in (tmp_path / "codebook.yaml").read_text(encoding="utf-8")


def test_a_codebook_can_be_a_key_and_travel_between_processes() -> None:
    codebook = Codebook.load()
    assert pickle.loads(pickle.dumps(codebook)) == codebook
    assert len({codebook, Codebook.load()}) == 1


def test_two_topics_are_enough_and_the_rest_has_defaults(tmp_path: Path) -> None:
    codebook = load(tmp_path, f"name: mine\ntopics:\n{A}{B}")
    assert (codebook.version, codebook.language, codebook.parents) == ("1", "ar", {})
    assert codebook.topics == (Label("a", "ألف", "A"), Label("b", "باء", "B"))
    assert codebook.interactions == ()
    assert not codebook.has_planned


def test_interactions_alone_are_enough(tmp_path: Path) -> None:
    codebook = load(tmp_path, f"name: mine\ntopics:\ninteractions:\n{A}{B}")
    assert codebook.topics == ()
    assert codebook.interaction_keys == ("a", "b")


def test_the_fingerprint_is_of_the_ordered_keys() -> None:
    codebook = Codebook.load()
    assert len(codebook.fingerprint) == 16
    assert int(codebook.fingerprint, 16) >= 0
    renamed = dataclasses.replace(codebook, name="other", version="2", parents={})
    assert renamed.fingerprint == codebook.fingerprint
    turned = dataclasses.replace(codebook, topics=codebook.topics[::-1])
    assert turned.fingerprint != codebook.fingerprint
    moved = dataclasses.replace(codebook, topics=(), interactions=codebook.topics)
    assert moved.fingerprint != dataclasses.replace(codebook, interactions=()).fingerprint


def test_an_unknown_label_gets_the_nearest() -> None:
    with pytest.raises(CodebookError, match=r"no label 'enrgy'\. Did you mean 'energy'\?"):
        Codebook.load().label("enrgy")


TOPICS = f"name: mine\ntopics:\n{A}{B}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"mine\.yaml: it is empty"),
        ("[a]", r"mine\.yaml: expected a mapping, got \['a'\]"),
        ("name: mine", "neither topics nor interactions"),
        (f"topics:\n{A}{B}", r"mine\.yaml: the field 'name' is missing"),
        (f"name: 7\ntopics:\n{A}", r'mine\.yaml:1: name: expected text .*got 7.* quotes: "7"'),
        (f"name: ' '\ntopics:\n{A}", "name: expected text that is not empty"),
        (f"version: 1.0\n{TOPICS}", r"yaml:1: version: .*got 1\.0"),
        (f"topic: x\n{TOPICS}", r"yaml:1: topic: .*Did you mean 'topics'\?"),
        ("name: mine\ntopics: [a, b]", r"yaml:2: topics: expected a mapping from keys"),
        (f"{TOPICS}  c: Energy\n", r"yaml:5: topics\.c: expected a mapping, got 'Energy'"),
        (f"{TOPICS}  c: {{ar: جيم}}\n", r"yaml:5: topics\.c: the field 'en' is missing"),
        (f"{TOPICS}  c: {{ar: جيم, en: [C]}}\n", r"topics\.c\.en: expected text"),
        (f"{TOPICS}  c: {{ar: جيم, en: C, caps: [1]}}\n", r"no field 'caps'\. Did you mean 'cap'"),
        (f"{TOPICS}  C: {{ar: جيم, en: C}}\n", r"yaml:5: topics\.C: a key is lower-case ASCII"),
        (f"{TOPICS}  طاقة: {{ar: جيم, en: C}}\n", "a key is lower-case ASCII"),
        (f"{TOPICS}  no: {{ar: جيم, en: C}}\n", "put it in quotes"),
        (f"{TOPICS}  a: {{ar: جيم, en: C}}\n", r"yaml:5: topics\.a: .*stands on line 3 already"),
        (f'{TOPICS}"\\ud800": 1\n', r"there is no field '\\ud800'|invalid Unicode"),
        (f"{TOPICS}name: again\n", r"yaml:5: name: the key stands on line 1"),
        (f"{TOPICS}interactions:\n{A}", r"interactions\.a: it is the key of a topic too"),
        ("name: mine\ninteractions:\n" + A, "one interaction, 'a', which every article"),
        (f"{TOPICS}  c: {{ar: ج, en: C, parent: x}}\n", r"yaml:5: topics\.c\.parent: 'x' is not"),
        (f"{TOPICS}  c: {{ar: ج, en: C, parent: [x]}}\n", r"parent: expected text"),
        (f"{TOPICS}  c: {{ar: ج, en: C, cap: 8}}\n", r"yaml:5: topics\.c\.cap: expected a list"),
        (f"{TOPICS}  c: {{ar: ج, en: C, cap: ['8']}}\n", "expected CAP major topic codes"),
        (f"{TOPICS}  c: {{ar: ج, en: C, cap: [true]}}\n", "expected CAP major topic codes"),
        (f"{TOPICS}  c: {{ar: ج, en: C, cameo: [042]}}\n", r"CAMEO .*got 34"),
        (f"{TOPICS}  c: {{ar: ج, en: C, plover: [[a, b]]}}\n", "PLOVER contexts"),
        (f"{TOPICS}interactions:\n  c: {{ar: ج, en: C, plover: [a]}}\n", "pairs of a PLOVER"),
        (f"{TOPICS}  c: {{ar: ج, en: C, cues: 7}}\n", r"topics\.c\.cues: expected text, got 7"),
        (f"{TOPICS}  c: &x {{ar: ج, en: C}}\n  d: *x\n", r"yaml:5: topics\.d: aliases"),
        (f"{TOPICS}  ? [c]\n  : 1\n", "a key is a word, not a list"),
        ("name: mine\n  topics: [", r"mine\.yaml:2: it is not YAML"),
        ("name: !!python/object:os.system x\n", "it is not YAML"),
        ("name: a\x07\n", "it is not YAML"),
        ("[" * 1000, "nested too deeply|not YAML"),
        ("name: خبر الوزير".encode("cp1256"), r"mine\.yaml: expected UTF-8.*CP1256"),
        ("name: mine".encode("utf-16"), "UTF-16"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        load(tmp_path, text)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"none\.yaml: cannot be read"):
        Codebook.load(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "neither"),
        ({"topics": (Label("a", "ألف", "A"),) * 2}, "a is the key of two labels"),
        ({"interactions": (Label("a", "ألف", "A"),)}, "one interaction"),
    ],
)
def test_a_codebook_built_by_hand_is_checked(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(CodebookError, match=f"codebook 'mine': .*{message}"):
        Codebook(name="mine", **fields)


def test_from_dict_names_the_place() -> None:
    with pytest.raises(CodebookError, match=r"config\.json: topics\.a: the field 'ar' is missing"):
        Codebook.from_dict({"name": "mine", "topics": {"a": {"en": "A"}}}, "config.json")

"""The crosswalk of interactions, checked by hand against CAMEO 1.1b3 and PLOVER."""

import pytest

from relclf.codebook import Codebook, Label
from relclf.events.crosswalk import EventCodes, event_codes

# Held: CAMEO, PLOVER event and mode. Planned: CAMEO; PLOVER is AGREE.
BY_HAND = {
    "strategic_dialogue": ("046", "CONSULT", "visit", "036"),
    "joint_committee": ("046", "CONSULT", "visit", "036"),
    "agreement_signing": ("057", "SUPPORT", None, "032"),
    "mediation_negotiation": ("045", "CONSULT", None, "039"),
    "sidelines_meeting": ("044", "CONSULT", "third-party", "036"),
    "multilateral_meeting": ("040", "CONSULT", "multilateral", "036"),
    "visit": ("042", "CONSULT", "visit", "036"),
    "bilateral_meeting": ("040", "CONSULT", None, "036"),
    "phone_call": ("041", "CONSULT", "phone", "036"),
    "message": ("050", "SUPPORT", None, "032"),
    "cooperation_activity": ("060", "COOPERATE", None, "031"),
    "joint_statement": ("019", "AGREE", None, "030"),
}


def test_every_interaction_is_checked_here(shipped: Codebook) -> None:
    assert {*BY_HAND, "none"} == {*shipped.interaction_keys}


@pytest.mark.parametrize("key", BY_HAND)
def test_a_contact_has_the_codes_found_by_hand(shipped: Codebook, key: str) -> None:
    cameo, event, mode, intent = BY_HAND[key]
    held = event_codes(shipped.label(key), planned=False)
    assert (held.cameo[0], held.plover_event, held.plover_mode) == (cameo, event, mode)
    assert held.cameo == shipped.label(key).cameo
    planned = event_codes(shipped.label(key), planned=True)
    assert (planned.cameo[0], planned.plover_event, planned.plover_mode) == (intent, "AGREE", None)
    assert all(code.startswith("03") for code in planned.cameo)
    assert len({*planned.cameo}) == len(planned.cameo)


def test_what_is_planned_keeps_its_kind(shipped: Codebook) -> None:
    planned = event_codes(shipped.label("cooperation_activity"), planned=True)
    assert planned.cameo == ("031", "0311", "0312", "0313", "0314", "033", "0333")


@pytest.mark.parametrize("planned", [False, True])
def test_none_is_no_event(shipped: Codebook, planned: bool) -> None:
    assert shipped.label("none").cameo
    assert event_codes(shipped.label("none"), planned=planned) == EventCodes()


def test_a_codebooks_own_intent_comes_first() -> None:
    label = Label("talks", "محادثات", "Talks", cameo=("045", "036"))
    assert event_codes(label, planned=True).cameo == ("036", "039")


def test_a_planned_action_of_conflict_gets_no_code() -> None:
    label = Label("attack", "هجوم", "Attack", plover=(("ASSAULT", None),), cameo=("190",))
    assert event_codes(label, planned=False) == EventCodes(("190",), "ASSAULT", None)
    assert event_codes(label, planned=True) == EventCodes()


def test_a_label_without_codes_has_none() -> None:
    assert event_codes(Label("visit", "زيارة", "Visit"), planned=True) == EventCodes()

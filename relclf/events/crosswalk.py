"""The nearest CAMEO and PLOVER codes of a contact, held or planned, by the codebook's crosswalk.

Both schemes code what is yet to come otherwise than what came. CAMEO 1.1b3 has a root of its own,
03 "express intent to cooperate", whose codes follow the roots 04 to 08. PLOVER codes a cooperative
action reported in the future as AGREE (manual 2.0 draft). A planned action that is not one of
cooperation has no such code, and gets none.
"""

from dataclasses import dataclass

from relclf.codebook import Label

__all__ = ["EventCodes", "event_codes"]

# CAMEO 1.1b3: what one may do, by its first digits, and the intent to do it.
_INTENT = {
    "04": "036",  # consult: meet or negotiate
    "045": "039",  # mediate
    "05": "032",  # diplomatic cooperation
    "06": "031",  # material cooperation
    "061": "0311",  # economic
    "062": "0312",  # military
    "063": "0313",  # judicial
    "064": "0314",  # intelligence
    "07": "033",  # aid
    "071": "0331",  # economic
    "072": "0332",  # military
    "073": "0333",  # humanitarian
    "074": "0334",  # protection, peacekeeping
    "08": "035",  # yield
}
_COOPERATION = ("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID")
_NO_CONTACT = "none"


@dataclass(frozen=True, slots=True)
class EventCodes:
    """The codes of one contact, empty where its label has none."""

    cameo: tuple[str, ...] = ()
    """CAMEO codes, the default first."""
    plover_event: str | None = None
    """PLOVER event type."""
    plover_mode: str | None = None
    """PLOVER mode, where the type has modes."""


def event_codes(label: Label, *, planned: bool) -> EventCodes:
    """Return the codes of an interaction.

    Where the contact is planned, the label's own codes of intent (03...) come first, so that a
    codebook can say which it wants; behind them stand those that follow from its other codes. The
    interaction "none" is no event: it has no codes, whatever the codebook lists as near to it.

    Args:
        label: The interaction.
        planned: Whether the contact is planned, not held.

    Returns:
        Its codes.

    Example:
        >>> from relclf.codebook import Codebook
        >>> visit = Codebook.load().label("visit")
        >>> event_codes(visit, planned=False)
        EventCodes(cameo=('042', '043'), plover_event='CONSULT', plover_mode='visit')
        >>> event_codes(visit, planned=True)
        EventCodes(cameo=('036',), plover_event='AGREE', plover_mode=None)
    """
    if label.key == _NO_CONTACT:
        return EventCodes()
    first = label.plover[0] if label.plover else None
    event, mode = (first, None) if first is None or isinstance(first, str) else first
    if not planned:
        return EventCodes(label.cameo, event, mode)
    own = [code for code in label.cameo if code.startswith("03")]
    derived = [_intent(code) for code in label.cameo if code not in own]
    cameo = dict.fromkeys([*own, *(code for code in derived if code is not None)])
    return EventCodes(tuple(cameo), "AGREE" if event in _COOPERATION else None)


def _intent(code: str) -> str | None:
    """Return the intent to do what a code says, by the longest beginning that has one."""
    beginnings = (code[:length] for length in range(len(code), 1, -1))
    return next((_INTENT[start] for start in beginnings if start in _INTENT), None)

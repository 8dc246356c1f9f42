"""What both versions read of points alike: a number of them, and a programme."""

from __future__ import annotations

from capexplore.sandbox.domain.amounts import decimals, thousandths
from capexplore.sandbox.domain.points import DEFAULT_PROGRAM
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.wire.formats import text

__all__ = ["amount_of", "program_of"]


def amount_of(given: object) -> int:
    """Read a number of points.

    Raises
    ------
    Refused
        ``points-unusable`` or ``points-too-fine``.
    """
    amount = thousandths(given)
    if amount is not None and decimals(given) > 3:
        raise Refused("points-too-fine")
    if amount is None or amount <= 0:
        raise Refused("points-unusable", value=text(given) or "")
    return amount


def program_of(given: object) -> int:
    """Read the id of a programme; the default one if none is given.

    Raises
    ------
    Refused
        ``program-unknown``.
    """
    said = text(given)
    if not said:
        if said is None and given is not None:
            raise Refused("program-unknown", id="")
        return DEFAULT_PROGRAM
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise Refused("program-unknown", id=said)
    return int(said)

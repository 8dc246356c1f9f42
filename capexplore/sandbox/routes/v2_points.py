"""Points, version 2: transfers and the reversal of redemptions."""

from __future__ import annotations

import re
from typing import Any

from capexplore.sandbox.domain import one_time_codes, points, redemptions, transfers
from capexplore.sandbox.domain.amounts import number
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import points_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import is_true, text
from capexplore.sandbox.wire.points import amount_of, program_of
from capexplore.sandbox.wire.selection_v2 import by_identifier

_PURPOSE = "points transfer"
_NOTES = 255
_REDEMPTION_ID = re.compile(r"[0-9A-Za-z]{6}", re.ASCII)


@handles("v2/points/is_transferrable")
def is_transferrable(call: Call) -> Answer:
    """Say whether points can be transferred; nothing is."""
    body = _object(call)
    amount, giver, taker, notices = _parties(call, body)
    transfers.check(call.work, giver, taker, amount, program_of(body.get("programId")))
    if is_true(body.get("issueOtp")):
        one_time_codes.send(call.work, giver.id, _PURPOSE)
    said = {
        "pointsTobeTransferred": number(amount),
        "transferFrom": wire.person(giver),
        "transferTo": wire.person(taker),
        "transferrable": True,
    }
    return _list([said], notices)


@handles("v2/points/transfer")
def transfer(call: Call) -> Answer:
    """Transfer points from a customer to another."""
    body = _object(call)
    amount, giver, taker, notices = _parties(call, body)
    code = text(body.get("code"))
    if code:
        one_time_codes.check(call.work, giver.id, _PURPOSE, code)
        one_time_codes.use(call.work, giver.id, _PURPOSE)
    row = transfers.transfer(
        call.work,
        giver,
        taker,
        amount,
        program_id=program_of(body.get("programId")),
        notes=(text(body.get("notes")) or "")[:_NOTES],
    )
    return _list([wire.transferred(call.work, row)], notices)


@handles("v2/points/get_transfer")
def get_transfer(call: Call) -> Answer:
    """Give the transfers from and to a customer, the newest first."""
    selected = by_identifier(call, anywhere=True)
    program_id = program_of(call.query.get("programId"))
    points.member(call.work, selected.customer.id, program_id)
    rows = transfers.of_customer(call.work, selected.customer.id, program_id)
    shown = [wire.transferred(call.work, row, given=bool(row["given"])) for row in rows]
    return _list(shown, selected.notices)


@handles("v2/points/reverse")
def reverse(call: Call) -> Answer:
    """Give points of a redemption back."""
    body = _object(call)
    redemption_id = text(body.get("redemptionId")) or ""
    if not _REDEMPTION_ID.fullmatch(redemption_id):
        raise Refused("redemption-malformed")
    given = body.get("pointsToBeReversed")
    amount = None if given is None else amount_of(given)
    customer, notices = wire.holder(call.store, body.get("identifier"))
    reversal = redemptions.reverse(call.work, redemption_id, customer.id, amount)
    return Answer(wire.reversed_points(call.work, redemption_id, reversal, notices))


def _object(call: Call) -> dict[str, Any]:
    if not isinstance(call.body, dict):
        raise bad_request("The body must be an object")
    return call.body


def _parties(call: Call, body: dict[str, Any]) -> tuple[int, Customer, Customer, list[Notice]]:
    """How many points go from whom to whom."""
    amount = amount_of(body.get("pointsTobeTransferred"))
    giver, notices = wire.holder(call.store, body.get("fromCustomerIdentifier"))
    taker, more = wire.holder(call.store, body.get("toCustomerIdentifier"))
    return amount, giver, taker, notices + more


def _list(shown: list[dict[str, Any]], notices: list[Notice]) -> Answer:
    return Answer({"data": shown, "warnings": v2.warnings(notices), "errors": []})

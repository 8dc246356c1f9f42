"""The coupons of a customer, version 2: in short, and with the whole of their series."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import people
from capexplore.sandbox.domain.coupons.reading import STATUSES, Held, of_customer
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, handles, whole
from capexplore.sandbox.wire import coupon_series_v2, v2
from capexplore.sandbox.wire import coupons_v2 as wire

_IDENTIFIERS = {"mobile": "mobile", "email": "email", "external_Id": "externalId"}


@handles("v2/customer/get_coupons")
def get_coupons(call: Call) -> Answer:
    """Give one page of a customer's coupons; limit and offset are printed as text."""
    customer_id, notices = _named(call)
    limit, offset = v2.page(call, default=100)
    found = of_customer(call.work, customer_id)
    status = call.query.get("status", "").upper()
    if status in STATUSES:
        found = [held for held in found if held.has_status(status, call.work)]
    if call.query.get("sort_order", "").lower() == "desc":
        found.reverse()
    shown = [wire.held(call, held) for held in found[offset : offset + limit]]
    page = {"limit": str(limit), "offset": str(offset), "total": len(found)}
    return _answer(call, customer_id, shown, notices, {"pagination": page})


@handles("v2/customer/get_coupons_detailed")
def get_coupons_detailed(call: Call) -> Answer:
    """Give all coupons of a customer, each with its series."""
    wanted = whole(call.path["customerId"], "customerId")
    customer_id, notices = people.survivor(call.store, wanted)
    found = of_customer(call.work, customer_id)
    shown = [_with_series(call, held) for held in found]
    return _answer(call, customer_id, shown, notices, {})


def _with_series(call: Call, held: Held) -> dict[str, Any]:
    kind = coupon_series_v2.shown(call.work, held.series)
    return {**wire.held(call, held), "series": kind}


def _named(call: Call) -> tuple[int, list[Notice]]:
    if call.query.get("id"):
        return people.survivor(call.store, whole(call.query["id"], "id"))
    for name, kind in _IDENTIFIERS.items():
        if call.query.get(name):
            found = people.find(call.store, kind, call.query[name])
            return people.survivor(call.store, found)
    raise Refused("identifier-none")


def _answer(
    call: Call,
    customer_id: int,
    shown: list[dict[str, Any]],
    notices: list[Notice],
    page: dict[str, Any],
) -> Answer:
    who = people.load(call.store, customer_id)
    entry = {
        "firstname": who.main.first_name,
        "lastname": who.main.last_name,
        "email": who.identifier("email"),
        "mobile": who.identifier("mobile"),
        "id": who.id,
        "externalId": who.identifier("externalId"),
        "coupons": shown,
    }
    entity = {**page, "customers": [entry]}
    warnings = v2.warnings(notices)
    return Answer({"entity": entity, "warnings": warnings, "errors": [], "success": True})

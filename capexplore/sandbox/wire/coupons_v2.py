"""Coupons as version 2 writes and reads them.

Source: the pages of the coupon operations.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import organisation, people
from capexplore.sandbox.domain.amounts import number, real
from capexplore.sandbox.domain.coupons.coupon import Coupon
from capexplore.sandbox.domain.coupons.reading import Held
from capexplore.sandbox.domain.coupons.redeeming import Redeemed
from capexplore.sandbox.domain.coupons.series import Series
from capexplore.sandbox.domain.rules import Notice, Refused, Work
from capexplore.sandbox.handling import Call, bad_request
from capexplore.sandbox.wire import customers_v2
from capexplore.sandbox.wire.coupon_codes import printed
from capexplore.sandbox.wire.coupon_series_v2 import last_day
from capexplore.sandbox.wire.formats import text, whole_number
from capexplore.sandbox.wire.times import write_v2

__all__ = [
    "DONE",
    "body_of",
    "config",
    "coupon",
    "customer",
    "customer_of",
    "held",
    "redeemed",
    "series_id_of",
    "status",
    "verdict",
]

DONE = "Coupon processing successful"
_IDENTIFIERS = ("mobile", "email", "externalId")


def body_of(call: Call) -> dict[str, Any]:
    """Give the body, an object."""
    if not isinstance(call.body, dict):
        raise bad_request("The body must be an object")
    return call.body


def series_id_of(value: Any, name: str) -> int:
    """Read the id of a series; what is no id is no series' id.

    Raises
    ------
    Refused
        ``field-missing``, ``series-unknown``.
    """
    if value in (None, "", []):
        raise Refused("field-missing", name=name)
    found = whole_number(value)
    if found is None:
        raise Refused("series-unknown", id=text(value) or "")
    return found


def customer_of(work: Work, given: Any, name: str = "customer") -> tuple[int, list[Notice]]:
    """Give the customer whom an object names, by id, mobile, email or externalId.

    Raises
    ------
    Refused
        ``field-missing``, ``customer-unknown``, ``identifier-malformed``, ``customer-erased``.
    """
    members = given if isinstance(given, dict) else {}
    if text(members.get("id")):
        return people.survivor(work.store, whole_number(members["id"]) or 0)
    for kind in _IDENTIFIERS:
        value = text(members.get(kind))
        if value:
            return people.survivor(work.store, people.find(work.store, kind, value))
    raise Refused("field-missing", name=name)


def customer(work: Work, customer_id: int) -> dict[str, Any]:
    """Give a customer's id and profiles."""
    who = people.load(work.store, customer_id)
    whole = customers_v2.shown(work, who, who.profiles, {})
    return {"id": whole["id"], "profiles": whole["profiles"]}


def coupon(kind: Series, one: Coupon, code: str) -> dict[str, Any]:
    """Give a coupon with what its series says of it."""
    return {"code": code, **_common(kind, one.valid_till)}


def config(kind: Series) -> dict[str, Any]:
    """Give what several coupons of a series have in common."""
    return _common(kind, kind.valid_till)


def _common(kind: Series, valid_till: int) -> dict[str, Any]:
    settings = kind.settings
    return {
        "seriesId": kind.id,
        "description": kind.description,
        "discountCode": kind.discount_code,
        "validTill": last_day(valid_till),
        "discountType": settings["discountType"],
        "discountValue": real(settings["discountValue"]),
        "discountUpto": real(settings["discountUpto"]),
        "discountOn": settings["discountOn"],
        "detailedInfo": settings["info"],
    }


def status(code: int = 700, message: str = DONE, *, good: bool = True) -> dict[str, Any]:
    """Give the short verdict on a redemption."""
    return {"status": good, "message": message, "code": code}


def verdict(code: int = 700, message: str = DONE, *, good: bool = True) -> dict[str, Any]:
    """Give the verdict on one coupon, which says everything twice."""
    return {
        "statusCode": status(code, message, good=good),
        "warnings": [],
        "message": message,
        "code": code,
        "success": good,
    }


def redeemed(done: Redeemed, code: str) -> dict[str, Any]:
    """Give what was redeemed, besides the id of the redemption."""
    kind = done.series
    return {
        "currencyInput": False,
        "warnings": [],
        "code": code,
        "discountCode": kind.discount_code,
        "seriesCode": kind.id,
        "isAbsolute": kind.settings["discountType"] == "ABS",
        "couponValue": real(kind.settings["discountValue"]),
        "redemptionStatus": verdict(),
        "discountType": kind.settings["discountType"],
        "discountValue": number(kind.settings["discountValue"]),
        "discountUpto": number(kind.settings["discountUpto"]),
    }


def held(call: Call, one: Held) -> dict[str, Any]:
    """Give a coupon as a list of a customer's coupons does."""
    kind, left = one.series, one.left(call.work)
    return {
        "code": printed(call, one.coupon.code),
        "seriesId": kind.id,
        "description": kind.description,
        "validTill": last_day(one.coupon.valid_till),
        "discountType": kind.settings["discountType"],
        "discountValue": number(kind.settings["discountValue"]),
        "discountUpto": number(kind.settings["discountUpto"]),
        "redemptionCount": len(one.redemptions),
        "redemptionsLeft": -1 if left is None else left,
        "id": one.coupon.id,
        "createdDate": write_v2(one.coupon.created_at),
        "transactionNumber": "0",
        "issuedAt": _place(call, one.coupon.till_id),
        "redemptions": [_redemption(call, row) for row in one.redemptions],
        "reversedRedemptions": [_redemption(call, row) for row in one.undone],
        "validTillDateTime": write_v2(one.coupon.valid_till),
    }


def _place(call: Call, till_id: int) -> dict[str, str]:
    till = organisation.entity(call.store, till_id)
    return {"code": till.code, "name": till.name}


def _redemption(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "date": write_v2(row["redeemed_at"]),
        "transactionNumber": row["transaction_number"],
        "redeemedAt": _place(call, row["till_id"]),
    }

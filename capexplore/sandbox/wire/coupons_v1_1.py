"""Coupons as version 1.1 writes and reads them; every operation has types of its own.

Source: the pages of coupon issue, redeem, isredeemable, get and resend.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from capexplore.sandbox.domain import organisation, people
from capexplore.sandbox.domain.amounts import fixed, number, thousandths
from capexplore.sandbox.domain.calendar import ZONE
from capexplore.sandbox.domain.coupons import series
from capexplore.sandbox.domain.coupons.coupon import Coupon
from capexplore.sandbox.domain.coupons.reading import Held
from capexplore.sandbox.domain.coupons.redeeming import Ask, Redeemed
from capexplore.sandbox.domain.coupons.series import Series
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.wire.customers_v1_1 import IDENTIFIERS, given_identifiers
from capexplore.sandbox.wire.formats import text, whole_number
from capexplore.sandbox.wire.named_values import fields_of
from capexplore.sandbox.wire.times import write_v1

__all__ = [
    "DONE",
    "asked",
    "bill",
    "customer",
    "described",
    "issued",
    "not_redeemed",
    "redeemable",
    "redeemed",
    "series_id_of",
]

DONE = "Coupon processing successful"


def series_id_of(item: dict[str, Any]) -> int:
    """Give the id of the series that an item names; what is no id is no series' id."""
    found = whole_number(item.get("series_id"))
    if found is None:
        raise Refused("series-unknown", id=text(item.get("series_id")) or "")
    return found


def bill(item: dict[str, Any]) -> dict[str, Any]:
    """Give the first transaction of an item of redeem."""
    given = item.get("transaction")
    given = given[0] if isinstance(given, list) and given else given
    return given if isinstance(given, dict) else {}


def asked(item: dict[str, Any], customer_id: int, at: int) -> Ask:
    """Read an item of redeem."""
    sale = bill(item)
    amount = None
    if sale.get("amount") not in (None, ""):
        amount = thousandths(sale["amount"])
        if amount is None:
            raise Refused("bill-amount", amount=text(sale["amount"]) or "")
    coupon_id = None
    if item.get("id") not in (None, ""):
        coupon_id = whole_number(item["id"])
        if coupon_id is None:
            raise Refused("coupon-unknown", code=text(item["id"]) or "")
    return Ask(
        customer_id=customer_id,
        at=at,
        code=text(item.get("code")),
        coupon_id=coupon_id,
        pin=text(item.get("validation_code")) or "",
        number=text(sale.get("number")) or "",
        amount=amount,
        custom=fields_of(item, "custom_fields"),
    )


def customer(work: Work, customer_id: int) -> dict[str, Any]:
    """Give the identifiers of a customer."""
    who = people.load(work.store, customer_id)
    return {
        "mobile": who.identifier("mobile"),
        "email": who.identifier("email"),
        "external_id": who.identifier("externalId"),
    }


def issued(work: Work, coupon: Coupon, kind: Series, code: str) -> dict[str, Any]:
    """Give a coupon that was just issued: all text."""
    settings = kind.settings
    return {
        "code": code,
        "series_id": str(kind.id),
        "description": kind.description,
        "discount_code": kind.discount_code,
        "valid_till": write_v1(coupon.valid_till)[:10],
        "discount_type": settings["discountType"],
        "discount_value": str(number(settings["discountValue"])),
        "discount_upto": str(number(settings["discountUpto"])),
        "discount_on": settings["discountOn"],
        "detailed_info": settings["info"],
        "customer": customer(work, coupon.customer_id),
    }


def redeemed(work: Work, done: Redeemed, ask: Ask, code: str) -> dict[str, Any]:
    """Give a redemption."""
    return {
        "customer": customer(work, ask.customer_id),
        "redemptionId": str(done.id),
        "code": code,
        **_worth(done.series),
        "transaction": {
            "amount": "" if ask.amount is None else fixed(ask.amount),
            "number": ask.number,
        },
        "side_effects": [],
    }


def not_redeemed(
    work: Work, item: dict[str, Any], customer_id: int | None, coupon: Coupon | None, code: str
) -> dict[str, Any]:
    """Give what is answered instead of a redemption: the same, as far as it is known."""
    sale = bill(item)
    amount = thousandths(sale.get("amount"))
    who = dict.fromkeys(IDENTIFIERS) | given_identifiers(item.get("customer"))
    who.pop("id", None)
    return {
        "customer": who if customer_id is None else customer(work, customer_id),
        "code": code,
        **_worth(None if coupon is None else series.find(work.store, coupon.series_id)),
        "transaction": {
            "amount": text(sale.get("amount")) or "" if amount is None else fixed(amount),
            "number": text(sale.get("number")) or "",
        },
        "side_effects": [],
    }


def _worth(kind: Series | None) -> dict[str, Any]:
    """What a coupon of a series is worth; empty text for a coupon that there is not."""
    if kind is None:
        names = ("discount_code", "series_code", "series_info", "is_absolute", "coupon_value")
        return dict.fromkeys(names, "") | {"series_info": []}
    return {
        "discount_code": kind.discount_code,
        "series_code": str(kind.id),
        "series_info": [],
        "is_absolute": "true" if _is_absolute(kind) else "false",
        "coupon_value": str(number(kind.settings["discountValue"])),
    }


def _is_absolute(kind: Series) -> bool:
    return bool(kind.settings["discountType"] == "ABS")


def redeemable(done: Redeemed) -> dict[str, Any]:
    """Give how often a coupon can be redeemed, and what it is worth."""
    return {
        "is_redeemable": "true",
        "redemptions_left": -1 if done.left is None else done.left,
        "no_of_redemptions_by_user": done.uses_by_customer,
        "coupon_value": str(number(done.series.settings["discountValue"])),
    }


def described(work: Work, held: Held, code: str) -> dict[str, Any]:
    """Give a coupon as get does; the last day has its day first."""
    coupon, kind = held.coupon, held.series
    till = organisation.entity(work.store, coupon.till_id)
    shop = organisation.store_of(work.store, till)
    who = people.load(work.store, coupon.customer_id)
    last_day = datetime.fromtimestamp(coupon.valid_till, ZONE)
    properties = kind.settings["customPropertyMap"].items()
    shown: dict[str, Any] = {
        "id": str(coupon.id),
        "code": code,
        "valid_till": last_day.strftime("%d-%m-%Y"),
        "issued_on": write_v1(coupon.created_at),
        "valid_from": write_v1(kind.settings["redemptionValidFrom"] or coupon.created_at),
        "purpose": kind.settings["purpose"],
        "custom_properties": {
            "custom_property": [{"name": name, "value": text(value)} for name, value in properties]
        },
        "series_id": kind.id,
        "is_absolute": _is_absolute(kind),
        "value": number(kind.settings["discountValue"]),
        "discount_upto": number(kind.settings["discountUpto"]),
        "customer": {
            "id": str(who.id),
            "name": f"{who.main.first_name} {who.main.last_name}".strip(),
            **customer(work, who.id),
        },
    }
    if held.redemptions:
        shown["redemption_info"] = _redemption(work, held.redemptions[-1])
    shown["pincode"] = coupon.pin or "NULL"
    shown["issued_store"] = {"code": shop.code, "name": shop.name}
    return shown


def _redemption(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    till = organisation.entity(work.store, row["till_id"])
    shop = organisation.store_of(work.store, till)
    amount = row["bill_amount"]
    return {
        "redeemed": "true",
        "id": str(row["id"]),
        "redeemed_on": write_v1(row["redeemed_at"]),
        "redeemed_at": till.code,
        "redeemed_by": str(row["customer_id"]),
        "store": {"code": shop.code, "name": shop.name},
        "transaction": {
            "number": row["transaction_number"],
            "amount": "" if amount is None else fixed(amount),
        },
    }

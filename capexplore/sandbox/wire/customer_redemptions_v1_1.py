"""The redemptions of a customer, of points and of coupons, as version 1.1 gives them.

Source: the page of customer redemptions.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import history, organisation
from capexplore.sandbox.domain.amounts import number
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Work
from capexplore.sandbox.wire.customers_v1_1 import names_of
from capexplore.sandbox.wire.named_values import shown_fields
from capexplore.sandbox.wire.times import write_v1

__all__ = ["shown"]

_Half = tuple[list[sqlite3.Row], int] | None


def shown(
    work: Work, customer: Customer, rows: int, points: _Half, coupons: _Half, *, by_program: bool
) -> dict[str, Any]:
    """Give a customer with redemptions; the half that was not asked for is null.

    Parameters
    ----------
    work : Work
        The data.
    customer : Customer
        Who.
    rows : int
        How many rows were asked for.
    points, coupons : tuple of list of Row and int, or None
        A page of each kind and how many there are; None if it was not asked for.
    by_program : bool
        Whether to part each redemption of points by programme.
    """
    names = names_of(customer)
    said = {name: names[name] for name in ("mobile", "email", "external_id")}
    said |= {name: names[name] for name in ("firstname", "lastname")}
    coupon = None if coupons is None else [_coupon(work, row) for row in coupons[0]]
    point = None if points is None else [_point(work, row, by_program) for row in points[0]]
    return said | {
        "user_groups2": [],
        "rows": rows,
        "coupons_count": None if coupons is None else coupons[1],
        "points_count": None if points is None else points[1],
        "coupons_start_id": coupons[0][0]["id"] if coupons and coupons[0] else "",
        "points_start_id": points[0][0]["id"] if points and points[0] else "",
        "redemptions": {"coupons": {"coupon": coupon}, "points": {"point": point}},
    }


def _where(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    till = organisation.entity(work.store, row["till_id"])
    shop = organisation.store_of(work.store, till)
    return {
        "redeemed_store": {"code": shop.code, "name": shop.name},
        "redeemed_till": {"code": till.code, "name": till.name},
        "custom_fields": shown_fields(orjson.loads(row["custom"])),
    }


def _point(work: Work, row: sqlite3.Row, by_program: bool) -> dict[str, Any]:
    where = _where(work, row)
    amount = number(row["points"])
    part = _part(row, "points_redeemed", amount)
    return {
        "id": row["id"],
        "program_id": row["program_id"],
        "points_redeemed": amount,
        "transaction_number": row["bill_number"],
        # A redemption stands on its own; it knows a number, and no transaction.
        "bill_id": "-1",
        "validation_code": row["validation_code"],
        "redeemed_time": write_v1(row["redeemed_at"]),
        "redeemed_at": where["redeemed_till"]["code"],
        "redemption_purpose": "",
        "notes": row["notes"],
        "external_reference_number": row["external_reference"],
        "redemption_id": row["redemption_id"],
        **where,
        "reversals": [_reversal(row, reversal) for reversal in history.reversals(work, row["id"])],
        "redemption_breakup_by_program": [part] if by_program else [],
    }


def _part(row: sqlite3.Row, name: str, amount: float) -> dict[str, Any]:
    """What of an amount belongs to the redemption's programme: all of it."""
    return {
        "program_id": row["program_id"],
        name: amount,
        "program_name": row["program_name"],
    }


def _reversal(row: sqlite3.Row, reversal: sqlite3.Row) -> dict[str, Any]:
    amount = number(reversal["points"])
    return {
        "reversal_id": reversal["reversal_id"],
        "points_reversed": amount,
        "reversal_time": write_v1(reversal["reversed_at"]),
        "reversed_on_till_id": reversal["till_id"],
        "reversal_breakup_by_program": [_part(row, "points_reversed", amount)],
    }


def _coupon(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    where = _where(work, row)
    series = orjson.loads(row["series_details"])
    return {
        "id": str(row["id"]),
        "code": row["code"].upper(),
        "series_id": str(row["series_id"]),
        "description": row["description"],
        "discount_code": row["discount_code"],
        "discount_type": str(series.get("discountType", "ABS")),
        "discount_value": str(number(series.get("discountValue", 0))),
        "transaction_number": row["transaction_number"],
        "bill_id": str(row["bill_id"] or 0),
        "redeemed_time": write_v1(row["redeemed_at"]),
        "redeemed_at": where["redeemed_till"]["code"],
        **where,
    }

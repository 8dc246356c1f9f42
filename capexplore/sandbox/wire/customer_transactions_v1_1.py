"""The transactions of a customer as version 1.1 gives them.

Source: the page of customer transactions.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import history, organisation, points, sales
from capexplore.sandbox.domain.amounts import UNIT, number, real
from capexplore.sandbox.domain.history import Page
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.points import DEFAULT_PROGRAM, Standing
from capexplore.sandbox.domain.rules import Work
from capexplore.sandbox.wire.customers_v1_1 import (
    names_of,
    shown_rest,
    shown_summaries,
)
from capexplore.sandbox.wire.named_values import shown_fields
from capexplore.sandbox.wire.times import write_v1

__all__ = ["shown", "shown_transaction"]


def shown(
    work: Work,
    customer: Customer,
    page: Page,
    found: tuple[list[sqlite3.Row], int],
    flags: dict[str, bool],
) -> dict[str, Any]:
    """Give a customer with one page of transactions.

    Parameters
    ----------
    work : Work
        The data.
    customer : Customer
        Who.
    page : Page
        Which page was asked for.
    found : tuple of list of Row and int
        The transactions, and how many there are on all pages.
    flags : dict of str to bool
        ``credit_notes``, ``custom_fields``, ``points_breakup`` and ``mlp``, as the query asks.
    """
    rows, total = found
    standing = points.standing(work, customer.id)
    said: dict[str, Any] = names_of(customer)
    said = {
        **{name: said.pop(name) for name in ("firstname", "lastname")},
        "user_id": str(customer.id),
        **said,
        **_totals(work, customer, standing),
        "count": total,
        "start": str(rows[0]["id"]) if rows else "",
        **_available(standing),
        "rows": str(page.limit),
        "transactions": {"transaction": [shown_transaction(work, row, flags) for row in rows]},
    }
    if flags["mlp"]:
        said["points_summaries"] = {"points_summary": shown_summaries(standing)}
    return said


def _totals(work: Work, customer: Customer, standing: Standing | None) -> dict[str, Any]:
    rest = shown_rest(work, customer, standing)
    return {
        "lifetime_points": number(standing.lifetime) if standing else 0,
        "lifetime_purchases": rest["lifetime_purchases"],
        "loyalty_points": number(standing.balance) if standing else 0,
        "current_slab": standing.tier_name if standing else "NONE",
        **{name: rest[name] for name in ("registered_on", "updated_on", "type", "source")},
    }


def _available(standing: Standing | None) -> dict[str, str]:
    """What is due later, which nothing is here, and what there is."""
    return {
        "delayed_points": "0",
        "delayed_returned_points": "0",
        "total_available_points": str(number(standing.balance)) if standing else "0",
        "total_returned_points": str(number(standing.returned)) if standing else "0",
    }


def shown_transaction(work: Work, row: sqlite3.Row, flags: dict[str, bool]) -> dict[str, Any]:
    """Give a transaction; its lines are never given here."""
    till = organisation.entity(work.store, row["till_id"])
    shop = organisation.store_of(work.store, till)
    given = history.points_on(work, row["id"])
    custom = orjson.loads(row["fields"]) if flags["custom_fields"] else {}
    quantity = sum(line["qty"] for line in sales.lines(work, row["id"]))
    said = {
        "id": str(row["id"]),
        "number": row["number"],
        "type": row["type"],
        "return_type": row["return_type"],
        "amount": str(number(row["amount"])),
        "outlier_status": row["outlier_status"],
        "delivery_status": row["delivery_status"],
        "notes": row["notes"],
        "billing_time": write_v1(row["billed_at"]),
        "auto_update_time": write_v1(row["updated_at"]),
        "gross_amount": str(number(row["gross_amount"])),
        "discount": str(number(row["discount"])),
        "store": shop.name,
        "store_code": shop.code,
        "returned_points_on_bill": str(real(given.taken_back)),
        "points": _points(given),
        "custom_fields": shown_fields(custom),
        "extended_fields": shown_fields(orjson.loads(row["extended"])),
        "coupons": _coupons(work, row),
        "basket_size": quantity // UNIT,
        "line_items": {"line_item": []},
    }
    if flags["credit_notes"]:
        notes = orjson.loads(row["details"]).get("credit_notes", [])
        said["credit_notes"] = {"credit_note": notes}
    if flags["points_breakup"]:
        said["points_breakup"] = {"program": [_points(given)] if given.issued else []}
    return said


def _points(given: history.BillPoints) -> dict[str, str]:
    return {
        "issued": str(number(given.issued)),
        "redeemed": str(number(given.redeemed)),
        "returned": str(number(given.returned)),
        "expired": str(number(given.expired)),
        "returnedPointsOnBill": str(real(given.taken_back)),
        "expiry_date": "" if given.expires_at is None else write_v1(given.expires_at),
        "program_id": str(given.program_id or DEFAULT_PROGRAM),
    }


def _coupons(work: Work, row: sqlite3.Row) -> list[dict[str, str]]:
    return [
        {"id": str(coupon["id"]), "code": coupon["code"], "series_id": str(coupon["series_id"])}
        for coupon in history.coupons_on(work, row["customer_id"], row["number"])
    ]

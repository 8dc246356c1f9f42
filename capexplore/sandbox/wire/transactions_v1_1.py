"""Transactions as version 1.1 writes them.

Source: the pages of transaction add, update and get.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation, people, points, sales
from capexplore.sandbox.domain.amounts import fixed, number
from capexplore.sandbox.domain.bill_changes import Change
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Notice, Work
from capexplore.sandbox.domain.selling import Recorded
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.bills_v1_1 import PARTS
from capexplore.sandbox.wire.customers_v1_1 import shown_with_bill
from capexplore.sandbox.wire.named_values import pairs, shown_fields
from capexplore.sandbox.wire.times import write_v1

__all__ = ["shown_after_add", "shown_after_update", "shown_when_read", "verdict"]


def verdict(message: str, notices: list[Notice], *, code: int = 600) -> dict[str, Any]:
    """Give the status of a transaction that worked, whose code is a number."""
    said = v1_1.verdict(message, notices, code=code)
    if not said["warnings"]["warning"]:
        del said["warnings"]
    return said


def shown_after_add(work: Work, recorded: Recorded) -> dict[str, Any]:
    """Give a transaction as add answers with."""
    row = _row(work, recorded.id)
    shown: dict[str, Any] = {
        "id": row["id"],
        "shipping_source_till_code": "",
        "number": row["number"],
        "bill_client_id": orjson.loads(row["details"]).get("client_id", ""),
        "type": row["type"],
        "delivery_status": row["delivery_status"],
        "parent_bill_number": row["parent_number"],
        "outlier_status": row["outlier_status"],
        "customer": _customer(work, row),
        "side_effects": {"effect": _effects(recorded.earned, row["customer_id"])},
        "source": row["source"],
    }
    if recorded.taken is not None:
        shown["points_deducted"] = number(recorded.taken)
        shown["points_balance"] = number(_balance(work, row["customer_id"]))
    return shown


def _row(work: Work, sale_id: int) -> sqlite3.Row:
    row = sales.by_id(work, sale_id)
    if row is None:
        raise LookupError(f"no transaction {sale_id}")
    return row


def _customer(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    if row["customer_id"] is None:
        return {}
    return shown_with_bill(work, people.load(work.store, row["customer_id"]))


def _balance(work: Work, customer_id: int | None) -> int:
    standing = None if customer_id is None else points.standing(work, customer_id)
    return standing.balance if standing else 0


def _effects(earned: points.Earned | None, customer_id: int | None) -> list[dict[str, Any]]:
    effects: list[dict[str, Any]] = []
    if earned is not None and earned.points:
        effects.append(
            {
                "awarded_points": number(earned.points),
                "total_points": number(earned.balance),
                "customer_id": str(customer_id),
                "type": "points",
            }
        )
    if earned is not None and earned.tier is not None:
        tier = earned.tier
        effects.append(
            {
                "previous_slab_name": tier.previous_name,
                "previous_slab_number": str(tier.previous_serial),
                "upgraded_slab_name": tier.name,
                "upgraded_slab_number": str(tier.serial),
                "slab_expiry_date": write_v1(tier.expires_at),
                "type": "slab",
            }
        )
    return effects


def shown_after_update(
    work: Work, row: sqlite3.Row, change: Change, notices: list[Notice]
) -> dict[str, Any]:
    """Give a transaction as update answers with."""
    failed = [notice.reason for notice in notices]
    custom = sum(reason.startswith("transaction-custom") for reason in failed)
    extended = sum(reason.startswith("transaction-extended") for reason in failed)
    return {
        "customer": _customer(work, row),
        "id": row["id"],
        "notes": row["notes"],
        "billing_time": write_v1(row["billed_at"]),
        "type": row["type"].lower(),
        "number": row["number"],
        "delivery_status": row["delivery_status"],
        "amount": number(row["amount"]),
        "gross_amount": number(row["gross_amount"]),
        "discount": number(row["discount"]),
        "store": organisation.entity(work.store, row["till_id"]).code,
        "custom_fields": _counted(change.fields, custom),
        "extended_fields": _counted(change.extended, extended),
        "side_effects": {},
    }


def _counted(kept: dict[str, str], failed: int) -> dict[str, Any]:
    return {"success_count": len(kept), "failure_count": failed, **shown_fields(kept)}


def shown_when_read(
    work: Work, row: sqlite3.Row, *, user_id: bool, tenders: bool, credit_notes: bool
) -> dict[str, Any]:
    """Give a transaction as get answers with.

    Parameters
    ----------
    work : Work
        The data.
    row : sqlite3.Row
        The transaction.
    user_id, tenders, credit_notes : bool
        What to add, as flags of the query ask.
    """
    till = organisation.entity(work.store, row["till_id"])
    shop = organisation.store_of(work.store, till)
    details = orjson.loads(row["details"])
    shown: dict[str, Any] = {
        "customer": _buyer(work, row, user_id=user_id),
        "billing_till": {"code": till.code, "name": till.name},
        "billing_store": {"code": shop.code, "name": shop.name},
        "id": str(row["id"]),
        "number": row["number"],
        "type": row["type"],
    }
    if row["return_type"]:
        shown["return_type"] = row["return_type"]
        shown["parent_bill_number"] = row["parent_number"]
    shown |= {
        "outlier_status": row["outlier_status"],
        "store": till.code,
        "delivery_status": row["delivery_status"],
        "source": row["source"].lower(),
        "custom_fields": shown_fields(orjson.loads(row["fields"])),
        "extended_fields": shown_fields(orjson.loads(row["extended"])),
        "amount": fixed(row["amount"]),
        "billing_time": write_v1(row["billed_at"]),
        "auto_update_time": write_v1(row["updated_at"]),
        "gross_amount": fixed(row["gross_amount"]),
        "discount": fixed(row["discount"]),
        "notes": row["notes"],
        "line_items": {"line_item": [_line(line) for line in sales.lines(work, row["id"])]},
    }
    if tenders:
        shown["tenders"] = {"tender": [_tender(paid) for paid in details.get("payments", [])]}
    if credit_notes:
        shown["credit_notes"] = {"credit_note": details.get("credit_notes", [])}
    return shown


def _buyer(work: Work, row: sqlite3.Row, *, user_id: bool) -> dict[str, Any]:
    """The customer, whose names have other members here than elsewhere."""
    if row["customer_id"] is None:
        return {}
    people.survivor(work.store, row["customer_id"])
    customer: Customer = people.load(work.store, row["customer_id"])
    shown: dict[str, Any] = {"user_id": str(customer.id)} if user_id else {}
    return shown | {
        "mobile": customer.identifier("mobile"),
        "first_name": customer.main.first_name,
        "last_name": customer.main.last_name,
        "email": customer.identifier("email"),
        "external_id": customer.identifier("externalId"),
        "source": customer.main.source.lower(),
    }


def _line(line: sqlite3.Row) -> dict[str, Any]:
    details = orjson.loads(line["details"])
    shown: dict[str, Any] = {
        "type": line["type"],
        "outlier_status": line["outlier_status"],
        "serial": str(line["serial"]),
        "item_code": line["item_code"],
        "description": line["description"],
        "qty": str(number(line["qty"])),
        "rate": fixed(line["rate"]),
        "value": fixed(line["value"]),
        "discount": fixed(line["discount"]),
        "img_url": details.get("img_url", ""),
        "amount": fixed(line["amount"]),
        "returnable": "true" if details.get("returnable", True) else "false",
        "returnable_days": str(details.get("returnable_days", -1)),
        "extended_fields": shown_fields(orjson.loads(line["extended"])),
    }
    for name, (container, member) in PARTS.items():
        shown[container] = {member: details.get(name, [])}
    return shown | {"attributes": {"attribute": pairs(details.get("attributes", {}))}}


def _tender(paid: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": paid["mode"],
        "value": fixed(paid["value"]),
        "notes": paid["notes"],
        "attributes": {"attribute": pairs(paid["attributes"])},
    }

"""Transactions as version 2 writes them.

Source: the pages of transaction add and of transaction details.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation, people, points, sales
from capexplore.sandbox.domain.amounts import number, real, thousandths
from capexplore.sandbox.domain.organisation import Entity
from capexplore.sandbox.domain.rules import Notice, Work
from capexplore.sandbox.domain.selling import Recorded
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.times import write_v2

__all__ = ["attribution", "payment", "shown", "shown_after_add", "side_effects"]

_ACTOR_REST = {
    "adminType": "GENERAL",
    "isActive": True,
    "isOuEnabled": False,
    "timeZoneId": 1,
    "currencyId": 1,
    "languageId": 1,
}
_PART_NAMES = {
    "item_code": "itemCode",
    "description": "description",
    "quantity": "quantity",
    "value": "value",
}


def shown_after_add(
    work: Work,
    recorded: Recorded,
    customer_id: int | None,
    notices: list[Notice],
    *,
    effects: bool,
    raw: bool,
) -> dict[str, Any]:
    """Give the answer for a transaction that was added.

    Parameters
    ----------
    work : Work
        The data.
    recorded : Recorded
        What was written down.
    customer_id : int or None
        Whose it is.
    notices : list of Notice
        What to warn of.
    effects, raw : bool
        Whether to tell of side effects, and whether in ``rawSideEffects`` instead.
    """
    told = side_effects(recorded.earned) if effects else []
    shown: dict[str, Any] = {
        "createdId": recorded.id,
        "warnings": v2.warnings(notices),
        "errors": [],
        "sideEffects": [] if raw else told,
    }
    if raw:
        shown["rawSideEffects"] = told
    info: dict[str, str] = {}
    if customer_id is not None:
        main = people.load(work.store, customer_id).main
        info = {"firstName": main.first_name, "lastName": main.last_name}
    return shown | {"loyaltyDetails": [], "customerInfo": info}


def side_effects(earned: points.Earned | None) -> list[dict[str, Any]]:
    """Give what a sale brought: points, and a tier."""
    effects: list[dict[str, Any]] = []
    if earned is not None and earned.points:
        effects.append(
            {
                "entityType": "USER",
                "rawAwardedPoints": real(earned.points),
                "awardedPoints": number(earned.points),
                "type": "points",
            }
        )
    if earned is not None and earned.tier is not None:
        tier = earned.tier
        effects.append(
            {
                "previousSlabName": tier.previous_name,
                "previousSlabNumber": tier.previous_serial,
                "upgradedSlabName": tier.name,
                "upgradedSlabNumber": tier.serial,
                "slabExpiryDate": write_v2(tier.expires_at),
                "type": "slab",
            }
        )
    return effects


def shown(
    work: Work,
    row: sqlite3.Row,
    *,
    tenders: bool,
    credit_notes: bool,
    awards: list[sqlite3.Row] | None,
) -> dict[str, Any]:
    """Give a transaction.

    Parameters
    ----------
    work : Work
        The data and the time.
    row : sqlite3.Row
        The transaction.
    tenders, credit_notes : bool
        What to add, as flags of the query ask.
    awards : list of sqlite3.Row or None
        The points to tell of; None for no word of points.
    """
    if row["customer_id"] is not None:
        people.survivor(work.store, row["customer_id"])
    till = organisation.entity(work.store, row["till_id"])
    details = orjson.loads(row["details"])
    lines = sales.lines(work, row["id"])
    returned = _return_details(work, row)
    sold = [line["qty"] for line in lines if line["type"] == "REGULAR"]
    bought = 0 if row["customer_id"] is None else sales.purchases(work, row["customer_id"])
    tree: dict[str, Any] = {
        "attribution": attribution(work, row, till),
        "billDetails": _bill_details(work, row, till, returned),
        "customFields": orjson.loads(row["fields"]),
        "customerId": row["customer_id"] or 0,
        "id": row["id"],
        "lineItems": [_line(line) for line in lines],
        "outlierStatus": row["outlier_status"],
        "paymentModes": [payment(paid) for paid in details.get("payments", [])] if tenders else [],
        "source": row["source"],
        "type": row["type"],
        "lifeTimePurchases": number(bought),
        "extendedFields": orjson.loads(row["extended"]),
        "autoUpdateTime": write_v2(row["updated_at"]),
        "basketSize": real(sum(sold)),
        "returnDetails": returned,
    }
    if credit_notes:
        tree["creditNotes"] = details.get("credit_notes", [])
    if awards is not None:
        tree["loyaltyPoints"] = [_points(work, award) for award in awards]
    return tree | {"warnings": []}


def attribution(work: Work, row: sqlite3.Row, till: Entity) -> dict[str, Any]:
    """Give the till of a transaction, and who changed it if somebody did."""
    changed: dict[str, Any] = {}
    if row["updated_at"] != row["created_at"]:
        changed = v2.actor(organisation.entity(work.store, row["updated_by"])) | _ACTOR_REST
    return {
        "createDate": write_v2(row["created_at"]),
        "createdBy": v2.actor(till) | _ACTOR_REST,
        "modifiedBy": changed,
        "modifiedDate": write_v2(row["updated_at"]),
    }


def _bill_details(
    work: Work, row: sqlite3.Row, till: Entity, returned: dict[str, Any]
) -> dict[str, Any]:
    return {
        "amount": real(row["amount"]),
        "billingStore": v2.actor(organisation.store_of(work.store, till)),
        "billNumber": row["number"],
        "billingTime": write_v2(row["billed_at"]),
        "discount": real(row["discount"]),
        "grossAmount": real(row["gross_amount"]),
        "note": row["notes"],
        "returnDetails": returned,
        "niReturnDetails": {},
        "invalidBill": row["outlier_status"] == "INVALID",
    }


def _return_details(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    canceled = "CANCELLED" in {row["return_type"], *sales.kinds_returned(work, row["id"])}
    if not row["return_type"]:
        return {"canceled": canceled}
    return {
        "canceled": canceled,
        "returnType": row["return_type"],
        "parentBillNumber": row["parent_number"],
    }


def _line(line: sqlite3.Row) -> dict[str, Any]:
    details = orjson.loads(line["details"])
    return {
        "id": line["id"],
        "customerId": 0,
        "details": {
            "amount": real(line["amount"]),
            "description": line["description"],
            "discount": real(line["discount"]),
            "itemCode": line["item_code"],
            "qty": real(line["qty"]),
            "rate": real(line["rate"]),
            "serial": line["serial"],
            "value": real(line["value"]),
            "returnable": details.get("returnable", True),
            "returnableDays": details.get("returnable_days", -1),
            "attributes": details.get("attributes", {}),
            "extendedFields": orjson.loads(line["extended"]),
            "attributesSet": [],
        },
        "outlierStatus": line["outlier_status"],
        "returnDetails": {"type": "RETURN"} if line["type"] == "RETURN" else {},
        "addonDetails": _parts(details, "addon"),
        "splitItemsDetails": _parts(details, "split"),
    }


def _parts(details: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [
        {_PART_NAMES[inner]: _part_value(inner, value) for inner, value in part.items()}
        for part in details.get(name, [])
    ]


def _part_value(name: str, value: str) -> str | float:
    amount = thousandths(value) if name in ("quantity", "value") else None
    return value if amount is None else real(amount)


def payment(paid: dict[str, Any]) -> dict[str, Any]:
    """Give a payment of a transaction."""
    return paid | {"value": real(paid["value"])}


def _points(work: Work, award: sqlite3.Row) -> dict[str, Any]:
    return {
        "programId": award["program_id"],
        "issued": real(award["points"]),
        "redeemed": real(award["redeemed"]),
        "returned": real(award["returned"]),
        "expired": real(award["remaining"]) if award["expires_at"] < work.now else 0.0,
        "expiryDate": write_v2(award["expires_at"]),
    }

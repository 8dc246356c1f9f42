"""Labels of customers."""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import labels, people
from capexplore.sandbox.domain.changes import Form, check_fraud
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.selection_v2 import selected


@handles("v2/customer/change_labels")
def change(call: Call) -> Answer:
    """Give labels to a customer, and take others away."""
    if not isinstance(call.body, dict):
        raise bad_request("The body must be an object")
    add, remove = _names(call.body, "add"), _names(call.body, "remove")
    if not add and not remove:
        raise Refused("label-empty")
    who = selected(call)
    check_fraud(who.customer, Form())
    notices = who.notices + labels.change(call.work, who.customer.id, add, remove)
    return Answer({"entity": who.customer.id, "warnings": v2.warnings(notices)})


@handles("v2/customer/get_labels")
def get(call: Call) -> Answer:
    """Give the labels of a customer."""
    who = selected(call)
    data = [_label(row) for row in labels.of_customer(call.work, who.customer.id)]
    return Answer({"data": data, "warnings": v2.warnings(who.notices), "errors": []})


@handles("v2/customer/search_by_label")
def search(call: Call) -> Answer:
    """Give one page of the customers with a label that begins as asked for."""
    limit, offset = v2.page(call)
    wanted = call.query.get("q", "").strip()
    if not wanted:
        raise Refused("label-empty")
    found, total = labels.search(call.work, wanted, limit=limit, offset=offset)
    return Answer(
        {
            "pagination": {"limit": limit, "offset": offset, "total": total},
            "data": [_customer(call, customer_id) for customer_id in found],
            "warnings": [],
            "errors": [],
        }
    )


def _names(body: dict[str, Any], member: str) -> list[str]:
    entries = body.get(member)
    if entries is None:
        return []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise bad_request(f"{member} must be a list of objects")
    names = [text(entry.get("labelName")) or "" for entry in entries]
    if not all(names):
        raise Refused("label-empty")
    return names


def _label(row: sqlite3.Row) -> dict[str, Any]:
    return {"id": row["id"], "labelName": row["name"], "description": row["description"]}


def _customer(call: Call, customer_id: int) -> dict[str, Any]:
    customer = people.load(call.store, customer_id)
    return {
        "userId": customer_id,
        "labels": [_label(row) for row in labels.of_customer(call.work, customer_id)],
        "profiles": [
            {
                "source": profile.source,
                "firstName": profile.first_name,
                "lastName": profile.last_name,
            }
            for profile in customer.profiles
        ],
    }

"""Stores and their staff, version 2: ``/v2/orgEntity``."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import places
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import bodies, v2
from capexplore.sandbox.wire.entities_v2 import shop_of, shown_shop


@handles("v2/store/add")
def add(call: Call) -> Answer:
    """Add a store."""
    row = places.add_shop(call.work, shop_of(call.body))
    return Answer({"createdId": row["id"], "warnings": []})


@handles("v2/store/add_bulk")
def add_bulk(call: Call) -> Answer:
    """Add stores, each on its own."""

    def one(item: Any) -> dict[str, Any]:
        row = places.add_shop(call.work, shop_of(item))
        return {"entityId": row["id"], "result": shown_shop(row), "warnings": []}

    return v2.answer_bulk(call, one)


@handles("v2/store/add_associate")
def add_associate(call: Call) -> Answer:
    """Add somebody who works in a store."""
    body = bodies.record(call.body)
    store_id = bodies.number(body, "storeId")
    if store_id is None:
        raise bad_request("storeId is required")
    code, name = bodies.words(body, "code"), bodies.words(body, "name")
    active = bodies.flag(body, "isActive", default=True)
    row = places.add_associate(call.work, store_id, code, name, active=active)
    return Answer({"createdId": row["id"], "warnings": []})

"""Stores, version 1.1: details, staff, and who a caller is."""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import organisation, places
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import entities_v1_1, v1_1
from capexplore.sandbox.wire.formats import whole_number
from capexplore.sandbox.wire.times import write_v1

_STAFF = ("ASSOCIATE", "MANAGER")


@handles("v1.1/store/get")
def get(call: Call) -> Answer:
    """Give a store by its id or one of its external ids."""

    def one(query: dict[str, str]) -> dict[str, Any]:
        shown = entities_v1_1.shown_shop(call.work.store, _named(call, query))
        said = {"success": "true", "code": "900", "message": "Store details fetched successfully"}
        return {**shown, "item_status": said}

    def echo(query: dict[str, str]) -> dict[str, str]:
        return {name: query[name] for name in ("id", "external_id") if query.get(name)}

    return v1_1.answer_members(call, [call.query], one, echo, "stores", "store")


def _named(call: Call, query: dict[str, str]) -> sqlite3.Row:
    store_id, external_id = query.get("id"), query.get("external_id")
    if store_id is None and external_id is None:
        raise Refused("store-identifier-missing")
    if not (store_id or external_id):
        raise Refused("store-id-missing")
    if store_id:
        row = places.shop_by_id(call.work.store, whole_number(store_id) or 0)
    else:
        row = places.shop_by_external_id(call.work.store, external_id or "")
    if row is None:
        raise Refused("store-identifier-invalid", value=store_id or external_id)
    return row


@handles("v1.1/store/verify_login")
def verify_login(call: Call) -> Answer:
    """Say who calls: that it is answered shows that the credentials are right."""
    work = call.work
    till = organisation.entity(work.store, work.till)
    record = organisation.details(work.store)
    user = {
        "username": till.code,
        "first_name": till.name,
        "last_name": "",
        "org_name": record["name"],
        "user_id": str(till.id),
        "type": till.type,
        "org_id": record["id"],
        "server_time": write_v1(work.now),
    }
    return Answer({"response": {"status": v1_1.status(200, "Success"), "store": {"user": user}}})


@handles("v1.1/store/get_staff")
def get_staff(call: Call) -> Answer:
    """Give who works in the store of the acting till."""
    work = call.work
    wanted = call.query.get("type_value", "").upper()
    if wanted and wanted not in _STAFF:
        raise Refused("staff-type-unknown", value=wanted)
    shop = organisation.store_of(work.store, organisation.entity(work.store, work.till))
    users = [
        {
            "id": str(row["id"]),
            "username": row["code"],
            "name": row["name"],
            "type": row["type"],
            "store_code": shop.code,
        }
        for row in places.staff(work.store, shop.id)
        if wanted in ("", row["type"])
    ]
    said = v1_1.status(200, "Success")
    return Answer({"response": {"status": said, "store": {"staff": {"user": users}}}})

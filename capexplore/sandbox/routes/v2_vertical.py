"""Verticals of the organisation: ``/v2/verticals``."""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import companies, organisation
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles, whole
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.forms import an_object, flag, needed_number, words


@handles("v2/vertical/add")
def add(call: Call) -> Answer:
    """Give a vertical to the organisation."""
    body = an_object(call.body)
    own = _organisation(call)
    if needed_number(body, "orgId") != own:
        raise Refused("organisation-unknown", id=body["orgId"])
    row = companies.add_vertical(
        call.work,
        needed_number(body, "verticalId", least=1),
        words(body, "verticalName", longest=100),
        active=flag(body, "isActive", default=True),
    )
    return Answer(_owned(own, row) | {"warnings": []})


@handles("v2/vertical/get_active")
def get_active(call: Call) -> Answer:
    """Give the verticals that the organisation has."""
    own = _organisation(call)
    rows = companies.verticals(call.work, active=True)
    return v2.listed([_owned(own, row) for row in rows])


@handles("v2/vertical/get_all")
def get_all(call: Call) -> Answer:
    """Give every vertical that there is."""
    rows = companies.verticals(call.work)
    return v2.listed([{"verticalId": r["id"], "verticalName": r["name"]} for r in rows])


@handles("v2/vertical/delete")
def delete(call: Call) -> Answer:
    """Take a vertical away from the organisation."""
    row = companies.switch_off_vertical(call.work, whole(call.path["verticalId"], "verticalId"))
    tree = {"orgId": _organisation(call), "verticalId": row["id"], "isActive": bool(row["active"])}
    return Answer({**tree, "warnings": []})


def _organisation(call: Call) -> int:
    return int(organisation.details(call.store)["id"])


def _owned(own: int, row: sqlite3.Row) -> dict[str, Any]:
    return {
        "orgId": own,
        "verticalId": row["id"],
        "verticalName": row["name"],
        "isActive": bool(row["active"]),
    }

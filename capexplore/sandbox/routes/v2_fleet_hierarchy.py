"""Fleet hierarchies: ``/v2/fleetHierarchy``."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import fleets
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles, whole
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.forms import an_object, flag, needed, number, objects, words

_FLAGS = (
    "pointsAggregationRole",
    "autoGroupCreationEnabled",
    "hierarchyCreationStrict",
    "skipRoleAllowed",
    "default",
)


@handles("v2/fleet_hierarchy/add")
def add(call: Call) -> Answer:
    """Add a hierarchy."""
    code, details = _form(call)
    return Answer({"entity": fleets.add(call.work, code, details), "warnings": []})


@handles("v2/fleet_hierarchy/update")
def update(call: Call) -> Answer:
    """Replace a hierarchy."""
    hierarchy_id = whole(call.query.get("hierarchyId", ""), "hierarchyId")
    code, details = _form(call)
    fleets.change(call.work, hierarchy_id, code, details)
    return Answer({"entity": hierarchy_id, "warnings": []})


@handles("v2/fleet_hierarchy/get")
def get(call: Call) -> Answer:
    """Give a hierarchy by its id or code."""
    if call.query.get("id"):
        row = fleets.by_id(call.work, whole(call.query["id"], "id"))
    else:
        row = fleets.by_code(call.work, call.query.get("code", ""))
    return Answer(_shown(row) | {"warnings": []})


@handles("v2/fleet_hierarchy/get_all")
def get_all(call: Call) -> Answer:
    """Give all hierarchies."""
    return v2.listed([_shown(row) for row in fleets.everything(call.work)])


@handles("v2/fleet_hierarchy/delete")
def delete(call: Call) -> Answer:
    """Remove a hierarchy."""
    hierarchy_id = whole(call.query.get("id", ""), "id")
    fleets.remove(call.work, hierarchy_id)
    return Answer({"entity": hierarchy_id, "warnings": []})


@handles("v2/fleet_hierarchy/get_permissions")
def get_permissions(_call: Call) -> Answer:
    """Give what a role can be allowed or forbidden."""
    return v2.listed([{"permissionCode": code} for code in fleets.PERMISSIONS])


def _form(call: Call) -> tuple[str, dict[str, Any]]:
    body = an_object(call.body)
    flags = {name: flag(body, name, default=False) for name in _FLAGS}
    roles = [_role(entry) for entry in objects(body["roles"])] if body.get("roles") else []
    return needed(body, "code", longest=50), {
        "name": words(body, "name", longest=100),
        "description": words(body, "description"),
        **flags,
        "roles": roles,
    }


def _role(entry: dict[str, Any]) -> dict[str, Any]:
    permissions = objects(entry["permissions"]) if entry.get("permissions") else []
    return {
        "code": needed(entry, "code", longest=50),
        "childRoleCode": words(entry, "childRoleCode", longest=50),
        "maxChild": number(entry, "maxChild", least=0),
        "permissions": [_permission(permission) for permission in permissions],
        "pointsAggregationRole": flag(entry, "pointsAggregationRole", default=False),
    }


def _permission(entry: dict[str, Any]) -> dict[str, Any]:
    code = needed(entry, "permissionCode")
    if code not in fleets.PERMISSIONS:
        raise Refused("fleet-permission-unknown", code=code)
    value = flag(entry, "permissionValue", default=True)
    return {"permissionCode": code, "permissionValue": value}


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    return {"id": row["id"], "code": row["code"], **orjson.loads(row["details"])}

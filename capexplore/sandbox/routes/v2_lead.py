"""Leads: ``/v2/leads``."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import leads, people
from capexplore.sandbox.domain.identity import identifier_type
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles, whole
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import fields, text
from capexplore.sandbox.wire.times import read_v2, write_v2


@handles("v2/lead/add")
def add(call: Call) -> Answer:
    """Add a lead for a customer."""
    body = _object(call)
    lead_for = text(body.get("leadFor"))
    if not lead_for:
        raise Refused("lead-for-missing")
    kind = (text(body.get("type")) or "SKU").upper()
    if kind not in leads.TYPES:
        raise Refused("lead-type-unknown", value=kind)
    lead_id = leads.add(
        call.work,
        customer_id=_customer(call, body),
        lead_for=lead_for,
        kind=kind,
        status=(text(body.get("status")) or "OPEN").upper(),
        details={"org_source_id": _org_source(body), "extended": {}} | _changes(body),
    )
    return Answer(_shown(call, lead_id) | {"warnings": []})


@handles("v2/lead/patch")
def patch(call: Call) -> Answer:
    """Change the named fields of a lead."""
    body = _object(call)
    if body.get("id") in (None, ""):
        raise Refused("lead-id-missing")
    lead_id = whole(body["id"], "id")
    changes = _changes(body)
    if body.get("status") is not None:
        changes["status"] = (text(body["status"]) or "").upper()
    leads.change(call.work, lead_id, changes)
    return Answer(_shown(call, lead_id) | {"warnings": []})


@handles("v2/lead/search")
def search(call: Call) -> Answer:
    """Give one page of leads."""
    limit, offset = v2.page(call)
    wanted: dict[str, Any] = {}
    for name, column in (("status", "status"), ("type", "type")):
        if call.query.get(name):
            wanted[column] = call.query[name].upper()
    for name, column in (("owner", "owner"), ("substatus", "sub_status")):
        if call.query.get(name):
            wanted[column] = call.query[name]
    for name, column in (("userId", "customer_id"), ("orgSourceId", "org_source_id")):
        if call.query.get(name):
            wanted[column] = whole(call.query[name], name)
    rows, total = leads.search(call.work, wanted, limit=limit, offset=offset)
    return Answer(
        {
            "pagination": {"limit": limit, "offset": offset, "total": total},
            "data": [_shown(call, row["id"]) for row in rows],
            "warnings": [],
            "errors": [],
        }
    )


def _object(call: Call) -> dict[str, Any]:
    if not isinstance(call.body, dict):
        raise bad_request("The body must be an object")
    return call.body


def _customer(call: Call, body: dict[str, Any]) -> int:
    if body.get("userId") not in (None, ""):
        wanted = whole(body["userId"], "userId")
    else:
        kind, value = identifier_type(body.get("idType")), text(body.get("identifier"))
        if kind is None or not value:
            raise Refused("lead-user-missing")
        try:
            wanted = people.find(call.store, kind, value)
        except Refused:
            raise Refused("customer-unknown", value=value) from None
    return people.survivor(call.store, wanted)[0]


def _org_source(body: dict[str, Any]) -> int:
    value = body.get("orgSourceId")
    return -1 if value is None else whole(value, "orgSourceId")


def _changes(body: dict[str, Any]) -> dict[str, Any]:
    """The columns that a body names, besides the status."""
    changes: dict[str, Any] = {}
    for name, column in (("owner", "owner"), ("subStatus", "sub_status")):
        if name in body:
            changes[column] = text(body[name])
    if "nextFollowUp" in body:
        moment = read_v2(body["nextFollowUp"])
        if moment is None and body["nextFollowUp"] not in (None, ""):
            raise Refused("lead-field-invalid", name="nextFollowUp")
        changes["next_follow_up"] = moment
    if body.get("extendedFields") is not None:
        if not isinstance(body["extendedFields"], dict):
            raise Refused("lead-field-invalid", name="extendedFields")
        changes["extended"] = fields(body["extendedFields"])
    return changes


def _shown(call: Call, lead_id: int) -> dict[str, Any]:
    row = leads.find(call.work, lead_id)
    return {
        "id": row["id"],
        "userId": row["customer_id"],
        "type": row["type"],
        "leadFor": row["lead_for"],
        "status": row["status"],
        "subStatus": row["sub_status"],
        "owner": row["owner"],
        "nextFollowUp": _moment(row["next_follow_up"]),
        "createdOn": write_v2(row["created_at"]),
        "createdBy": row["created_by"],
        "lastUpdatedOn": write_v2(row["updated_at"]),
        "lastUpdatedBy": row["updated_by"],
        "followUpDetails": [],
        "statusLogDetails": [_logged(entry) for entry in leads.log(call.work, lead_id)],
        "orgSourceId": row["org_source_id"],
        "extendedFields": orjson.loads(row["extended"]),
    }


def _moment(seconds: int | None) -> str | None:
    return None if seconds is None else write_v2(seconds)


def _logged(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "status": row["status"],
        "subStatus": row["sub_status"],
        "createdOn": write_v2(row["created_at"]),
        "createdBy": row["created_by"],
    }

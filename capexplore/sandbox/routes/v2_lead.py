"""Leads: ``/v2/leads``."""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import lead_words, leads, organisation, people, registration
from capexplore.sandbox.domain.changes import Form
from capexplore.sandbox.domain.identity import identifier_type, normalised
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles, whole
from capexplore.sandbox.wire import leads_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.forms import an_object, objects, words

_NAMED_BY = ("mobile", "email")


@handles("v2/lead/add")
def add(call: Call) -> Answer:
    """Add a lead for a customer."""
    body = an_object(call.body)
    lead_for = text(body.get("leadFor"))
    if not lead_for:
        raise Refused("lead-for-missing")
    kind = (text(body.get("type")) or "SKU").upper()
    if kind not in leads.TYPES:
        raise Refused("lead-type-unknown", value=kind)
    details: dict[str, Any] = {"org_source_id": _org_source(body), "extended": {}}
    lead_id = leads.add(
        call.work,
        customer_id=_customer(call, body),
        lead_for=lead_for,
        kind=kind,
        status=(text(body.get("status")) or "OPEN").upper(),
        details=details | wire.changes_of(body),
    )
    return _answer(call, lead_id)


def _answer(call: Call, lead_id: int) -> Answer:
    return Answer(wire.shown(call.work, lead_id) | {"warnings": []})


@handles("v2/lead/patch")
def patch(call: Call) -> Answer:
    """Change the named fields of a lead."""
    body = an_object(call.body)
    if body.get("id") in (None, ""):
        raise Refused("lead-id-missing")
    lead_id = whole(body["id"], "id")
    changes = wire.changes_of(body)
    if body.get("status") is not None:
        changes["status"] = (text(body["status"]) or "").upper()
    leads.change(call.work, lead_id, changes)
    return _answer(call, lead_id)


@handles("v2/lead/update")
def update(call: Call) -> Answer:
    """Change the owner and the extended fields of a lead."""
    body = an_object(call.body)
    said = {name: value for name, value in body.items() if name in ("owner", "extendedFields")}
    lead_id = _id(call)
    leads.change(call.work, lead_id, wire.changes_of(said))
    return _answer(call, lead_id)


@handles("v2/lead/update_status")
def update_status(call: Call) -> Answer:
    """Change the status of a lead, with a sub-status and a reason."""
    body, lead_id = an_object(call.body), _id(call)
    changes = wire.status_changes(body)
    reason_id = changes.pop("reason_id", None)
    maker = wire.maker_of(call.work, body)
    leads.change(call.work, lead_id, changes, reason_id=reason_id, maker=maker)
    return _answer(call, lead_id)


@handles("v2/lead/get_status_log")
def get_status_log(call: Call) -> Answer:
    """Give the statuses that a lead went through."""
    lead_id = leads.find(call.work, _id(call))["id"]
    return v2.listed([wire.logged(row) for row in leads.log(call.work, lead_id)])


@handles("v2/lead/add_followup")
def add_followup(call: Call) -> Answer:
    """Write down that a lead was followed up."""
    body, lead_id = an_object(call.body), _id(call)
    at = wire.moment_of(body, "followedUpOn", "lead-follow-up-invalid")
    if at is None:
        raise Refused("lead-follow-up-invalid", name="followedUpOn")
    maker = wire.maker_of(call.work, body)
    follower = wire.maker_of(call.work, body, "followedUpBy")
    times = {
        "scheduled_at": wire.moment_of(body, "scheduledFollowUp", "lead-follow-up-invalid"),
        "next_at": wire.moment_of(body, "nextFollowUp", "lead-field-invalid"),
    }
    leads.follow_up(
        call.work,
        lead_id,
        at,
        {**times, "notes": words(body, "notes"), "followed_by": follower, "created_by": maker},
    )
    return _answer(call, lead_id)


@handles("v2/lead/get_followups")
def get_followups(call: Call) -> Answer:
    """Give how a lead was followed up."""
    lead_id = leads.find(call.work, _id(call))["id"]
    return v2.listed([wire.follow_up(row) for row in leads.follow_ups(call.work, lead_id)])


@handles("v2/lead/get_reasons")
def get_reasons(call: Call) -> Answer:
    """Give the reasons for a change of status."""
    return v2.listed([_reason(row) for row in lead_words.reasons(call.work)])


@handles("v2/lead/set_reasons")
def set_reasons(call: Call) -> Answer:
    """Add reasons, all of them or none."""
    reasons = [text(entry.get("reason")) or "" for entry in objects(call.body)]
    ids = [lead_words.add_reason(call.work, reason) for reason in reasons]
    rows = [row for row in lead_words.reasons(call.work) if row["id"] in ids]
    return v2.listed([_reason(row) for row in rows])


@handles("v2/lead/add_substatus")
def add_substatus(call: Call) -> Answer:
    """Add a sub-status to a status."""
    body = an_object(call.body)
    status, said = text(body.get("status")) or "", text(body.get("subStatus")) or ""
    row_id = lead_words.add_sub_status(call.work, status.upper(), said)
    return Answer({"createdId": row_id, "warnings": []})


@handles("v2/lead/get_substatuses")
def get_substatuses(call: Call) -> Answer:
    """Give the sub-statuses of every status."""
    rows = lead_words.sub_statuses(call.work)
    return v2.listed(
        [{"id": r["id"], "status": r["status"], "subStatus": r["sub_status"]} for r in rows]
    )


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
    data = [wire.shown(call.work, row["id"]) for row in rows]
    return v2.listed(data, page=(limit, offset, total))


def _reason(row: sqlite3.Row) -> dict[str, Any]:
    return {"id": row["id"], "reason": row["reason"]}


def _id(call: Call) -> int:
    return whole(call.path["leadId"], "leadId")


def _customer(call: Call, body: dict[str, Any]) -> int:
    """Whose lead it is; somebody who is named but unknown can be registered by it."""
    if body.get("userId") not in (None, ""):
        return people.survivor(call.store, whole(body["userId"], "userId"))[0]
    kind, value = identifier_type(body.get("idType")), text(body.get("identifier"))
    if body.get("idType") in (None, "") or not value:
        raise Refused("lead-user-missing")
    if kind not in _NAMED_BY:
        raise Refused("lead-id-type-unknown", value=body["idType"])
    try:
        value = normalised(kind, value)
    except Refused:
        raise Refused("lead-identifier-invalid", value=value) from None
    try:
        return people.survivor(call.store, people.find(call.store, kind, value))[0]
    except Refused as refused:
        if refused.reason != "customer-unknown":
            raise
    if not organisation.config_on(call.store, "CONF_LEAD_AUTO_REGISTRATION"):
        raise Refused("lead-registration-off", value=value)
    form = Form(source=people.HOME_SOURCE, identifiers=[(kind, value)])
    return registration.register(call.work, form).id


def _org_source(body: dict[str, Any]) -> int:
    if body.get("orgSourceId") is None:
        return -1
    return wire.number_of(body, "orgSourceId", "lead-source-invalid")

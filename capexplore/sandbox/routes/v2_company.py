"""Companies: ``/v2/companies``."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import companies, organisation
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles, whole
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import fields
from capexplore.sandbox.wire.forms import an_object, needed

_ORDERS = {"id": "id", "name": "name", "externalid": "external_id", "createdon": "created_at"}
_STATUSES = {"": None, "ALL": None, "ACTIVE": True, "INACTIVE": False}


@handles("v2/company/add")
def add(call: Call) -> Answer:
    """Add a company, perhaps below another one."""
    body = an_object(call.body)
    columns = {
        "name": needed(body, "name", longest=100),
        "hierarchy_code": needed(body, "hierarchyDefinitionCode", longest=50),
        "extended": _extended(body),
    }
    external_id = needed(body, "externalId", longest=250)
    parent = ""
    if body.get("parentCompany"):
        parent = needed(an_object(body["parentCompany"]), "externalId")
    company_id = companies.add(call.work, external_id, columns, parent)
    return _answer(call, companies.by_id(call.work, company_id))


@handles("v2/company/update")
def update(call: Call) -> Answer:
    """Change what is named of a company."""
    body, row = an_object(call.body), _named(call)
    columns: dict[str, Any] = {}
    for name, column in (
        ("name", "name"),
        ("externalId", "external_id"),
        ("hierarchyDefinitionCode", "hierarchy_code"),
    ):
        if body.get(name) is not None:
            columns[column] = needed(body, name, longest=100)
    if body.get("extendedFields") is not None:
        columns["extended"] = _extended(body)
    companies.change(call.work, row["id"], columns)
    return _answer(call, companies.by_id(call.work, row["id"]))


@handles("v2/company/get")
def get(call: Call) -> Answer:
    """Give a company, active or not."""
    return _answer(call, _named(call))


@handles("v2/company/delete")
def delete(call: Call) -> Answer:
    """Deactivate a company and all below it."""
    row = _named(call)
    companies.switch_off(call.work, row["id"])
    return _answer(call, companies.by_id(call.work, row["id"]))


@handles("v2/company/get_all")
def get_all(call: Call) -> Answer:
    """Give one page of companies."""
    status = call.query.get("status", "").upper()
    if status not in _STATUSES:
        raise bad_request("status must be ACTIVE or INACTIVE")
    return _page(call, active=_STATUSES[status])


@handles("v2/company/search_by_extended_fields")
def search_by_extended_fields(call: Call) -> Answer:
    """Give one page of the companies of which an extended field begins as asked for."""
    name, wanted = call.query.get("extendedFieldName", ""), call.query.get("q", "")
    if not name or not wanted:
        raise Refused("field-missing", name="q" if name else "extendedFieldName")
    return _page(call, field=(name, wanted))


def _page(call: Call, **wanted: Any) -> Answer:
    limit, offset = v2.page(call)
    order = call.query.get("sortBy", "id").lower() or "id"
    if order not in _ORDERS:
        raise bad_request("sortBy must be id, name, externalId or createdOn")
    descending = bool(call.query.get("sortOrder")) and v2.is_descending(call, "sortOrder")
    rows, total = companies.search(
        call.work,
        **wanted,
        order=_ORDERS[order],
        descending=descending,
        limit=limit,
        offset=offset,
    )
    return v2.listed([_shown(call, row) for row in rows], page=(limit, offset, total))


def _named(call: Call) -> sqlite3.Row:
    if call.query.get("id"):
        return companies.by_id(call.work, whole(call.query["id"], "id"))
    external_id = call.query.get("externalId", "")
    if not external_id:
        raise Refused("field-missing", name="externalId")
    return companies.by_external_id(call.work, external_id)


def _extended(body: dict[str, Any]) -> dict[str, str]:
    if body.get("extendedFields") is None:
        return {}
    return fields(an_object(body["extendedFields"]))


def _answer(call: Call, row: sqlite3.Row) -> Answer:
    return Answer(_shown(call, row) | {"warnings": []})


def _shown(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    made = (row["created_at"], organisation.entity(call.store, row["created_by"]))
    changed = (row["updated_at"], organisation.entity(call.store, row["updated_by"]))
    parent = {} if row["parent"] is None else {"parentCompany": {"externalId": row["parent"]}}
    return {
        "id": row["id"],
        "name": row["name"],
        "externalId": row["external_id"],
        "hierarchyDefinitionCode": row["hierarchy_code"],
        **parent,
        "extendedFields": orjson.loads(row["extended"]),
        "isActive": bool(row["active"]),
        "attribution": v2.attribution(made, changed),
    }

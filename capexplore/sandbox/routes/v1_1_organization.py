"""The organisation, version 1.1: its record, entities, configuration, fields and tenders."""

from __future__ import annotations

from typing import Any

import orjson

from capexplore.sandbox.domain import fields, organisation, tenders
from capexplore.sandbox.domain.entity_search import search
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, Rejected, handles
from capexplore.sandbox.wire import entities_v1_1, v1_1


@handles("v1.1/organization/get")
def get(call: Call) -> Answer:
    """Give the organisation's own record."""
    record = organisation.details(call.work.store)
    said = v1_1.status(200, "SUCCESS")
    return Answer({"response": {"status": said, "organization": record}})


@handles("v1.1/organization/get_entities")
def get_entities(call: Call) -> Answer:
    """Give zones, concepts, stores or tills; ids that no entity of the type has fail alone."""
    try:
        wanted, limit = entities_v1_1.search_of(call)
    except Rejected as rejected:
        said = v1_1.status(rejected.code, rejected.message, success=False)
        return Answer({"response": {"status": said}}, rejected.status)
    rows, total = search(call.work.store, wanted, limit)
    entities = [{"item_status": _verdict(), **entities_v1_1.shown(call, row)} for row in rows]
    found = {row["id"] for row in rows}
    missing = [number for number in dict.fromkeys(wanted.ids) if number not in found]
    if not rows:
        raise Refused("entities-none", value=wanted.type)
    # An id can be on another page, or be left out by another condition: then it is not missing.
    if len(wanted.ids) <= limit and not (wanted.after or wanted.active_only):
        for number in missing:
            refused = Refused("entities-none", value=number)
            failed = v1_1.refused_item(refused, call.action, as_text=False)
            entities.append({"item_status": failed, "id": str(number)})
    said = v1_1.outcome(len(entities), len(rows))
    if said["code"] == 200:
        said["message"] = "SUCCESS"
    tree = {
        "pagination": {"limit": str(limit), "offset": str(wanted.after), "total": total},
        "status": {**said, "success": True},
        "organization": {"entities": {"entity": entities}},
    }
    return Answer({"response": tree})


def _verdict() -> dict[str, Any]:
    return {"success": "true", "code": 3200, "message": "Entity search successful"}


@handles("v1.1/organization/get_configs")
def get_configs(call: Call) -> Answer:
    """Give the configuration; ``key`` and ``module`` narrow it."""
    key, module = call.query.get("key", ""), call.query.get("module", "")
    owner = str(organisation.organisation_id(call.work.store))
    configs = [
        {
            "key": name,
            "scopes": "ORG",
            "value_type": organisation.config_type(name),
            "modules": organisation.config_module(name),
            "entity_id": owner,
            "value": organisation.config(call.work.store, name),
        }
        for name in organisation.CONFIGS
        if key.upper() in ("", name) and module.upper() in ("", organisation.config_module(name))
    ]
    if not configs:
        raise Refused("config-unknown", value=key or module)
    return _answer(configs={"config": configs})


@handles("v1.1/organization/get_custom_fields")
def get_custom_fields(call: Call) -> Answer:
    """Give the custom fields of a scope, or of all."""
    scope = call.query.get("scope") or call.query.get("Scope") or ""
    found = fields.defined(call.work.store, scope)
    if not found:
        raise Refused("fields-none", value=scope)
    shown = []
    for where, row in found:
        details = orjson.loads(row["details"])
        shown.append(
            {
                "name": row["name"],
                "label": details.get("label") or row["name"],
                "data_type": details.get("dataType") or "STRING",
                "is_disabled": _said(not row["active"]),
                "is_compulsory": _said(details.get("isCompulsory", False)),
                "default": details.get("defaultValue", ""),
                "type": details.get("type") or "text",
                "scope": where.lower(),
                "is_updatable": _said(details.get("isUpdatable", True)),
            }
        )
    return _answer(custom_fields={"field": shown})


def _said(flag: bool) -> str:
    return "1" if flag else "0"


@handles("v1.1/organization/get_tenders")
def get_tenders(call: Call) -> Answer:
    """Give the ways of paying, and what can be said about each if that is asked for."""
    shown = []
    for one in tenders.everything(call.work.store, attribute=call.query.get("attribute_name", "")):
        said: dict[str, Any] = {"name": one.name, "code": one.code, "label": one.label}
        said["options"] = {"option": []}
        if call.flag("attribute") or call.query.get("attribute_name"):
            said["attributes"] = {"attribute": [{"name": name} for name in one.attributes]}
        shown.append(said)
    return _answer(tenders={"count": len(shown), "tender": shown})


def _answer(**part: Any) -> Answer:
    said = v1_1.status(200, "SUCCESS", success=True)
    return Answer({"response": {"status": said, "organization": part}})

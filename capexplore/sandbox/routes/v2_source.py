"""Sources, version 2: the types that there are, and the organisation's accounts."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation, sources
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import bodies
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.times import write_v2


@handles("v2/source/get_meta")
def get_meta(call: Call) -> Answer:
    """Give the types of sources and their channels."""
    del call
    data = [
        {"id": one.id, "name": one.name, "commChannels": list(one.channels)}
        for one in sources.TYPES
    ]
    return Answer({"data": data, "warnings": [], "errors": []})


@handles("v2/source/get_all")
def get_all(call: Call) -> Answer:
    """Give the accounts; their configuration only if details are asked for."""
    _check_organisation(call)
    data = [_shown(row) for row in sources.everything(call.store)]
    if not call.flag("details"):
        hidden = ("configs", "attribution")
        data = [{k: v for k, v in one.items() if k not in hidden} for one in data]
    return Answer({"data": data, "warnings": [], "errors": []})


@handles("v2/source/add")
def add(call: Call) -> Answer:
    """Add an account."""
    _check_organisation(call)
    return Answer({**_shown(sources.add(call.work, _change(call.body))), "warnings": []})


@handles("v2/source/get")
def get(call: Call) -> Answer:
    """Give an account by its UUID."""
    _check_organisation(call)
    row = sources.find(call.store, call.path["uuid"])
    return Answer({**_shown(row), "warnings": []})


@handles("v2/source/update")
def update(call: Call) -> Answer:
    """Change what is said of an account; its configuration key by key."""
    _check_organisation(call)
    row = sources.change(call.work, call.path["uuid"], _change(call.body))
    return Answer({**_shown(row), "warnings": []})


@handles("v2/source/get_configs")
def get_configs(call: Call) -> Answer:
    """Give the configuration of an account, by its id or UUID."""
    _check_organisation(call)
    row = sources.find(call.store, call.path["sourceId"])
    configs = orjson.loads(row["details"])
    if not configs:
        raise Refused("source-configs-none", value=call.path["sourceId"])
    return Answer({"id": row["id"], "uuid": row["uuid"], "configs": configs, "warnings": []})


def _check_organisation(call: Call) -> None:
    if call.path["orgId"] != str(organisation.organisation_id(call.store)):
        raise Refused("organisation-unknown", value=call.path["orgId"])


def _change(said: Any) -> sources.Change:
    body = bodies.record(said)
    kind = text(body.get("sourceTypeName"))
    number = bodies.number(body, "sourceTypeId")
    if not kind and number is not None:
        kind = next((one.name for one in sources.TYPES if one.id == number), str(number))
    return sources.Change(
        name=bodies.words(body, "name") or None,
        account=bodies.words(body, "sourceAccountIdentifier") or None,
        type=kind,
        mirrored=bodies.flag(body, "toMirror") if "toMirror" in body else None,
        active=bodies.flag(body, "isActive", default=True) if "isActive" in body else None,
        configs=bodies.part(body, "configs"),
    )


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    kind = sources.type_named(row["source"])
    return {
        "id": row["id"],
        "uuid": row["uuid"],
        "name": row["name"],
        "sourceAccountIdentifier": row["account"],
        "toMirror": bool(row["mirrored"]),
        "sourceTypeId": kind.id,
        "sourceTypeName": kind.name,
        "isActive": bool(row["active"]),
        "commChannels": list(kind.channels),
        "configs": orjson.loads(row["details"]),
        "attribution": {
            "createDate": write_v2(row["created_at"])[:10],
            "modifiedDate": write_v2(row["updated_at"])[:10],
        },
    }

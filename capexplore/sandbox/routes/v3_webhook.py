"""Webhooks: ``/v3/webHooks``."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import events, webhooks
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import v3
from capexplore.sandbox.wire.formats import text

_METHODS = ("POST", "PUT", "GET", "DELETE")
_TEXTS = ("name", "webHookUrl", "webHookType", "methodType")
_ENRICHMENTS = (
    "tillDetailsEnrichmentEnabled",
    "storeDetailsEnrichmentEnabled",
    "awardedReferenceEnrichmentEnabled",
    "availablePointsBalanceEnrichmentEnabled",
)


@handles("v3/webhook/add")
def add(call: Call) -> Answer:
    """Add a webhook."""
    name, details, active = _form(call)
    return v3.success(_shown(call, webhooks.add(call.work, name, details, active=active)))


@handles("v3/webhook/get_all")
def get_all(call: Call) -> Answer:
    """Give all webhooks, inactive ones included."""
    return v3.success([_shown(call, row) for row in webhooks.everything(call.work)])


@handles("v3/webhook/update")
def update(call: Call) -> Answer:
    """Replace a webhook."""
    webhooks.find(call.work, call.path["webHookId"])
    name, details, active = _form(call)
    row = webhooks.replace(call.work, call.path["webHookId"], name, details, active=active)
    return v3.success(_shown(call, row))


@handles("v3/webhook/delete")
def delete(call: Call) -> Answer:
    """Make a webhook inactive."""
    return v3.success(_shown(call, webhooks.switch_off(call.work, call.path["webHookId"])))


@handles("v3/webhook/get_event_metadata")
def get_event_metadata(_call: Call) -> Answer:
    """Give what webhooks can listen to."""
    return v3.success([_metadata(name) for name in events.EVENTS])


@handles("v3/webhook/get_event_metadata_by_name")
def get_event_metadata_by_name(call: Call) -> Answer:
    """Give what a webhook is told of one event."""
    name = call.path["eventName"]
    if name not in events.EVENTS:
        raise Refused("event-name-unknown", value=name)
    return v3.success(_metadata(name))


def _metadata(name: str) -> dict[str, Any]:
    return {"eventName": name, "fields": [*events.EVENTS[name], "customer"]}


def _form(call: Call) -> tuple[str, dict[str, Any], bool]:
    body = call.body
    if not isinstance(body, dict):
        raise bad_request("The body must be an object")
    for name in _TEXTS:
        if not text(body.get(name)):
            raise Refused("field-missing", name=name)
    events = body.get("eventNames")
    if not (isinstance(events, list) and events and all(isinstance(e, str) and e for e in events)):
        raise Refused("event-names-missing")
    _check_kinds(body)
    details = {
        "eventNames": events,
        "webHookUrl": text(body["webHookUrl"]),
        "webHookType": text(body["webHookType"]),
        "methodType": text(body["methodType"]),
        "webHookHeaders": body["webHookHeaders"],
        "noOfRetryAttempts": _count(body, "noOfRetryAttempts", 0),
        "maxAllowedConnections": body["maxAllowedConnections"],
        "slaInSeconds": _count(body, "slaInSeconds", 30),
        "customerIdentifiersToBeEnriched": body["customerIdentifiersToBeEnriched"],
    }
    details |= {name: body[name] is True for name in _ENRICHMENTS if name in body}
    return text(body["name"]) or "", details, body["active"]


def _check_kinds(body: dict[str, Any]) -> None:
    """Check the required members that are no text."""
    kinds: list[tuple[str, type]] = [
        ("webHookHeaders", dict),
        ("maxAllowedConnections", int),
        ("active", bool),
        ("customerIdentifiersToBeEnriched", list),
    ]
    for name, kind in kinds:
        value = body.get(name)
        if value is None:
            raise Refused("field-missing", name=name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise bad_request(f"{name} is of the wrong type")
    if not all(isinstance(kind, str) for kind in body["customerIdentifiersToBeEnriched"]):
        raise bad_request("customerIdentifiersToBeEnriched must be a list of types")
    if body["maxAllowedConnections"] <= 0:
        raise Refused("connections-too-few")
    if text(body["webHookType"]) != "HTTP" or text(body["methodType"]) not in _METHODS:
        raise bad_request("webHookType must be HTTP and methodType POST, PUT, GET or DELETE")


def _count(body: dict[str, Any], name: str, default: int) -> int:
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise bad_request(f"{name} must be a number")
    return value


def _shown(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    details = orjson.loads(row["details"])
    return {
        "attribution": v3.attribution(call.store, row),
        "webHookId": row["id"],
        "name": row["name"],
        "eventNames": details["eventNames"],
        "webHookUrl": details["webHookUrl"],
        "webHookType": details["webHookType"],
        "methodType": details["methodType"],
        "webHookHeaders": details["webHookHeaders"],
        "noOfRetryAttempts": details["noOfRetryAttempts"],
        "maxAllowedConnections": details["maxAllowedConnections"],
        "active": bool(row["active"]),
        "slaInSeconds": details["slaInSeconds"],
        "consumerGroupId": webhooks.consumer_group(row["id"]),
        "tillDetailsEnrichmentEnabled": details.get(_ENRICHMENTS[0], False),
        "storeDetailsEnrichmentEnabled": details.get(_ENRICHMENTS[1], False),
        "customerIdentifiersToBeEnriched": details["customerIdentifiersToBeEnriched"],
        "awardedReferenceEnrichmentEnabled": details.get(_ENRICHMENTS[2], False),
        "availablePointsBalanceEnrichmentEnabled": details.get(_ENRICHMENTS[3], False),
    }

"""OAuth clients of the organisation: ``/v3/integrations/clients``."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import clients
from capexplore.sandbox.domain.clients import Settings
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import v3
from capexplore.sandbox.wire.forms import an_object, choice, needed, needed_number, objects, words

_LONGEST_PATTERN = 200


@handles("v3/integration_client/create")
def create(call: Call) -> Answer:
    """Add a client; its secret is shown this once."""
    row, secret = clients.add(call.work, _settings(call))
    return v3.success(_shown(call, row, secret))


@handles("v3/integration_client/get_all")
def get_all(call: Call) -> Answer:
    """Give all clients, invalid ones included."""
    return v3.success([_shown(call, row) for row in clients.everything(call.work)])


@handles("v3/integration_client/get")
def get(call: Call) -> Answer:
    """Give a client."""
    return v3.success(_shown(call, clients.find(call.work, call.path["clientKey"])))


@handles("v3/integration_client/update")
def update(call: Call) -> Answer:
    """Change a client; a name that is not given stays."""
    row = clients.find(call.work, call.path["clientKey"])
    changed = clients.change(call.work, row["key"], _settings(call, row))
    return v3.success(_shown(call, changed))


@handles("v3/integration_client/delete")
def delete(call: Call) -> Answer:
    """Make a client invalid, and its tokens with it."""
    return v3.success(_shown(call, clients.switch_off(call.work, call.path["clientKey"])))


@handles("v3/integration_client/get_scopes")
def get_scopes(_call: Call) -> Answer:
    """Give what a client can be allowed to use."""
    return v3.success([{"id": key, "entity": name} for key, (name, _) in clients.SCOPES.items()])


def _settings(call: Call, row: sqlite3.Row | None = None) -> Settings:
    body = an_object(call.body)
    life = needed_number(body, "expirationTokenTime", least=1)
    if life > clients.LARGEST_LIFE:
        raise bad_request(f"expirationTokenTime must be at most {clients.LARGEST_LIFE}")
    return Settings(
        name=needed(body, "name") if row is None else words(body, "name", row["name"]),
        description=words(body, "description", "" if row is None else row["description"]),
        life=life,
        till_id=needed_number(body, "defaultTillId"),
        scopes=[_scope(entry) for entry in objects(body.get("scopes"))],
    )


def _scope(entry: dict[str, Any]) -> dict[str, Any]:
    patterns = entry.get("resources") or []
    if not isinstance(patterns, list) or not all(
        isinstance(pattern, str) and len(pattern) <= _LONGEST_PATTERN for pattern in patterns
    ):
        raise bad_request("resources must be a list of patterns")
    return {
        "entityId": needed_number(entry, "entityId"),
        "permission": choice(entry, "permission", clients.PERMISSIONS),
        "resources": patterns,
    }


def _shown(call: Call, row: sqlite3.Row, secret: str | None = None) -> dict[str, Any]:
    return {
        "id": row["id"],
        "attribution": v3.attribution(call.store, row),
        "name": row["name"],
        "clientKey": row["key"],
        **({} if secret is None else {"clientSecret": secret}),
        "isValid": bool(row["active"]),
        "description": row["description"],
        "expirationTokenTime": row["ttl"],
        "defaultTillId": row["till_id"],
        "scopes": orjson.loads(row["scopes"]),
    }

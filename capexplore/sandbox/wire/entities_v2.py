"""Stores and tills as version 2 reads and gives them.

Source: the pages of adding stores and tills, and of till details.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain.places import Shop, Till
from capexplore.sandbox.handling import bad_request
from capexplore.sandbox.wire import bodies
from capexplore.sandbox.wire.formats import text

__all__ = ["shop_of", "shown_shop", "shown_till", "till_of"]

_TEXTS = ("email", "mobile", "landline", "latitude", "longitude", "address")
_NUMBERS = ("timeZoneId", "currencyId", "languageId", "cityId", "areaId")
_ADMIN_TYPES = ("GENERAL", "ADMIN")
_LONGEST_DESCRIPTION = 250


def shop_of(item: Any) -> Shop:
    """Read a new store."""
    body = bodies.record(item)
    details: dict[str, Any] = {name: bodies.words(body, name) for name in _TEXTS}
    details |= {name: bodies.number(body, name) or 0 for name in _NUMBERS}
    details["adminType"] = _admin_type(body)
    if bodies.words(body, "type").upper() not in ("", "STORE"):
        raise bad_request("type must be STORE")
    return Shop(
        code=bodies.words(body, "code"),
        name=bodies.words(body, "name"),
        external_ids=_external_ids(body),
        description=bodies.words(body, "description", _LONGEST_DESCRIPTION),
        active=bodies.flag(body, "isActive", default=True),
        zone_id=bodies.number(body, "parentZoneId"),
        concept_id=bodies.number(body, "parentConceptId"),
        details=details,
        fields=bodies.named_values(body, "customFields"),
    )


def _admin_type(body: dict[str, Any]) -> str:
    kind = bodies.words(body, "adminType").upper() or "GENERAL"
    if kind not in _ADMIN_TYPES:
        raise bad_request("adminType must be GENERAL or ADMIN")
    return kind


def _external_ids(body: dict[str, Any]) -> list[str]:
    given = body.get("externalIds")
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_request("externalIds must be a list")
    ids = [text(value) for value in given]
    if any(value is None or len(value) > 100 for value in ids):
        raise bad_request("External ids are texts of at most 100 characters")
    return [value for value in ids if value]


def till_of(item: Any) -> Till:
    """Read a new till, without its custom fields."""
    body = bodies.record(item)
    store_id = bodies.number(body, "storeId")
    if store_id is None:
        raise bad_request("storeId is required")
    server = bodies.number(body, "storeServerId")
    return Till(
        name=bodies.words(body, "name"),
        password=bodies.words(body, "password"),
        store_id=store_id,
        description=bodies.words(body, "description", _LONGEST_DESCRIPTION),
        details={"billable": bodies.flag(body, "billable"), "storeServerId": server or 0},
    )


def _common(row: sqlite3.Row, details: dict[str, Any]) -> dict[str, Any]:
    """What stores and tills have in common, up to the time zone and the like."""
    return {
        "type": row["type"],
        "adminType": details.get("adminType", "GENERAL"),
        "isActive": bool(row["active"]),
    }


def shown_till(row: sqlite3.Row) -> dict[str, Any]:
    """Give a till."""
    details, fields = orjson.loads(row["details"]), orjson.loads(row["fields"])
    return {
        "id": row["id"],
        "code": row["code"],
        "description": row["description"],
        "name": row["name"],
        **_common(row, details),
        "isOuEnabled": False,
        **{name: details.get(name, 0) for name in _NUMBERS[:3]},
        "customField": [{"name": name, "value": value} for name, value in fields.items()],
    }


def shown_shop(row: sqlite3.Row) -> dict[str, Any]:
    """Give a store, as the result of adding several."""
    details = orjson.loads(row["details"])
    ids = (row["external_id"], row["external_id_1"], row["external_id_2"])
    return {
        "id": row["id"],
        "code": row["code"],
        "description": row["description"],
        "name": row["name"],
        **_common(row, details),
        **{name: details.get(name, 0) for name in _NUMBERS[:3]},
        "parentZoneId": row["zone_id"],
        "parentConceptId": row["concept_id"],
        "externalIds": [value for value in ids if value],
        **{name: details.get(name, "") for name in _TEXTS},
        **{name: details.get(name, 0) for name in _NUMBERS[3:]},
        "customFields": orjson.loads(row["fields"]),
    }

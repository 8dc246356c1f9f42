"""Zones, concepts, stores and tills as version 1.1 asks for and gives them.

Source: the pages of the organisation's entities and of store details.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation, places
from capexplore.sandbox.domain.entity_search import PARENTS, Search
from capexplore.sandbox.domain.fields import SCOPES
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Call, Rejected
from capexplore.sandbox.store import Store
from capexplore.sandbox.wire.formats import whole_number
from capexplore.sandbox.wire.times import read_v1, write_v1

__all__ = ["LARGEST", "search_of", "shown", "shown_shop"]

LARGEST = 500
# The scope of custom fields that belongs to a type, where no type is named.
_TYPES = {name.removesuffix("_CUSTOM_FIELDS"): name for name in SCOPES if "CUSTOM_FIELDS" in name}
_EXTERNAL_IDS = ("external_id", "external_id_1", "external_id_2")
_LOCALE = ("language_translations", "language_code", "language_locale", "languages")
_BASIC = (
    *("language_id", "language_code", "language_locale", "languages"),
    *("currency_id", "currencies", "time_zone_id", "timezones"),
)


def search_of(call: Call) -> tuple[Search, int]:
    """Read which entities a query asks for, and how many at most.

    Raises
    ------
    Rejected
        500, with the status of bad input, for a parameter that cannot be used.
    Refused
        ``scope-unknown``.
    """
    query = call.query
    kind, scope = query.get("type", "").upper(), query.get("scope", "").upper()
    if scope and scope.removesuffix("_CUSTOM_FIELDS") not in _TYPES:
        raise Refused("scope-unknown", value=scope)
    kind = kind or scope.removesuffix("_CUSTOM_FIELDS")
    if kind not in places.TYPES:
        raise _unusable(f"Entity type must be one of {', '.join(places.TYPES)}")
    wanted = Search(kind, active_only=call.flag("active_only"))
    for value in call.every("id"):
        wanted.ids.append(_number(value, "id"))
    wanted.after = _number(query.get("start_id") or "0", "start_id")
    limit = _number(query.get("limit") or str(LARGEST), "limit")
    if limit < 1:
        raise _unusable("limit must be 1 or more")
    if query.get("modified_since"):
        wanted.modified_since = read_v1(query["modified_since"])
        if wanted.modified_since is None:
            raise _unusable("modified_since must be a date")
    wanted.parent = _parent_of(query)
    return wanted, min(limit, LARGEST)


def _parent_of(query: dict[str, str]) -> tuple[str, str] | None:
    kind, value = query.get("parent_identifier_type", ""), query.get("parent_identifier_value", "")
    if not kind and not value:
        return None
    if kind.upper() not in PARENTS or not value:
        raise _unusable(f"A parent is named by one of {', '.join(PARENTS)} and its value")
    return kind.upper(), value


def _number(value: str, name: str) -> int:
    found = whole_number(value)
    if found is None or found < 0:
        raise _unusable(f"{name} must be a whole number")
    return found


def _unusable(message: str) -> Rejected:
    return Rejected(500, message, status=400)


def shown(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    """Give an entity, without its verdict."""
    details, record = orjson.loads(row["details"]), organisation.details(call.store)
    fields = orjson.loads(row["fields"])
    said: dict[str, Any] = {
        "id": str(row["id"]),
        "is_active": "1" if row["active"] else "0",
        "code": row["code"],
        "name": row["name"],
        "description": row["description"],
        "last_updated_by": str(row["updated_by"]),
        "last_updated_on": write_v1(row["updated_at"]),
        "custom_fields": {"field": [{"name": n, "value": v} for n, v in fields.items()]},
        "language_translations": {"field": []},
        "time_zone_id": str(details.get("timeZoneId", 0)),
        "currency_id": str(details.get("currencyId", 0)),
        "language_id": str(details.get("languageId", 0)),
        "timezones": {"base_timezone": record["timezones"]["base_timezone"]},
        "currencies": {"base_currency": record["currencies"]["base_currency"]},
        "language_code": "",
        "language_locale": "",
        "languages": {"base_language": {"lang": "", "locale": ""}},
        "parent": _parent(call, row),
        "country_code": "",
        **_own(call.store, row),
        "type": row["type"],
    }
    if call.query.get("sub_entities_count", "0") not in ("", "0", "false"):
        said["sub_entities_count"] = str(len(places.below(call.store, row)))
    hidden = set(_BASIC) if call.query.get("details", "").lower() == "basic" else set()
    if call.flag("exclude_locale"):
        hidden |= set(_LOCALE)
    return {name: value for name, value in said.items() if name not in hidden}


def _parent(call: Call, row: sqlite3.Row) -> dict[str, str]:
    """The zone or concept above a zone or concept, if it is asked for and there is one."""
    column = {"ZONE": "zone_id", "CONCEPT": "concept_id"}.get(row["type"])
    if not call.flag("include_parent") or column is None or row[column] is None:
        return {}
    above = organisation.entity(call.store, row[column])
    said = {"id": str(above.id), "code": above.code, "name": above.name}
    return {**said, "type": above.type}


def _own(store: Store, row: sqlite3.Row) -> dict[str, str]:
    """What only entities of one type have."""
    if row["type"] == "STORE":
        return {name: row[name] or "" for name in _EXTERNAL_IDS}
    if row["type"] not in ("TILL", "STR_SERVER"):
        return {}
    shop = places.shop_by_id(store, row["store_id"])
    parents = {f"parent_{name}": (shop and shop[name]) or "" for name in _EXTERNAL_IDS}
    return {"username": row["code"], "last_login": "", **parents}


def shown_shop(store: Store, row: sqlite3.Row) -> dict[str, Any]:
    """Give the details of a store, without its verdict."""
    details, record = orjson.loads(row["details"]), organisation.details(store)
    currency = record["currencies"]["base_currency"]
    offset = record["timezone_offset"]
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "code": row["code"],
        "location": {name: details.get(name, "") for name in ("latitude", "longitude")},
        "currency": {
            "name": record["currency"],
            "symbol": currency["symbol"],
            "iso_code": {"alpha": currency["label"], "numeric": ""},
        },
        "language": record["language"],
        "time_zone": {"coordinates": "", "offset": {"std": offset, "summer": offset}},
        "mobile": details.get("mobile", ""),
        "email": details.get("email", ""),
        "land_line": details.get("landline", ""),
        **{name: row[name] or "" for name in _EXTERNAL_IDS},
        "country_name": record["country"],
        "state_name": record["state"],
        "city_name": record["city"],
        "area_name": record["locality"],
        "template": {
            "sms": {
                "name": row["name"],
                "email": details.get("email", ""),
                "mobile": details.get("mobile", ""),
            },
            "email": {
                "name": row["name"],
                "email": details.get("email", ""),
                "mobile": details.get("mobile", ""),
            },
        },
    }

"""User groups as version 2 writes and reads them.

Source: the pages of user groups and the table of their codes.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation, people, user_groups
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import fields, text, whole_number
from capexplore.sandbox.wire.times import write_v2

__all__ = [
    "extended_of",
    "external_id_of",
    "id_of",
    "member",
    "permissions_of",
    "shown",
    "size_of",
    "user_of",
]

_LONGEST_ID = 250


def external_id_of(body: dict[str, Any]) -> str:
    """Read the external id of a group; empty if there is none.

    Raises
    ------
    Refused
        ``group-name-invalid``.
    """
    said = text(body.get("externalId"))
    if body.get("externalId") is not None and (said is None or len(said) > _LONGEST_ID):
        raise Refused("group-name-invalid", name="externalId")
    return said or ""


def id_of(body: dict[str, Any], name: str = "id") -> int:
    """Read the id of a group.

    Raises
    ------
    Refused
        ``group-unknown``: nothing else is an id of one.
    """
    found = whole_number(body.get(name))
    if found is None:
        raise Refused("group-unknown", value=body.get(name))
    return found


def user_of(item: dict[str, Any]) -> int:
    """Read the id of a customer: ``group-user-invalid`` for what is none."""
    found = whole_number(item.get("userId"))
    if found is None:
        raise Refused("group-user-invalid", value=item.get("userId"))
    return found


def size_of(body: dict[str, Any]) -> int | None:
    """Read how many members a group may have; None if nothing is said."""
    if body.get("maxGroupSize") is None:
        return None
    found = whole_number(body["maxGroupSize"])
    if found is None:
        raise Refused("group-size-invalid", size=body["maxGroupSize"])
    return found


def extended_of(body: dict[str, Any]) -> dict[str, str]:
    """Read extended fields: an object, or a list of names and values.

    Raises
    ------
    Refused
        ``group-details-invalid``.
    """
    given = body.get("extendedFields")
    if given is None or isinstance(given, dict):
        return fields(given)
    found: dict[str, str] = {}
    for entry in given if isinstance(given, list) else [None]:
        name = text(entry.get("name")) if isinstance(entry, dict) else None
        value = text(entry.get("value")) if isinstance(entry, dict) else None
        if not name or value is None:
            raise Refused("group-details-invalid", name="extendedFields")
        found[name] = value
    return found


def permissions_of(item: dict[str, Any]) -> list[str]:
    """Read what a member may do: a list of words, or one of them.

    Raises
    ------
    Refused
        ``group-permission-invalid``.
    """
    given = item.get("permissions")
    listed = [given] if isinstance(given, str) and given else given or []
    if not isinstance(listed, list):
        raise Refused("group-permission-invalid", value=given)
    for word in listed:
        if word not in user_groups.PERMISSIONS:
            raise Refused("group-permission-invalid", value=word)
    return listed


def shown(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    """Give a group."""
    made = (row["created_at"], organisation.entity(work.store, row["created_by"]))
    changed = (row["updated_at"], organisation.entity(work.store, row["updated_by"]))
    _, size = user_groups.members(work, row["id"], limit=0, offset=0)
    return {
        "id": row["id"],
        "externalId": row["external_id"],
        "groupName": row["name"],
        "groupStatus": "ACTIVE" if row["active"] else "INACTIVE",
        "primaryUserId": row["primary_id"],
        "maxGroupSize": row["max_size"],
        "memberCount": size,
        "extendedFields": orjson.loads(row["extended"]),
        "attribution": v2.attribution(made, changed),
    }


def member(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    """Give a member of a group."""
    customer = people.load(work.store, row["customer_id"])
    return {
        "userId": customer.id,
        "firstName": customer.main.first_name,
        "lastName": customer.main.last_name,
        "primaryMember": bool(row["is_primary"]),
        "permissions": orjson.loads(row["permissions"]),
        "joinedDate": write_v2(row["joined_at"]),
    }

"""Requests as version 1.1 writes and reads them.

Source: the pages of requests; which of the codes of the 9000s stands for what follows their table.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.requests import Request
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.wire.formats import text, whole_number
from capexplore.sandbox.wire.times import write_v1

__all__ = ["LIMIT", "comments_of", "echo", "logged", "number_of", "required", "shown"]

LIMIT = 10
_LONGEST = 255
_ECHOED = ("id", "type", "base_type")


def required(item: Any, name: str) -> str:
    """Read a member that is to be there.

    Raises
    ------
    Refused
        ``input-missing``.
    """
    said = text(item.get(name)) if isinstance(item, dict) else None
    if not said:
        raise Refused("input-missing", name=name)
    return said


def number_of(item: dict[str, Any], name: str, reason: str, default: int | None = None) -> int:
    """Read a number, perhaps with a default.

    Raises
    ------
    Refused
        For the reason given.
    """
    if item.get(name) in (None, "") and default is not None:
        return default
    found = whole_number(item.get(name))
    if found is None:
        raise Refused(reason, name=name)
    return found


def comments_of(item: dict[str, Any], name: str = "comments") -> str:
    """Read comments: ``comments-too-long`` for what has more than 255 characters."""
    said = text(item.get(name)) or ""
    if len(said) > _LONGEST:
        raise Refused("comments-too-long")
    return said


def echo(item: Any) -> dict[str, Any]:
    """Give what the answer for a failed item repeats of it."""
    if not isinstance(item, dict):
        return {}
    return {name: said for name in _ECHOED if (said := text(item.get(name)))}


def shown(work: Work, request: Request) -> dict[str, Any]:
    """Give a request."""
    said = request.details
    tree: dict[str, Any] = {
        "type": request.type,
        "base_type": request.base_type,
        "customer": {"id": str(request.customer_id)},
        "old_value": said.get("old_value", ""),
        "new_value": said.get("new_value", ""),
    }
    if "survivor_id" in said:
        tree["misc_info"] = {"target_customer": {"id": said["survivor_id"]}}
    for name in ("points", "program_id", "series_id", "transaction_id", "old_type", "new_type"):
        if name in said:
            tree[name] = said[name]
    return {
        **tree,
        "reason": said.get("reason", ""),
        "comments": request.comments,
        "added_on": write_v1(request.created_at),
        "added_by": _actor(work, request.created_by),
        "updated_on": write_v1(request.updated_at),
        "updated_by": _actor(work, request.updated_by),
        "id": request.id,
        "status": request.status,
    }


def logged(work: Work, request: Request, row: sqlite3.Row) -> dict[str, Any]:
    """Give something that happened to a request."""
    return {
        "id": row["id"],
        "request_id": request.id,
        "type": request.type,
        "base_type": request.base_type,
        "status": row["status"],
        "customer": {"id": str(request.customer_id)},
        "comments": row["comments"],
        "logged_on": write_v1(row["logged_at"]),
        "logged_by": _actor(work, row["logged_by"]),
    }


def _actor(work: Work, entity_id: int) -> dict[str, str]:
    who = organisation.entity(work.store, entity_id)
    return {"id": str(who.id), "code": who.code, "name": who.name}

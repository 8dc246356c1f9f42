"""Leads as version 2 writes and reads them.

Source: the pages of leads. Which of the codes 92005 to 92015 stands for which field is not said
there; the choice is the sandbox's own.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import leads
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.wire.formats import fields, text, whole_number
from capexplore.sandbox.wire.times import read_v2, write_v2

__all__ = [
    "changes_of",
    "follow_up",
    "logged",
    "maker_of",
    "moment_of",
    "number_of",
    "shown",
    "status_changes",
]

_LONGEST = 255


def changes_of(body: dict[str, Any]) -> dict[str, Any]:
    """Read the columns that a body names, besides the status."""
    changes: dict[str, Any] = {}
    for name, column, reason in (
        ("owner", "owner", "lead-owner-invalid"),
        ("subStatus", "sub_status", "lead-sub-status-invalid"),
    ):
        if name in body:
            said = text(body[name])
            if (said is None and body[name] is not None) or len(said or "") > _LONGEST:
                raise Refused(reason, value=name)
            changes[column] = said or None
    if "nextFollowUp" in body:
        changes["next_follow_up"] = moment_of(body, "nextFollowUp", "lead-field-invalid")
    if body.get("extendedFields") is not None:
        if not isinstance(body["extendedFields"], dict):
            raise Refused("lead-field-invalid", name="extendedFields")
        changes["extended"] = fields(body["extendedFields"])
    return changes


def status_changes(body: dict[str, Any]) -> dict[str, Any]:
    """Read the change of a status: the status itself, its reason and its sub-status."""
    status = text(body.get("status"))
    if not status:
        raise Refused("lead-status-missing")
    changes: dict[str, Any] = {"status": status.upper()}
    if body.get("subStatus") is not None:
        changes["sub_status"] = text(body["subStatus"])
        if not changes["sub_status"]:
            raise Refused("lead-sub-status-missing")
    if body.get("reasonId") is not None:
        changes["reason_id"] = number_of(body, "reasonId", "lead-reason-unknown")
    return changes


def moment_of(body: dict[str, Any], name: str, reason: str) -> int | None:
    """Read a time; None for none.

    Raises
    ------
    Refused
        For the reason given.
    """
    moment = read_v2(body.get(name))
    if moment is None and body.get(name) not in (None, ""):
        raise Refused(reason, name=name)
    return moment


def number_of(body: dict[str, Any], name: str, reason: str) -> int:
    """Read a number that is to be there.

    Raises
    ------
    Refused
        For the reason given.
    """
    found = whole_number(body.get(name))
    if found is None:
        raise Refused(reason, name=name)
    return found


def maker_of(work: Work, body: dict[str, Any], name: str = "createdBy") -> int:
    """Read by whom something was done; the acting till, if nobody is named."""
    if body.get(name) in (None, ""):
        return work.till
    return number_of(body, name, "lead-maker-invalid")


def shown(work: Work, lead_id: int) -> dict[str, Any]:
    """Give a lead."""
    row = leads.find(work, lead_id)
    return {
        "id": row["id"],
        "userId": row["customer_id"],
        "type": row["type"],
        "leadFor": row["lead_for"],
        "status": row["status"],
        "nextFollowUp": _moment(row["next_follow_up"]),
        "createdOn": write_v2(row["created_at"]),
        "createdBy": row["created_by"],
        "lastUpdatedOn": write_v2(row["updated_at"]),
        "lastUpdatedBy": row["updated_by"],
        "followUpDetails": [follow_up(entry) for entry in leads.follow_ups(work, lead_id)],
        "statusLogDetails": [logged(entry) for entry in leads.log(work, lead_id)],
        "orgSourceId": row["org_source_id"],
        "extendedFields": orjson.loads(row["extended"]),
        "owner": row["owner"],
        "subStatus": row["sub_status"],
    }


def follow_up(row: sqlite3.Row) -> dict[str, Any]:
    """Give a follow-up of a lead."""
    return {
        "id": row["id"],
        "scheduledFollowUp": _moment(row["scheduled_at"]),
        "followedUpOn": _moment(row["followed_at"]),
        "followedUpBy": row["followed_by"],
        "notes": row["notes"],
        "nextFollowUp": _moment(row["next_at"]),
        "createdOn": write_v2(row["created_at"]),
        "createdBy": row["created_by"],
    }


def logged(row: sqlite3.Row) -> dict[str, Any]:
    """Give a status that a lead had; its reason, if one was given."""
    reason = {} if row["reason_id"] is None else {"reasonId": row["reason_id"]}
    return {
        "status": row["status"],
        "subStatus": row["sub_status"],
        **reason,
        "createdOn": write_v2(row["created_at"]),
        "createdBy": row["created_by"],
    }


def _moment(seconds: int | None) -> str | None:
    return None if seconds is None else write_v2(seconds)

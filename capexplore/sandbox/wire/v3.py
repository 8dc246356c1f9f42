"""How version 3 answers: ``data``, ``errors`` and ``warnings``, and the codes of reasons."""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Rejected
from capexplore.sandbox.store import Store
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.times import write_v3

__all__ = ["attribution", "failure", "refusal", "success"]

_REASONS: dict[str, tuple[int, str]] = {
    "attribution-invalid": (91021, "Attributed till {} is invalid"),
    "client-unknown": (320001, "Invalid client key and secret"),
    "client-gone": (400, "Client key {} is unknown"),
    "client-scope-invalid": (400, "Scope {} is invalid"),
    "clients-too-many": (400, "An organisation can have {} clients"),
    "connections-too-few": (51007, "maxAllowedConnections must be greater than 0"),
    "currency-unknown": (310147, "Alternate currency {} is unknown"),
    "enrolled-already": (310119, "Customer {} is enrolled already"),
    "event-name-unknown": (400, "There is no event {}"),
    "event-names-missing": (51003, "At least one event name is required"),
    "event-unknown": (400, "There is no event with id {}"),
    "field-missing": (300004, "Required field {} is missing"),
    "group-name-taken": (310069, "A target group named {} exists already"),
    "group-name-too-long": (310008, "The name of a target group has at most 200 characters"),
    "group-unknown": (310017, "Target group {} is unknown or deactivated"),
    "period-invalid": (310019, "{}"),
    "period-unknown": (310019, "Period {} is unknown"),
    "rule-invalid": (310018, "The rule of the target is invalid: {}"),
    "rule-text-missing": (310092, "The expression of the rule is missing"),
    "rule-tree-missing": (310094, "The expressionJson of the rule is missing"),
    "target-program-unknown": (310146, "Programme {} is unknown"),
    "target-unknown": (310017, "Target {} is unknown or deactivated"),
    "target-user-unknown": (310011, "Customer {} is unknown, or not enrolled"),
    "till-unknown": (400, "Till {} is unknown"),
    "webhook-name-taken": (400, "A webhook named {} exists already"),
    "webhook-unknown": (400, "Webhook id {} is invalid"),
}


def success(data: Any, status: int = 200) -> Answer:
    """Answer with data; nothing wrong is null, not an empty list."""
    return Answer({"data": data, "errors": None, "warnings": None}, status)


def attribution(store: Store, row: sqlite3.Row) -> dict[str, Any]:
    """Give who made and who last changed what a row holds, and when."""
    makers = {row["created_by"], row["updated_by"]}
    actors = {maker: v2.actor(organisation.entity(store, maker)) for maker in makers}
    return {
        "createdOn": write_v3(row["created_at"]),
        "lastUpdatedOn": write_v3(row["updated_at"]),
        "lastUpdatedBy": actors[row["updated_by"]],
        "createdBy": actors[row["created_by"]],
    }


def refusal(refused: Refused) -> Answer:
    """Answer a call that the domain refused."""
    code, message = _REASONS.get(refused.reason, (500, "The request failed"))
    detail = str(next(iter(refused.details.values()), ""))[:100]
    return Answer(_failed(code, message.format(detail)), 400)


def failure(rejected: Rejected) -> dict[str, Any]:
    """Give the body of a call that failed as a whole."""
    return _failed(rejected.code, rejected.message)


def _failed(code: int, message: str) -> dict[str, Any]:
    return {"data": None, "errors": [{"code": code, "message": message}], "warnings": None}

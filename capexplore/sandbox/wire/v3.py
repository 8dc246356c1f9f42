"""How version 3 answers: ``data``, ``errors`` and ``warnings``, and the codes of reasons."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Rejected

__all__ = ["failure", "refusal", "success"]

_REASONS: dict[str, tuple[int, str]] = {
    "attribution-invalid": (91021, "Attributed till {} is invalid"),
    "client-unknown": (320001, "Invalid client key and secret"),
    "connections-too-few": (51007, "maxAllowedConnections must be greater than 0"),
    "event-names-missing": (51003, "At least one event name is required"),
    "field-missing": (300004, "Required field {} is missing"),
    "webhook-name-taken": (400, "A webhook named {} exists already"),
    "webhook-unknown": (400, "Webhook id {} is invalid"),
}


def success(data: Any) -> Answer:
    """Answer with data; nothing wrong is null, not an empty list."""
    return Answer({"data": data, "errors": None, "warnings": None})


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

"""The event log of webhooks: ``/v3/webHooks/eventLog``."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import events
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import v3
from capexplore.sandbox.wire.times import write_v3

# Nothing is sent from here, so that nothing can be refused or wait.
_STATUS = "LOGGED"


@handles("v3/event_log/get_by_request_id")
def get_by_request_id(call: Call) -> Answer:
    """Give what a call set off."""
    rows = events.by_call(call.work, call.path["requestid"])
    return v3.success([_shown(row) for row in rows])


@handles("v3/event_log/get_by_ref_id")
def get_by_ref_id(call: Call) -> Answer:
    """Give what was told of a transaction, a customer, a coupon or a redemption."""
    rows = events.by_reference(call.work, call.path["refid"])
    return v3.success([_shown(row) for row in rows])


@handles("v3/event_log/get_by_event_id")
def get_by_event_id(call: Call) -> Answer:
    """Give one event."""
    return v3.success(_shown(events.find(call.work, call.path["eventlogid"])))


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "eventLogId": row["id"],
        "eventName": row["event"],
        "requestId": row["request_id"],
        "refId": row["ref_id"],
        "webHookId": row["webhook_id"],
        "webHookUrl": row["url"],
        "status": _STATUS,
        "createdOn": write_v3(row["created_at"]),
        "payload": orjson.loads(row["payload"]),
    }

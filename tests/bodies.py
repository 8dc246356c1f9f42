"""Request bodies that several tests send."""

from __future__ import annotations

from typing import Any

HOOK: dict[str, Any] = {
    "name": "mine",
    "eventNames": ["transactionAdded"],
    "webHookUrl": "https://hooks.mine.test/in",
    "webHookType": "HTTP",
    "methodType": "POST",
    "webHookHeaders": {},
    "maxAllowedConnections": 5,
    "active": True,
    "customerIdentifiersToBeEnriched": [],
}

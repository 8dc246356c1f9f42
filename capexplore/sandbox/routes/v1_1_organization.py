"""The organisation: ``GET /v1.1/organization/get``."""

from __future__ import annotations

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import v1_1


@handles("v1.1/organization/get")
def get(call: Call) -> Answer:
    """Give the organisation's own record."""
    record = organisation.details(call.work.store)
    said = v1_1.status(200, "SUCCESS")
    return Answer({"response": {"status": said, "organization": record}})

"""Labels of the organisation: ``/v2/organization/labels``."""

from __future__ import annotations

from capexplore.sandbox.domain import labels
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire.formats import text


@handles("v2/label/add")
def add(call: Call) -> Answer:
    """Add labels, all of them or none, and give how many they are."""
    entries = call.body.get("orgLabels") if isinstance(call.body, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise bad_request("orgLabels must be a list of objects")
    if not entries:
        raise Refused("label-empty")
    for entry in entries:
        labels.add(call.work, text(entry.get("name")) or "", text(entry.get("description")) or "")
    return Answer({"entity": len(entries), "warnings": []})


@handles("v2/label/get_all")
def get_all(call: Call) -> Answer:
    """Give all labels."""
    data = [
        {"id": row["id"], "name": row["name"], "description": row["description"]}
        for row in labels.everything(call.work)
    ]
    return Answer({"data": data, "warnings": [], "errors": []})

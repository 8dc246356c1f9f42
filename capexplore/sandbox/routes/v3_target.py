"""Targets of a group, and who is enrolled in them: ``/v3/targetGroups/{groupId}/targets``."""

from __future__ import annotations

from typing import Any

import orjson

from capexplore.sandbox.domain import target_groups, targets
from capexplore.sandbox.handling import Answer, Call, handles, whole
from capexplore.sandbox.wire import targets_v3 as wire
from capexplore.sandbox.wire import v3
from capexplore.sandbox.wire.forms import flag, needed, needed_number, number, objects


@handles("v3/target/create")
def create(call: Call) -> Answer:
    """Add targets to a group, all of them or none."""
    group_id = _id(call, "groupId")
    ids = [
        targets.add(
            call.work,
            group_id,
            needed(entry, "name", longest=target_groups.LONGEST_NAME),
            wire.target_of(call.work, entry),
            active=flag(entry, "active", default=True),
        )
        for entry in objects(call.body)
    ]
    return v3.success([_shown(call, group_id, target_id) for target_id in ids])


@handles("v3/target/update")
def update(call: Call) -> Answer:
    """Change what is named of a target; the body is a list of one, or that one."""
    group_id, target_id = _id(call, "groupId"), _id(call, "targetId")
    body = [call.body] if isinstance(call.body, dict) else call.body
    for entry in objects(body):
        name = None
        if entry.get("name") is not None:
            name = needed(entry, "name", longest=target_groups.LONGEST_NAME)
        active = flag(entry, "active", default=True) if "active" in entry else None
        details = wire.target_changes(call.work, entry)
        targets.change(call.work, group_id, target_id, details, name=name, active=active)
    return v3.success([_shown(call, group_id, target_id)])


@handles("v3/target/delete")
def delete(call: Call) -> Answer:
    """Deactivate a target."""
    row = targets.switch_off(call.work, _id(call, "groupId"), _id(call, "targetId"))
    return v3.success([wire.target(call.work, row)])


@handles("v3/target/get_all")
def get_all(call: Call) -> Answer:
    """Give the targets of a group, inactive ones included."""
    group_id = _id(call, "targetGroupId")
    target_groups.find(call.work, group_id)
    rows = targets.everything(call.work, group_id)
    return v3.success([wire.target(call.work, row) for row in rows])


@handles("v3/target/upsert_communication")
def upsert_communication(call: Call) -> Answer:
    """Set what the customers of a target are told."""
    group_id, target_id = _id(call, "groupId"), _id(call, "targetId")
    messages = wire.messages(call.body)
    return v3.success(targets.set_communications(call.work, group_id, target_id, messages))


@handles("v3/target/get_communications")
def get_communications(call: Call) -> Answer:
    """Give what the customers of a target are told."""
    row = targets.find(call.work, _id(call, "targetGroupId"), _id(call, "targetId"))
    return v3.success(orjson.loads(row["details"])["communications"])


@handles("v3/target/enrol_user")
def enrol_user(call: Call) -> Answer:
    """Enrol customers in a target, all of them or none."""
    group_id, target_id = _id(call, "targetGroupId"), _id(call, "targetId")
    data = []
    for entry in objects(call.body):
        customer_id = needed_number(entry, "customerId")
        period, balance = needed(entry, "periodName"), number(entry, "initialBalance", least=0)
        row = targets.enrol(call.work, group_id, target_id, customer_id, period, balance or 0)
        data.append(wire.enrolment(group_id, row))
    return v3.success(data)


@handles("v3/target/unenrol_user")
def unenrol_user(call: Call) -> Answer:
    """End the enrolments of customers in a target, all of them or none."""
    group_id, target_id = _id(call, "targetGroupId"), _id(call, "targetId")
    data: list[dict[str, Any]] = []
    for entry in objects(call.body):
        rows = targets.leave(call.work, group_id, target_id, needed_number(entry, "customerId"))
        data += [wire.enrolment(group_id, row) for row in rows]
    return v3.success(data)


def _shown(call: Call, group_id: int, target_id: int) -> dict[str, Any]:
    rows = targets.everything(call.work, group_id)
    return wire.target(call.work, next(row for row in rows if row["id"] == target_id))


def _id(call: Call, name: str) -> int:
    return whole(call.path[name], name)

"""Target groups and their periods: ``/v3/targetGroups``."""

from __future__ import annotations

from typing import Any

import orjson

from capexplore.sandbox.domain import target_groups, targets
from capexplore.sandbox.handling import Answer, Call, bad_request, handles, whole
from capexplore.sandbox.wire import targets_v3 as wire
from capexplore.sandbox.wire import v3
from capexplore.sandbox.wire.forms import (
    an_object,
    flag,
    needed,
    needed_number,
    number,
    objects,
)

_CHANNELS = [{"id": 1, "name": "SMS"}, {"id": 2, "name": "EMAIL"}, {"id": 3, "name": "MOBILE PUSH"}]
_NAMED = ("targetGroupName", "streakName", "targetName", "streakLevelName", "periodName")
# What can be edited of a target through its group.
_EDITABLE: tuple[str, ...] = ("expression", "expressionJson")
_CREATED = 201


@handles("v3/target_group/create")
def create(call: Call) -> Answer:
    """Add a group with its periods and targets."""
    body, work = an_object(call.body), call.work
    group_id = target_groups.add(
        work,
        needed(body, "name", longest=10_000),
        number(body, "preferredTillId"),
        wire.settings_of(body),
        active=flag(body, "active", default=True),
    )
    if body.get("periods"):
        for entry in objects(body["periods"]):
            target_groups.add_period(work, group_id, wire.period_of(entry))
    if body.get("targets"):
        for entry in objects(body["targets"]):
            _add_target(call, group_id, entry)
    return v3.success(_shown(call, group_id), _CREATED)


def _add_target(call: Call, group_id: int, entry: dict[str, Any]) -> None:
    targets.add(
        call.work,
        group_id,
        needed(entry, "name", longest=target_groups.LONGEST_NAME),
        wire.target_of(call.work, entry),
        active=flag(entry, "active", default=True),
    )


@handles("v3/target_group/get_all")
def get_all(call: Call) -> Answer:
    """Give all groups, inactive ones included."""
    with_periods = call.flag("includePeriods")
    rows = target_groups.everything(call.work)
    return v3.success([wire.group(call.work, row, with_periods=with_periods) for row in rows])


@handles("v3/target_group/get")
def get(call: Call) -> Answer:
    """Give a group, with its periods if they are wanted."""
    row = target_groups.find(call.work, _id(call, "targetGroupId"))
    with_periods = call.flag("includePeriods")
    return v3.success(wire.group(call.work, row, with_periods=with_periods))


@handles("v3/target_group/update")
def update(call: Call) -> Answer:
    """Change the name of a group and the rules of its targets; nothing else can be edited."""
    group_id = _id(call, "targetGroupId")
    body = an_object(call.body)
    changes: dict[str, Any] = {}
    if body.get("name") is not None:
        changes["name"] = needed(body, "name", longest=10_000)
    target_groups.change(call.work, group_id, **changes)
    for entry in objects(body["targets"]) if body.get("targets") else []:
        rules = {name: entry[name] for name in _EDITABLE if name in entry}
        details = wire.target_changes(call.work, rules)
        targets.change(call.work, group_id, needed_number(entry, "id"), details)
    return v3.success(_shown(call, group_id))


@handles("v3/target_group/update_unified_target")
def update_unified_target(call: Call) -> Answer:
    """Set the common threshold of a group, change its targets, add some and deactivate others."""
    body, group_id = an_object(call.body), _id(call, "targetGroupId")
    details = orjson.loads(target_groups.find(call.work, group_id)["details"])
    if body.get("unifiedTargetExpression") is not None:
        threshold = needed_number(an_object(body["unifiedTargetExpression"]), "thresholdValue")
        details["unifiedTargetExpression"] = {"thresholdValue": threshold}
    target_groups.change(call.work, group_id, details=details)
    for entry in objects(body["targets"]) if body.get("targets") else []:
        if entry.get("id") is None:
            _add_target(call, group_id, entry)
        else:
            name = needed(entry, "name") if entry.get("name") is not None else None
            changes = wire.target_changes(call.work, entry)
            targets.change(call.work, group_id, needed_number(entry, "id"), changes, name=name)
    gone = body.get("deactivateTargetIds") or []
    if not isinstance(gone, list):
        raise bad_request("deactivateTargetIds must be a list of ids")
    for target_id in gone:
        targets.switch_off(call.work, group_id, whole(target_id, "deactivateTargetIds"))
    return v3.success(_shown(call, group_id))


@handles("v3/target_group/delete")
def delete(call: Call) -> Answer:
    """Deactivate a group."""
    target_groups.switch_off(call.work, _id(call, "groupId"))
    return v3.success(True)


@handles("v3/target_group/is_valid_name")
def is_valid_name(call: Call) -> Answer:
    """Whether a name is free: of a group, a target, a period or a streak."""
    body = an_object(call.body)
    kind, value = needed(body, "type"), needed(body, "value", longest=10_000)
    if kind not in _NAMED:
        raise bad_request(f"type must be one of {', '.join(_NAMED)}")
    free = len(value) <= target_groups.LONGEST_NAME and not _taken(call, kind, value)
    return v3.success(free)


def _taken(call: Call, kind: str, value: str) -> bool:
    if kind == "targetGroupName":
        return target_groups.name_taken(call.work, value)
    if kind == "targetName":
        return targets.name_taken(call.work, value)
    return _inside(call, kind, value)


def _inside(call: Call, kind: str, value: str) -> bool:
    """Whether a period or a streak of any group has a name."""
    for row in target_groups.everything(call.work):
        if kind == "periodName":
            names = [one["ref_code"] for one in target_groups.periods(call.work, row["id"])]
        else:
            names = [streak["name"] for streak in orjson.loads(row["details"])["streaks"]]
        if value in names:
            return True
    return False


@handles("v3/target_group/get_channels")
def get_channels(_call: Call) -> Answer:
    """Give the channels by which customers can be told of targets."""
    return v3.success(_CHANNELS)


@handles("v3/target_group/create_periods")
def create_periods(call: Call) -> Answer:
    """Add periods to a group, all of them or none."""
    group_id = _id(call, "groupId")
    for entry in objects(call.body):
        target_groups.add_period(call.work, group_id, wire.period_of(entry))
    return _periods(call, group_id)


@handles("v3/target_group/update_periods")
def update_periods(call: Call) -> Answer:
    """Change periods of a group, all of them or none."""
    group_id = _id(call, "groupId")
    target_groups.find(call.work, group_id)
    for entry in objects(call.body):
        period_id = needed_number(entry, "id")
        target_groups.change_period(call.work, group_id, period_id, wire.period_of(entry))
    return _periods(call, group_id)


@handles("v3/target_group/get_periods")
def get_periods(call: Call) -> Answer:
    """Give the periods of a group."""
    group_id = _id(call, "targetGroupId")
    target_groups.find(call.work, group_id)
    return _periods(call, group_id)


def _periods(call: Call, group_id: int) -> Answer:
    rows = target_groups.periods(call.work, group_id)
    return v3.success([wire.period(call.work, row) for row in rows])


def _shown(call: Call, group_id: int) -> dict[str, Any]:
    row = next(row for row in target_groups.everything(call.work) if row["id"] == group_id)
    return wire.changed_group(call.work, row)


def _id(call: Call, name: str) -> int:
    return whole(call.path[name], name)

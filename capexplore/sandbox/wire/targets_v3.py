"""Target groups, periods and targets as version 3 writes and reads them.

Periods are plain days; the list of groups counts milliseconds. Source: the pages of target groups,
target periods and targets.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from capexplore.sandbox.domain import target_groups, targets
from capexplore.sandbox.domain.calendar import ZONE
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.domain.target_groups import Period
from capexplore.sandbox.handling import bad_request
from capexplore.sandbox.wire import v3
from capexplore.sandbox.wire.forms import an_object, choice, flag, needed, number, objects, words
from capexplore.sandbox.wire.times import moment

__all__ = [
    "changed_group",
    "enrolment",
    "group",
    "messages",
    "period",
    "period_of",
    "settings_of",
    "target",
    "target_changes",
    "target_of",
]

TRACKING = ("DEFAULT", "STREAK", "CAPPING")
WINDOWS = ("FIXED_CALENDAR_WINDOW", "CYCLIC_WINDOW", "PERIOD_AGNOSTIC_WINDOW")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "HALF_YEARLY", "YEARLY", "CUSTOM")
_OCCASIONS = ("START", "FINISH", "CHANGE", "REMINDER")
_FILTERS = ("STORE", "ZONE", "CONCEPT")
_AGGREGATES = ("SUM", "COUNT")
_MILLISECONDS = 1000


def settings_of(body: dict[str, Any]) -> dict[str, Any]:
    """Read what a group is set to besides its name."""
    return {
        "trackingType": choice(body, "trackingType", TRACKING),
        "targetEvaluationType": choice(body, "targetEvaluationType", WINDOWS),
        "totalPeriods": _needed_count(body, "totalPeriods"),
        "frequencyType": choice(body, "frequencyType", FREQUENCIES),
        "frequency": _needed_count(body, "frequency"),
        "recurringCycles": _needed_count(body, "recurringCycles", least=0),
        "description": words(body, "description"),
        "leaderboardEnabled": flag(body, "leaderboardEnabled", default=False),
        "streaks": [_streak(entry) for entry in _list(body, "streaks")],
    }


def _needed_count(body: dict[str, Any], name: str, *, least: int = 1) -> int:
    found = number(body, name, least=least)
    if found is None:
        raise Refused("field-missing", name=name)
    return found


def _list(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list that need not be there."""
    return objects(body[name]) if body.get(name) else []


def _streak(entry: dict[str, Any]) -> dict[str, Any]:
    length = number(entry, "targetCountOfSequence", least=1)
    return {"name": needed(entry, "name"), "targetCountOfSequence": length or 1}


def period_of(body: dict[str, Any]) -> Period:
    """Read a period; of a moment the day counts, by the cluster's clock."""
    return Period(
        ref_code=needed(body, "refCode", longest=100),
        starts_on=_day(body, "startDate"),
        ends_on=_day(body, "endDate"),
        description=words(body, "description"),
        active=flag(body, "active", default=True),
    )


def _day(body: dict[str, Any], name: str) -> str:
    said = needed(body, name)
    found = moment(said)
    if found is None:
        raise Refused("period-invalid", why=f"{name} {said} is no date")
    return (found.astimezone(ZONE) if found.tzinfo else found).date().isoformat()


def target_of(work: Work, body: dict[str, Any]) -> dict[str, Any]:
    """Read everything of a target except its name, with defaults for what is not said."""
    nothing: dict[str, Any] = {
        "targetType": needed(body, "targetType").upper(),
        "targetEntity": needed(body, "targetEntity").upper(),
        "description": "",
        "expression": "",
        "expressionJson": "",
        "filters": [],
        "enrolmentMethod": "TRANSACTION",
        "defaultValues": [],
        "extendedFieldInfo": None,
    }
    found = nothing | target_changes(work, body)
    if found["targetType"] == "EXTENDED_FIELD" and not found["extendedFieldInfo"]:
        raise Refused("field-missing", name="extendedFieldInfo")
    return found


def target_changes(work: Work, body: dict[str, Any]) -> dict[str, Any]:
    """Read what is named of a target."""
    named = {name: body[name] for name in body if body[name] is not None}
    found: dict[str, Any] = {
        name: read(body, name) for name, read in _TARGET_MEMBERS.items() if name in named
    }
    if "defaultValues" in named:
        values = _list(body, "defaultValues")
        found["defaultValues"] = [_value(work, entry) for entry in values]
    return found


def _kind(body: dict[str, Any], name: str) -> str:
    return needed(body, name).upper()


def _filters(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [_filter(entry) for entry in _list(body, name)]


def _method(body: dict[str, Any], name: str) -> str:
    return choice(body, name, targets.METHODS)


def _extended_field(body: dict[str, Any], name: str) -> dict[str, Any] | None:
    info = an_object(body[name])
    if not info:
        return None
    aggregate = choice(info, "aggregateFunction", _AGGREGATES, "SUM")
    return {"name": needed(info, "name"), "aggregateFunction": aggregate}


def _rule(body: dict[str, Any], name: str) -> Any:
    """A rule, as text; its tree may come as one."""
    if name == "expressionJson" and isinstance(body[name], dict):
        return body[name]
    said = words(body, name, longest=10_000)
    if name == "expressionJson" and said:
        try:
            orjson.loads(said)
        except orjson.JSONDecodeError:
            raise Refused("rule-invalid", value=said) from None
    return said


_TARGET_MEMBERS: dict[str, Callable[[dict[str, Any], str], Any]] = {
    "targetType": _kind,
    "targetEntity": _kind,
    "description": words,
    "alternateCurrencyIdentifier": words,
    "eventName": words,
    "expression": _rule,
    "expressionJson": _rule,
    "emfRuleSetId": number,
    "programId": number,
    "filters": _filters,
    "enrolmentMethod": _method,
    "extendedFieldInfo": _extended_field,
}


def _filter(entry: dict[str, Any]) -> dict[str, Any]:
    ids = entry.get("entityIds")
    if not isinstance(ids, list) or not all(isinstance(one, (int, str)) for one in ids):
        raise bad_request("entityIds must be a list of ids")
    return {"entityIds": ids, "entityType": choice(entry, "entityType", _FILTERS)}


def _value(work: Work, entry: dict[str, Any]) -> dict[str, Any]:
    value = entry.get("defaultValue")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 10**15:
        raise bad_request("defaultValue must be a number")
    known = number(entry, "id")
    return {
        "id": work.store.next_id("target_value") if known is None else known,
        "periodId": number(entry, "periodId"),
        "defaultValue": value,
    }


def messages(body: object) -> list[dict[str, Any]]:
    """Read what the customers of a target are to be told."""
    return [
        {
            "active": flag(entry, "active", default=True),
            "channelId": needed(entry, "channelId"),
            "communicationType": choice(entry, "communicationType", _OCCASIONS),
            "messageTemplate": words(entry, "messageTemplate", longest=10_000),
            "offsetDays": number(entry, "offsetDays") or 0,
            "sender": words(entry, "sender"),
            "subjectTemplate": words(entry, "subjectTemplate"),
        }
        for entry in objects(body)
    ]


def group(work: Work, row: sqlite3.Row, *, with_periods: bool) -> dict[str, Any]:
    """Give a group that was asked for, with its times and targets."""
    spans = target_groups.periods(work, row["id"])
    running = (one for one in spans if target_groups.period_status(work, one) == "RUNNING")
    active = next(running, None)
    return {
        "id": row["id"],
        "name": row["name"],
        "createdOn": row["created_at"] * _MILLISECONDS,
        "fromDate": spans[0]["starts_on"] if spans else None,
        "toDate": max(one["ends_on"] for one in spans) if spans else None,
        "active": bool(row["active"]),
        "preferredTillId": row["till_id"],
        **({} if active is None else {"activePeriod": period(work, active)}),
        **({"periods": [period(work, one) for one in spans]} if with_periods else {}),
        "streaks": orjson.loads(row["details"])["streaks"],
        **_settings(work, row),
    }


def changed_group(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    """Give a group that was added or changed, with its periods and targets."""
    return {
        "id": row["id"],
        "name": row["name"],
        "active": bool(row["active"]),
        "preferredTillId": row["till_id"],
        "periods": [period(work, one) for one in target_groups.periods(work, row["id"])],
        **_settings(work, row),
    }


def _settings(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    settings = orjson.loads(row["details"])
    tree = {
        "totalPeriods": settings["totalPeriods"],
        "description": settings["description"],
        "targetEvaluationType": settings["targetEvaluationType"],
        "recurringCycles": settings["recurringCycles"],
        "frequencyType": settings["frequencyType"],
        "frequency": settings["frequency"],
        "trackingType": settings["trackingType"],
        "targets": [target(work, one) for one in targets.everything(work, row["id"])],
        "leaderboardEnabled": settings["leaderboardEnabled"],
    }
    if "unifiedTargetExpression" in settings:
        tree["unifiedTargetExpression"] = settings["unifiedTargetExpression"]
    return tree


def period(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    """Give a period."""
    return {
        "id": row["id"],
        "attribution": v3.attribution(work.store, row),
        "startDate": row["starts_on"],
        "endDate": row["ends_on"],
        "refCode": row["ref_code"],
        "periodStatus": target_groups.period_status(work, row),
        "targetGroupId": row["group_id"],
        "description": row["description"],
        "active": bool(row["active"]),
    }


def target(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    """Give a target."""
    details = orjson.loads(row["details"])
    del details["communications"]
    return {
        "id": row["id"],
        "attribution": v3.attribution(work.store, row),
        "name": row["name"],
        "targetGroupId": row["group_id"],
        **details,
        "active": bool(row["active"]),
    }


def enrolment(group_id: int, row: sqlite3.Row) -> dict[str, Any]:
    """Give the enrolment of a customer in a target for a period."""
    enrolled = datetime.fromtimestamp(row["enrolled_at"], ZONE).date().isoformat()
    return {
        "id": row["id"],
        "customerId": row["customer_id"],
        "targetGroupId": group_id,
        "targetId": row["target_id"],
        "periodId": row["period_id"],
        "periodName": row["ref_code"],
        "initialBalance": row["balance"],
        "enrolledOn": enrolled,
        "active": bool(row["active"]),
    }

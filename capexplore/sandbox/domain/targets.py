"""Targets: what the customers of a target group are to reach, and who is enrolled.

Source: the pages of targets and of enrolling customers in them.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import people, target_groups
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = [
    "ENTITIES",
    "METHODS",
    "TYPES",
    "add",
    "change",
    "enrol",
    "everything",
    "find",
    "leave",
    "name_taken",
    "set_communications",
    "switch_off",
]

_TYPE_NAMES = """
QUANTITY SALES COUNT VISIT GROSS_SALES REGULAR_POINTS PROMOTIONAL_POINTS ALL_POINTS EXTENDED_FIELD
EVENT_ATTRIBUTE ALL REGULAR PROMOTION
"""
_ENTITY_NAMES = "TRANSACTION LINEITEM POINTS EVENT REWARDS ALTERNATE_CURRENCIES"
TYPES, ENTITIES = tuple(_TYPE_NAMES.split()), tuple(_ENTITY_NAMES.split())
METHODS = ("TRANSACTION", "IMPORT")


def add(work: Work, group_id: int, name: str, details: dict[str, Any], *, active: bool) -> int:
    """Add a target to a group and give its id.

    Raises
    ------
    Refused
        ``group-unknown``, and what `_check` finds wrong with its rule.
    """
    target_groups.find(work, group_id)
    _check(work, details)
    return work.store.insert(
        "targets",
        id=work.store.next_id("target"),
        group_id=group_id,
        name=name,
        details=orjson.dumps({**details, "communications": []}).decode(),
        active=active,
        **work.made,
    )


def change(
    work: Work,
    group_id: int,
    target_id: int,
    details: dict[str, Any],
    *,
    name: str | None = None,
    active: bool | None = None,
) -> None:
    """Change what is named of a target that is active.

    Raises
    ------
    Refused
        ``target-unknown`` and as `add`.
    """
    row = find(work, group_id, target_id)
    changed = orjson.loads(row["details"]) | details
    _check(work, changed)
    work.store.change(
        "targets",
        target_id,
        name=row["name"] if name is None else name,
        details=orjson.dumps(changed).decode(),
        active=row["active"] if active is None else active,
        **work.changed,
    )


def set_communications(
    work: Work, group_id: int, target_id: int, messages: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Set what customers are told, one message for each kind and channel, and give them all."""
    row = find(work, group_id, target_id)
    kept = {_occasion(known): known for known in orjson.loads(row["details"])["communications"]}
    for message in messages:
        known = kept.get(_occasion(message))
        number = known["id"] if known else work.store.next_id("target_communication")
        kept[_occasion(message)] = {"id": number, **message}
    change(work, group_id, target_id, {"communications": list(kept.values())})
    return list(kept.values())


def _occasion(message: dict[str, Any]) -> tuple[str, str]:
    return message["communicationType"], message["channelId"]


def switch_off(work: Work, group_id: int, target_id: int) -> sqlite3.Row:
    """Deactivate a target and give it as it is then."""
    change(work, group_id, target_id, {}, active=False)
    row = work.store.one("SELECT * FROM targets WHERE id = ?", target_id)
    assert row is not None  # noqa: S101 - it was just changed
    return row


def everything(work: Work, group_id: int) -> list[sqlite3.Row]:
    """Give the targets of a group, inactive ones included, the oldest first."""
    return work.store.all("SELECT * FROM targets WHERE group_id = ? ORDER BY id", group_id)


def find(work: Work, group_id: int, target_id: int) -> sqlite3.Row:
    """Give an active target of an active group.

    Raises
    ------
    Refused
        ``group-unknown`` or ``target-unknown``.
    """
    target_groups.find(work, group_id)
    row = work.store.one(
        "SELECT * FROM targets WHERE id = ? AND group_id = ? AND active", target_id, group_id
    )
    if row is None:
        raise Refused("target-unknown", id=target_id)
    return row


def name_taken(work: Work, name: str) -> bool:
    """Whether an active target has a name."""
    return work.store.one("SELECT 1 FROM targets WHERE name = ? AND active", name) is not None


def _check(work: Work, details: dict[str, Any]) -> None:
    """Refuse a rule that cannot be judged.

    Raises
    ------
    Refused
        ``rule-text-missing`` or ``rule-tree-missing`` for one form of a rule without the other,
        ``rule-invalid`` for types that there are not; ``target-program-unknown`` or
        ``currency-unknown`` for a target in a currency that the organisation has not.
    """
    if details["targetType"] not in TYPES or details["targetEntity"] not in ENTITIES:
        raise Refused("rule-invalid", value=details["targetType"])
    if details["expressionJson"] and not details["expression"]:
        raise Refused("rule-text-missing")
    if details["expression"] and not details["expressionJson"]:
        raise Refused("rule-tree-missing")
    if details["targetEntity"] == "ALTERNATE_CURRENCIES":
        program = details.get("programId")
        if work.store.one("SELECT 1 FROM programs WHERE id = ?", program) is None:
            raise Refused("target-program-unknown", id=program)
        # No currency but points is set up in this organisation.
        raise Refused("currency-unknown", value=details.get("alternateCurrencyIdentifier"))


def enrol(
    work: Work, group_id: int, target_id: int, customer_id: int, ref_code: str, balance: int
) -> sqlite3.Row:
    """Enrol a customer in a target for a period that is not over.

    Raises
    ------
    Refused
        ``target-user-unknown``, ``period-unknown``, ``period-invalid`` or ``enrolled-already``.
    """
    find(work, group_id, target_id)
    customer_id = _customer(work, customer_id)
    periods = target_groups.periods(work, group_id)
    period = next((row for row in periods if row["ref_code"] == ref_code and row["active"]), None)
    if period is None:
        raise Refused("period-unknown", value=ref_code)
    if target_groups.period_status(work, period) == target_groups.ENDED:
        raise Refused("period-invalid", why=f"Period {ref_code} is over")
    for row in _enrolments(work, target_id, customer_id):
        if row["period_id"] == period["id"]:
            raise Refused("enrolled-already", id=customer_id)
    row_id = work.store.insert(
        "target_enrolments",
        id=work.store.next_id("target_enrolment"),
        target_id=target_id,
        period_id=period["id"],
        customer_id=customer_id,
        balance=balance,
        active=True,
        enrolled_at=work.now,
    )
    return _enrolment(work, row_id)


def leave(work: Work, group_id: int, target_id: int, customer_id: int) -> list[sqlite3.Row]:
    """End the enrolments of a customer in a target, and give them.

    Raises
    ------
    Refused
        ``target-user-unknown``: nobody, or not enrolled.
    """
    find(work, group_id, target_id)
    rows = _enrolments(work, target_id, _customer(work, customer_id))
    if not rows:
        raise Refused("target-user-unknown", id=customer_id)
    for row in rows:
        work.store.change("target_enrolments", row["id"], active=False)
    return [_enrolment(work, row["id"]) for row in rows]


def _customer(work: Work, customer_id: int) -> int:
    try:
        return people.survivor(work.store, customer_id)[0]
    except Refused:
        raise Refused("target-user-unknown", id=customer_id) from None


def _enrolments(work: Work, target_id: int, customer_id: int) -> list[sqlite3.Row]:
    return work.store.all(
        "SELECT * FROM target_enrolments WHERE target_id = ? AND customer_id = ? AND active",
        *(target_id, customer_id),
    )


def _enrolment(work: Work, row_id: int) -> sqlite3.Row:
    row = work.store.one(
        "SELECT e.*, p.ref_code FROM target_enrolments e "
        "JOIN target_periods p ON p.id = e.period_id WHERE e.id = ?",
        row_id,
    )
    assert row is not None  # noqa: S101 - its id was just read
    return row

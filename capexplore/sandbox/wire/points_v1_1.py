"""Points, as version 1.1 reads and writes them.

Source: the pages of checking and redeeming points and of issuing a validation code.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from capexplore.catalog import Action
from capexplore.sandbox.domain.amounts import number
from capexplore.sandbox.domain.calendar import ZONE
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Notice, Refused, Work
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.customers_v1_1 import IDENTIFIERS
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.times import moment

__all__ = [
    "given_names",
    "names",
    "not_redeemed",
    "redeemed",
    "refused",
    "time_of",
    "verdict",
]


def time_of(given: object, work: Work) -> int:
    """Read the time of a redemption; now if none is given.

    Only the date is left of a time with an offset, except of one in UTC, which is converted.
    Source: the time-zone page of points.

    Raises
    ------
    Refused
        ``redemption-time-invalid``: none, or in the future.
    """
    if given is None or given == "":
        return work.now
    at = moment(given)
    if at is None:
        raise Refused("redemption-time-invalid")
    if at.tzinfo is not None and not str(given).strip().upper().endswith("Z"):
        at = datetime(at.year, at.month, at.day, tzinfo=ZONE)
    elif at.tzinfo is None:
        at = at.replace(tzinfo=ZONE)
    seconds = int(at.timestamp())
    if seconds > work.now:
        raise Refused("redemption-time-invalid")
    return seconds


def names(customer: Customer) -> dict[str, Any]:
    """Give the identifiers with which a customer is answered."""
    return {name: customer.identifier(kind) or "" for name, kind in IDENTIFIERS.items()}


def given_names(given: dict[str, str]) -> dict[str, Any]:
    """Give the identifiers as they were sent, for somebody who is not known."""
    return {name: given.get(name, "") for name in IDENTIFIERS}


def verdict(message: str, notices: Iterable[Notice], code: str | int) -> dict[str, Any]:
    """Give the status of an item that worked."""
    return _brief(v1_1.verdict(message, notices, code=code))


def refused(why: Refused, action: Action, *, as_text: bool = True) -> dict[str, Any]:
    """Give the status of an item that did not work."""
    return _brief(v1_1.refused_item(why, action, as_text=as_text))


def _brief(said: dict[str, Any]) -> dict[str, Any]:
    """The status of an item as points have it: with warnings only if there are any."""
    return {name: value for name, value in said.items() if value != {"warning": []}}


def redeemed(customer: Customer, row: sqlite3.Row, balance: int) -> dict[str, Any]:
    """Give a redemption that was made."""
    points = number(row["points"])
    effect = {
        "id": row["id"],
        "case_value": "false",
        "num_points": points,
        "currency_value": points,
        "validation_code": row["validation_code"],
        "points_redemption_summary_id": str(row["id"]),
        "redeemed_on_bill_number": row["bill_number"],
        # Points are redeemed before there is a bill, so the bill is known by its number only.
        "redeemed_on_bill_id": -1,
        "type": "points",
    }
    return {
        **names(customer),
        "user_id": str(customer.id),
        "redemption_id": row["redemption_id"],
        "points_redeemed": str(points),
        "redemption_purpose": "",
        "redeemed_value": points,
        "redeemed_local_value": points,
        "balance": number(balance),
        "side_effects": {"effect": [effect]},
    }


def not_redeemed(
    customer: Customer | None, given: dict[str, str], item: dict[str, Any]
) -> dict[str, Any]:
    """Give what is answered instead of a redemption."""
    return {
        **(given_names(given) if customer is None else names(customer)),
        "user_id": None if customer is None else str(customer.id),
        "points_redeemed": text(item.get("points_redeemed")) or "",
        "redeemed_value": 0,
        "side_effects": {"effect": []},
    }

"""One coupon: what it is, and whom it may be given to."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from capexplore.sandbox.domain.coupons.series import Series
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["Coupon", "check_audience", "made"]


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon that was issued to a customer; `valid_till` is the last second of its last day."""

    id: int
    series_id: int
    customer_id: int
    code: str
    pin: str | None
    created_at: int
    valid_till: int
    till_id: int
    sent_at: int | None
    revoked: bool


def made(row: sqlite3.Row) -> Coupon:
    """Give the coupon of a row of the table."""
    return Coupon(
        id=row["id"],
        series_id=row["series_id"],
        customer_id=row["customer_id"],
        code=row["code"],
        pin=row["pin"],
        created_at=row["created_at"],
        valid_till=row["valid_till"],
        till_id=row["till_id"],
        sent_at=row["sent_at"],
        revoked=bool(row["revoked"]),
    )


def check_audience(work: Work, series: Series, customer: Customer) -> None:
    """Refuse a customer whom a series is not for.

    Raises
    ------
    Refused
        ``coupon-not-meant`` (for loyalty customers only), ``coupon-not-usable`` (the customer is
        none of the target users).
    """
    if series.settings["issueToLoyalty"] and not customer.loyal:
        raise Refused("coupon-not-meant", id=customer.id)
    targets = series.settings["targetUserDetails"]
    first = targets.get("validUserRegistrationStartTime")
    last = targets.get("validUserRegistrationEndTime")
    sales = targets.get("validMaxUserTransactionLimit")
    registered = customer.registered_at * 1000
    if (first and registered < first) or (last and registered > last):
        raise Refused("coupon-not-usable", id=customer.id)
    if sales is not None and sales >= 0 and _sales(work, customer.id) > sales:
        raise Refused("coupon-not-usable", id=customer.id)


def _sales(work: Work, customer_id: int) -> int:
    row = work.store.one(
        "SELECT count(*) AS number FROM transactions WHERE customer_id = ? "
        "AND type IN ('REGULAR', 'MIXED')",
        customer_id,
    )
    return row["number"] if row is not None else 0

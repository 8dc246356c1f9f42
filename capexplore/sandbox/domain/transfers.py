"""Transfers of points from one customer to another; points are whole thousandths."""

from __future__ import annotations

import sqlite3

from capexplore.sandbox.domain import people, points
from capexplore.sandbox.domain.amounts import UNIT
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.points import DEFAULT_PROGRAM
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["check", "of_customer", "transfer"]


def check(work: Work, giver: Customer, taker: Customer, amount: int, program_id: int) -> None:
    """Refuse a transfer that cannot be made: only whole points that were not for a registration.

    Raises
    ------
    Refused
        ``same-customer``, ``giver-fraud``, ``taker-fraud``, ``status-blocks``,
        ``program-unknown``, ``not-enrolled``, ``points-not-whole`` or ``points-not-movable``.
    """
    if giver.id == taker.id:
        raise Refused("same-customer", id=giver.id)
    for who, customer, action in (("giver", giver, "redeem"), ("taker", taker, "earn")):
        if customer.is_fraud:
            raise Refused(f"{who}-fraud", id=customer.id)
        people.check_status(work.store, customer.id, action)
        points.member(work, customer.id, program_id)
    if amount % UNIT:
        raise Refused("points-not-whole")
    if amount > sum(award["remaining"] for award in _movable(work, giver.id, program_id)):
        raise Refused("points-not-movable", id=giver.id)


def transfer(
    work: Work,
    giver: Customer,
    taker: Customer,
    amount: int,
    *,
    program_id: int = DEFAULT_PROGRAM,
    notes: str = "",
) -> sqlite3.Row:
    """Move points to another customer and give the transfer; they keep their time of expiry.

    The transfer is given as `of_customer` gives it.

    Raises
    ------
    Refused
        See `check`.
    """
    check(work, giver, taker, amount, program_id)
    row_id = work.store.next_id("points_transfer")
    work.store.insert(
        "point_transfers",
        id=row_id,
        giver=giver.id,
        taker=taker.id,
        program_id=program_id,
        points=amount,
        notes=notes,
        moved_at=work.now,
        till_id=work.till,
    )
    left = amount
    for award in _movable(work, giver.id, program_id):
        part = min(left, award["remaining"])
        if part:
            points.spend(work, award, part, "transferred")
            points.award(work, taker.id, program_id, "transfer", part, award["expires_at"])
        left -= part
    return next(row for row in of_customer(work, giver.id, program_id) if row["id"] == row_id)


def _movable(work: Work, giver: int, program_id: int) -> list[sqlite3.Row]:
    awards = points.spendable(work, giver, program_id)
    return [award for award in awards if award["kind"] != "registration"]


def of_customer(work: Work, customer_id: int, program_id: int) -> list[sqlite3.Row]:
    """Give the transfers from and to a customer, the newest first.

    Each says in ``given`` whether the points were the customer's.
    """
    return work.store.all(
        "SELECT t.*, giver = ? AS given, p.name AS program_name "
        "FROM point_transfers t JOIN programs p ON p.id = t.program_id "
        "WHERE ? IN (giver, taker) AND p.id = ? ORDER BY t.id DESC",
        *(customer_id, customer_id, program_id),
    )

"""The points ledger: what customers earn, redeem, give away and lose.

Points lie in awards. Every award says how much was given and what is left of it; whatever takes
points takes them from awards, those that expire first before the others, and what expires is what
is left when an award's time is over. So, at any time and for every customer::

    given = left + redeemed (and not reversed) + taken back + transferred + expired

Points are whole thousandths, as in `amounts`.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from capexplore.sandbox.domain import sales, tiers
from capexplore.sandbox.domain.amounts import UNIT
from capexplore.sandbox.domain.calendar import day_end
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = [
    "DEFAULT_PROGRAM",
    "TIER_END",
    "Earned",
    "Standing",
    "Tier",
    "award",
    "earn",
    "enrol",
    "member",
    "of_sale",
    "spend",
    "spendable",
    "standing",
    "standings",
    "take_back",
]

DEFAULT_PROGRAM = 31
# The documented samples print this moment for tiers that do not expire (2124-12-31 23:59:59+05:30).
TIER_END = 4_891_343_399
_LIFE_DAYS = 365
_AMOUNT_PER_POINT = 10
# What counts for the lifetime and the tier; what somebody gave away does not.
_EARNED_KINDS = ("registration", "sale", "goodwill")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands in a programme; points and purchases in thousandths.

    Attributes
    ----------
    lifetime : int
        Earned so far, less what returns took back.
    balance : int
        What can be redeemed now.
    redeemed, expired, returned : int
        What was redeemed (and not reversed), what expired, what returns took back.
    purchases : int
        The amount of all sales less that of their returns.
    next_from : int or None
        The lifetime points from which the next tier is reached; None if there is none.
    """

    program_id: int
    program_name: str
    loyalty_id: int
    lifetime: int
    balance: int
    redeemed: int
    expired: int
    returned: int
    purchases: int
    tier: int
    tier_name: str
    tier_expires_at: int
    next_name: str | None
    next_serial: int
    next_description: str
    next_from: int | None


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier that a customer reached, and the one before."""

    previous_serial: int
    previous_name: str
    serial: int
    name: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Earned:
    """What a sale brought: points, the balance after, and a new tier if there is one."""

    points: int
    balance: int
    expires_at: int
    tier: Tier | None


def standing(work: Work, customer_id: int, program_id: int = DEFAULT_PROGRAM) -> Standing | None:
    """Give where a customer stands in a programme, or None if not enrolled."""
    row = work.store.one(
        "SELECT e.*, t.name AS tier_name, p.name AS program_name, n.serial AS next_serial, "
        "n.name AS next_name, n.description AS next_description, "
        "n.from_points AS next_from FROM enrolments e "
        "JOIN programs p ON p.id = e.program_id "
        "JOIN tiers t ON t.program_id = e.program_id AND t.serial = e.tier "
        "LEFT JOIN tiers n ON n.program_id = e.program_id AND n.serial = e.tier + 1 "
        "WHERE e.customer_id = ? AND e.program_id = ?",
        customer_id,
        program_id,
    )
    if row is None:
        return None
    points = work.store.one(
        "SELECT coalesce(sum(CASE WHEN kind IN (?, ?, ?) THEN points END), 0) AS given, "
        "coalesce(sum(CASE WHEN expires_at >= ? THEN remaining END), 0) AS balance, "
        "coalesce(sum(CASE WHEN expires_at < ? THEN remaining END), 0) AS expired, "
        "coalesce(sum(redeemed), 0) AS redeemed, coalesce(sum(returned), 0) AS returned "
        "FROM awards WHERE customer_id = ? AND program_id = ?",
        *_EARNED_KINDS,
        *(work.now, work.now, customer_id, program_id),
    )
    assert points is not None  # noqa: S101 - an aggregate always has a row
    return Standing(
        program_id=program_id,
        program_name=row["program_name"],
        loyalty_id=row["loyalty_id"],
        lifetime=points["given"] - points["returned"],
        balance=points["balance"],
        redeemed=points["redeemed"],
        expired=points["expired"],
        returned=points["returned"],
        purchases=sales.purchases(work, customer_id),
        tier=row["tier"],
        tier_name=row["tier_name"],
        tier_expires_at=row["tier_expires_at"],
        next_name=row["next_name"],
        next_serial=-1 if row["next_serial"] is None else row["next_serial"],
        next_description=row["next_description"] or "",
        next_from=None if row["next_from"] is None else row["next_from"] * UNIT,
    )


def member(work: Work, customer_id: int, program_id: int = DEFAULT_PROGRAM) -> Standing:
    """Give where a customer stands in a programme that they are to be in.

    Raises
    ------
    Refused
        ``program-unknown`` or ``not-enrolled``.
    """
    found = standing(work, customer_id, program_id)
    if found is not None:
        return found
    if work.store.one("SELECT 1 FROM programs WHERE id = ?", program_id) is None:
        raise Refused("program-unknown", id=program_id)
    raise Refused("not-enrolled", id=customer_id)


def standings(work: Work, customer_id: int) -> list[Standing]:
    """Give where a customer stands in every programme that the customer is in."""
    rows = work.store.all(
        "SELECT program_id FROM enrolments WHERE customer_id = ? ORDER BY program_id", customer_id
    )
    found = (standing(work, customer_id, row["program_id"]) for row in rows)
    return [one for one in found if one is not None]


def enrol(work: Work, customer_id: int, program_id: int = DEFAULT_PROGRAM) -> None:
    """Enrol a customer in a programme, in its lowest tier."""
    work.store.insert(
        "enrolments",
        loyalty_id=work.store.next_id("loyalty"),
        customer_id=customer_id,
        program_id=program_id,
        tier=1,
        tier_expires_at=TIER_END,
        enrolled_at=work.now,
    )


def earn(work: Work, customer_id: int, sale_id: int, amount: int, at: int) -> Earned | None:
    """Give a customer the points for a sale, and the tier that they lead to.

    The default programme gives one point for every ten of the amount. The points expire a year
    after the sale, at the end of the day.

    Returns
    -------
    Earned or None
        None if the customer is in no programme.
    """
    before = standing(work, customer_id)
    if before is None:
        return None
    points = amount // (_AMOUNT_PER_POINT * UNIT) * UNIT
    end = day_end(at, _LIFE_DAYS)
    if points > 0:
        award(work, customer_id, DEFAULT_PROGRAM, "sale", points, end, sale_id)
    tier = _upgrade(work, customer_id, before, before.lifetime + points)
    balance = before.balance + (points if end >= work.now else 0)
    return Earned(points, balance, end, tier)


def of_sale(work: Work, sale_id: int) -> list[sqlite3.Row]:
    """Give the awards that a sale brought."""
    return work.store.all("SELECT * FROM awards WHERE transaction_id = ? ORDER BY id", sale_id)


def award(
    work: Work,
    customer_id: int,
    program_id: int,
    kind: str,
    points: int,
    end: int,
    sale_id: int | None = None,
) -> None:
    """Give a customer points that last until a moment, for a sale if they are for one."""
    work.store.insert(
        "awards",
        customer_id=customer_id,
        program_id=program_id,
        kind=kind,
        transaction_id=sale_id,
        points=points,
        remaining=points,
        awarded_at=work.now,
        expires_at=end,
    )


def _upgrade(work: Work, customer_id: int, before: Standing, lifetime: int) -> Tier | None:
    row = work.store.one(
        "SELECT serial, name FROM tiers WHERE program_id = ? AND from_points * ? <= ? "
        "ORDER BY serial DESC LIMIT 1",
        *(before.program_id, UNIT, lifetime),
    )
    if row is None or row["serial"] <= before.tier:
        return None
    work.store.run(
        "UPDATE enrolments SET tier = ? WHERE loyalty_id = ?", row["serial"], before.loyalty_id
    )
    tiers.keep_change(work, customer_id, before.program_id, before.tier, row["serial"])
    return Tier(before.tier, before.tier_name, row["serial"], row["name"], before.tier_expires_at)


def take_back(work: Work, customer_id: int, sale_id: int, points: int) -> int:
    """Take back points of a sale that was returned.

    They come from the sale's own award and then, as far as that was spent, from the others; never
    more than there are.

    Returns
    -------
    int
        How many were taken from the balance.
    """
    own = work.store.all(
        "SELECT * FROM awards WHERE customer_id = ? AND transaction_id = ?", customer_id, sale_id
    )
    taken = 0
    for row in (*own, *spendable(work, customer_id, DEFAULT_PROGRAM, besides=sale_id)):
        part = min(points, row["remaining"])
        spend(work, row, part, "returned")
        points -= part
        taken += part if row["expires_at"] >= work.now else 0
    return taken


def spendable(
    work: Work, customer_id: int, program_id: int, *, besides: int | None = None
) -> list[sqlite3.Row]:
    """The awards that can be spent, those that expire first before the others."""
    return work.store.all(
        "SELECT * FROM awards WHERE customer_id = ? AND program_id = ? AND expires_at >= ? "
        "AND remaining > 0 AND transaction_id IS NOT ? ORDER BY expires_at, id",
        *(customer_id, program_id, work.now, besides if besides is not None else -1),
    )


def spend(work: Work, row: sqlite3.Row, part: int, on: str) -> None:
    """Take a part of an award: ``redeemed``, ``returned`` or ``transferred``."""
    work.store.run(
        f"UPDATE awards SET remaining = remaining - ?, {on} = {on} + ? WHERE id = ?",  # noqa: S608
        *(part, part, row["id"]),
    )

"""The points ledger: what customers earn, redeem, give away and lose.

Points lie in awards. Every award says how much was given and what is left of it; whatever takes
points takes them from awards, those that expire first before the others, and what expires is what
is left when an award's time is over. So, at any time and for every customer::

    given = left + redeemed (and not reversed) + taken back + transferred + expired

Points are whole thousandths, as in `amounts`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from capexplore.sandbox.domain import sales
from capexplore.sandbox.domain.amounts import UNIT
from capexplore.sandbox.domain.calendar import day_end
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = [
    "DEFAULT_PROGRAM",
    "TIER_END",
    "Earned",
    "Reversal",
    "Standing",
    "Tier",
    "check_transfer",
    "earn",
    "enrol",
    "redeem",
    "redemption",
    "reverse",
    "standing",
    "take_back",
    "transfer",
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


@dataclass(frozen=True, slots=True)
class Reversal:
    """Points of a redemption that were given back, and those that had expired meanwhile."""

    id: str
    customer_id: int
    points: int
    available: int
    expired: int


def standing(work: Work, customer_id: int, program_id: int = DEFAULT_PROGRAM) -> Standing | None:
    """Give where a customer stands in a programme, or None if not enrolled."""
    row = work.store.one(
        "SELECT e.*, t.name AS tier_name, p.name AS program_name, n.serial AS next_serial, "
        "n.name AS next_name, n.description AS next_description FROM enrolments e "
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
        "SELECT coalesce(sum(CASE WHEN kind IN (?, ?, ?) THEN points - returned END), 0) "
        "AS lifetime, "
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
        lifetime=points["lifetime"],
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
    )


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
        _award(work, customer_id, DEFAULT_PROGRAM, "sale", points, end, sale_id)
    tier = _upgrade(work, before, before.lifetime + points)
    balance = before.balance + (points if end >= work.now else 0)
    return Earned(points, balance, end, tier)


def _award(
    work: Work,
    customer_id: int,
    program_id: int,
    kind: str,
    points: int,
    end: int,
    sale_id: int | None = None,
) -> None:
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


def _upgrade(work: Work, before: Standing, lifetime: int) -> Tier | None:
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
    for award in (*own, *_spendable(work, customer_id, DEFAULT_PROGRAM, besides=sale_id)):
        part = min(points, award["remaining"])
        _spend(work, award, part, "returned")
        points -= part
        taken += part if award["expires_at"] >= work.now else 0
    return taken


def _spendable(
    work: Work, customer_id: int, program_id: int, *, besides: int | None = None
) -> list[sqlite3.Row]:
    """The awards that can be spent, those that expire first before the others."""
    return work.store.all(
        "SELECT * FROM awards WHERE customer_id = ? AND program_id = ? AND expires_at >= ? "
        "AND remaining > 0 AND transaction_id IS NOT ? ORDER BY expires_at, id",
        *(customer_id, program_id, work.now, besides if besides is not None else -1),
    )


def _spend(work: Work, award: sqlite3.Row, part: int, on: str) -> None:
    work.store.run(
        f"UPDATE awards SET remaining = remaining - ?, {on} = {on} + ? WHERE id = ?",  # noqa: S608
        *(part, part, award["id"]),
    )


def redeem(
    work: Work,
    customer_id: int,
    points: int,
    *,
    at: int,
    bill_number: str = "",
    program_id: int = DEFAULT_PROGRAM,
    **details: str,
) -> sqlite3.Row:
    """Redeem points, those that expire first before the others.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    customer_id : int
        Whose points.
    points : int
        How many, in thousandths.
    at : int
        When the caller says that it was.
    bill_number : str, optional
        The bill that they were redeemed for; there need not be one.
    program_id : int, optional
        The programme.
    **details : str
        Further columns: notes, external_reference, validation_code, custom (JSON).

    Raises
    ------
    Refused
        ``not-enrolled`` or ``points-too-few``.
    """
    now = standing(work, customer_id, program_id)
    if now is None:
        raise Refused("not-enrolled", id=customer_id)
    if points > now.balance:
        raise Refused("points-too-few", balance=now.balance)
    number = work.store.next_id("points_redemption")
    work.store.insert(
        "point_redemptions",
        id=number,
        redemption_id=_redemption_code(work, "redemption", number),
        customer_id=customer_id,
        program_id=program_id,
        points=points,
        bill_number=bill_number,
        redeemed_at=at,
        till_id=work.till,
        **details,
    )
    left = points
    for award in _spendable(work, customer_id, program_id):
        part = min(left, award["remaining"])
        if part:
            _spend(work, award, part, "redeemed")
            work.store.insert(
                "redemption_parts", redemption=number, award_id=award["id"], points=part
            )
        left -= part
    row = work.store.one("SELECT * FROM point_redemptions WHERE id = ?", number)
    assert row is not None  # noqa: S101 - it was just written
    return row


_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def _redemption_code(work: Work, kind: str, number: int) -> str:
    """Six letters and digits of either case that no other of the kind has."""
    table, column = {
        "redemption": ("point_redemptions", "redemption_id"),
        "reversal": ("point_reversals", "reversal_id"),
    }[kind]
    for attempt in range(1000):
        text = f"{work.store.meta('seed')}/{kind}/{number}/{attempt}"
        trace = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        code = ""
        for _ in range(6):
            trace, place = divmod(trace, len(_LETTERS))
            code += _LETTERS[place]
        if not work.store.one(f"SELECT 1 FROM {table} WHERE {column} = ?", code):  # noqa: S608
            return code
    raise LookupError("no code is left")


def redemption(work: Work, redemption_id: str) -> sqlite3.Row:
    """Give a redemption of points by its six characters.

    Raises
    ------
    Refused
        ``redemption-unknown``.
    """
    row = work.store.one("SELECT * FROM point_redemptions WHERE redemption_id = ?", redemption_id)
    if row is None:
        raise Refused("redemption-unknown", value=redemption_id)
    return row


def reverse(work: Work, redemption_id: str, customer_id: int, points: int | None) -> Reversal:
    """Give points of a redemption back to the awards that they came from.

    What expired meanwhile stays expired.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    redemption_id : str
        The six characters of the redemption.
    customer_id : int
        Who redeemed.
    points : int or None
        How many, in thousandths; None for all that is left to reverse.

    Raises
    ------
    Refused
        ``redemption-unknown``, ``redemption-anothers``, ``already-reversed`` or
        ``reversal-too-large``.
    """
    row = redemption(work, redemption_id)
    if row["customer_id"] != customer_id:
        raise Refused("redemption-anothers", id=customer_id)
    parts = work.store.all(
        "SELECT p.rowid AS part, p.points - p.reversed AS points, a.id, a.expires_at "
        "FROM redemption_parts p JOIN awards a ON a.id = p.award_id "
        "WHERE p.redemption = ? ORDER BY a.expires_at DESC, a.id DESC",
        row["id"],
    )
    left = sum(part["points"] for part in parts)
    if left == 0:
        raise Refused("already-reversed", value=redemption_id)
    wanted = left if points is None else points
    if wanted > left:
        raise Refused("reversal-too-large", value=redemption_id)
    due, expired = wanted, 0
    for part in parts:
        back = min(due, part["points"])
        due -= back
        work.store.run(
            "UPDATE awards SET remaining = remaining + ?, redeemed = redeemed - ? WHERE id = ?",
            *(back, back, part["id"]),
        )
        work.store.run(
            "UPDATE redemption_parts SET reversed = reversed + ? WHERE rowid = ?",
            *(back, part["part"]),
        )
        expired += back if part["expires_at"] < work.now else 0
    number = work.store.next_id("points_reversal")
    code = _redemption_code(work, "reversal", number)
    work.store.insert(
        "point_reversals",
        id=number,
        reversal_id=code,
        redemption=row["id"],
        points=wanted,
        expired=expired,
        reversed_at=work.now,
        till_id=work.till,
    )
    return Reversal(code, customer_id, wanted, wanted - expired, expired)


def transfer(
    work: Work,
    giver: int,
    taker: int,
    points: int,
    *,
    program_id: int = DEFAULT_PROGRAM,
    notes: str = "",
) -> int:
    """Move points to another customer and give the transfer's id; they keep their time of expiry.

    Points given for a registration cannot be moved.

    Raises
    ------
    Refused
        ``not-enrolled``, ``same-customer`` or ``points-too-few``.
    """
    check_transfer(work, giver, taker, points, program_id)
    number = work.store.next_id("points_transfer")
    work.store.insert(
        "point_transfers",
        id=number,
        giver=giver,
        taker=taker,
        program_id=program_id,
        points=points,
        notes=notes,
        moved_at=work.now,
        till_id=work.till,
    )
    for award in _movable(work, giver, program_id):
        part = min(points, award["remaining"])
        if part:
            _spend(work, award, part, "transferred")
            _award(work, taker, program_id, "transfer", part, award["expires_at"])
        points -= part
    return number


def check_transfer(work: Work, giver: int, taker: int, points: int, program_id: int) -> None:
    """Refuse a transfer that cannot be made."""
    if giver == taker:
        raise Refused("same-customer", id=giver)
    for customer_id in (giver, taker):
        if standing(work, customer_id, program_id) is None:
            raise Refused("not-enrolled", id=customer_id)
    if points > sum(award["remaining"] for award in _movable(work, giver, program_id)):
        raise Refused("points-too-few", id=giver)


def _movable(work: Work, giver: int, program_id: int) -> list[sqlite3.Row]:
    return [row for row in _spendable(work, giver, program_id) if row["kind"] != "registration"]

"""Redemptions of points, and their reversals.

Points are redeemed from the awards that expire first, and a reversal gives them back to the very
awards from which they came. Points are whole thousandths, as in `amounts`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from capexplore.sandbox.domain import events, organisation, people, points
from capexplore.sandbox.domain.amounts import number
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.points import DEFAULT_PROGRAM
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["Reversal", "check", "check_status", "redeem", "redemption", "reverse"]

_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Reversal:
    """Points of a redemption that were given back, and those that had expired meanwhile."""

    id: str
    customer_id: int
    points: int
    available: int
    expired: int


def check_status(work: Work, customer: Customer) -> None:
    """Refuse somebody whose mark or status locks their points.

    Raises
    ------
    Refused
        ``customer-fraud``, ``status-fraud`` or ``status-blocks``.
    """
    if customer.is_fraud and customer.fraud != "CONFIRMED":
        raise Refused("status-fraud", id=customer.id)
    people.check_status(work.store, customer.id, "redeem")


def check(work: Work, customer_id: int, amount: int, program_id: int = DEFAULT_PROGRAM) -> None:
    """Refuse points that cannot be redeemed now.

    Raises
    ------
    Refused
        ``program-unknown``, ``not-enrolled``, ``points-below-minimum``, ``points-above-maximum``,
        ``points-off-step`` or ``points-too-few``.
    """
    now = points.member(work, customer_id, program_id)
    smallest = organisation.config_number(work.store, "CONF_POINTS_REDEMPTION_MINIMUM")
    largest = organisation.config_number(work.store, "CONF_POINTS_REDEMPTION_MAXIMUM")
    step = organisation.config_number(work.store, "CONF_POINTS_REDEMPTION_STEP")
    if smallest is not None and amount < smallest:
        raise Refused("points-below-minimum", smallest=number(smallest))
    if largest is not None and amount > largest:
        raise Refused("points-above-maximum", largest=number(largest))
    if step and amount % step:
        raise Refused("points-off-step", step=number(step))
    if amount > now.balance:
        raise Refused("points-too-few", balance=number(now.balance))


def redeem(
    work: Work,
    customer_id: int,
    amount: int,
    *,
    at: int,
    bill_number: str = "",
    program_id: int = DEFAULT_PROGRAM,
    **details: str,
) -> sqlite3.Row:
    """Redeem points, those that expire first before the others, and give the redemption.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    customer_id : int
        Whose points.
    amount : int
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
        See `check`.
    """
    check(work, customer_id, amount, program_id)
    row_id = work.store.next_id("points_redemption")
    work.store.insert(
        "point_redemptions",
        id=row_id,
        redemption_id=_code(work, "redemption", row_id),
        customer_id=customer_id,
        program_id=program_id,
        points=amount,
        bill_number=bill_number,
        redeemed_at=at,
        till_id=work.till,
        **details,
    )
    left = amount
    for award in points.spendable(work, customer_id, program_id):
        part = min(left, award["remaining"])
        if part:
            points.spend(work, award, part, "redeemed")
            work.store.insert(
                "redemption_parts", redemption=row_id, award_id=award["id"], points=part
            )
        left -= part
    row = work.store.one("SELECT * FROM point_redemptions WHERE id = ?", row_id)
    assert row is not None  # noqa: S101 - it was just written
    told = {"redemptionId": row["redemption_id"], "points": number(amount)}
    events.record(
        work, "pointsRedeemed", row["redemption_id"], customer_id, {**told, "programId": program_id}
    )
    return row


def _code(work: Work, kind: str, row_id: int) -> str:
    """Six letters and digits, letters of both cases among them, that no other of the kind has."""
    table, column = {
        "redemption": ("point_redemptions", "redemption_id"),
        "reversal": ("point_reversals", "reversal_id"),
    }[kind]
    for attempt in range(1000):
        text = f"{work.store.meta('seed')}/{kind}/{row_id}/{attempt}"
        trace = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        code = ""
        for _ in range(6):
            trace, place = divmod(trace, len(_LETTERS))
            code += _LETTERS[place]
        if code.upper() == code or code.lower() == code:
            continue
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


def reverse(work: Work, redemption_id: str, customer_id: int, amount: int | None) -> Reversal:
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
    amount : int or None
        How many, in thousandths; None for all that is left to reverse.

    Raises
    ------
    Refused
        ``reversal-off``, ``redemption-unknown``, ``redemption-anothers``, ``already-reversed``,
        ``reversal-too-large``, or what `people.check_status` says of somebody who earns nothing.
    """
    if not organisation.config_on(work.store, "CONF_POINTS_REVERSAL_ENABLED"):
        raise Refused("reversal-off")
    row = redemption(work, redemption_id)
    if row["customer_id"] != customer_id:
        raise Refused("redemption-anothers", id=customer_id)
    people.check_status(work.store, customer_id, "earn")
    parts = work.store.all(
        "SELECT p.rowid AS part, p.points - p.reversed AS points, a.id, a.expires_at "
        "FROM redemption_parts p JOIN awards a ON a.id = p.award_id "
        "WHERE p.redemption = ? ORDER BY a.expires_at DESC, a.id DESC",
        row["id"],
    )
    left = sum(part["points"] for part in parts)
    if left == 0:
        raise Refused("already-reversed", value=redemption_id)
    wanted = left if amount is None else amount
    if wanted > left:
        raise Refused("reversal-too-large", left=number(left))
    expired = _give_back(work, parts, wanted)
    row_id = work.store.next_id("points_reversal")
    code = _code(work, "reversal", row_id)
    work.store.insert(
        "point_reversals",
        id=row_id,
        reversal_id=code,
        redemption=row["id"],
        points=wanted,
        expired=expired,
        reversed_at=work.now,
        till_id=work.till,
    )
    return Reversal(code, customer_id, wanted, wanted - expired, expired)


def _give_back(work: Work, parts: list[sqlite3.Row], due: int) -> int:
    """Give points back to their awards, and say how many of them have expired."""
    expired = 0
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
    return expired

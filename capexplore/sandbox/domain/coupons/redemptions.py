"""What can be done with a redemption afterwards: undo it, amend it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import orjson

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["amend", "find", "of_coupons", "reactivate"]


def find(work: Work, redemption_id: int) -> sqlite3.Row:
    """Give a redemption that stands.

    Raises
    ------
    Refused
        ``redemption-invalid``: it does not exist, or was undone.
    """
    row = work.store.one(
        "SELECT r.*, c.code, c.series_id FROM coupon_redemptions r "
        "JOIN coupons c ON c.id = r.coupon_id WHERE r.id = ? AND r.reversed_at IS NULL",
        redemption_id,
    )
    if row is None:
        raise Refused("redemption-invalid", id=redemption_id)
    return row


def of_coupons(work: Work, coupon_ids: Iterable[int]) -> list[sqlite3.Row]:
    """Give the redemptions of some coupons, those that were undone included, the oldest first."""
    return work.store.all(
        "SELECT * FROM coupon_redemptions "
        "WHERE coupon_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        orjson.dumps(list(coupon_ids)).decode(),
    )


def reactivate(work: Work, redemption_ids: list[int]) -> None:
    """Undo redemptions, all of them or none: their coupons can be used again.

    Raises
    ------
    Refused
        ``redemption-missing``, ``redemption-invalid``.
    """
    if not redemption_ids:
        raise Refused("redemption-missing")
    with work.store.item():
        for redemption_id in dict.fromkeys(redemption_ids):
            find(work, redemption_id)
            work.store.change("coupon_redemptions", redemption_id, reversed_at=work.now)


def amend(
    work: Work,
    redemption_id: int,
    customer_id: int | None,
    *,
    custom: dict[str, str] | None = None,
    **changes: Any,
) -> sqlite3.Row:
    """Change the bill of a redemption.

    Parameters
    ----------
    work : Work
        The data and the time.
    redemption_id : int
        Which one.
    customer_id : int or None
        Whose it has to be, if that was said.
    custom : dict of str to str, optional
        Custom fields, added to those that it has.
    **changes : Any
        The new ``bill_amount`` (thousandths), ``transaction_number`` and ``bill_id``.

    Raises
    ------
    Refused
        ``redemption-invalid``, ``bill-amount``.
    """
    row = find(work, redemption_id)
    if customer_id is not None and row["customer_id"] != customer_id:
        raise Refused("redemption-invalid", id=redemption_id)
    if changes.get("bill_amount", 0) < 0:
        raise Refused("bill-amount", id=redemption_id)
    if custom:
        changes["custom"] = orjson.dumps(orjson.loads(row["custom"]) | custom).decode()
    work.store.change("coupon_redemptions", redemption_id, **changes)
    return find(work, redemption_id)

"""Finding coupons."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from capexplore.sandbox.domain.coupons import series
from capexplore.sandbox.domain.coupons.coupon import Coupon, made
from capexplore.sandbox.domain.coupons.redeeming import redemptions_left
from capexplore.sandbox.domain.coupons.redemptions import of_coupons
from capexplore.sandbox.domain.coupons.series import Series
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["STATUSES", "Held", "by_code", "by_id", "held", "issued_to", "named", "of_customer"]


@dataclass(frozen=True, slots=True)
class Held:
    """A coupon with its series, its redemptions that stand, and those that were undone."""

    coupon: Coupon
    series: Series
    redemptions: list[sqlite3.Row]
    undone: list[sqlite3.Row]

    def left(self, work: Work) -> int | None:
        """Give how often its customer can still redeem it; None if without limit."""
        return redemptions_left(work, self.coupon, self.series)

    def is_active(self, at: int) -> bool:
        """Whether its last day is not past."""
        return at <= min(self.coupon.valid_till, self.series.valid_till)

    def has_status(self, status: str, work: Work) -> bool:
        """Whether it is what one of `STATUSES` says."""
        is_active = self.is_active(work.now)
        if status == "REDEEMABLE":
            return is_active and self.left(work) != 0
        active, redeemed = STATUSES[status]
        return active in (None, is_active) and redeemed in (None, bool(self.redemptions))


# What a list of coupons can be narrowed to: whether they are active, and whether redeemed.
STATUSES: dict[str, tuple[bool | None, bool | None]] = {
    "REDEEMED": (None, True),
    "UNREDEEMED": (None, False),
    "ACTIVE": (True, None),
    "EXPIRED": (False, None),
    "ACTIVE_REDEEMED": (True, True),
    "ACTIVE_UNREDEEMED": (True, False),
    "EXPIRED_REDEEMED": (False, True),
    "EXPIRED_UNREDEEMED": (False, False),
    "REDEEMABLE": (True, None),
}


def by_code(work: Work, code: str) -> list[Coupon]:
    """Give the coupons with a code, the oldest first; a shared code is on several.

    Raises
    ------
    Refused
        ``coupon-unknown``.
    """
    rows = work.store.all("SELECT * FROM coupons WHERE code = ? ORDER BY id", code)
    if not rows:
        raise Refused("coupon-unknown", code=code)
    return [made(row) for row in rows]


def by_id(work: Work, coupon_id: int) -> Coupon | None:
    """Give a coupon by its id."""
    row = work.store.one("SELECT * FROM coupons WHERE id = ?", coupon_id)
    return None if row is None else made(row)


def named(work: Work, code: str, coupon_id: int | None) -> Coupon | None:
    """Give the coupon that an id names, or else the oldest one with a code."""
    if coupon_id is not None:
        return by_id(work, coupon_id)
    row = work.store.one("SELECT * FROM coupons WHERE code = ? ORDER BY id", code.strip())
    return None if row is None else made(row)


def issued_to(work: Work, customer_id: int) -> list[Coupon]:
    """Give the coupons of a customer that are not revoked, the oldest first."""
    rows = work.store.all(
        "SELECT * FROM coupons WHERE customer_id = ? AND NOT revoked ORDER BY id", customer_id
    )
    return [made(row) for row in rows]


def held(work: Work, coupons: list[Coupon]) -> list[Held]:
    """Give coupons with what goes with them."""
    kinds = series.known(work.store, {coupon.series_id for coupon in coupons})
    redemptions: dict[int, list[sqlite3.Row]] = {coupon.id: [] for coupon in coupons}
    for row in of_coupons(work, redemptions):
        redemptions[row["coupon_id"]].append(row)
    return [
        Held(
            coupon,
            kinds[coupon.series_id],
            [row for row in redemptions[coupon.id] if row["reversed_at"] is None],
            [row for row in redemptions[coupon.id] if row["reversed_at"] is not None],
        )
        for coupon in coupons
    ]


def of_customer(work: Work, customer_id: int) -> list[Held]:
    """Give the coupons of a customer that are not revoked, with what goes with them."""
    return held(work, issued_to(work, customer_id))

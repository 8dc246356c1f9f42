"""Finding coupons."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from capexplore.sandbox.domain.coupons import series
from capexplore.sandbox.domain.coupons.coupon import Coupon, made
from capexplore.sandbox.domain.coupons.redeeming import redemptions_left
from capexplore.sandbox.domain.coupons.redemptions import of_coupon
from capexplore.sandbox.domain.coupons.series import Series
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["STATUSES", "Held", "by_code", "by_id", "held", "issued_to", "named", "of_customer"]


@dataclass(frozen=True, slots=True)
class Held:
    """A coupon with its series, its redemptions, and how often it can still be redeemed."""

    coupon: Coupon
    series: Series
    redemptions: list[sqlite3.Row]
    undone: list[sqlite3.Row]
    left: int | None

    def is_active(self, at: int) -> bool:
        """Whether its last day is not past."""
        return at <= min(self.coupon.valid_till, self.series.valid_till)

    def has_status(self, status: str, at: int) -> bool:
        """Whether it is what one of `STATUSES` says."""
        if status == "REDEEMABLE":
            return self.is_active(at) and self.left != 0
        active, redeemed = STATUSES[status]
        return active in (None, self.is_active(at)) and redeemed in (None, bool(self.redemptions))


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


def held(work: Work, coupon: Coupon) -> Held:
    """Give a coupon with what goes with it."""
    kind = series.find(work.store, coupon.series_id)
    return Held(
        coupon,
        kind,
        of_coupon(work, coupon.id),
        of_coupon(work, coupon.id, undone=True),
        redemptions_left(work, coupon, kind),
    )


def of_customer(work: Work, customer_id: int) -> list[Held]:
    """Give the coupons of a customer that are not revoked, with what goes with them."""
    return [held(work, coupon) for coupon in issued_to(work, customer_id)]

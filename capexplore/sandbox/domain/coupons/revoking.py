"""Taking coupons away, and giving them another last day."""

from __future__ import annotations

from capexplore.sandbox.domain.calendar import day_end
from capexplore.sandbox.domain.coupons import series
from capexplore.sandbox.domain.coupons.coupon import Coupon, made
from capexplore.sandbox.domain.coupons.series import Series
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["of_customer", "prolong", "revocable", "revoke", "shared_needs_customer"]

# Source: the page of revoking coupons.
_MOST_OF_CUSTOMER = 100


def revocable(work: Work, series_id: int, *, by_code: bool) -> Series:
    """Give a series whose coupons can be revoked.

    Raises
    ------
    Refused
        ``series-unknown``, ``generic-unsupported`` (a shared code stays), ``series-over``.
    """
    kind = series.find(work.store, series_id)
    if kind.is_generic and by_code:
        raise Refused("generic-unsupported", id=series_id)
    if kind.is_over(work.now):
        raise Refused("series-over", id=series_id)
    return kind


def of_customer(work: Work, kind: Series, customer_id: int) -> list[Coupon]:
    """Give the coupons of a customer in a series that are not revoked, the oldest first."""
    rows = work.store.all(
        "SELECT * FROM coupons WHERE series_id = ? AND customer_id = ? AND NOT revoked "
        "ORDER BY id LIMIT ?",
        *(kind.id, customer_id, _MOST_OF_CUSTOMER),
    )
    return [made(row) for row in rows]


def revoke(work: Work, kind: Series, code: str, customer_id: int | None) -> Coupon:
    """Take a coupon away: it cannot be redeemed any more.

    Raises
    ------
    Refused
        ``revoked-unknown``, ``coupon-revoked``, ``revoked-used``.
    """
    coupon = _of_series(work, kind, code, customer_id)
    if coupon is None:
        raise Refused("revoked-unknown", code=code)
    if coupon.revoked:
        raise Refused("coupon-revoked", code=code)
    used = work.store.one(
        "SELECT 1 FROM coupon_redemptions WHERE coupon_id = ? AND reversed_at IS NULL", coupon.id
    )
    if used is not None:
        raise Refused("revoked-used", code=code)
    work.store.change("coupons", coupon.id, revoked=1)
    return coupon


def shared_needs_customer(kind: Series, customer_id: int | None) -> None:
    """Refuse to change a shared code without saying whose.

    Raises
    ------
    Refused
        ``customer-needed``.
    """
    if kind.is_generic and customer_id is None:
        raise Refused("customer-needed", id=kind.id)


def prolong(
    work: Work, kind: Series, code: str, day: int | None, customer_id: int | None
) -> Coupon:
    """Give a coupon another last day: today at the earliest, the series' last day at the latest.

    Raises
    ------
    Refused
        ``expiry-code-invalid``, ``expiry-past``, ``expiry-after-series``.
    """
    coupon = _of_series(work, kind, code, customer_id)
    if coupon is None or coupon.revoked:
        raise Refused("expiry-code-invalid", code=code)
    if day is None or day_end(day) < work.now:
        raise Refused("expiry-past", code=code)
    if day_end(day) > kind.valid_till:
        raise Refused("expiry-after-series", code=code)
    work.store.change("coupons", coupon.id, valid_till=day_end(day))
    return coupon


def _of_series(work: Work, kind: Series, code: str, customer_id: int | None) -> Coupon | None:
    row = work.store.one(
        "SELECT * FROM coupons WHERE series_id = ? AND code = ? AND coalesce(customer_id = ?, 1) "
        "ORDER BY revoked, id",
        *(kind.id, code, customer_id),
    )
    return None if row is None else made(row)

"""Issuing coupons, and sending them again."""

from __future__ import annotations

from capexplore.sandbox.domain import events, people
from capexplore.sandbox.domain.calendar import DAY, day_end, month_end
from capexplore.sandbox.domain.coupons import codes, series
from capexplore.sandbox.domain.coupons.coupon import Coupon, check_audience, made
from capexplore.sandbox.domain.coupons.series import Series
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["LARGEST", "issue", "issue_several", "resend"]

# Source: the page of issuing several coupons of a series.
LARGEST = 500


def issue(work: Work, series_id: int, customer_id: int) -> Coupon:
    """Give a customer a coupon of a series.

    Raises
    ------
    Refused
        ``series-unknown``, ``series-over``, ``series-full``, ``user-maximum``, ``generic-held``,
        ``issued-too-soon``, and as `people.check_status` and `check_audience` do.
    """
    kind = series.find(work.store, series_id)
    customer = people.load(work.store, customer_id)
    _check(work, kind, customer)
    return _put_out(work, kind, customer_id)


def issue_several(
    work: Work, series_id: int, count: int, customer_id: int
) -> tuple[list[Coupon], Refused | None]:
    """Give a customer so many coupons of a series, or as many of them as the series allows.

    Returns
    -------
    tuple of list of Coupon and Refused or None
        The coupons, at least one, and why there are not more.

    Raises
    ------
    Refused
        ``count-invalid``, or why there is not even one: see `issue`.
    """
    if not 1 <= count <= LARGEST:
        raise Refused("count-invalid", count=count)
    coupons: list[Coupon] = []
    while len(coupons) < count:
        try:
            coupons.append(issue(work, series_id, customer_id))
        except Refused as refused:
            if not coupons:
                raise
            return coupons, refused
    return coupons, None


def _check(work: Work, kind: Series, customer: Customer) -> None:
    people.check_status(work.store, customer.id, "earn")
    if kind.is_over(work.now):
        raise Refused("series-over", id=kind.id)
    check_audience(work, kind, customer)
    held = work.store.one(
        "SELECT count(*) AS number, max(created_at) AS last FROM coupons "
        "WHERE series_id = ? AND customer_id = ? AND NOT revoked",
        kind.id,
        customer.id,
    )
    number, last = (held["number"], held["last"]) if held is not None else (0, None)
    if kind.is_generic and number:
        raise Refused("generic-held", id=kind.id)
    most = kind.limit("maxVouchersPerUser")
    if not kind.settings["isMultipleVouchersPerUserAllowed"]:
        most = min(1, 1 if most is None else most)
    if most is not None and number >= most:
        raise Refused("user-maximum", id=kind.id)
    pause = kind.limit("minDaysBetweenVouchers")
    if pause is not None and last is not None and work.now - last < pause * DAY:
        raise Refused("issued-too-soon", id=kind.id)
    most = kind.limit("maxCreate")
    if most is not None and series.counts(work.store, kind.id).issued >= most:
        raise Refused("series-full", id=kind.id)


def _put_out(work: Work, kind: Series, customer_id: int) -> Coupon:
    coupon_id = work.store.next_id("coupon")
    work.store.insert(
        "coupons",
        id=coupon_id,
        series_id=kind.id,
        customer_id=customer_id,
        code=kind.generic_code or codes.new(work),
        pin=codes.new_pin(work) if kind.handling == "DISC_CODE_PIN" else None,
        created_at=work.now,
        valid_till=_last_second(work, kind),
        till_id=work.till,
        sent_at=None if kind.settings["isSMSDisabled"] else work.now,
    )
    coupon = _load(work, coupon_id)
    told = {"couponId": coupon.id, "code": coupon.code, "seriesId": kind.id}
    events.record(work, "couponIssued", coupon.id, customer_id, told)
    return coupon


def _last_second(work: Work, kind: Series) -> int:
    """The end of the last day on which a coupon issued now can be used."""
    strategy = kind.settings["expiryStrategyType"]
    if strategy == "SERIES_EXPIRY":
        return kind.valid_till
    span = kind.settings["expiryStrategyValue"] or kind.settings["validDaysFromCreation"]
    end = day_end(work.now, span) if strategy == "DAYS" else month_end(work.now, span)
    return min(end, kind.valid_till)


def _load(work: Work, coupon_id: int) -> Coupon:
    row = work.store.one("SELECT * FROM coupons WHERE id = ?", coupon_id)
    if row is None:
        raise LookupError(f"no coupon {coupon_id}")
    return made(row)


def resend(work: Work, coupon: Coupon, customer_id: int | None) -> Coupon:
    """Send the code of a coupon to its customer once more.

    Raises
    ------
    Refused
        ``coupon-of-another``, ``coupon-revoked``, ``coupon-unsendable``.
    """
    if customer_id is not None and customer_id != coupon.customer_id:
        raise Refused("coupon-of-another", code=coupon.code)
    if coupon.revoked:
        raise Refused("coupon-revoked", code=coupon.code)
    kind = series.find(work.store, coupon.series_id)
    if kind.settings["isSMSDisabled"] or not kind.settings["resendMessageEnabled"]:
        raise Refused("coupon-unsendable", code=coupon.code)
    work.store.change("coupons", coupon.id, sent_at=work.now)
    return _load(work, coupon.id)

"""Redeeming coupons, and finding out whether they could be redeemed."""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson

from capexplore.sandbox.domain import events, organisation, people
from capexplore.sandbox.domain.calendar import DAY
from capexplore.sandbox.domain.coupons import codes, issuing, series
from capexplore.sandbox.domain.coupons.coupon import Coupon, check_audience, made
from capexplore.sandbox.domain.coupons.series import Series
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["Ask", "Redeemed", "redeem", "redemptions_left", "would_redeem"]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be redeemed, by whom, with which bill.

    Attributes
    ----------
    customer_id : int
        The customer.
    at : int
        The time at which the rules look; what is kept is the time of the call.
    code : str or None
        The coupon's code.
    coupon_id : int or None
        The coupon's id, which counts if it is given.
    pin : str
        The validation code; empty if none was given.
    number : str
        The number of the bill.
    amount : int or None
        The amount of the bill in thousandths; None if it was not said.
    bill_is_known : bool
        Whether the bill exists already; a mere question comes before it does.
    custom : dict of str to str
        Custom fields of the redemption.
    """

    customer_id: int
    at: int
    code: str | None = None
    coupon_id: int | None = None
    pin: str = ""
    number: str = ""
    amount: int | None = None
    bill_is_known: bool = True
    custom: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A redemption, with how often the coupon can be redeemed after it (None: without limit)."""

    id: int
    coupon: Coupon
    series: Series
    uses_by_customer: int
    left: int | None


def redeem(work: Work, ask: Ask) -> Redeemed:
    """Use a coupon once.

    Raises
    ------
    Refused
        ``coupon-unnamed``, ``code-malformed``, ``coupon-unknown``, ``coupon-of-another``,
        ``coupon-revoked``, ``coupon-too-early``, ``coupon-expired``, ``series-over``,
        ``store-excluded``, ``pin-needed``, ``pin-wrong``, ``bill-amount``, ``coupon-used``,
        ``coupon-repeated``, ``code-limit``, ``series-limit``, ``user-limit``,
        ``redeemed-too-soon``, and as `people.check_status`, `check_audience` and, for a shared code
        that the customer does not hold yet, `issuing.issue` do.
    """
    customer = people.load(work.store, ask.customer_id)
    people.check_status(work.store, customer.id, "redeem")
    coupon = _wanted(work, ask)
    kind = series.find(work.store, coupon.series_id)
    if coupon.revoked:
        raise Refused("coupon-revoked", code=coupon.code)
    check_audience(work, kind, customer)
    _check_time(coupon, kind, ask.at)
    _check_store(work, kind)
    _check_pin(coupon, kind, ask.pin)
    _check_bill(kind, ask)
    _check_uses(work, coupon, kind, ask)
    redemption_id = work.store.next_id("redemption")
    work.store.insert(
        "coupon_redemptions",
        id=redemption_id,
        coupon_id=coupon.id,
        customer_id=customer.id,
        redeemed_at=work.now,
        till_id=work.till,
        transaction_number=ask.number,
        bill_amount=ask.amount,
        custom=orjson.dumps(ask.custom).decode(),
    )
    told = {"couponId": coupon.id, "code": coupon.code, "seriesId": kind.id}
    told["redemptionId"] = redemption_id
    events.record(work, "couponRedeemed", coupon.id, customer.id, told)
    uses = _Uses(work, coupon, kind, customer.id)
    return Redeemed(redemption_id, coupon, kind, uses.mine, uses.left)


def would_redeem(work: Work, ask: Ask) -> Redeemed:
    """Find out what redeeming would do, and do nothing; the numbers are those before it.

    Raises
    ------
    Refused
        As `redeem`.
    """
    with work.store.trial():
        done = redeem(work, ask)
    before = None if done.left is None else done.left + 1
    return Redeemed(-1, done.coupon, done.series, done.uses_by_customer - 1, before)


def redemptions_left(work: Work, coupon: Coupon, kind: Series) -> int | None:
    """Give how often the coupon's customer can still redeem it; None if without limit."""
    return _Uses(work, coupon, kind, coupon.customer_id).left


def _wanted(work: Work, ask: Ask) -> Coupon:
    """The coupon that is asked for: the customer's own before others with the same code."""
    if ask.coupon_id is not None:
        rows = work.store.all("SELECT * FROM coupons WHERE id = ?", ask.coupon_id)
        shared = None
    elif ask.code:
        code = codes.checked(ask.code)
        rows = work.store.all(
            "SELECT * FROM coupons WHERE code = ? ORDER BY customer_id <> ?, revoked, id",
            code,
            ask.customer_id,
        )
        shared = series.by_generic_code(work.store, code)
    else:
        raise Refused("coupon-unnamed")
    if rows and rows[0]["customer_id"] == ask.customer_id:
        return made(rows[0])
    if shared is not None and shared.settings["anyUser"]:
        # Whoever knows a code that is for everyone gets the coupon in using it.
        return issuing.issue(work, shared.id, ask.customer_id)
    if not rows and shared is None:
        raise Refused("coupon-unknown", code=ask.code or ask.coupon_id)
    if rows:
        coupon = made(rows[0])
        kind = series.find(work.store, coupon.series_id)
        if kind.settings["anyUser"] and not kind.is_generic:
            return coupon
    raise Refused("coupon-of-another", code=ask.code or ask.coupon_id)


def _check_time(coupon: Coupon, kind: Series, at: int) -> None:
    first = kind.settings["redemptionValidFrom"] or 0
    wait = kind.settings["redemptionValidAfterDays"] * DAY
    if at < max(first, coupon.created_at + wait if wait else 0):
        raise Refused("coupon-too-early", code=coupon.code)
    if at > coupon.valid_till:
        raise Refused("coupon-expired", code=coupon.code)
    if kind.is_over(at):
        raise Refused("series-over", id=kind.id)


def _check_store(work: Work, kind: Series) -> None:
    """Refuse a till that is neither named for redeeming nor stands in what is."""
    allowed = {entry.get("orgEntityId") for entry in kind.settings["redemptionOrgEntityDetails"]}
    if not allowed:
        return
    till = organisation.entity(work.store, work.till)
    shop = organisation.store_of(work.store, till)
    row = work.store.one("SELECT zone_id, concept_id FROM entities WHERE id = ?", shop.id)
    places = {till.id, shop.id, *(row if row is not None else ())}
    if not places & allowed:
        raise Refused("store-excluded", code=shop.code)


def _check_pin(coupon: Coupon, kind: Series, pin: str) -> None:
    if coupon.pin is None:
        return
    if kind.settings["isValidationRequired"] and not pin:
        raise Refused("pin-needed", code=coupon.code)
    if pin and pin != coupon.pin:
        raise Refused("pin-wrong", code=coupon.code)


def _check_bill(kind: Series, ask: Ask) -> None:
    if ask.amount is not None and ask.amount < 0:
        raise Refused("bill-amount", amount=ask.number)
    if ask.amount is None and not ask.bill_is_known:
        return
    least, most = kind.settings["minBillAmount"], kind.settings["maxBillAmount"]
    if (ask.amount or 0) < least or (most and (ask.amount or 0) > most):
        raise Refused("bill-amount", amount=ask.number)


class _Uses:
    """How often a coupon was redeemed, and how often it still can be."""

    def __init__(self, work: Work, coupon: Coupon, kind: Series, customer_id: int) -> None:
        row = work.store.one(
            "SELECT sum(r.coupon_id = ?2) AS of_coupon, "
            "sum(r.coupon_id = ?2 AND r.customer_id = ?1) AS mine, count(*) AS in_series, "
            "sum(r.customer_id = ?1) AS of_customer, "
            "max(CASE r.customer_id WHEN ?1 THEN r.redeemed_at END) AS last "
            "FROM coupon_redemptions r JOIN coupons c ON c.id = r.coupon_id "
            "WHERE c.series_id = ?3 AND r.reversed_at IS NULL",
            *(customer_id, coupon.id, coupon.series_id),
        )
        found = dict(row) if row is not None else {}
        self.every: int = found["of_coupon"] or 0
        self.mine: int = found["mine"] or 0
        self.in_series: int = found["in_series"]
        self.of_customer: int = found["of_customer"] or 0
        self.of_code = self.in_series if kind.is_generic else self.every
        self.last: int | None = found["last"]
        self.kind = kind

    @property
    def left(self) -> int | None:
        """How often the customer can still redeem the coupon; None if without limit."""
        if self.every > self.mine and not self.is_multiple:
            return 0
        limit, again = self.kind.limit, self.kind.settings["sameUserMultipleRedeem"]
        limits = [
            (limit("redemptionPerCouponMaxLimit"), self.of_code),
            (limit("maxRedeem"), self.in_series),
            (limit("maxRedemptionsInSeriesPerUser"), self.of_customer),
            (None if again else 1, self.mine),
        ]
        found = [max(most - used, 0) for most, used in limits if most is not None]
        return min(found, default=None)

    @property
    def is_multiple(self) -> bool:
        """Whether several customers may redeem the same code."""
        return self.kind.is_generic or bool(self.kind.settings["isMultipleUseAllowed"])


def _check_uses(work: Work, coupon: Coupon, kind: Series, ask: Ask) -> None:
    uses = _Uses(work, coupon, kind, ask.customer_id)
    if uses.every > uses.mine and not uses.is_multiple:
        raise Refused("coupon-used", code=coupon.code)
    if uses.mine and not kind.settings["sameUserMultipleRedeem"]:
        raise Refused("coupon-repeated" if uses.is_multiple else "coupon-used", code=coupon.code)
    for name, used, reason in (
        ("redemptionPerCouponMaxLimit", uses.of_code, "code-limit"),
        ("maxRedeem", uses.in_series, "series-limit"),
        ("maxRedemptionsInSeriesPerUser", uses.of_customer, "user-limit"),
    ):
        most = kind.limit(name)
        if most is not None and used >= most:
            raise Refused(reason, code=coupon.code)
    pause = kind.limit("minDaysBetweenRedemption")
    if pause is not None and uses.last is not None and ask.at - uses.last < pause * DAY:
        raise Refused("redeemed-too-soon", code=coupon.code)

"""Reading coupons, version 2."""

from __future__ import annotations

from capexplore.sandbox.domain import people
from capexplore.sandbox.domain.coupons import reading, series
from capexplore.sandbox.domain.coupons.coupon import Coupon
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import coupons_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.coupon_codes import printed
from capexplore.sandbox.wire.formats import whole_number


@handles("v2/coupon/get")
def get(call: Call) -> Answer:
    """Give coupons by id, by code, or by the customers that they were issued to."""
    filters = ("couponIds", "couponCodes", "issuedToIds")
    if not any(call.every(name) for name in filters):
        raise Refused("filter-missing")
    found: dict[int, Coupon] = {}
    errors = []
    for name in filters:
        for value in call.every(name):
            try:
                found |= {coupon.id: coupon for coupon in _wanted(call, name, value)}
            except Refused as refused:
                errors.append(v2.refused_item(refused, call.action))
    kinds = series.known(call.store, (coupon.series_id for coupon in found.values()))
    shown = [
        wire.coupon(kinds[coupon.series_id], coupon, printed(call, coupon.code))
        for coupon in found.values()
    ]
    if not shown and errors:
        return Answer({"errors": errors}, 400)
    return Answer({"data": shown, "warnings": [], "errors": errors})


def _wanted(call: Call, name: str, value: str) -> list[Coupon]:
    if name == "couponCodes":
        return reading.by_code(call.work, value)
    number = whole_number(value) or 0
    if name == "issuedToIds":
        return reading.issued_to(call.work, people.survivor(call.store, number)[0])
    coupon = reading.by_id(call.work, number)
    if coupon is None:
        raise Refused("coupon-unknown", code=value)
    return [coupon]

"""Issuing coupons, version 2: one, one of each of several series, several of one series."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain.coupons import issuing, series
from capexplore.sandbox.domain.coupons.coupon import Coupon
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, Rejected, handles
from capexplore.sandbox.wire import coupons_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.coupon_codes import printed
from capexplore.sandbox.wire.formats import whole_number

_MOST_SERIES = 100


@handles("v2/coupon/issue")
def issue(call: Call) -> Answer:
    """Issue one coupon."""
    body = wire.body_of(call)
    series_id = wire.series_id_of(body.get("seriesId"), "seriesId")
    customer_id, notices = wire.customer_of(call.work, body.get("customer"))
    coupon = issuing.issue(call.work, series_id, customer_id)
    return Answer({**_issued(call, coupon), "warnings": v2.warnings(notices)})


@handles("v2/coupon/issue_bulk")
def issue_bulk(call: Call) -> Answer:
    """Issue one coupon of each of several series, each on its own."""
    body = wire.body_of(call)
    wanted = body.get("seriesIds")
    if not isinstance(wanted, list) or not wanted:
        raise Refused("field-missing", name="seriesIds")
    if len(wanted) > _MOST_SERIES:
        raise Rejected(1060, f"A batch may have {_MOST_SERIES} series", status=400)
    customer_id, notices = wire.customer_of(call.work, body.get("customer"))
    entries = []
    for given in wanted:
        entry: dict[str, Any] = {"entityId": whole_number(given)}
        try:
            with call.store.item():
                series_id = wire.series_id_of(given, "seriesIds")
                coupon = issuing.issue(call.work, series_id, customer_id)
                entry |= {"result": _issued(call, coupon), "errors": []}
        except Refused as refused:
            entry["errors"] = [v2.refused_item(refused, call.action)]
        entries.append({**entry, "warnings": v2.warnings(notices)})
    return Answer(v2.bulk(entries))


@handles("v2/coupon/issue_multiple")
def issue_multiple(call: Call) -> Answer:
    """Issue several coupons of a series, or as many as it allows."""
    body = wire.body_of(call)
    given = body.get("seriesId", body.get("seriesIds"))
    given = given[0] if isinstance(given, list) and given else given
    series_id = wire.series_id_of(given, "seriesId")
    if body.get("count") is None:
        raise Refused("field-missing", name="count")
    count = whole_number(body["count"])
    if count is None:
        raise Refused("count-invalid", count=str(body["count"]))
    customer_id, notices = wire.customer_of(call.work, body.get("customer"))
    coupons, stopped = issuing.issue_several(call.work, series_id, count, customer_id)
    errors = [] if stopped is None else [v2.refused_item(stopped, call.action)]
    return Answer(
        {
            "coupons": [{"code": printed(call, one.code), "couponId": one.id} for one in coupons],
            "couponConfig": wire.config(series.find(call.store, series_id)),
            "totalCount": count,
            "failureCount": count - len(coupons),
            "successCount": len(coupons),
            "customer": wire.customer(call.work, customer_id),
            "errors": errors,
            "warnings": v2.warnings(notices),
        }
    )


def _issued(call: Call, coupon: Coupon) -> dict[str, Any]:
    """A coupon that was just issued; its id is not told, which is documented as 0."""
    kind = series.find(call.store, coupon.series_id)
    shown = wire.coupon(kind, coupon, printed(call, coupon.code))
    who = wire.customer(call.work, coupon.customer_id)
    return {**shown, "customer": who, "redemptionCount": 0, "id": 0}

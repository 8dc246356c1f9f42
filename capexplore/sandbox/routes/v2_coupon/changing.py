"""Changing coupons that are out, version 2: another last day, and revoking.

Both say that they succeeded whatever became of each coupon.
"""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain.coupons import revoking, series
from capexplore.sandbox.domain.coupons.coupon import Coupon
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import coupons_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.coupon_codes import printed
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.times import read_v2

_MOST_EXPIRIES, _MOST_CODES = 100, 50


@handles("v2/coupon/update_expiry_bulk")
def update_expiry_bulk(call: Call) -> Answer:
    """Give coupons of a series another last day, each on its own."""
    body = wire.body_of(call)
    series_id = wire.series_id_of(body.get("couponSeriesId"), "couponSeriesId")
    wanted = _listed(body, most=_MOST_EXPIRIES)
    kind = series.find(call.store, series_id)
    owner = _owner(call, body)
    revoking.shared_needs_customer(kind, owner)
    unprocessed = []
    for entry in wanted:
        entry = entry if isinstance(entry, dict) else {"couponCode": entry}
        code, day = text(entry.get("couponCode")) or "", text(entry.get("expiryDate"))
        try:
            revoking.prolong(call.work, kind, code, read_v2(day), owner)
        except Refused as refused:
            error = v2.refused_item(refused, call.action)
            said = {"errorCode": error["code"], "errorMessage": error["message"]}
            unprocessed.append({"expiryDate": day, "couponCode": printed(call, code), **said})
    entity = {
        "totalCount": len(wanted),
        "failedCount": len(unprocessed),
        "successCount": len(wanted) - len(unprocessed),
        "unprocessedCoupons": unprocessed,
        "userId": owner,
        "couponSeriesId": series_id,
    }
    return Answer({"entity": entity, "warnings": [], "errors": [], "success": True})


@handles("v2/coupon/revoke")
def revoke(call: Call) -> Answer:
    """Take coupons of a series away: those with some codes, or those of a customer."""
    body = wire.body_of(call)
    series_id = wire.series_id_of(body.get("couponSeriesId"), "couponSeriesId")
    by_code = body.get("couponCodes") not in (None, "", [])
    if not by_code and not body.get("customer"):
        raise Refused("field-missing", name="couponCodes")
    wanted = _listed(body, most=_MOST_CODES) if by_code else []
    owner = _owner(call, body)
    kind = revoking.revocable(call.work, series_id, by_code=by_code)
    if not by_code and owner is not None:
        wanted = [coupon.code for coupon in revoking.of_customer(call.work, kind, owner)]
    revoked, failed = [], dict[int, dict[str, Any]]()
    for given in wanted:
        code = text(given) or ""
        try:
            revoked.append(_taken(call, revoking.revoke(call.work, kind, code, owner)))
        except Refused as refused:
            error = v2.refused_item(refused, call.action)
            said = {"errorCode": error["code"], "errorMessage": error["message"]}
            entry = failed.setdefault(error["code"], {**said, "couponCodes": []})
            entry["couponCodes"].append(printed(call, code))
    entity = {
        "totalCount": len(wanted),
        "failedCount": len(wanted) - len(revoked),
        "revokedCoupons": revoked,
        "failedToRevoke": list(failed.values()),
    }
    return Answer({"entity": entity, "warnings": [], "errors": [], "success": True})


def _taken(call: Call, coupon: Coupon) -> dict[str, Any]:
    return {
        "couponId": coupon.id,
        "couponCode": printed(call, coupon.code),
        "issuedToUserId": coupon.customer_id,
    }


def _listed(body: dict[str, Any], most: int) -> list[Any]:
    wanted = body.get("couponCodes")
    if not isinstance(wanted, list) or not wanted:
        raise Refused("field-missing", name="couponCodes")
    if len(wanted) > most:
        raise Refused("codes-too-many", most=most)
    return wanted


def _owner(call: Call, body: dict[str, Any]) -> int | None:
    given = body.get("customer")
    return wire.customer_of(call.work, given)[0] if given else None

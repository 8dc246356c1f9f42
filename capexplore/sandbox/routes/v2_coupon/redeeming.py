"""Redeeming coupons, version 2: one, many or none of them, or only asking."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capexplore.sandbox.domain.amounts import thousandths
from capexplore.sandbox.domain.coupons import redeeming
from capexplore.sandbox.domain.coupons.redeeming import Ask, Redeemed
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import coupon_series_v2, v2
from capexplore.sandbox.wire import coupons_v2 as wire
from capexplore.sandbox.wire.coupon_codes import printed
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.times import read_v2

_MOST = 100


@handles("v2/coupon/redeem")
def redeem(call: Call) -> Answer:
    """Redeem one coupon; one that cannot be redeemed is told by the redemption's status."""
    body = wire.body_of(call)
    [code] = _codes(body, most=1)
    customer_id, notices = wire.customer_of(call.work, body.get("user"), "user")
    try:
        with call.store.item():
            done = redeeming.redeem(call.work, replace(_ask(call, body, customer_id), code=code))
        shown = {"id": done.id, **wire.redeemed(done, printed(call, done.coupon.code))}
        status = wire.status()
    except Refused as refused:
        error = v2.refused_item(refused, call.action)
        said = {"code": error["code"], "message": error["message"], "good": False}
        shown = {"currencyInput": False, "warnings": [], "code": printed(call, code)}
        shown["redemptionStatus"] = wire.verdict(**said)
        status = wire.status(**said)
    return Answer(
        {
            "redemption": [shown],
            "redemptionStatus": status,
            "customer": wire.customer(call.work, customer_id),
            "warnings": v2.warnings(notices),
        }
    )


@handles("v2/coupon/redeem_bulk")
def redeem_bulk(call: Call) -> Answer:
    """Redeem all of some coupons or, if one of them cannot be redeemed, none.

    With ``is_redeemable=true`` nothing is redeemed at all.
    """
    body = wire.body_of(call)
    codes = _codes(body, most=_MOST)
    customer_id, _ = wire.customer_of(call.work, body.get("user"), "user")
    mere_question = call.flag("is_redeemable")
    found: list[Redeemed | Refused] = []
    with call.store.trial():
        found = _each(call, body, codes, customer_id)
    bad = any(isinstance(one, Refused) for one in found)
    if not bad and not mere_question:
        found = _each(call, body, codes, customer_id)
    return Answer(v2.bulk([_entry(call, one, bad=bad, asked=mere_question) for one in found]))


def _each(
    call: Call, body: dict[str, Any], codes: list[str], customer_id: int
) -> list[Redeemed | Refused]:
    found: list[Redeemed | Refused] = []
    for code in codes:
        try:
            with call.store.item():
                ask = replace(_ask(call, body, customer_id), code=code)
                found.append(redeeming.redeem(call.work, ask))
        except Refused as refused:
            found.append(refused)
    return found


def _entry(call: Call, one: Redeemed | Refused, *, bad: bool, asked: bool) -> dict[str, Any]:
    """The answer for one coupon of a batch; ``bad`` says that the batch failed."""
    if isinstance(one, Redeemed) and bad:
        one = Refused("other-failed")
    if isinstance(one, Refused):
        error = v2.refused_item(one, call.action)
        return {"entityId": None, "errors": [error], "warnings": []}
    shown = wire.redeemed(one, printed(call, one.coupon.code))
    number = -1 if asked else one.id
    result = {"redemptionId": str(number), **shown}
    return {"entityId": number, "result": result, "errors": [], "warnings": []}


@handles("v2/coupon/is_redeemable", tries=True)
def is_redeemable(call: Call) -> Answer:
    """Tell of each of some codes whether a customer could redeem it, and why not."""
    work, codes = call.work, call.every("code")
    if not codes:
        raise Refused("coupon-unnamed")
    if len(codes) > _MOST:
        raise Refused("coupons-too-many", most=_MOST)
    customer_id, notices = wire.customer_of(work, call.query)
    details = call.query.get("details", "").lower() in ("true", "extended")
    shown = [_answered(call, code, customer_id, details=details) for code in codes]
    return Answer({"data": shown, "warnings": v2.warnings(notices), "errors": []})


def _answered(call: Call, code: str, customer_id: int, *, details: bool) -> dict[str, Any]:
    ask = Ask(customer_id, call.now, code=code, bill_is_known=False)
    try:
        done = redeeming.would_redeem(call.work, ask)
    except Refused as refused:
        error = v2.refused_item(refused, call.action)
        return {"code": printed(call, code), "isRedeemable": False, "errors": [error]}
    shown = {
        **wire.coupon(done.series, done.coupon, printed(call, done.coupon.code)),
        "isRedeemable": True,
        "redemptionsLeft": -1 if done.left is None else done.left,
        "noOfRedemptionsByUser": done.uses_by_customer,
        "errors": [],
    }
    if details:
        shown["series"] = coupon_series_v2.shown(call.work, done.series)
    return shown


def _codes(body: dict[str, Any], most: int) -> list[str]:
    wanted = body.get("redemptionRequestList")
    if not wanted:
        raise Refused("coupon-unnamed")
    if not isinstance(wanted, list) or len(wanted) > most:
        raise Refused("coupons-too-many", most=most)
    codes = [text(one.get("code")) if isinstance(one, dict) else None for one in wanted]
    if not all(codes):
        raise Refused("coupon-unnamed")
    return [code for code in codes if code]


def _ask(call: Call, body: dict[str, Any], customer_id: int) -> Ask:
    amount, at = None, call.now
    if body.get("billAmount") not in (None, ""):
        amount = thousandths(body["billAmount"])
        if amount is None:
            raise Refused("bill-amount", amount=text(body["billAmount"]) or "")
    if body.get("redemptionTime") not in (None, ""):
        moment = read_v2(body["redemptionTime"])
        if moment is None:
            raise Refused("redemption-time", time=text(body["redemptionTime"]) or "")
        at = moment
    number = text(body.get("transactionNumber")) or ""
    return Ask(customer_id, at, number=number, amount=amount)

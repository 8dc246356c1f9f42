"""Coupons, version 1.1: issue, redeem, isredeemable, get, resend, series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capexplore.sandbox.domain.coupons import issuing, reading, redeeming, series
from capexplore.sandbox.domain.coupons.coupon import Coupon
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.routes.v1_1_customer.selecting import found_in_query, named_in, selected
from capexplore.sandbox.wire import coupon_series_v1_1, v1_1
from capexplore.sandbox.wire import coupons_v1_1 as wire
from capexplore.sandbox.wire.coupon_codes import printed
from capexplore.sandbox.wire.customers_v1_1 import given_identifiers
from capexplore.sandbox.wire.formats import UNREADABLE, text, whole_number

_Item = dict[str, Any]


@handles("v1.1/coupon/issue")
def issue(call: Call) -> Answer:
    """Issue coupons; whether it worked is told by booleans."""

    def one(item: _Item) -> _Item:
        work = call.work
        customer_id = named_in(work.store, item.get("customer"))
        coupon = issuing.issue(work, wire.series_id_of(item), customer_id)
        kind = series.find(work.store, coupon.series_id)
        shown = wire.issued(work, coupon, kind, printed(call, coupon.code))
        return {**shown, "item_status": _verdict(True, 700)}

    def echo(item: _Item) -> _Item:
        who = given_identifiers(item.get("customer"))
        return {"series_id": text(item.get("series_id")), "customer": who}

    items = _objects(call)
    answers, status = _carried_out(call, items, one, echo)
    for answer in answers:
        answer["item_status"]["success"] = answer["item_status"]["success"] in ("true", True)
    status["success"] = status["success"] == "true"
    return _answer(status, coupon=_alone(answers))


@handles("v1.1/coupon/redeem")
def redeem(call: Call) -> Answer:
    """Redeem coupons, each on its own."""

    def one(item: _Item) -> _Item:
        work = call.work
        customer_id = named_in(work.store, item.get("customer"))
        ask = wire.asked(item, customer_id, work.now)
        done = redeeming.redeem(work, ask)
        shown = wire.redeemed(work, done, ask, printed(call, done.coupon.code))
        return {**shown, "item_status": _verdict("true", "700")}

    def echo(item: _Item) -> _Item:
        work = call.work
        code, coupon_id = text(item.get("code")) or "", whole_number(item.get("id"))
        coupon = reading.named(work, code, coupon_id)
        shown = printed(call, code if coupon is None else coupon.code)
        try:
            customer_id = named_in(work.store, item.get("customer"))
        except Refused:
            customer_id = None
        return wire.not_redeemed(work, item, customer_id, coupon, shown)

    answers, status = _carried_out(call, _objects(call), one, echo)
    return _answer(status, coupons={"coupon": _alone(answers)})


@handles("v1.1/coupon/is_redeemable", tries=True)
def is_redeemable(call: Call) -> Answer:
    """Tell whether a customer could redeem a coupon."""
    name, values = selected(call)
    code = call.query.get("code", "").strip()
    who: _Item = {}

    def one(value: str) -> _Item:
        work = call.work
        customer_id = found_in_query(work.store, name, value)[0]
        who.update(wire.customer(work, customer_id))
        ask = redeeming.Ask(customer_id, work.now, code=code, bill_is_known=False)
        done = redeeming.would_redeem(work, ask)
        shown = {"mobile": who["mobile"], "code": printed(call, done.coupon.code)}
        shown |= wire.redeemable(done)
        if call.query.get("details", "").lower() in ("true", "extended"):
            shown["series_info"] = coupon_series_v1_1.shown(work, done.series)
        verdict = _verdict("true", 700, "Coupon isRedeem successful", status="true")
        return {**shown, "customer": dict(who), "item_status": verdict}

    def echo(_: str) -> _Item:
        asked = {"mobile": who.get("mobile"), "code": printed(call, code)}
        return {**asked, "is_redeemable": "false", "customer": dict(who)}

    [answer], status = _carried_out(call, values[:1], one, echo)
    said = answer["item_status"]
    if said["success"] == "false":
        answer["item_status"] = _verdict("false", said["code"], said["message"], status="false")
    return _answer(status, coupons={"redeemable": answer})


@handles("v1.1/coupon/get")
def get(call: Call) -> Answer:
    """Give coupons, by code or by the customers that they were issued to."""
    codes, customers = call.every("code"), call.every("issuedToIds")
    if not codes and not customers:
        raise bad_request(UNREADABLE)
    v1_1.check_size(codes or customers)
    found: list[Coupon | Refused] = []
    for wanted in codes or customers:
        try:
            found += reading.by_code(call.work, wanted) if codes else _of_customer(call, wanted)
        except Refused as refused:
            found.append(refused)

    def one(entry: Coupon | Refused) -> _Item:
        if isinstance(entry, Refused):
            raise entry
        [held] = reading.held(call.work, [entry])
        shown = wire.described(call.work, held, printed(call, entry.code))
        return {**shown, "item_status": _verdict("true", 700)}

    def echo(entry: Coupon | Refused) -> _Item:
        wanted = next(iter(entry.details.values())) if isinstance(entry, Refused) else ""
        return {"id": -1, "code": printed(call, str(wanted))} if codes else {"id": -1}

    answers, status = _carried_out(call, found, one, echo)
    return _answer(status | {"status": status["success"]}, coupons={"coupon": answers})


@handles("v1.1/coupon/resend")
def resend(call: Call) -> Answer:
    """Send the code of a coupon to its customer once more."""
    name, values = selected(call)
    codes = call.every("code")
    if not codes:
        raise bad_request(UNREADABLE)
    v1_1.check_size(codes)

    def one(code: str) -> _Item:
        work = call.work
        owner = found_in_query(work.store, name, values[0])[0] if name else None
        coupons = reading.by_code(work, code)
        own = [coupon for coupon in coupons if coupon.customer_id == owner]
        coupon = issuing.resend(work, (own or coupons)[0], owner)
        shown = {"id": str(coupon.id), "code": printed(call, coupon.code)}
        return {**shown, "item_status": _verdict("true", "700", "Coupon Resent")}

    def echo(code: str) -> _Item:
        return {"id": "-1", "code": printed(call, code)}

    answers, status = _carried_out(call, codes, one, echo, as_text=True)
    return _answer(status, coupons={"coupon": answers})


@handles("v1.1/coupon/get_series")
def get_series(call: Call) -> Answer:
    """Give coupon series: by id, or all; those that are over only if asked for."""
    work = call.work
    over = call.query.get("expired", "").lower() in ("true", "extended")
    wanted: list[Any] = list(call.every("id")) or series.every(work, over=over)

    def one(entry: str | series.Series) -> _Item:
        if isinstance(entry, str):
            entry = series.find(work.store, whole_number(entry) or 0)
        verdict = _verdict("true", "700", "Coupon series fetched successfully")
        return {**coupon_series_v1_1.shown(work, entry), "item_status": verdict}

    def echo(entry: str | series.Series) -> _Item:
        return {"id": entry} if isinstance(entry, str) else {}

    answers, status = _carried_out(call, wanted, one, echo, as_text=True)
    return _answer(status, series={"items": {"item": _alone(answers)}})


def _objects(call: Call) -> list[_Item]:
    """The items of a body; one that is no object has nothing in it."""
    return [item if isinstance(item, dict) else {} for item in v1_1.items_of(call, "coupon")]


def _of_customer(call: Call, wanted: str) -> list[Coupon]:
    customer_id = found_in_query(call.store, "id", wanted)[0]
    return reading.issued_to(call.work, customer_id)


def _verdict(
    success: object, code: int | str, message: str = wire.DONE, **more: object
) -> dict[str, Any]:
    return {"success": success, **more, "code": code, "message": message}


def _carried_out(
    call: Call,
    items: list[Any],
    one: Callable[[Any], _Item],
    echo: Callable[[Any], _Item],
    *,
    as_text: bool = False,
) -> tuple[list[_Item], dict[str, Any]]:
    """Carry out items each on its own; give the answers and the status of the request."""
    answers, succeeded = v1_1.answer_items(call, items, one, echo, as_text=as_text)
    for answer in answers:
        answer["item_status"].pop("warnings", None)
    return answers, v1_1.outcome(len(answers), succeeded)


def _alone(answers: list[_Item]) -> _Item | list[_Item]:
    """What XML would show: one answer as an object, several as a list."""
    return answers[0] if len(answers) == 1 else answers


def _answer(status: dict[str, Any], **parts: Any) -> Answer:
    return Answer({"response": {"status": status, **parts}}, 500 if status["code"] == 500 else 200)

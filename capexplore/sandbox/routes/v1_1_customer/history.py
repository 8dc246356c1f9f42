"""Customers, version 1.1: their transactions and redemptions."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import history, people, points
from capexplore.sandbox.domain.points import DEFAULT_PROGRAM
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles, whole
from capexplore.sandbox.routes.v1_1_customer.selecting import echo_of, found_in_query, selected
from capexplore.sandbox.wire import customer_redemptions_v1_1, customer_transactions_v1_1, v1_1
from capexplore.sandbox.wire.windows_v1_1 import count_of, page_of, window_of

_TRANSACTION_ORDER = {"trans_date": "t.billed_at", "trans_id": "t.id"}
_REDEMPTION_ORDER = {"redeemed_time": "r.redeemed_at", "redemption_id": "r.id"}
_HALVES = ("POINTS", "COUPONS", "BOTH")
_FLAGS = ("credit_notes", "custom_fields", "points_breakup", "mlp")


@handles("v1.1/customer/get_transactions")
def transactions(call: Call) -> Answer:
    """Give a page of the transactions of customers."""
    name, values = selected(call)
    page = page_of(call, order=_TRANSACTION_ORDER)
    flags = {flag: call.flag(flag) for flag in _FLAGS}
    wanted = call.query.get("transaction_id")
    wanted_id = whole(wanted, "transaction_id") if wanted else None
    number = call.query.get("number") or None

    def one(value: str) -> dict[str, Any]:
        work = call.work
        customer_id, notices = found_in_query(work.store, name, value)
        found = history.transactions(
            work, customer_id, window_of(call), page, number=number, transaction_id=wanted_id
        )
        if not found[1]:
            raise Refused("transactions-none", id=customer_id)
        customer = people.load(work.store, customer_id)
        if points.standing(work, customer_id) is None:
            notices = [*notices, Notice("points-unavailable")]
        shown = customer_transactions_v1_1.shown(work, customer, page, found, flags)
        said = v1_1.verdict("Transactions fetched successfully", notices, code="1052")
        return {**shown, "item_status": said}

    return v1_1.answer_members(call, values, one, echo_of(name), "customer")


@handles("v1.1/customer/get_redemptions")
def redemptions(call: Call) -> Answer:
    """Give a page of the redemptions of customers: of points, of coupons, or of both."""
    name, values = selected(call)
    half = call.query.get("type", "").upper() or "BOTH"
    if half not in _HALVES:
        raise bad_request(f"type must be one of {', '.join(_HALVES)}")
    rows = count_of(call, "limit", 10, least=1)

    def one(value: str) -> dict[str, Any]:
        customer_id, _ = found_in_query(call.store, name, value)
        shown = customer_redemptions_v1_1.shown(
            call.work,
            people.load(call.store, customer_id),
            rows,
            None if half == "COUPONS" else _points(call, customer_id, alone=half == "POINTS"),
            None if half == "POINTS" else _coupons(call, customer_id),
            by_program=call.flag("mlp"),
        )
        return {"user_id": str(customer_id), **shown} if call.flag("user_id") else shown

    answer = v1_1.answer_members(call, values, one, echo_of(name), "customer")
    said = answer.tree["response"]["status"]
    said["success"] = said["success"] == "true"
    return answer


_Found = tuple[list[Any], int]


def _points(call: Call, customer_id: int, *, alone: bool) -> _Found:
    """The redemptions of points: of the programme asked for, of all, or of the default one."""
    work = call.work
    program = None if call.flag("mlp") else DEFAULT_PROGRAM
    if call.query.get("program_id"):
        program = whole(call.query["program_id"], "program_id")
        if not work.store.one("SELECT 1 FROM programs WHERE id = ?", program):
            raise Refused("program-unknown", id=program)
    if alone and points.standing(work, customer_id, program or DEFAULT_PROGRAM) is None:
        named = bool(call.query.get("program_id"))
        raise Refused("not-in-program" if named else "not-enrolled", id=customer_id)
    page = page_of(call, order=_REDEMPTION_ORDER, limit_names=("points_limit", "limit"))
    return history.point_redemptions(work, customer_id, window_of(call, "points_"), page, program)


def _coupons(call: Call, customer_id: int) -> _Found:
    page = page_of(call, order=_REDEMPTION_ORDER, limit_names=("coupons_limit", "limit"))
    return history.coupon_redemptions(call.work, customer_id, window_of(call, "coupons_"), page)

"""Points, version 1.1: whether they can be redeemed, validation codes, redemption."""

from __future__ import annotations

from typing import Any

import orjson

from capexplore.sandbox.domain import one_time_codes, organisation, people, points, redemptions
from capexplore.sandbox.domain.amounts import number
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.routes.v1_1_customer.selecting import SELECTORS, found_in_query
from capexplore.sandbox.store import Store
from capexplore.sandbox.wire import points_v1_1 as wire
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.formats import UNREADABLE, fields, text
from capexplore.sandbox.wire.named_values import fields_of
from capexplore.sandbox.wire.points import amount_of, program_of

_PURPOSE = "points redemption"
_NOTES = 255


@handles("v1.1/points/is_redeemable", tries=True)
def is_redeemable(call: Call) -> Answer:
    """Say whether points can be redeemed; nothing is redeemed."""
    in_currency = call.flag("currency_input")
    given = call.query.get("currency_value" if in_currency else "points")
    customer: Customer | None = None
    amount = 0
    try:
        customer, notices = _holder(call.store, call.query)
        amount = amount_of(given)
        _check(call, customer, amount)
        if call.flag("issue_otp"):
            one_time_codes.send(call.work, customer.id, _PURPOSE)
        said = wire.verdict("Points can be redeemed", notices, "800")
    except Refused as why:
        said = wire.refused(why, call.action)
    shown = {
        **(wire.given_names(call.query) if customer is None else wire.names(customer)),
        "points": str(number(amount)) if amount else given or "",
        "is_redeemable": said["success"],
        "points_redeem_value": number(amount),
        "points_redeem_local_value": number(amount),
        "input_type": "CURRENCY" if in_currency else "POINTS",
        "points_currency_ratio": "1",
    }
    return _answer({"points": {"redeemable": {**shown, "item_status": said}}}, said)


def _check(call: Call, customer: Customer, amount: int) -> None:
    code = call.query.get("validation_code", "")
    _check_group(call)
    redemptions.check_status(call.work, customer)
    _check_amount(call, customer, amount)
    if code and not _skips_validation(call):
        one_time_codes.check(call.work, customer.id, _PURPOSE, code)


@handles("v1.1/points/issue_validation_code")
def issue_validation_code(call: Call) -> Answer:
    """Send a code with which a customer confirms a redemption."""
    customer: Customer | None = None
    given = call.query.get("points", "")
    try:
        customer, notices = _holder(call.store, call.query)
        amount_of(given)
        redemptions.check_status(call.work, customer)
        points.member(call.work, customer.id)
        one_time_codes.send(call.work, customer.id, _PURPOSE)
        said = wire.verdict("Validation Code Issued by SMS", notices, "200")
    except Refused as why:
        said = wire.refused(why, call.action)
    shown = {
        "user_id": None if customer is None else str(customer.id),
        **(wire.given_names(call.query) if customer is None else wire.names(customer)),
        "points": given,
    }
    return _answer({"validation_code": {"code": {**shown, "item_status": said}}}, said)


@handles("v1.1/points/redeem")
def redeem(call: Call) -> Answer:
    """Redeem points of one customer."""
    items = v1_1.items_of(call, "redeem")
    if len(items) > 1 or not isinstance(items[0], dict):
        raise bad_request(UNREADABLE)
    item: dict[str, Any] = items[0]
    given = fields(item.get("customer"))
    customer: Customer | None = None
    try:
        customer, notices = _holder(call.store, given)
        amount = amount_of(item.get("points_redeemed"))
        with call.store.item():
            shown = _redeem(call, item, customer, amount, notices)
    except Refused as why:
        said = wire.refused(why, call.action, as_text=False)
        shown = {**wire.not_redeemed(customer, given, item), "item_status": said}
    return _answer({"responses": {"points": shown}}, shown["item_status"], failed=400)


def _redeem(
    call: Call, item: dict[str, Any], customer: Customer, amount: int, notices: list[Notice]
) -> dict[str, Any]:
    work = call.work
    told = item.get("customer")
    both = {**(told if isinstance(told, dict) else {}), **item}
    code = text(both.get("validation_code")) or ""
    program_id = program_of(call.query.get("program_id"))
    _check_group(call)
    redemptions.check_status(work, customer)
    _check_amount(call, customer, amount)
    if not _skips_validation(call):
        needed = organisation.config_on(work.store, "CONF_POINTS_REDEMPTION_VALIDATION")
        if code or needed:
            one_time_codes.check(work, customer.id, _PURPOSE, code)
            one_time_codes.use(work, customer.id, _PURPOSE)
    row = redemptions.redeem(
        work,
        customer.id,
        amount,
        at=wire.time_of(item.get("redemption_time"), work),
        bill_number=text(item.get("transaction_number")) or "",
        program_id=program_id,
        notes=(text(both.get("notes")) or "")[:_NOTES],
        external_reference=text(item.get("external_reference_number")) or "",
        validation_code=code,
        custom=orjson.dumps(fields_of(both, "custom_fields")).decode(),
    )
    balance = points.member(work, customer.id, program_id).balance
    said = wire.verdict("Points Redeemed", notices, 800)
    return {**wire.redeemed(customer, row, balance), "item_status": said}


def _check_amount(call: Call, customer: Customer, amount: int) -> None:
    """Refuse points that cannot be redeemed from the programme asked for, or from the default one.

    Raises
    ------
    Refused
        ``not-in-program`` where the call names the programme; else as `redemptions.check`.
    """
    given = call.query.get("program_id")
    try:
        redemptions.check(call.work, customer.id, amount, program_of(given))
    except Refused as refused:
        if refused.reason != "not-enrolled" or not given:
            raise
        raise Refused("not-in-program", id=customer.id) from None


def _skips_validation(call: Call) -> bool:
    return call.flag("skip_validation") or call.query.get("validation_type", "") == "INVALID"


def _check_group(call: Call) -> None:
    """Refuse to spend what a group owns: nobody in the sandbox shares points with a group."""
    if call.flag("group_redemption"):
        raise Refused("no-group")


def _holder(store: Store, given: dict[str, str]) -> tuple[Customer, list[Notice]]:
    """The customer whom the first identifier of a query, or of a body, names."""
    name = next((name for name in SELECTORS if given.get(name)), "")
    customer_id, notices = found_in_query(store, name, given.get(name, ""))
    return people.load(store, customer_id), notices


def _answer(tree: dict[str, Any], said: dict[str, Any], failed: int = 500) -> Answer:
    worked = said["success"] == "true"
    status = v1_1.outcome(1, int(worked))
    return Answer({"response": {"status": status, **tree}}, 200 if worked else failed)

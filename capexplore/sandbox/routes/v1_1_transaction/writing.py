"""Transactions, version 1.1: add and update."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import bill_changes, registration, retro, sales, selling
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, Rejected, bad_request, handles
from capexplore.sandbox.routes.v1_1_customer.selecting import named_in
from capexplore.sandbox.wire import bills_v1_1, v1_1
from capexplore.sandbox.wire import transactions_v1_1 as wire
from capexplore.sandbox.wire.bills import id_of, text_of
from capexplore.sandbox.wire.customers_v1_1 import form_of, given_identifiers
from capexplore.sandbox.wire.formats import UNREADABLE

_SIGNATURE = "X-CAP-CLIENT-SIGNATURE"


@handles("v1.1/transaction/add")
def add(call: Call) -> Answer:
    """Record bills, and register the customers that are not known yet."""

    def one(item: Any) -> dict[str, Any]:
        if not isinstance(item, dict) or not item:
            raise Refused("bill-empty")
        work = call.work
        bill = bills_v1_1.bill_of(item)
        customer_id, notices = _buyer(call, bill.type, item.get("customer"))
        recorded = selling.record(work, bill, customer_id)
        said = wire.verdict("Transaction added successfully", notices + recorded.notices)
        return {**wire.shown_after_add(work, recorded), "item_status": said}

    return _answer(call, one)


def _buyer(call: Call, bill_type: str, block: Any) -> tuple[int | None, list[Notice]]:
    """Whose bill it is; who buys is registered, or has the details changed that were given."""
    given = given_identifiers(block)
    if bill_type.startswith("NOT_INTERESTED"):
        return _known(call, block) if given else None, []
    if not given:
        raise Refused("identifier-none")
    if bill_type == "RETURN" or "id" in given:
        customer_id = _known(call, block)
        if customer_id is None:
            raise Refused("returner-unknown" if bill_type == "RETURN" else "buyer-unknown")
        return customer_id, []
    form = form_of(block)
    # A bill says who bought, not who is to be marked as fraud or where somebody was registered.
    form.fraud, form.till = None, None
    outcome = registration.register_or_refresh(call.work, form)
    return outcome.id, outcome.notices


def _known(call: Call, block: Any) -> int | None:
    try:
        return named_in(call.store, block)
    except Refused as refused:
        if refused.reason == "nobody-matches":
            return None
        raise


@handles("v1.1/transaction/update")
def update(call: Call) -> Answer:
    """Change fields, notes and delivery of transactions, or convert visits into sales."""

    def one(item: Any) -> dict[str, Any]:
        if not isinstance(item, dict) or not item:
            raise Refused("bill-empty")
        if "old_type" in item or "new_type" in item:
            return _convert(call, item)
        return _change(call, item)

    return _answer(call, one)


def _change(call: Call, item: dict[str, Any]) -> dict[str, Any]:
    work = call.work
    sale_id, number = id_of(item, "id"), text_of(item, "number")
    if sale_id is None and not number:
        raise Refused("bill-id-missing" if "id" in item or "number" in item else "bill-unnamed")
    customer_id = None
    if sale_id is None or given_identifiers(item.get("customer")):
        customer_id = named_in(call.store, item.get("customer"))
        selling.check_buyer(work, customer_id)
    row = bill_changes.find(work, sale_id, number, customer_id)
    change = bills_v1_1.change_of(item)
    notices = bill_changes.update(work, row, change)
    row = sales.by_id(work, row["id"]) or row
    said = wire.verdict("Transaction updated successfully", notices)
    return {**wire.shown_after_update(work, row, change, notices), "item_status": said}


def _convert(call: Call, item: dict[str, Any]) -> dict[str, Any]:
    work = call.work
    if not call.header(_SIGNATURE):
        raise Refused("retro-signature-missing")
    visit_id = id_of(item, "id")
    if visit_id is None:
        raise Refused("retro-id-unknown")
    old_type = text_of(item, "old_type").upper()
    customer_id = named_in(call.store, item.get("customer"))
    recorded = retro.convert(
        work, visit_id, customer_id, old_type, text_of(item, "new_type").upper()
    )
    shown = wire.shown_after_add(work, recorded) | {"old_id": visit_id, "old_type": old_type}
    said = wire.verdict("Transaction converted successfully", [], code=1630)
    return {**shown, "item_status": said}


def _answer(call: Call, one: Any) -> Answer:
    """Answer for the transactions of a body, ``root.transaction``: a list, or one alone."""
    root = call.body.get("root") if isinstance(call.body, dict) else None
    items = root.get("transaction") if isinstance(root, dict) else None
    items = [items] if isinstance(items, dict) else items
    if not isinstance(items, list) or not items:
        raise bad_request(UNREADABLE)
    if len(items) > v1_1.BATCH_LIMIT:
        message = f"A batch may have {v1_1.BATCH_LIMIT} transactions, this one has {len(items)}"
        raise Rejected(672, message, status=400)
    answers, succeeded = v1_1.answer_items(call, items, one, _echo, as_text=False)
    said = v1_1.outcome(len(answers), succeeded)
    tree = {"response": {"status": said, "transactions": {"transaction": answers}}}
    return Answer(tree, 200 if succeeded else 500)


def _echo(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        return {}
    return {name: said for name in ("id", "number") if (said := text_of(item, name))}

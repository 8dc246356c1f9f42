"""Requests, version 1.1: ``/v1.1/request``."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import (
    approvals,
    goodwill,
    identity_changes,
    merge_requests,
    points,
    requests,
    retro_requests,
)
from capexplore.sandbox.domain.amounts import thousandths
from capexplore.sandbox.domain.requests import APPROVED, REJECTED, Request
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, Rejected, handles, whole
from capexplore.sandbox.routes.v1_1_customer.selecting import SELECTORS, found_in_query, named_in
from capexplore.sandbox.wire import requests_v1_1 as wire
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.windows_v1_1 import ids_of, times_of

_MOST_READ = 50
_DONE = 9000


@handles("v1.1/request/add")
def add(call: Call) -> Answer:
    """File requests, each on its own; where a change takes one step, they are approved at once."""
    at_once = call.flag("client_auto_approve") or call.flag("is_one_step_change")

    def one(item: Any) -> dict[str, Any]:
        request = requests.find(call.work, _filed(call, item))
        if at_once:
            approvals.decide(call.work, request, APPROVED, alone=True)
        return _said(call, request.id, "Request added successfully")

    return _answer(call, one)


def _filed(call: Call, item: Any) -> int:
    """File what an item asks for."""
    kind, base_type = wire.required(item, "type").upper(), wire.required(item, "base_type").upper()
    comments = wire.comments_of(item)
    if (kind, base_type) == merge_requests.KIND:
        victim = _exactly(call, item.get("customer"))
        return merge_requests.ask(call.work, victim, _target(call, item), comments)
    if kind == identity_changes.TYPE:
        return _identifier(call, item, base_type)
    if kind == goodwill.TYPE:
        return _goodwill(call, item, base_type, comments)
    if kind == retro_requests.KIND[0]:
        if base_type != retro_requests.KIND[1]:
            raise Refused("base-type-unknown", value=base_type)
        types = wire.required(item, "old_type").upper(), wire.required(item, "new_type").upper()
        name = "transaction_id" if item.get("transaction_id") else "reference_id"
        visit = wire.number_of(item, name, "retro-request-unnamed")
        customer_id = named_in(call.store, item.get("customer"))
        return retro_requests.ask(call.work, customer_id, visit, types, comments)
    raise Refused("request-type-unknown", value=kind)


def _identifier(call: Call, item: dict[str, Any], base_type: str) -> int:
    if base_type not in identity_changes.BASE_TYPES:
        raise Refused("base-type-unknown", value=base_type)
    old, new = wire.required(item, "old_value"), wire.required(item, "new_value")
    try:
        return identity_changes.ask(call.work, base_type, old, new)
    except Refused as refused:
        if refused.reason != "customer-unknown":
            raise
        raise Refused("old-value-unknown", value=old) from None


def _goodwill(call: Call, item: dict[str, Any], base_type: str, comments: str) -> int:
    if base_type not in goodwill.BASE_TYPES:
        raise Refused("base-type-unknown", value=base_type)
    customer_id = named_in(call.store, item.get("customer"))
    reason = wire.comments_of(item, "reason")
    if base_type == goodwill.COUPONS:
        series_id = wire.number_of(item, "series_id", "goodwill-series-unknown")
        return goodwill.ask_coupon(call.work, customer_id, series_id, reason, comments)
    program = call.number("program_id", points.DEFAULT_PROGRAM)
    program = wire.number_of(item, "programId", "program-unknown", program)
    amount = thousandths(item.get("points"))
    return goodwill.ask_points(call.work, customer_id, amount, program, reason, comments)


def _exactly(call: Call, block: Any) -> int:
    """The customer whom a block names by id, merged or not; by other identifiers as always."""
    given = block.get("id") if isinstance(block, dict) else None
    customer_id = named_in(call.store, block)
    return customer_id if given in (None, "") else int(str(given).strip())


def _target(call: Call, item: dict[str, Any]) -> int:
    info = item.get("misc_info")
    block = info.get("target_customer") if isinstance(info, dict) else None
    try:
        return _exactly(call, block)
    except Refused as refused:
        missing = refused.reason == "identifier-none"
        raise Refused(f"target-customer-{'missing' if missing else 'unknown'}") from None


@handles("v1.1/request/approve")
def approve(call: Call) -> Answer:
    """Approve requests of others, each on its own, and carry them out."""
    return _decide(call, APPROVED, "Request approved successfully")


@handles("v1.1/request/reject")
def reject(call: Call) -> Answer:
    """Reject requests, each on its own."""
    return _decide(call, REJECTED, "Request rejected successfully")


def _decide(call: Call, status: str, message: str) -> Answer:
    def one(item: Any) -> dict[str, Any]:
        kind = wire.required(item, "type").upper()
        base_type = wire.required(item, "base_type").upper()
        request = requests.find(call.work, wire.number_of(item, "id", "request-unknown"))
        if kind != request.type:
            raise Refused("request-type-unknown", value=kind)
        if base_type != request.base_type:
            raise Refused("base-type-unknown", value=base_type)
        comments = wire.comments_of(item, "updated_comments")
        given = None
        if item.get("points") not in (None, ""):
            given = thousandths(item["points"])
            if given is None:
                raise Refused("goodwill-points-invalid")
        approvals.decide(call.work, request, status, comments, points=given)
        return _said(call, request.id, message)

    return _answer(call, one)


@handles("v1.1/request/get")
def get(call: Call) -> Answer:
    """Give requests, the latest first."""
    rows = _found(call)
    shown = [
        {**wire.shown(call.work, row), "item_status": _verdict("Request retrieved successfully")}
        for row in rows
    ]
    return _listed(shown)


@handles("v1.1/request/get_logs")
def get_logs(call: Call) -> Answer:
    """Give what happened to requests, in order."""
    if not call.query.get("type"):
        raise Refused("input-missing", name="type")
    found = {request.id: request for request in _found(call)}
    rows = requests.log(call.work, list(found))
    shown = [
        {
            **wire.logged(call.work, found[row["request_id"]], row),
            "item_status": _verdict("Request log retrieved successfully"),
        }
        for row in rows
    ]
    return _listed(shown)


def _found(call: Call) -> list[Request]:
    """The requests that the query asks for.

    ``id`` is the id of a request if there is such a one, and else that of a customer, as the other
    identifiers are.

    Raises
    ------
    Refused
        ``request-none``, ``date-malformed``, ``dates-reversed``.
    Rejected
        1060 for a limit of more than 50.
    """
    limit = call.number("limit", _MOST_READ)
    if not 1 <= limit <= _MOST_READ:
        message = f"At most {_MOST_READ} requests can be read at once"
        raise Rejected(1060, message, status=400)
    wanted: dict[str, Any] = {
        name: call.query[name].upper()
        for name in ("type", "base_type", "status")
        if call.query.get(name)
    }
    if call.query.get("request_id"):
        wanted["id"] = whole(call.query["request_id"], "request_id")
    wanted |= _whose(call)
    rows, _ = requests.search(
        call.work, wanted, limit=limit, offset=0, ids=ids_of(call), added=times_of(call)
    )
    if not rows:
        raise Refused("request-none")
    return rows


def _whose(call: Call) -> dict[str, int]:
    name = next((name for name in SELECTORS if call.query.get(name)), "")
    if not name:
        return {}
    if name == "id":
        number = whole(call.query["id"], "id")
        if call.store.one("SELECT 1 FROM requests WHERE id = ?", number):
            return {"id": number}
    return {"customer_id": found_in_query(call.store, name, call.query[name])[0]}


def _said(call: Call, request_id: int, message: str) -> dict[str, Any]:
    request = requests.find(call.work, request_id)
    return {**wire.shown(call.work, request), "item_status": _verdict(message)}


def _verdict(message: str) -> dict[str, Any]:
    return v1_1.verdict(message, [], code=_DONE)


def _answer(call: Call, one: Any) -> Answer:
    items = v1_1.items_of(call, "request")
    if len(items) > wire.LIMIT:
        message = f"A batch may have {wire.LIMIT} requests, this one has {len(items)}"
        raise Rejected(1060, message, status=400)
    answers, succeeded = v1_1.answer_items(call, items, one, wire.echo, as_text=False)
    tree = {"status": v1_1.outcome(len(answers), succeeded), "requests": {"request": answers}}
    return Answer({"response": tree}, 200 if succeeded else 500)


def _listed(shown: list[dict[str, Any]]) -> Answer:
    status = v1_1.status(200, "Success")
    return Answer({"response": {"status": status, "requests": {"request": shown}}})

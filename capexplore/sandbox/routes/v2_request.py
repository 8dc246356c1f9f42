"""Requests, version 2: ``/v2/requests``, for the deletion of customers and changed identifiers."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import (
    approvals,
    bill_requests,
    erasure,
    goodwill,
    merge_requests,
    people,
    points,
    requests,
)
from capexplore.sandbox.domain.amounts import thousandths
from capexplore.sandbox.domain.finding import found_in_place
from capexplore.sandbox.domain.identity import checked_account, identifier_type
from capexplore.sandbox.domain.requests import Request
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, Rejected, bad_request, handles, whole
from capexplore.sandbox.wire import requests_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.bills_v2 import bill_of
from capexplore.sandbox.wire.forms import number, words

# What can be filed: the type, and the base type that it goes with.
_KINDS = dict(
    (erasure.KIND, bill_requests.KIND, merge_requests.KIND, (goodwill.TYPE, goodwill.POINTS))
)
_BATCH_LIMIT = 10


@handles("v2/request/add")
def add(call: Call) -> Answer:
    """File a request: to delete what is personal, to add a sale or to give points."""
    body = call.body
    if not isinstance(body, dict):
        raise bad_request("The body must be an object")
    kind = wire.required(body, "type").upper()
    if kind not in _KINDS:
        raise Refused("request-type-unknown", value=kind)
    base_type = wire.required(body, "baseType").upper()
    if base_type != _KINDS[kind]:
        raise Refused("base-type-unknown", value=base_type)
    if (kind, base_type) == merge_requests.KIND:
        # Its pages do not say which members name the two customers.
        raise Rejected(501, "The sandbox files merge requests in version 1.1 only")
    if kind == goodwill.TYPE:
        return _created(_goodwill(call, body))
    if kind == bill_requests.KIND[0]:
        return _created(_bill(call, body))
    comments = wire.comments_of(body)
    place, named, customer_id = _named(call, body)
    return _created(erasure.ask(call.work, customer_id, place, named, comments))


def _created(request_id: int) -> Answer:
    return Answer({"createdId": request_id, "warnings": []})


def _bill(call: Call, body: dict[str, Any]) -> int:
    """File the request to add a sale."""
    said = body.get("transaction")
    if not isinstance(said, dict):
        raise Refused("input-missing", name="transaction")
    place, _, customer_id = _named(call, body)
    bill = bill_of(said, place)
    return bill_requests.ask(call.work, customer_id, bill, said, wire.comments_of(body))


def _goodwill(call: Call, body: dict[str, Any]) -> int:
    """File the request to give a customer points."""
    said = body.get("goodwillRequest")
    if not isinstance(said, dict):
        raise Refused("input-missing", name="goodwillRequest")
    place, _, customer_id = _named(call, body)
    return goodwill.ask_points(
        call.work,
        customer_id,
        thousandths(said.get("points")),
        number(body, "programId") or points.DEFAULT_PROGRAM,
        words(said, "reason"),
        wire.comments_of(said) or wire.comments_of(body),
        place,
    )


def _named(call: Call, body: dict[str, Any]) -> tuple[tuple[str, str], tuple[str, str], int]:
    """Where a body names a customer, by which identifier, and who that is."""
    place = checked_account(call.store, wire.required(body, "source"), body.get("accountId"))
    given, value = wire.required(body, "identifierType"), wire.required(body, "identifierValue")
    if given.lower() == "id":
        return place, ("id", value), people.survivor(call.store, whole(value, "identifierValue"))[0]
    kind = identifier_type(given)
    if kind is None:
        raise Refused("identifier-type-unknown", value=given)
    return place, (kind, value), found_in_place(call.store, (kind, value), place)


@handles("v2/request/update")
def update(call: Call) -> Answer:
    """Approve, reject or cancel requests, each on its own; a deletion stands alone in its call."""
    items = call.body if isinstance(call.body, list) else []
    alone = any(
        isinstance(item, dict) and str(item.get("baseType")).upper() == "DELETE" for item in items
    )

    def one(item: Any) -> dict[str, Any]:
        request = _wanted(call, item)
        status = wire.required(item, "status").upper()
        approvals.decide(call.work, request, status, wire.comments_of(item))
        return {"entityId": request.id, "result": True, "warnings": []}

    return v2.answer_bulk(call, one, limit=1 if alone else _BATCH_LIMIT, empty_errors=False)


def _wanted(call: Call, item: Any) -> Request:
    """The request that an item names; type and base type are to be the request's."""
    item = item if isinstance(item, dict) else {}
    kind, base_type = wire.required(item, "type").upper(), wire.required(item, "baseType").upper()
    wanted = wire.required(item, "id")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        raise Refused("request-unknown", id=wanted)
    request = requests.find(call.work, int(wanted))
    if kind != request.type:
        raise Refused("request-type-unknown", value=kind)
    if base_type != request.base_type:
        raise Refused("base-type-unknown", value=base_type)
    return request


@handles("v2/request/get")
def get(call: Call) -> Answer:
    """Give a request."""
    request = requests.find(call.work, whole(call.path["id"], "id"))
    return Answer({**wire.shown(call.work, request), "warnings": []})


@handles("v2/request/get_all")
def get_all(call: Call) -> Answer:
    """Give one page of requests."""
    limit, offset = v2.page(call)
    wanted = {}
    for name, column in (
        ("requestType", "type"),
        ("requestSubType", "base_type"),
        ("source", "source"),
        ("status", "status"),
    ):
        if call.query.get(name):
            wanted[column] = call.query[name].upper()
    descending = v2.is_descending(call, "order")
    found, total = requests.search(
        call.work, wanted, limit=limit, offset=offset, descending=descending
    )
    return Answer(
        {
            "pagination": {"limit": limit, "offset": offset, "total": total},
            "data": [wire.shown(call.work, request) for request in found],
            "warnings": [],
            "errors": [],
        }
    )

"""Customers, version 1.1: their coupons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capexplore.sandbox.domain import organisation, people
from capexplore.sandbox.domain.coupons.reading import Held, of_customer
from capexplore.sandbox.handling import Answer, Call, bad_request, handles, whole
from capexplore.sandbox.routes.v1_1_customer.selecting import echo_of, found_in_query, selected
from capexplore.sandbox.wire import customer_coupons_v1_1, v1_1
from capexplore.sandbox.wire.windows_v1_1 import count_of, times_of

_STATUSES = ("unredeemed", "redeemed", "expired", "active")
_ORDERS: dict[str, Callable[[Held], int]] = {
    "created_date": lambda held: held.coupon.created_at,
    "created_by": lambda held: held.coupon.till_id,
    "valid_till": lambda held: held.coupon.valid_till,
}


@handles("v1.1/customer/get_coupons")
def get_coupons(call: Call) -> Answer:
    """Give a page of the coupons of customers; ``active`` looks at the last day only."""
    name, values = selected(call)
    limit, offset = count_of(call, "limit", 100, least=1), count_of(call, "offset", 0)
    total = 0

    def one(value: str) -> dict[str, Any]:
        nonlocal total
        work = call.work
        customer_id, _ = found_in_query(work.store, name, value)
        page, count = page_of_coupons(call, customer_id)
        total += count
        who = people.load(work.store, customer_id)
        return customer_coupons_v1_1.shown(work, who, page)

    v1_1.check_size(values)
    answers, succeeded = v1_1.answer_items(call, values, one, echo_of(name))
    pagination = {"limit": str(limit), "offset": str(offset), "total": total}
    said = v1_1.outcome(len(answers), succeeded)
    tree = {"status": said, "pagination": pagination, "customers": {"customer": answers}}
    return Answer({"response": tree}, 200 if succeeded else 500)


def page_of_coupons(call: Call, customer_id: int, prefix: str = "") -> tuple[list[Held], int]:
    """Give the page of a customer's coupons that a query asks for, and how many there are.

    Parameters
    ----------
    call : Call
        The call.
    customer_id : int
        Whose.
    prefix : str, optional
        What the names of the parameters for the page, order and status begin with.

    Raises
    ------
    Rejected
        400 for a page, an order or a status that there is not.
    """
    query = call.query
    limit = count_of(call, f"{prefix}limit", 100, least=1)
    offset = count_of(call, f"{prefix}offset", 0)
    order = _ORDERS.get((query.get(f"{prefix}order_by") or "created_date").lower())
    status = query.get(f"{prefix}status", "").lower()
    if order is None:
        raise bad_request(f"{prefix}order_by must be one of {', '.join(_ORDERS)}")
    if status and status not in _STATUSES:
        raise bad_request(f"{prefix}status must be one of {', '.join(_STATUSES)}")
    statuses = [status] if status else []
    if call.flag("coupon_active"):
        statuses.append("active")
    found = [
        held
        for held in of_customer(call.work, customer_id)
        if _is_wanted(call, held)
        and all(held.has_status(wanted.upper(), call.work) for wanted in statuses)
    ]
    found.sort(key=order, reverse=query.get(f"{prefix}sort_order", "").lower() == "desc")
    return found[offset : offset + limit], len(found)


def _is_wanted(call: Call, held: Held) -> bool:
    query = call.query
    first, last = times_of(call)
    created = held.coupon.created_at
    if (first is not None and created < first) or (last is not None and created > last):
        return False
    if query.get("series_id") and whole(query["series_id"], "series_id") != held.series.id:
        return False
    if query.get("store_id"):
        till = organisation.entity(call.store, held.coupon.till_id)
        return whole(query["store_id"], "store_id") == till.store_id
    return True

"""Retro conversion: a visit without a purchase becomes a sale of a customer.

The visit stays, marked as converted; the sale is a new transaction with the same number.
Source: the page of transaction update.
"""

from __future__ import annotations

import sqlite3

from capexplore.sandbox.domain import organisation, points, sales
from capexplore.sandbox.domain.bills import BILL_TYPES
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.domain.selling import Recorded, check_buyer

__all__ = ["convert"]

_CONVERTED = "RETRO"


def convert(
    work: Work, visit_id: int | None, customer_id: int, old_type: str, new_type: str
) -> Recorded:
    """Make a sale of a visit.

    Raises
    ------
    Refused
        ``retro-...`` by what is wrong, or that the customer may not transact.
    """
    if not organisation.config_on(work.store, "CONF_RETRO_TRANSACTION_ENABLED"):
        raise Refused("retro-off")
    if not new_type:
        raise Refused("retro-target-missing")
    for kind in (old_type, new_type):
        if kind not in BILL_TYPES:
            raise Refused("retro-type-unknown", value=kind)
    visit = None if visit_id is None else sales.by_id(work, visit_id)
    if visit is None:
        raise Refused("retro-id-unknown", id=visit_id)
    if (old_type, new_type, visit["type"]) != ("NOT_INTERESTED", "REGULAR", "NOT_INTERESTED"):
        raise Refused("retro-type-fixed", value=visit["type"])
    if visit["outlier_status"] == _CONVERTED:
        raise Refused("retro-again", id=visit_id)
    check_buyer(work, customer_id)
    sale_id = _copy(work, visit, customer_id)
    work.store.change("transactions", visit["id"], outlier_status=_CONVERTED)
    earned = points.earn(work, customer_id, sale_id, visit["amount"], visit["billed_at"])
    return Recorded(sale_id, earned, None, [])


def _copy(work: Work, visit: sqlite3.Row, customer_id: int) -> int:
    sale_id = work.store.next_id("transaction")
    made = {"created_at": work.now, "updated_at": work.now, "updated_by": work.till}
    changed = {"id": sale_id, "customer_id": customer_id, "type": "REGULAR", **made}
    work.store.insert("transactions", **(dict(visit) | changed))
    for line in sales.lines(work, visit["id"]):
        copied = dict(line) | {"transaction_id": sale_id}
        del copied["id"]
        work.store.insert("transaction_lines", **copied)
    return sale_id

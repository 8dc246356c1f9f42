"""Adding a sale on request: nothing is sold until another till approves.

Source: the pages of transaction requests.
"""

from __future__ import annotations

import msgspec
import orjson

from capexplore.sandbox.domain import organisation, requests, selling
from capexplore.sandbox.domain.bills import Bill, check_bill
from capexplore.sandbox.domain.requests import Request
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["KIND", "ask", "carry_out"]

KIND = ("TRANSACTION", "REGULAR_TXN_ADD")
_TYPE = "REGULAR"


def ask(work: Work, customer_id: int, bill: Bill, said: object, comments: str) -> int:
    """File the request to add the sale of a bill, and give its id.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    customer_id : int
        The buyer.
    bill : Bill
        The sale, which will be that of the till that asks.
    said : object
        The sale in the words in which it was asked for.
    comments : str
        Why.

    Raises
    ------
    Refused
        ``bill-type-unknown`` for other than a regular sale, ``request-exists``, and as
        `check_bill` and `selling.check_buyer`.
    """
    bill.type = bill.type or _TYPE
    if bill.type != _TYPE:
        raise Refused("bill-type-unknown", value=bill.type)
    bill.till = bill.till or organisation.entity(work.store, work.till).code
    check_bill(bill, work.now)
    selling.check_buyer(work, customer_id)
    written = msgspec.json.encode(bill).decode()
    for request in requests.pending(work, KIND, customer_id):
        if request.details["bill"] == written:
            raise Refused("request-exists", id=request.id)
    details = {"bill": written, "said": orjson.dumps(said).decode()}
    return requests.file(work, KIND, customer_id, (bill.source, bill.account), details, comments)


def carry_out(work: Work, request: Request) -> None:
    """Add the sale of an approved request.

    Raises
    ------
    Refused
        As `selling.record`: what came in between stands against it.
    """
    bill = msgspec.json.decode(request.details["bill"], type=Bill)
    selling.record(work, bill, request.customer_id)

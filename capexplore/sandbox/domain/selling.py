"""Recording bills: sales, visits without a purchase, returns, and bills that are both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import orjson

from capexplore.sandbox.domain import (
    bill_redemptions,
    events,
    organisation,
    people,
    points,
    returns,
    sales,
)
from capexplore.sandbox.domain.amounts import number, thousandths
from capexplore.sandbox.domain.bills import Bill, Line, check_bill
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["Recorded", "check_buyer", "record"]

# The original of each type of return.
_ORIGINALS = {"RETURN": sales.BOUGHT, "NOT_INTERESTED_RETURN": ("NOT_INTERESTED",)}
_NUMBERED = ("REGULAR", "MIXED", "NOT_INTERESTED")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A bill that was written down.

    Attributes
    ----------
    id : int
        The transaction.
    earned : points.Earned or None
        What it brought; None if it brings no points.
    taken : int or None
        The points that it took back, in thousandths; None if nothing comes back with it.
    notices : list of Notice
        What to warn of.
    """

    id: int
    earned: points.Earned | None
    taken: int | None
    notices: list[Notice]


def check_buyer(work: Work, customer_id: int) -> None:
    """Refuse a customer who may not transact.

    Raises
    ------
    Refused
        ``customer-fraud`` for one marked as fraud, ``customer-labelled-fraud`` for one with a
        label of fraud, ``status-blocks`` for another status.
    """
    customer = people.load(work.store, customer_id)
    if customer.fraud != "CONFIRMED" and customer.status == "FRAUD":
        raise Refused("customer-labelled-fraud", id=customer_id)
    people.check_status(work.store, customer_id, "transact")


def record(work: Work, bill: Bill, customer_id: int | None) -> Recorded:
    """Write down a bill with all that follows: returns, points and the tier.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    bill : Bill
        What was sold or given back.
    customer_id : int or None
        Whose it is; None for nobody known.

    Raises
    ------
    Refused
        By reason; nothing is to be kept then.
    """
    check_bill(bill, work.now)
    if bill.till:
        till = organisation.till_by_code(work.store, bill.till)
        if till is None:
            raise Refused("place-unknown", value=bill.till)
        work = replace(work, till=till.id)
    if customer_id is not None:
        check_buyer(work, customer_id)
    write_down = _give_back if bill.is_return else _sell
    recorded = write_down(work, bill, customer_id)
    _tell(work, bill, recorded, customer_id)
    return recorded


def _tell(work: Work, bill: Bill, recorded: Recorded, customer_id: int | None) -> None:
    told = {
        "transactionId": recorded.id,
        "billNumber": bill.number,
        "type": bill.type,
        "amount": number(bill.amount or 0),
        "awardedPoints": number(recorded.earned.points if recorded.earned else 0),
    }
    events.record(work, "transactionAdded", recorded.id, customer_id, told)


def _sell(work: Work, bill: Bill, customer_id: int | None) -> Recorded:
    _check_number(work, bill.number)
    notices = _judge(work, bill)
    notices += _keep_known_fields(work, bill)
    amount = bill.amount or 0
    sale_id = _write(work, bill, customer_id, bill.number, amount)
    for place, line in enumerate(bill.lines, start=1):
        if line.back is None:
            _write_line(work, line, sale_id, place)
    if customer_id is not None:
        bill_redemptions.redeem(
            work, bill.redemptions, sale_id, customer_id, number=bill.number, amount=amount
        )
    taken = None
    for line in bill.lines:
        if line.back is not None:
            at = work.now if bill.billed_at is None else bill.billed_at
            planned = returns.plan(work, line.back, customer_id, at, besides=sale_id)
            notices += planned.notices
            taken = (taken or 0) + returns.carry_out(work, planned, sale_id, customer_id)
    if taken:
        work.store.change("transactions", sale_id, points_returned=taken)
    earned = None
    if bill.type in sales.BOUGHT and customer_id is not None:
        earned, more = _earn(work, bill, customer_id, sale_id, amount)
        notices += more
    return Recorded(sale_id, earned, taken, notices)


def _check_number(work: Work, number: str) -> None:
    """Refuse a number that a bill of the till has already; returns share that of their sale."""
    for row in sales.by_number(work, number, _NUMBERED):
        if row["till_id"] == work.till:
            raise Refused("number-taken", value=number)


def _judge(work: Work, bill: Bill) -> list[Notice]:
    """Find out whether a bill is unusually large, unless the caller says what it is."""
    if bill.outlier_status:
        return []
    notices = []
    limit = thousandths(organisation.config(work.store, "CONF_OUTLIER_BILL_AMOUNT"))
    if limit is not None and (bill.amount or 0) > limit:
        bill.outlier_status = "OUTLIER"
        notices.append(Notice("bill-is-outlier", bill.number))
    limit = thousandths(organisation.config(work.store, "CONF_OUTLIER_LINE_AMOUNT"))
    for line in bill.sold:
        line.is_outlier = limit is not None and (line.amount or 0) > limit
    if any(line.is_outlier for line in bill.lines):
        notices.append(Notice("line-is-outlier", bill.number))
    return notices


def _keep_known_fields(work: Work, bill: Bill) -> list[Notice]:
    bill.fields, notices = organisation.known_fields(work.store, "transaction-custom", bill.fields)
    parts: list[Bill | Line] = [bill, *bill.lines]
    for part in parts:
        known = organisation.known_fields(work.store, "transaction-extended", part.extended)
        part.extended = known[0]
        notices += known[1]
    return notices


def _earn(
    work: Work, bill: Bill, customer_id: int, sale_id: int, amount: int
) -> tuple[points.Earned | None, list[Notice]]:
    """Give the points for a sale; a bill that is not normal brings none."""
    if bill.outlier_status not in ("", "NORMAL"):
        return None, [Notice("points-not-awarded", bill.number)]
    at = work.now if bill.billed_at is None else bill.billed_at
    return points.earn(work, customer_id, sale_id, amount, at), []


def _give_back(work: Work, bill: Bill, customer_id: int | None) -> Recorded:
    at = work.now if bill.billed_at is None else bill.billed_at
    assert bill.back is not None  # noqa: S101 - every return says of what
    bill.back.amount = bill.amount
    planned = returns.plan(work, bill.back, customer_id, at, of=_ORIGINALS[bill.type])
    notices = planned.notices + _keep_known_fields(work, bill)
    sale = planned.sale
    bill.gross_amount = planned.amount if bill.gross_amount is None else bill.gross_amount
    bill_id = _write(work, bill, customer_id, sale["number"], planned.amount, sale["id"])
    taken = returns.carry_out(work, planned, bill_id, customer_id)
    work.store.change("transactions", bill_id, points_returned=taken)
    return Recorded(bill_id, None, taken, notices)


def _write(
    work: Work,
    bill: Bill,
    customer_id: int | None,
    number: str,
    amount: int,
    parent_id: int | None = None,
) -> int:
    bill_id = work.store.next_id("transaction")
    made = work.now if bill.created_at is None else bill.created_at
    discount = bill.discount or 0
    gross = amount + discount if bill.gross_amount is None else bill.gross_amount
    details: dict[str, Any] = bill.details | ({"reason": bill.reason} if bill.reason else {})
    work.store.insert(
        "transactions",
        id=bill_id,
        customer_id=customer_id,
        type=bill.type,
        number=number,
        amount=amount,
        gross_amount=gross,
        discount=discount,
        billed_at=work.now if bill.billed_at is None else bill.billed_at,
        till_id=work.till,
        source=bill.source,
        account=bill.account,
        outlier_status=bill.outlier_status or "NORMAL",
        delivery_status=bill.delivery_status or "DELIVERED",
        notes=bill.notes,
        return_type=bill.back.kind if bill.back is not None else "",
        parent_id=parent_id,
        parent_number=bill.parent_number,
        details=orjson.dumps(details).decode(),
        fields=orjson.dumps(bill.fields).decode(),
        extended=orjson.dumps(bill.extended).decode(),
        created_at=made,
        updated_at=made,
        updated_by=work.till,
    )
    return bill_id


def _write_line(work: Work, line: Line, bill_id: int, place: int) -> None:
    work.store.insert(
        "transaction_lines",
        transaction_id=bill_id,
        serial=place if line.serial is None else line.serial,
        item_code=line.item_code,
        description=line.description,
        qty=line.qty,
        rate=line.rate,
        value=line.value,
        discount=line.discount,
        amount=line.amount,
        outlier_status="OUTLIER" if line.is_outlier else "NORMAL",
        details=orjson.dumps(line.details).decode(),
        extended=orjson.dumps(line.extended).decode(),
    )
    if line.item_code:
        # What is sold is a product, known before or not.
        work.store.run(
            "INSERT OR IGNORE INTO products (sku, description, price, created_at) "
            "VALUES (?, ?, ?, ?)",
            *(line.item_code, line.description, line.rate, work.now),
        )

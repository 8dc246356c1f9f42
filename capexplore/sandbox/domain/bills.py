"""What a caller says about a bill, and the checks that need nothing but the bill and the clock.

Money and quantities are in thousandths; None stands for nothing said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from capexplore.sandbox.domain.amounts import LARGEST, UNIT
from capexplore.sandbox.domain.bill_redemptions import Asked
from capexplore.sandbox.domain.calendar import DAY
from capexplore.sandbox.domain.rules import Refused

__all__ = [
    "BILL_TYPES",
    "DELIVERY_STATUSES",
    "NUMBER_LENGTH",
    "OUTLIER_STATUSES",
    "RETURN_KINDS",
    "TEXT_LENGTH",
    "Back",
    "Bill",
    "Line",
    "check_bill",
    "check_texts",
]

BILL_TYPES = ("REGULAR", "NOT_INTERESTED", "RETURN", "MIXED", "NOT_INTERESTED_RETURN")
RETURN_KINDS = ("FULL", "AMOUNT", "LINE_ITEM", "CANCELLED")
DELIVERY_STATUSES = ("PLACED", "PROCESSED", "SHIPPED", "DELIVERED", "RETURNED")
_OUTLIER_NAMES = "NORMAL INTERNAL INVALID OUTLIER FAILED DELETED RETRO FRAUD TEST OTHER"
OUTLIER_STATUSES = frozenset(_OUTLIER_NAMES.split())
NUMBER_LENGTH = 50
TEXT_LENGTH = 255
_PAST, _FUTURE = 365 * DAY, DAY


@dataclass(slots=True)
class Back:
    """What comes back of which sale.

    Attributes
    ----------
    kind : str
        One of `RETURN_KINDS`, or whatever else was said.
    number, sale_id : str, int or None
        The sale, by its number or, where numbers repeat, by its id.
    bought_at : int, optional
        When it was; the day counts.
    amount : int, optional
        What is given back.
    lines : list of Line
        What comes back, for ``LINE_ITEM``; of each what is not said follows from the sale.
    """

    kind: str
    number: str = ""
    sale_id: int | None = None
    bought_at: int | None = None
    amount: int | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A line of a bill; one that comes back in a mixed bill says of which sale."""

    item_code: str = ""
    description: str = ""
    serial: int | None = None
    qty: int | None = None
    rate: int | None = None
    value: int | None = None
    discount: int | None = None
    amount: int | None = None
    extended: dict[str, str] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    back: Back | None = None
    is_outlier: bool = False


@dataclass(slots=True)
class Bill:
    """A bill, of whatever type."""

    type: str
    number: str
    amount: int | None = None
    gross_amount: int | None = None
    discount: int | None = None
    billed_at: int | None = None
    created_at: int | None = None
    till: str = ""
    source: str = "INSTORE"
    account: str = ""
    notes: str = ""
    reason: str = ""
    parent_number: str = ""
    delivery_status: str = ""
    outlier_status: str = ""
    lines: list[Line] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    extended: dict[str, str] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    back: Back | None = None
    redemptions: Asked = field(default_factory=Asked)

    @property
    def is_return(self) -> bool:
        """Whether it only gives back."""
        return self.type in ("RETURN", "NOT_INTERESTED_RETURN")

    @property
    def sold(self) -> list[Line]:
        """The lines that are sold, not given back."""
        return [line for line in self.lines if line.back is None]


def check_bill(bill: Bill, now: int) -> None:
    """Refuse a bill that cannot be, whoever the customer is.

    Raises
    ------
    Refused
        By reason what is wrong: the type, the number, an amount, a text or the time.
    """
    if bill.type not in BILL_TYPES:
        raise Refused("bill-type-unknown", value=bill.type)
    if not bill.number and not (bill.back is not None and bill.back.sale_id is not None):
        raise Refused("return-number-missing" if bill.is_return else "number-invalid")
    check_texts(bill.number, bill.parent_number, limit=NUMBER_LENGTH)
    check_texts(bill.notes, bill.reason)
    _check_amounts(bill)
    for line in bill.lines:
        _check_line(line)
        _complete(line)
    for line in bill.back.lines if bill.back is not None else ():
        _check_line(line)
    if bill.delivery_status and bill.delivery_status not in DELIVERY_STATUSES:
        raise Refused("delivery-status-unknown", value=bill.delivery_status)
    if bill.outlier_status and bill.outlier_status not in OUTLIER_STATUSES:
        raise Refused("outlier-status-unknown", value=bill.outlier_status)
    if bill.billed_at is not None:
        if bill.billed_at > now + _FUTURE:
            raise Refused("billed-in-future")
        if bill.billed_at < now - _PAST:
            raise Refused("billed-in-past")


def check_texts(*texts: str, limit: int = TEXT_LENGTH) -> None:
    """Refuse a text that is too long."""
    for text in texts:
        if len(text) > limit:
            raise Refused("text-too-long", limit=limit)


def _check_amounts(bill: Bill) -> None:
    if bill.amount is None and bill.type in ("REGULAR", "MIXED"):
        raise Refused("amount-unusable", name="amount")
    if (bill.amount or 0) < 0:
        raise Refused("amount-negative")
    if (bill.gross_amount or 0) < 0:
        raise Refused("gross-amount-negative")
    if (bill.discount or 0) < 0:
        raise Refused("discount-negative")


def _check_line(line: Line) -> None:
    check_texts(line.item_code, line.description)
    for name in ("qty", "amount", "value", "rate", "discount"):
        if (getattr(line, name) or 0) < 0:
            raise Refused(f"line-{name}-negative", value=line.item_code)


def _complete(line: Line) -> None:
    """Work out what a line that is sold does not say of quantity, rate, value and amount."""
    if line.back is not None:
        # The sale that it comes from knows the rest.
        return
    line.qty = UNIT if line.qty is None else line.qty
    line.discount = line.discount or 0
    if line.value is None:
        by_amount = None if line.amount is None else line.amount + line.discount
        line.value = by_amount or 0 if line.rate is None else line.rate * line.qty // UNIT
    if line.rate is None:
        line.rate = line.value * UNIT // line.qty if line.qty else 0
    if line.amount is None:
        line.amount = max(line.value - line.discount, 0)
    if max(line.rate, line.value, line.amount) > LARGEST:
        raise Refused("amount-unusable", name=line.item_code)

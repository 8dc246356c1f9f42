"""Giving back what was sold: all of it, an amount, or some of its lines.

Whatever comes back, of one sale no more comes back than was sold: neither in amount nor in the
quantity of a line. Source: the page of return transactions.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from capexplore.sandbox.domain import organisation, points, sales
from capexplore.sandbox.domain.amounts import UNIT
from capexplore.sandbox.domain.bills import RETURN_KINDS, Back, Line
from capexplore.sandbox.domain.calendar import day_start
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["Part", "Return", "carry_out", "plan"]

# kind -> the key that allows it, and the reason where it is not allowed
_SWITCHES = {
    "FULL": ("CONF_RETURN_FULL_ENABLED", "full-returns-off"),
    "AMOUNT": ("CONF_RETURN_AMOUNT_ENABLED", "amount-returns-off"),
    "LINE_ITEM": ("CONF_RETURN_LINE_ITEM_ENABLED", "line-returns-off"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A quantity and an amount of one line that was sold."""

    line: sqlite3.Row
    qty: int
    amount: int


@dataclass(frozen=True, slots=True)
class Return:
    """A return that can be made."""

    sale: sqlite3.Row
    kind: str
    amount: int
    parts: list[Part]
    notices: list[Notice] = field(default_factory=list)


def plan(
    work: Work,
    back: Back,
    customer_id: int | None,
    at: int,
    *,
    of: tuple[str, ...] = sales.BOUGHT,
    besides: int | None = None,
) -> Return:
    """Work out what a return gives back.

    Parameters
    ----------
    work : Work
        Where and when.
    back : Back
        What is to come back.
    customer_id : int or None
        Who bought it; None for a sale to nobody known.
    at : int
        When it comes back.
    of : tuple of str, optional
        The types of bills that the sale can be.
    besides : int, optional
        The bill that gives back, which cannot be the sale.

    Raises
    ------
    Refused
        By reason: the sale is not found or not this customer's, the kind is not allowed (now), or
        more would come back than is left.
    """
    if back.kind not in RETURN_KINDS:
        raise Refused("return-kind-unknown", value=back.kind)
    # A cancellation takes back the lines that it names, or everything.
    kind = back.kind
    if kind == "CANCELLED":
        kind = "LINE_ITEM" if back.lines else "FULL"
    _check_switches(work, kind)
    sale, notices = _sale(work, back, customer_id, of, besides)
    if back.bought_at is not None and day_start(back.bought_at) != day_start(sale["billed_at"]):
        raise Refused("sale-unknown", value=back.number)
    if at < sale["billed_at"]:
        raise Refused("return-before-sale")
    left = _left(work, sale, kind, in_mixed=besides is not None)
    if kind == "FULL":
        amount, parts = _all_of(work, sale, back)
    elif kind == "AMOUNT":
        amount, parts = _amount_of(back, left), []
    else:
        parts = _parts(work, sale, back.lines)
        amount = sum(part.amount for part in parts) if back.amount is None else back.amount
        if amount > left:
            raise Refused("return-above-bill")
    return Return(sale, back.kind, amount, parts, notices)


def _all_of(work: Work, sale: sqlite3.Row, back: Back) -> tuple[int, list[Part]]:
    if (back.amount or 0) > sale["amount"]:
        raise Refused("return-above-bill")
    return sale["amount"], [Part(line, line["qty"], line["amount"]) for line in _sold(work, sale)]


def _amount_of(back: Back, left: int) -> int:
    if back.amount is None:
        raise Refused("amount-unusable", name="amount")
    if back.amount > left:
        raise Refused("return-above-rest")
    return back.amount


def _check_switches(work: Work, kind: str) -> None:
    if not organisation.config_on(work.store, "CONF_RETURN_ENABLED"):
        raise Refused("returns-off")
    key, reason = _SWITCHES[kind]
    if not organisation.config_on(work.store, key):
        raise Refused(reason)


def _sale(
    work: Work, back: Back, customer_id: int | None, of: tuple[str, ...], besides: int | None
) -> tuple[sqlite3.Row, list[Notice]]:
    """The sale that something comes back of; of several the one of this till, or the first."""
    if back.sale_id is not None:
        row = sales.by_id(work, back.sale_id)
        if row is None or row["customer_id"] != customer_id or row["type"] not in of:
            raise Refused("sale-id-anothers", id=back.sale_id)
        return row, []
    found = [row for row in sales.by_number(work, back.number, of) if row["id"] != besides]
    if not found:
        raise Refused("sale-unknown", value=back.number)
    own = [row for row in found if row["customer_id"] == customer_id]
    if not own:
        raise Refused("sale-number-anothers", value=back.number)
    here = [row for row in own if row["till_id"] == work.till]
    notices = [Notice("several-sales", back.number)] if len(own) > 1 else []
    return (here or own)[0], notices


def _sold(work: Work, sale: sqlite3.Row) -> list[sqlite3.Row]:
    return [line for line in sales.lines(work, sale["id"]) if line["type"] == "REGULAR"]


def _left(work: Work, sale: sqlite3.Row, kind: str, *, in_mixed: bool) -> int:
    """The amount that can come back still, if this kind of return can be made after the others."""
    made = sales.kinds_returned(work, sale["id"])
    left: int = sale["amount"] - sales.returned_amount(work, sale["id"])
    if not made:
        return left
    lines = _sold(work, sale)
    all_back = bool(lines) and all(
        sales.returned_of_line(work, line["id"])[0] >= line["qty"] for line in lines
    )
    if left <= 0 or all_back:
        raise Refused("returned-again" if kind == "FULL" else "returned-completely")
    if kind == "FULL":
        raise Refused("full-after-part")
    if kind == "LINE_ITEM" and "AMOUNT" in made:
        raise Refused("lines-after-amount")
    if kind == "AMOUNT" and made & {"LINE_ITEM", "CANCELLED"}:
        raise Refused("mixed-amount-after-lines" if in_mixed else "amount-after-lines")
    return left


def _parts(work: Work, sale: sqlite3.Row, wanted: list[Line]) -> list[Part]:
    """Find for each line that comes back the lines that were sold."""
    if not wanted:
        raise Refused("return-lines-missing")
    sold = _sold(work, sale)
    back = {line["id"]: sales.returned_of_line(work, line["id"]) for line in sold}
    parts: list[Part] = []
    for want in wanted:
        same = [
            line
            for line in sold
            if line["item_code"] == want.item_code and want.serial in (None, line["serial"])
        ]
        # A serial number that the sale does not have is the return's own.
        same = same or [line for line in sold if line["item_code"] == want.item_code]
        if not same:
            raise Refused("return-line-unknown", value=want.item_code)
        for part in _shares(want, same, back):
            qty, amount = back[part.line["id"]]
            back[part.line["id"]] = (qty + part.qty, amount + part.amount)
            parts.append(part)
    return parts


def _shares(want: Line, same: list[sqlite3.Row], back: dict[int, tuple[int, int]]) -> list[Part]:
    """Spread what comes back over the lines of the same item, as far as they have some left."""
    left = {line["id"]: line["qty"] - back[line["id"]][0] for line in same}
    qty = sum(left.values()) if want.qty is None else want.qty
    if qty > sum(line["qty"] for line in same):
        raise Refused("return-quantity-above-sold", value=want.item_code)
    if qty > sum(left.values()) or not sum(left.values()):
        raise Refused("return-quantity-above-rest", value=want.item_code)
    if qty == 0:
        raise Refused("amount-unusable", name=want.item_code)
    parts, owed = [], want.amount
    for line in same:
        share = min(qty, left[line["id"]])
        if not share:
            continue
        qty -= share
        gone, given = back[line["id"]]
        rest = line["amount"] - given
        worth = [line["amount"] * part // line["qty"] for part in (gone, gone + share)]
        fair = min(worth[1] - worth[0], rest)
        amount = fair if owed is None else min(owed, rest)
        owed = None if owed is None else owed - amount
        parts.append(Part(line, share, amount))
    if owed:
        raise Refused("return-above-line", value=want.item_code)
    return parts


def carry_out(work: Work, planned: Return, bill_id: int, customer_id: int | None) -> int:
    """Write down a return with the bill that makes it, and take back its points.

    Returns
    -------
    int
        The points that were taken from the balance.
    """
    for part in planned.parts:
        _write_line(work, part, bill_id)
    sale = planned.sale
    due = _points_due(work, planned)
    work.store.insert(
        "sale_returns",
        sale_id=sale["id"],
        transaction_id=bill_id,
        customer_id=customer_id if sale["type"] in sales.BOUGHT else None,
        kind=planned.kind,
        amount=planned.amount,
        points=due,
    )
    if not due or customer_id is None:
        return 0
    return points.take_back(work, customer_id, sale["id"], due)


def _write_line(work: Work, part: Part, bill_id: int) -> None:
    sold = part.line
    work.store.insert(
        "transaction_lines",
        transaction_id=bill_id,
        serial=sold["serial"],
        type="RETURN",
        item_code=sold["item_code"],
        description=sold["description"],
        qty=part.qty,
        rate=sold["rate"],
        value=sold["rate"] * part.qty // UNIT,
        discount=max(sold["rate"] * part.qty // UNIT - part.amount, 0),
        amount=part.amount,
        return_of=sold["id"],
        details=sold["details"],
        extended=sold["extended"],
    )


def _points_due(work: Work, planned: Return) -> int:
    """The whole points that belong to what comes back, in proportion to what was sold."""
    if not organisation.config_on(work.store, "CONF_POINTS_RETURN_ENABLED"):
        return 0
    sale = planned.sale
    row = work.store.one(
        "SELECT coalesce(sum(points), 0) AS earned FROM awards "
        "WHERE transaction_id = ? AND kind = 'sale'",
        sale["id"],
    )
    earned = int(row["earned"]) if row is not None else 0
    if not sale["amount"]:
        return 0
    back = sales.returned_amount(work, sale["id"]) + planned.amount
    share = earned * back // int(sale["amount"]) // UNIT * UNIT
    return share - sales.points_taken(work, sale["id"])

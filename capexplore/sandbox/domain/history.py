"""What customers did, in pages: transactions and redemptions."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from capexplore.sandbox.domain.rules import Work

__all__ = [
    "PLACES",
    "BillPoints",
    "Page",
    "Window",
    "coupon_redemptions",
    "coupons_on",
    "group_transactions",
    "latest",
    "point_redemptions",
    "points_on",
    "reversals",
    "transactions",
]

# What a list can be limited to: the tills of each kind of entity.
PLACES = {
    "ANY": "? IN (till.code, shop.code, zone.code, concept.code)",
    "TILL": "till.type = 'TILL' AND till.code = ?",
    "STR_SERVER": "till.type = 'STR_SERVER' AND till.code = ?",
    "STORE": "shop.code = ?",
    "STORE_ID": "CAST(shop.id AS TEXT) = ?",
    "ZONE": "zone.code = ?",
    "CONCEPT": "concept.code = ?",
}
_TILLS = (
    "SELECT till.id FROM entities till LEFT JOIN entities shop ON shop.id = till.store_id "
    "LEFT JOIN entities zone ON zone.id = shop.zone_id "
    "LEFT JOIN entities concept ON concept.id = shop.concept_id WHERE "
)


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that is wanted: inclusive times and ids, and a place; None for any.

    Attributes
    ----------
    start, end : int or None
        Times.
    first_id, last_id : int or None
        Ids.
    place : tuple of str or None
        One of `PLACES`, and a code.
    """

    start: int | None = None
    end: int | None = None
    first_id: int | None = None
    last_id: int | None = None
    place: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """How many rows, after how many, ordered by which column."""

    limit: int
    offset: int
    column: str
    descending: bool


@dataclass(frozen=True, slots=True)
class BillPoints:
    """The points of one transaction, in thousandths, and until when those that it gave last.

    Attributes
    ----------
    issued, redeemed, returned, expired : int
        What it gave, and what became of that.
    taken_back : int
        What was taken back because of returns: of the transaction, or by it.
    expires_at : int or None
        None if it gave none.
    program_id : int or None
        The programme.
    """

    issued: int
    redeemed: int
    returned: int
    expired: int
    taken_back: int
    expires_at: int | None
    program_id: int | None


_LATEST = Page(10, 0, "t.billed_at", descending=True)
_BILL_COLUMNS = "t.*, e.code AS till_code"
_BILLS = "transactions t JOIN entities e ON e.id = t.till_id"
_Found = tuple[list[sqlite3.Row], int]


class _Query:
    """A query whose conditions are gathered one by one; rows have an id, a time and a till."""

    def __init__(self, columns: str, tables: str, where: str, *values: Any) -> None:
        self.columns, self.tables = columns, tables
        self.conditions, self.values = [where], list(values)

    def also(self, condition: str, value: Any) -> None:
        """Add a condition on a value, unless that is None."""
        if value is not None:
            self.conditions.append(condition)
            self.values.append(value)

    def within(self, window: Window, *, row: str, time: str) -> None:
        """Add the conditions of a window on rows with a name and a column of time."""
        self.also(f"{row}.{time} >= ?", window.start)
        self.also(f"{row}.{time} <= ?", window.end)
        self.also(f"{row}.id >= ?", window.first_id)
        self.also(f"{row}.id <= ?", window.last_id)
        if window.place is not None:
            kind, code = window.place
            self.also(f"{row}.till_id IN ({_TILLS}{PLACES[kind]})", code)

    def page(self, work: Work, page: Page, *, row: str) -> _Found:
        """Give a page of the rows, and how many there are on all pages."""
        return self.rows(work, page, row=row), work.store.count(self._found, *self.values)

    def rows(self, work: Work, page: Page, *, row: str) -> list[sqlite3.Row]:
        """Give a page of the rows."""
        way = "DESC" if page.descending else "ASC"
        return work.store.all(
            f"SELECT {self.columns} {self._found} "
            f"ORDER BY {page.column} {way}, {row}.id {way} LIMIT ? OFFSET ?",
            *(*self.values, page.limit, page.offset),
        )

    @property
    def _found(self) -> str:
        return f"FROM {self.tables} WHERE {' AND '.join(self.conditions)}"


def transactions(
    work: Work,
    customer_id: int,
    window: Window,
    page: Page,
    *,
    number: str | None = None,
    transaction_id: int | None = None,
    kind: str | None = None,
) -> _Found:
    """Give a page of a customer's transactions, and how many there are.

    Parameters
    ----------
    work : Work
        The data.
    customer_id : int
        Whose.
    window, page
        Which of them.
    number : str or None, optional
        Only those with a number.
    transaction_id : int or None, optional
        Only that one.
    kind : str or None, optional
        Only those of a type.
    """
    query = _Query(_BILL_COLUMNS, _BILLS, "t.customer_id = ?", customer_id)
    query.also("t.type = ?", kind)
    query.also("t.number = ?", number)
    query.also("t.id = ?", transaction_id)
    query.within(window, row="t", time="billed_at")
    return query.page(work, page, row="t")


def latest(work: Work, customer_id: int, place: tuple[str, str] | None) -> list[sqlite3.Row]:
    """Give the ten latest regular transactions of a customer, in a place as of `Window`."""
    columns = "t.id, t.number, t.type, t.billed_at, e.code AS till_code"
    query = _Query(columns, _BILLS, "t.customer_id = ?", customer_id)
    query.also("t.type = ?", "REGULAR")
    query.within(Window(place=place), row="t", time="billed_at")
    return query.rows(work, _LATEST, row="t")


def group_transactions(
    work: Work,
    group_id: int,
    window: Window,
    page: Page,
    *,
    customer_id: int | None = None,
    number: str | None = None,
    transaction_id: int | None = None,
    kind: str | None = None,
) -> _Found:
    """Give a page of the transactions of a group's members since each joined; see `transactions`.

    With `customer_id` only those of one member.
    """
    query = _Query(
        _BILL_COLUMNS,
        f"{_BILLS} JOIN user_group_members m ON m.customer_id = t.customer_id",
        "m.group_id = ? AND t.billed_at >= m.joined_at",
        group_id,
    )
    query.also("t.customer_id = ?", customer_id)
    query.also("t.type = ?", kind)
    query.also("t.number = ?", number)
    query.also("t.id = ?", transaction_id)
    query.within(window, row="t", time="billed_at")
    return query.page(work, page, row="t")


def point_redemptions(
    work: Work, customer_id: int, window: Window, page: Page, program_id: int | None = None
) -> _Found:
    """Give a page of a customer's redemptions of points, and how many there are."""
    query = _Query(
        "r.*, p.name AS program_name",
        "point_redemptions r JOIN programs p ON p.id = r.program_id",
        "r.customer_id = ?",
        customer_id,
    )
    query.also("r.program_id = ?", program_id)
    query.within(window, row="r", time="redeemed_at")
    return query.page(work, page, row="r")


def coupon_redemptions(work: Work, customer_id: int, window: Window, page: Page) -> _Found:
    """Give a page of a customer's redemptions of coupons that stand, and how many there are."""
    query = _Query(
        "r.*, c.code, c.series_id, s.description, s.discount_code, s.details AS series_details",
        "coupon_redemptions r JOIN coupons c ON c.id = r.coupon_id "
        "JOIN coupon_series s ON s.id = c.series_id",
        "r.customer_id = ? AND r.reversed_at IS NULL",
        customer_id,
    )
    query.within(window, row="r", time="redeemed_at")
    return query.page(work, page, row="r")


def points_on(work: Work, transaction_id: int) -> BillPoints:
    """Give the points of a transaction."""
    row = work.store.one(
        "SELECT coalesce(sum(points), 0) AS issued, coalesce(sum(redeemed), 0) AS redeemed, "
        "coalesce(sum(returned), 0) AS returned, max(expires_at) AS expires_at, "
        "coalesce(sum(CASE WHEN expires_at < ?1 THEN remaining END), 0) AS expired, "
        "max(program_id) AS program_id, (SELECT coalesce(sum(points), 0) FROM sale_returns "
        "WHERE sale_id = ?2 OR transaction_id = ?2) AS taken_back "
        "FROM awards WHERE transaction_id = ?2",
        *(work.now, transaction_id),
    )
    assert row is not None  # noqa: S101 - an aggregate always has a row
    return BillPoints(**dict(row))


def coupons_on(work: Work, customer_id: int, number: str) -> list[sqlite3.Row]:
    """Give the coupons that a customer redeemed for the transaction with a number."""
    return work.store.all(
        "SELECT c.id, c.code, c.series_id FROM coupon_redemptions r "
        "JOIN coupons c ON c.id = r.coupon_id WHERE r.customer_id = ? "
        "AND r.transaction_number = ? AND r.reversed_at IS NULL ORDER BY r.id",
        *(customer_id, number),
    )


def reversals(work: Work, redemption: int) -> list[sqlite3.Row]:
    """Give the reversals of a redemption of points, the first one first."""
    return work.store.all(
        "SELECT * FROM point_reversals WHERE redemption = ? ORDER BY id", redemption
    )

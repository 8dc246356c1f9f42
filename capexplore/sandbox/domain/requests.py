"""Requests: what one till asks for, and another approves, rejects or cancels.

Filing a request changes nothing else; what an approval does is in `approvals`.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import orjson

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = [
    "APPROVED",
    "CANCELLED",
    "PENDING",
    "REJECTED",
    "Request",
    "decide",
    "file",
    "find",
    "log",
    "pending",
    "search",
]

PENDING, APPROVED, REJECTED, CANCELLED = "PENDING", "APPROVED", "REJECTED", "CANCELLED"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, and what became of it.

    Attributes
    ----------
    type, base_type : str
        What kind of request, and which one of the kind.
    customer_id : int
        Whom it is about.
    source, account : str
        Where the customer was named.
    details : dict of str to str
        What the kind needs besides.
    """

    id: int
    type: str
    base_type: str
    status: str
    customer_id: int
    source: str
    account: str
    details: dict[str, str]
    comments: str
    created_at: int
    created_by: int
    updated_at: int
    updated_by: int


def _made(row: Any) -> Request:
    return Request(**{**dict(row), "details": orjson.loads(row["details"])})


def file(
    work: Work,
    kind: tuple[str, str],
    customer_id: int,
    place: tuple[str, str],
    details: dict[str, str],
    comments: str = "",
) -> int:
    """File a request of a type and base type, and give its id."""
    request_id = work.store.next_id("request")
    work.store.insert(
        "requests",
        id=request_id,
        type=kind[0],
        base_type=kind[1],
        status=PENDING,
        customer_id=customer_id,
        source=place[0],
        account=place[1],
        details=orjson.dumps(details).decode(),
        comments=comments,
        **work.made,
    )
    _log(work, request_id, PENDING, comments)
    return request_id


def find(work: Work, request_id: int) -> Request:
    """Give a request.

    Raises
    ------
    Refused
        ``request-unknown``.
    """
    row = work.store.one("SELECT * FROM requests WHERE id = ?", request_id)
    if row is None:
        raise Refused("request-unknown", id=request_id)
    return _made(row)


def pending(work: Work, kind: tuple[str, str], customer_id: int) -> list[Request]:
    """Give the requests of a kind for a customer that are not decided."""
    rows = work.store.all(
        "SELECT * FROM requests WHERE type = ? AND base_type = ? AND customer_id = ? "
        "AND status = ? ORDER BY id",
        *(*kind, customer_id, PENDING),
    )
    return [_made(row) for row in rows]


def search(
    work: Work,
    wanted: dict[str, Any],
    *,
    limit: int,
    offset: int,
    ids: tuple[int | None, int | None] = (None, None),
    added: tuple[int | None, int | None] = (None, None),
    descending: bool = True,
) -> tuple[list[Request], int]:
    """Give one page of requests in the order in which they were filed, and how many there are.

    Parameters
    ----------
    work : Work
        The data.
    wanted : dict
        What columns are to hold.
    limit, offset : int
        Which page.
    ids, added : tuple
        The first and last id, and the first and last time of filing, that count; None for any.
    descending : bool, optional
        Whether the latest comes first.
    """
    conditions = {f"{column} = ?": value for column, value in wanted.items()}
    for column, (first, last) in (("id", ids), ("created_at", added)):
        conditions |= {f"{column} >= ?": first} if first is not None else {}
        conditions |= {f"{column} <= ?": last} if last is not None else {}
    where = " AND ".join(conditions) or "1"
    values = tuple(conditions.values())
    total = work.store.one(f"SELECT count(*) AS n FROM requests WHERE {where}", *values)  # noqa: S608
    order = "DESC" if descending else "ASC"
    rows = work.store.all(
        f"SELECT * FROM requests WHERE {where} ORDER BY id {order} LIMIT ? OFFSET ?",  # noqa: S608
        *(*values, limit, offset),
    )
    return [_made(row) for row in rows], 0 if total is None else int(total["n"])


def decide(
    work: Work, request: Request, status: str, comments: str, *, alone: bool = False
) -> None:
    """Keep what was decided on a pending request; nobody approves a request of their own.

    Where a change takes one step, the one who asks decides `alone`.

    Raises
    ------
    Refused
        ``request-status-unknown``, ``request-decided`` or ``request-own``.
    """
    if status not in (APPROVED, REJECTED, CANCELLED):
        raise Refused("request-status-unknown", value=status)
    if request.status != PENDING:
        raise Refused("request-decided", value=request.status)
    if status == APPROVED and request.created_by == work.till and not alone:
        raise Refused("request-own", id=request.id)
    work.store.change(
        "requests",
        request.id,
        status=status,
        comments=comments or request.comments,
        **work.changed,
    )
    _log(work, request.id, status, comments)


def log(work: Work, request_ids: list[int]) -> list[sqlite3.Row]:
    """Give what happened to requests, in order."""
    marks = ", ".join("?" * len(request_ids))
    return work.store.all(
        f"SELECT * FROM request_log WHERE request_id IN ({marks}) ORDER BY id",  # noqa: S608
        *request_ids,
    )


def _log(work: Work, request_id: int, status: str, comments: str) -> None:
    work.store.insert(
        "request_log",
        id=work.store.next_id("request_log"),
        request_id=request_id,
        status=status,
        comments=comments,
        logged_at=work.now,
        logged_by=work.till,
    )

"""The part of a list that a query of version 1.1 asks for: by dates, ids, places and pages."""

from __future__ import annotations

from capexplore.sandbox.domain.calendar import day_end
from capexplore.sandbox.domain.history import PLACES, Page, Window
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Call, bad_request, whole
from capexplore.sandbox.wire.times import read_v1

__all__ = ["count_of", "ids_of", "page_of", "place_of", "times_of", "window_of"]


def times_of(call: Call) -> tuple[int | None, int | None]:
    """Read ``start_date`` and ``end_date``; a day without a time counts to its end.

    Raises
    ------
    Refused
        ``date-malformed`` or ``dates-reversed``.
    """
    start, end = (_time(call.query.get(name)) for name in ("start_date", "end_date"))
    if end is not None and len(call.query["end_date"].strip()) <= len("YYYY-MM-DD"):
        end = day_end(end)
    if start is not None and end is not None and start > end:
        raise Refused("dates-reversed", value=call.query["start_date"])
    return start, end


def _time(value: str | None) -> int | None:
    if not value:
        return None
    moment = read_v1(value)
    if moment is None:
        raise Refused("date-malformed", value=value)
    return moment


def ids_of(call: Call, prefix: str = "") -> tuple[int | None, int | None]:
    """Read ``start_id`` and ``end_id``, which are inclusive, perhaps with a prefix."""
    names = (f"{prefix}start_id", f"{prefix}end_id")
    first, last = (whole(call.query[n], n) if call.query.get(n) else None for n in names)
    return first, last


def place_of(call: Call) -> tuple[str, str] | None:
    """Read the type and code of the entity that a list is limited to.

    Raises
    ------
    Refused
        ``entity-type-unknown``.
    """
    query = call.query
    if query.get("entity_code"):
        kind = query.get("entity_type", "").upper() or "ANY"
        if kind not in PLACES:
            raise Refused("entity-type-unknown", value=kind)
        return kind, query["entity_code"]
    for name, kind in (
        ("store_code", "STORE"),
        ("store_id", "STORE_ID"),
        ("merchant_store_id", "STORE_ID"),
        ("till_code", "TILL"),
    ):
        if query.get(name):
            return kind, query[name]
    return None


def window_of(call: Call, prefix: str = "") -> Window:
    """Read the dates, the ids and the place that a list is limited to."""
    return Window(*times_of(call), *ids_of(call, prefix), place_of(call))


def count_of(call: Call, name: str, default: int, *, least: int = 0) -> int:
    """Read a count of rows.

    Raises
    ------
    Rejected
        400 for what is no whole number, or too small.
    """
    count = call.number(name, default)
    if count < least:
        raise bad_request(f"{name} must be {least} or more")
    return count


def page_of(
    call: Call,
    *,
    order: dict[str, str],
    order_name: str = "sort",
    direction_name: str = "order",
    limit: int = 10,
    limit_names: tuple[str, ...] = ("limit",),
    offset_name: str = "offset",
) -> Page:
    """Read which page of a list is wanted, and in which order.

    Parameters
    ----------
    call : Call
        The call.
    order : dict of str to str
        What the list can be ordered by, and the column of each; the first one is the default.
    order_name, direction_name, offset_name : str, optional
        The parameters.
    limit : int, optional
        How many rows there are if nothing is said.
    limit_names : tuple of str, optional
        The parameters that say how many; the first one that is given counts.

    Raises
    ------
    Rejected
        400 for an order or a number that there is not.
    """
    wanted = call.query.get(order_name, "").lower() or next(iter(order))
    direction = call.query.get(direction_name, "").lower() or "desc"
    if wanted not in order:
        raise bad_request(f"{order_name} must be one of {', '.join(order)}")
    if direction not in ("asc", "desc"):
        raise bad_request(f"{direction_name} must be asc or desc")
    name = next((name for name in limit_names if call.query.get(name)), limit_names[-1])
    rows = count_of(call, name, limit, least=1)
    return Page(rows, count_of(call, offset_name, 0), order[wanted], direction == "desc")

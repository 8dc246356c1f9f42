"""Goodwill: points or a coupon that a customer is given on request, for no sale.

Source: the pages of goodwill requests.
"""

from __future__ import annotations

from capexplore.sandbox.domain import people, points, requests
from capexplore.sandbox.domain.amounts import UNIT, fixed, thousandths
from capexplore.sandbox.domain.calendar import day_end
from capexplore.sandbox.domain.coupons import issuing, series
from capexplore.sandbox.domain.people import HOME_SOURCE
from capexplore.sandbox.domain.requests import Request
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["BASE_TYPES", "COUPONS", "POINTS", "TYPE", "ask_coupon", "ask_points", "carry_out"]

TYPE = "GOODWILL"
BASE_TYPES = POINTS, COUPONS = ("POINTS", "COUPONS")
_LIFE_DAYS = 365


def ask_points(
    work: Work,
    customer_id: int,
    amount: int | None,
    program_id: int,
    reason: str,
    comments: str,
    place: tuple[str, str] = (HOME_SOURCE, ""),
) -> int:
    """File the request to give a customer points, in thousandths, and give its id.

    Raises
    ------
    Refused
        ``goodwill-points-invalid``, ``request-not-loyal``, ``program-unknown`` and, if the status
        of the customer does not allow it, as `people.check_status`.
    """
    if amount is None or amount < UNIT or amount % UNIT:
        raise Refused("goodwill-points-invalid")
    people.check_status(work.store, customer_id, "earn")
    _check_member(work, customer_id, program_id)
    details = {
        "points": str(amount // UNIT),
        "program_id": str(program_id),
        "reason": reason,
    }
    return requests.file(work, (TYPE, POINTS), customer_id, place, details, comments)


def ask_coupon(work: Work, customer_id: int, series_id: int, reason: str, comments: str) -> int:
    """File the request to give a customer a coupon of a series, and give its id.

    Raises
    ------
    Refused
        ``goodwill-series-unknown`` and as `people.check_status`.
    """
    _check_series(work, series_id)
    people.check_status(work.store, customer_id, "earn")
    details = {"series_id": str(series_id), "reason": reason}
    place = (HOME_SOURCE, "")
    return requests.file(work, (TYPE, COUPONS), customer_id, place, details, comments)


def carry_out(work: Work, request: Request, amount: int | None = None) -> None:
    """Give what an approved request asks for; of points perhaps another number.

    Raises
    ------
    Refused
        As for asking, and as `issuing.issue`.
    """
    people.check_status(work.store, request.customer_id, "earn")
    if request.base_type == COUPONS:
        series_id = int(request.details["series_id"])
        _check_series(work, series_id)
        issuing.issue(work, series_id, request.customer_id)
        return
    given = thousandths(request.details["points"]) if amount is None else amount
    if given is None or given < UNIT or given % UNIT:
        raise Refused("goodwill-points-invalid", points=fixed(given or 0))
    program_id = int(request.details["program_id"])
    _check_member(work, request.customer_id, program_id)
    end = day_end(work.now, _LIFE_DAYS)
    points.award(work, request.customer_id, program_id, "goodwill", given, end)


def _check_member(work: Work, customer_id: int, program_id: int) -> None:
    try:
        points.member(work, customer_id, program_id)
    except Refused as refused:
        if refused.reason != "not-enrolled":
            raise
        raise Refused("request-not-loyal", id=customer_id) from None


def _check_series(work: Work, series_id: int) -> None:
    try:
        series.find(work.store, series_id)
    except Refused:
        raise Refused("goodwill-series-unknown", id=series_id) from None

"""What a decision on a request leads to."""

from __future__ import annotations

from capexplore.sandbox.domain import erasure, identity_changes, requests
from capexplore.sandbox.domain.people import survivor
from capexplore.sandbox.domain.requests import APPROVED, Request
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["decide"]


def decide(work: Work, request: Request, status: str, comments: str = "") -> None:
    """Approve a request, which does what it asks for, or reject or cancel it.

    Raises
    ------
    Refused
        What `requests.decide` refuses; ``request-customer-merged`` if the customer is no more;
        what stands in the way of carrying it out.
    """
    requests.decide(work, request, status, comments)
    if status != APPROVED:
        return
    if survivor(work.store, request.customer_id)[0] != request.customer_id:
        raise Refused("request-customer-merged", id=request.customer_id)
    if request.type == identity_changes.TYPE:
        identity_changes.carry_out(work, request)
    else:
        erasure.erase(work, request.customer_id)

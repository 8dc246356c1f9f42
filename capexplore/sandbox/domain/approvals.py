"""What a decision on a request leads to."""

from __future__ import annotations

from capexplore.sandbox.domain import (
    bill_requests,
    erasure,
    goodwill,
    identity_changes,
    merge_requests,
    requests,
    retro_requests,
)
from capexplore.sandbox.domain.people import survivor
from capexplore.sandbox.domain.requests import APPROVED, Request
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["decide"]


def decide(
    work: Work,
    request: Request,
    status: str,
    comments: str = "",
    *,
    points: int | None = None,
    alone: bool = False,
) -> None:
    """Approve a request, which does what it asks for, or reject or cancel it.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    request : Request
        The request.
    status : str
        What was decided.
    comments : str, optional
        Why.
    points : int, optional
        How many points are given, in thousandths, if not as many as were asked for.
    alone : bool, optional
        Whether the one who asks may decide too, as where a change takes one step.

    Raises
    ------
    Refused
        What `requests.decide` refuses; ``request-customer-merged`` if the customer is no more;
        what stands in the way of carrying it out.
    """
    requests.decide(work, request, status, comments, alone=alone)
    if status != APPROVED:
        return
    if survivor(work.store, request.customer_id)[0] != request.customer_id:
        raise Refused("request-customer-merged", id=request.customer_id)
    kind = (request.type, request.base_type)
    if kind == erasure.KIND:
        erasure.erase(work, request.customer_id)
    elif kind == merge_requests.KIND:
        merge_requests.carry_out(work, request)
    elif kind == retro_requests.KIND:
        retro_requests.carry_out(work, request)
    elif kind == bill_requests.KIND:
        bill_requests.carry_out(work, request)
    elif request.type == goodwill.TYPE:
        goodwill.carry_out(work, request, points)
    else:
        identity_changes.carry_out(work, request)

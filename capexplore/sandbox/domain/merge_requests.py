"""Merging two customers on request: nothing happens until another till approves.

Source: the pages of requests.
"""

from __future__ import annotations

from capexplore.sandbox.domain import identity_changes, merging, people, requests
from capexplore.sandbox.domain.people import HOME_SOURCE
from capexplore.sandbox.domain.requests import Request
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["KIND", "ask", "carry_out"]

KIND = (identity_changes.TYPE, "MERGE")


def ask(work: Work, victim_id: int, survivor_id: int, comments: str) -> int:
    """File the request to merge a customer into another, and give its id.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    victim_id, survivor_id : int
        The customers as they are named; either may have been merged before.
    comments : str
        Why.

    Raises
    ------
    Refused
        ``merge-same``, ``merge-victim-merged``, ``merge-survivor-merged``,
        ``merge-victim-pending`` or ``merge-survivor-pending``.
    """
    _check(work, victim_id, survivor_id)
    for request in _pending(work):
        concerned = {request.customer_id, int(request.details["survivor_id"])}
        if victim_id in concerned:
            raise Refused("merge-victim-pending", id=request.id)
        if survivor_id in concerned:
            raise Refused("merge-survivor-pending", id=request.id)
    details = {"survivor_id": str(survivor_id)}
    return requests.file(work, KIND, victim_id, (HOME_SOURCE, ""), details, comments)


def carry_out(work: Work, request: Request) -> None:
    """Merge the customers of an approved request.

    Raises
    ------
    Refused
        ``merge-victim-merged`` or ``merge-survivor-merged``, if that came to be meanwhile.
    """
    survivor_id = int(request.details["survivor_id"])
    _check(work, request.customer_id, survivor_id)
    merging.merge(work, request.customer_id, survivor_id)


def _check(work: Work, victim_id: int, survivor_id: int) -> None:
    if people.survivor(work.store, victim_id)[0] != victim_id:
        raise Refused("merge-victim-merged", id=victim_id)
    if people.survivor(work.store, survivor_id)[0] != survivor_id:
        raise Refused("merge-survivor-merged", id=survivor_id)
    if victim_id == survivor_id:
        raise Refused("merge-same", id=victim_id)


def _pending(work: Work) -> list[Request]:
    wanted = {"type": KIND[0], "base_type": KIND[1], "status": requests.PENDING}
    return requests.search(work, wanted, limit=-1, offset=0)[0]

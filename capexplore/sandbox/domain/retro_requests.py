"""Converting a visit into a sale on request: nothing happens until another till approves.

Source: the page of retro requests.
"""

from __future__ import annotations

from capexplore.sandbox.domain import requests, retro, sales
from capexplore.sandbox.domain.people import HOME_SOURCE
from capexplore.sandbox.domain.requests import Request
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["KIND", "ask", "carry_out"]

KIND = ("TRANSACTION_UPDATE", "RETRO")
_TYPES = ("NOT_INTERESTED", "REGULAR")


def ask(
    work: Work, customer_id: int, visit_id: int | None, types: tuple[str, str], comments: str
) -> int:
    """File the request to make a sale of a visit, from one type to another, and give its id.

    Raises
    ------
    Refused
        ``retro-request-unnamed``, ``retro-request-unknown``, ``retro-request-types`` or
        ``request-exists``.
    """
    if visit_id is None:
        raise Refused("retro-request-unnamed")
    visit = sales.by_id(work, visit_id)
    if visit is None:
        raise Refused("retro-request-unknown", id=visit_id)
    if types != _TYPES or visit["type"] != types[0]:
        raise Refused("retro-request-types", value=" to ".join(types))
    details = {"transaction_id": str(visit_id), "old_type": types[0], "new_type": types[1]}
    for request in requests.pending(work, KIND, customer_id):
        if request.details == details:
            raise Refused("request-exists", id=request.id)
    return requests.file(work, KIND, customer_id, (HOME_SOURCE, ""), details, comments)


def carry_out(work: Work, request: Request) -> None:
    """Make the sale of an approved request.

    Raises
    ------
    Refused
        ``retro-request-impossible``, whatever came in between.
    """
    said = request.details
    visit_id = int(said["transaction_id"])
    try:
        retro.convert(work, visit_id, request.customer_id, said["old_type"], said["new_type"])
    except Refused as refused:
        if not refused.reason.startswith("retro-"):
            raise
        raise Refused("retro-request-impossible", id=visit_id) from None

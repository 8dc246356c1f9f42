"""Changing an identifier on request: it stays as it is until another till approves."""

from __future__ import annotations

from capexplore.sandbox.domain import people, requests
from capexplore.sandbox.domain.changes import Form, check_fraud
from capexplore.sandbox.domain.identity import normalised
from capexplore.sandbox.domain.people import HOME_SOURCE, owners
from capexplore.sandbox.domain.requests import Request
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["BASE_TYPES", "TYPE", "ask", "carry_out"]

TYPE = "CHANGE_IDENTIFIER"
# The base type of a request, and the identifier that it changes.
BASE_TYPES = {"MOBILE": "mobile", "EMAIL": "email", "EXTERNAL_ID": "externalId"}
_PAIR = "source = ? AND account = ? AND type = ? AND value = ?"


def ask(work: Work, base_type: str, old: str, new: str) -> int:
    """File the request to change an identifier, and give its id.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    base_type : str
        One of `BASE_TYPES`.
    old, new : str
        The value that the customer has, and the one that the customer wants.

    Raises
    ------
    Refused
        ``identifier-malformed``, ``identifier-unchanged``, ``customer-unknown``,
        ``new-mobile-taken`` and the like, or ``request-exists``.
    """
    kind = BASE_TYPES[base_type]
    old, new = _readable(kind, old), _readable(kind, new)
    if old == new:
        raise Refused("identifier-unchanged", value=new)
    customer_id = people.find(work.store, kind, old)
    check_fraud(people.load(work.store, customer_id), Form())
    _check_free(work, customer_id, kind, new)
    details = {"old_value": old, "new_value": new}
    for request in requests.pending(work, (TYPE, base_type), customer_id):
        if request.details == details:
            raise Refused("request-exists", id=request.id)
    return requests.file(work, (TYPE, base_type), customer_id, (HOME_SOURCE, ""), details)


def carry_out(work: Work, request: Request) -> None:
    """Change the identifier wherever the customer has it, as an approved request says.

    Raises
    ------
    Refused
        ``new-mobile-taken`` and the like, or ``old-value-gone``, if that came to be meanwhile.
    """
    kind, customer_id = BASE_TYPES[request.base_type], request.customer_id
    old, new = request.details["old_value"], request.details["new_value"]
    _check_free(work, customer_id, kind, new)
    mine = [place for holder, *place in owners(work.store, kind, old) if holder == customer_id]
    if not mine:
        raise Refused("old-value-gone", value=old)
    there_already = [place for _, *place in owners(work.store, kind, new)]
    for place in mine:
        pair = (*place, kind, old)
        if place in there_already:
            work.store.run(f"DELETE FROM identifiers WHERE {_PAIR}", *pair)  # noqa: S608
        else:
            work.store.run(f"UPDATE identifiers SET value = ? WHERE {_PAIR}", new, *pair)  # noqa: S608
        work.store.run(
            "UPDATE profiles SET modified_at = ?, modified_by = ? "
            "WHERE customer_id = ? AND source = ? AND account = ?",
            *(work.now, work.till, customer_id, *place),
        )
    work.store.change("customers", customer_id, updated_at=work.now, modified_by=work.till)


def _readable(kind: str, value: str) -> str:
    try:
        return normalised(kind, value)
    except Refused:
        raise Refused("identifier-malformed", value=value) from None


def _check_free(work: Work, customer_id: int, kind: str, value: str) -> None:
    if any(holder != customer_id for holder, _, _ in owners(work.store, kind, value)):
        raise Refused(f"new-{kind}-taken", value=value)

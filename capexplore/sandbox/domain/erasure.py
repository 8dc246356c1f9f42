"""Deleting what is personal about a customer; the id, the sales and the points stay.

Of every identifier a trace stays that does not tell it, so that the same person is not registered
again by mistake.
"""

from __future__ import annotations

from capexplore.sandbox.domain import organisation, people, requests
from capexplore.sandbox.domain.identity import digest
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["KIND", "ask", "erase"]

KIND = ("CUSTOMER", "DELETE")
# Rows that say something about a person and are of no use without one.
_TABLES = (
    "identifiers",
    "subscriptions",
    "notes",
    "preferences",
    "tickets",
    "images",
    "customer_labels",
    "event_log",
)
# A customer, and all who were merged into this one.
_PERSON = (
    "WITH RECURSIVE person(id) AS (SELECT ? UNION "
    "SELECT c.id FROM customers c JOIN person p ON c.merged_into = p.id) "
)


def ask(
    work: Work, customer_id: int, place: tuple[str, str], named: tuple[str, str], comments: str
) -> int:
    """File the request to erase a customer, and give its id.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    customer_id : int
        Who.
    place : tuple of str and str
        The source and account in which the customer was named.
    named : tuple of str and str
        The type and value of the identifier by which.
    comments : str
        Why.

    Raises
    ------
    Refused
        ``deletion-off`` or ``request-exists``.
    """
    if not organisation.config_on(work.store, "CONF_PII_DELETION_ENABLED"):
        raise Refused("deletion-off")
    for request in requests.pending(work, KIND, customer_id):
        raise Refused("request-exists", id=request.id)
    details = {"identifier_type": named[0], "identifier_value": named[1]}
    return requests.file(work, KIND, customer_id, place, details, comments)


def erase(work: Work, customer_id: int) -> None:
    """Erase what is personal about a customer, in every source."""
    customer = people.load(work.store, customer_id)
    work.store.run_many(
        "INSERT OR REPLACE INTO erased_identifiers (digest, customer_id) VALUES (?, ?)",
        [(digest(*pair), customer_id) for pair in customer.all_identifiers],
    )
    for pair in customer.all_identifiers:
        work.store.run("DELETE FROM otps WHERE entity_type = ? AND entity_value = ?", *pair)
    for table in _TABLES:
        work.store.run(
            f"{_PERSON} DELETE FROM {table} WHERE customer_id IN person",  # noqa: S608
            customer_id,
        )
    work.store.run(
        f"{_PERSON} UPDATE cards SET customer_id = NULL WHERE customer_id IN person",  # noqa: S608
        customer_id,
    )
    work.store.run(
        "UPDATE profiles SET first_name = '', last_name = '', fields = '{}', channels = '[]', "
        "modified_at = ?, modified_by = ? WHERE customer_id = ?",
        *(work.now, work.till, customer_id),
    )
    work.store.change(
        "customers",
        customer_id,
        extended="{}",
        erased=1,
        updated_at=work.now,
        modified_by=work.till,
    )
    work.store.run(
        f"{_PERSON} UPDATE requests SET details = '{{}}', "  # noqa: S608
        "status = CASE status WHEN ? THEN ? ELSE status END WHERE customer_id IN person",
        *(customer_id, requests.PENDING, requests.CANCELLED),
    )

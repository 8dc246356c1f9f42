"""The event log: what webhooks would have been told. The sandbox sends nothing.

Source: the pages of webhooks and of their event log.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation, people
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["EVENTS", "by_call", "by_reference", "find", "record"]

# What the sandbox tells of, and the members of its data besides the customer.
EVENTS: dict[str, tuple[str, ...]] = {
    "customerAdded": ("source",),
    "customerUpdated": ("source",),
    "transactionAdded": ("transactionId", "billNumber", "type", "amount", "awardedPoints"),
    "pointsRedeemed": ("redemptionId", "points", "programId"),
    "couponIssued": ("couponId", "code", "seriesId"),
    "couponRedeemed": ("couponId", "code", "seriesId", "redemptionId"),
}
_MILLISECONDS = 1000


def record(
    work: Work, event: str, reference: object, customer_id: int | None, data: dict[str, Any]
) -> None:
    """Log an event for every active webhook that listens to it.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    event : str
        One of `EVENTS`.
    reference : object
        The id of what it is about.
    customer_id : int or None
        Whose event it is.
    data : dict
        The members that `EVENTS` names.
    """
    for webhook in work.store.all("SELECT * FROM webhooks WHERE active ORDER BY position"):
        settings = orjson.loads(webhook["details"])
        if event in settings["eventNames"]:
            _log(work, event, str(reference), customer_id, data, webhook, settings)


def _log(
    work: Work,
    event: str,
    reference: str,
    customer_id: int | None,
    data: dict[str, Any],
    webhook: sqlite3.Row,
    settings: dict[str, Any],
) -> None:
    position = work.store.next_id("event")
    trace = hashlib.sha256(f"event/{position}".encode()).hexdigest()
    payload = {
        "eventName": event,
        "eventId": trace[:32],
        "orgId": int(organisation.details(work.store)["id"]),
        "refId": reference,
        "apiRequestId": work.request_id,
        "createdAt": work.now * _MILLISECONDS,
        "data": data | _enriched(work, customer_id, settings),
    }
    work.store.insert(
        "event_log",
        id=trace[:32],
        position=position,
        webhook_id=webhook["id"],
        event=event,
        request_id=work.request_id,
        ref_id=reference,
        url=settings["webHookUrl"],
        customer_id=customer_id,
        payload=orjson.dumps(payload).decode(),
        created_at=work.now,
    )


def _enriched(work: Work, customer_id: int | None, settings: dict[str, Any]) -> dict[str, Any]:
    """What a webhook wants to be told besides."""
    more: dict[str, Any] = {}
    if customer_id is not None:
        customer = people.load(work.store, customer_id)
        wanted = [kind for kind in settings["customerIdentifiersToBeEnriched"] if kind != "id"]
        identifiers = {kind: customer.identifier(kind) for kind in wanted}
        more["customer"] = {"id": customer_id, **identifiers}
    till = organisation.entity(work.store, work.till)
    if settings.get("tillDetailsEnrichmentEnabled"):
        more["till"] = {"id": till.id, "code": till.code, "name": till.name}
    if settings.get("storeDetailsEnrichmentEnabled"):
        shop = organisation.store_of(work.store, till)
        more["store"] = {"id": shop.id, "code": shop.code, "name": shop.name}
    return more


def by_call(work: Work, request_id: str) -> list[sqlite3.Row]:
    """Give what one call set off, in order."""
    return work.store.all(
        "SELECT * FROM event_log WHERE request_id = ? ORDER BY position", request_id
    )


def by_reference(work: Work, reference: str) -> list[sqlite3.Row]:
    """Give what was told of a transaction, a customer or whatever has this id, in order."""
    return work.store.all("SELECT * FROM event_log WHERE ref_id = ? ORDER BY position", reference)


def find(work: Work, event_id: str) -> sqlite3.Row:
    """Give one event.

    Raises
    ------
    Refused
        ``event-unknown``.
    """
    row = work.store.one("SELECT * FROM event_log WHERE id = ?", event_id)
    if row is None:
        raise Refused("event-unknown", id=event_id)
    return row

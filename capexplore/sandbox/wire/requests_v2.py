"""Requests as version 2 writes and reads them.

Source: the pages of requests and of the deletion of personal data.
"""

from __future__ import annotations

from typing import Any

import orjson

from capexplore.sandbox.domain import (
    bill_requests,
    erasure,
    goodwill,
    merge_requests,
    organisation,
    retro_requests,
)
from capexplore.sandbox.domain.identity_changes import BASE_TYPES
from capexplore.sandbox.domain.requests import Request
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import text

__all__ = ["comments_of", "required", "shown"]


def required(body: dict[str, Any], member: str) -> str:
    """Give a member of a body as text.

    Raises
    ------
    Refused
        ``input-missing``.
    """
    value = text(body.get(member))
    if not value:
        raise Refused("input-missing", name=member)
    return value


def comments_of(body: dict[str, Any]) -> str:
    """Give the comments of a body.

    Raises
    ------
    Refused
        ``comments-too-long``.
    """
    comments = text(body.get("comments")) or ""
    if len(comments) > 255:
        raise Refused("comments-too-long")
    return comments


def shown(work: Work, request: Request) -> dict[str, Any]:
    """Give a request; of one for an erased customer, nothing personal is left."""
    made = (request.created_at, organisation.entity(work.store, request.created_by))
    changed = (request.updated_at, organisation.entity(work.store, request.updated_by))
    tree = {
        "type": request.type,
        "baseType": request.base_type,
        "status": request.status,
        "attribution": v2.attribution(made, changed),
        "id": request.id,
    }
    kind = (request.type, request.base_type)
    if kind == erasure.KIND:
        return {**tree, "customerDeletionDetails": _deletion(request)}
    if request.type == goodwill.TYPE:
        return {**tree, "goodwillRequest": _goodwill(request)}
    if kind == merge_requests.KIND:
        return {**tree, "mergeDetails": _merge(request)}
    if kind == bill_requests.KIND:
        return {**tree, "transactionDetails": _bill(request)}
    if kind == retro_requests.KIND:
        return {**tree, "retroDetails": _retro(request)}
    return {**tree, "changeIdentifierDetails": _identifier(request)}


def _goodwill(request: Request) -> dict[str, Any]:
    said = request.details
    numbers = {
        name: int(said[key])
        for name, key in (
            ("points", "points"),
            ("programId", "program_id"),
            ("seriesId", "series_id"),
        )
        if key in said
    }
    told = {"reason": said.get("reason", ""), "comments": request.comments}
    return {**_customer(request), **numbers, **told}


def _merge(request: Request) -> dict[str, Any]:
    # What was asked for an erased customer is not kept.
    survivor = request.details.get("survivor_id")
    target = {"targetCustomerId": None if survivor is None else int(survivor)}
    return {**_customer(request), **target, "comments": request.comments}


def _bill(request: Request) -> dict[str, Any]:
    said = {"transaction": orjson.loads(request.details.get("said", "{}"))}
    return {**_customer(request), **said, "comments": request.comments}


def _retro(request: Request) -> dict[str, Any]:
    said = request.details
    sale = said.get("transaction_id")
    types = {"oldType": said.get("old_type", ""), "newType": said.get("new_type", "")}
    told = {"transactionId": None if sale is None else int(sale), **types}
    return {**_customer(request), **told, "comments": request.comments}


def _deletion(request: Request) -> dict[str, Any]:
    return {
        **_customer(request),
        "identifierType": request.details.get("identifier_type", ""),
        "identifierValue": request.details.get("identifier_value", ""),
        "comments": request.comments,
    }


def _identifier(request: Request) -> dict[str, Any]:
    return {
        **_customer(request),
        "identifierType": BASE_TYPES[request.base_type],
        "oldValue": request.details.get("old_value", ""),
        "newValue": request.details.get("new_value", ""),
        "comments": request.comments,
    }


def _customer(request: Request) -> dict[str, Any]:
    place = {"source": request.source, "accountId": request.account}
    return {"customerId": request.customer_id, **place}

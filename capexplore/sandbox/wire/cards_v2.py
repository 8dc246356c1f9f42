"""Cards and card series as version 2 reads and gives them.

Source: the pages of card series, of adding, generating and changing cards, and of card details.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import card_labels, organisation
from capexplore.sandbox.domain.card_series import Form, Series
from capexplore.sandbox.domain.cards import Card, Change
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import bad_request
from capexplore.sandbox.store import Store
from capexplore.sandbox.wire import bodies
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.times import write_v2

__all__ = ["change_of", "logged", "series_of", "shown", "shown_batch", "shown_series"]

_NUMBERS = ("expiryDays", "maxActiveCardsPerCustomer")
_FLAGS = ("cardGenerationEnabled", "cardExpiryEnabled")
_TEXTS = ("trigger", "conceptCode", "description")
_TRIGGERS = ("REGISTRATION", "SERIES_ID", "OU_ID")
_GENERATION = "cardGenerationConfiguration"


def series_of(said: Any) -> Form:
    """Read what is said of a series."""
    body = bodies.record(said)
    details: dict[str, Any] = {name: bodies.number(body, name) for name in _NUMBERS}
    details |= {name: bodies.flag(body, name) for name in _FLAGS if body.get(name) is not None}
    details |= {name: bodies.words(body, name) for name in _TEXTS if body.get(name) is not None}
    if details.get("trigger", "") not in ("", *_TRIGGERS):
        raise bad_request(f"trigger must be one of {', '.join(_TRIGGERS)}")
    return Form(
        code=bodies.words(body, "code") if body.get("code") is not None else None,
        name=bodies.words(body, "name") if body.get("name") is not None else None,
        type=bodies.words(body, "type").upper() or None,
        active=bodies.flag(body, "isActive", default=True)
        if body.get("isActive") is not None
        else None,
        details={name: value for name, value in details.items() if value is not None},
        generation=_generation(bodies.part(body, _GENERATION)),
    )


def _generation(said: dict[str, Any]) -> dict[str, Any]:
    if not said:
        return {}
    if bodies.words(said, "method").upper() not in ("", "DEFAULT"):
        raise bad_request("method must be DEFAULT")
    found: dict[str, Any] = {"method": "DEFAULT"}
    found |= {n: bodies.words(said, n) for n in ("prefix", "suffix") if said.get(n) is not None}
    for name in ("offset", "length"):
        value = bodies.number(said, name)
        if value is not None:
            found[name] = value
    return found


def shown_series(series: Series) -> dict[str, Any]:
    """Give a series."""
    details = series.details
    said: dict[str, Any] = {
        "id": series.id,
        "code": series.code,
        "name": series.name,
        "type": series.type,
        "expiryDays": details.get("expiryDays"),
        "maxActiveCardsPerCustomer": series.most_active,
        "cardGenerationEnabled": series.generates,
    }
    generation = details.get(_GENERATION)
    if generation is not None:
        prefix, suffix, _ = series.shape
        said[_GENERATION] = {
            "prefix": prefix,
            "suffix": suffix,
            "offset": generation.get("offset", 0),
            "length": generation["length"],
            "method": "DEFAULT",
        }
    said["cardExpiryEnabled"] = series.expiry_days is not None
    said |= {name: details[name] for name in _TEXTS if name in details}
    said["isActive"] = series.active
    return {name: value for name, value in said.items() if value is not None}


def change_of(said: Any) -> Change:
    """Read what is said of a card.

    Raises
    ------
    Refused
        ``card-number-unusable`` without a number.
    """
    body = bodies.record(said)
    number = text(body.get("cardNumber"))
    if not number:
        raise Refused("card-number-unusable", value=number)
    entity = bodies.part(body, "mappedEntity")
    mapped = bodies.words(entity, "value") or str(bodies.number(entity, "id") or "")
    return Change(
        number=number,
        series_id=bodies.number(body, "seriesId"),
        label=bodies.words(body, "statusLabel") if body.get("statusLabel") is not None else None,
        external_id=bodies.words(body, "cardExternalId") or None,
        reason=bodies.words(bodies.part(body, "statusInfo"), "reason"),
        entity=mapped or None,
        custom=bodies.named_values(body, "customFields"),
        extended=bodies.named_values(body, "extendedFields"),
    )


def shown(store: Store, cards: list[Card]) -> list[dict[str, Any]]:
    """Give cards: whom they belong to, when they expire, and how they came by their status."""
    if not cards:
        return []
    owner = organisation.organisation_id(store)
    labels = {row["label"]: row["id"] for row in card_labels.everything(store)}
    places: dict[int, str] = {}
    said = []
    for card in cards:
        if card.entity_id not in places:
            places[card.entity_id] = organisation.entity(store, card.entity_id).code
        said.append(_shown(card, owner, places[card.entity_id], labels.get(card.label, 0)))
    return said


def _shown(card: Card, owner: int, place: str, label_id: int) -> dict[str, Any]:
    # Labels allow nothing by themselves, and so no transaction.
    actions: list[str] = []
    said: dict[str, Any] = {
        "cardId": card.id,
        "issuedDate": _time(card.issued_at),
        "createdDate": _day(card.created_at),
        "expiryDays": card.series.expiry_days,
        "seriesName": card.series.name,
        "customerId": card.customer_id,
        "maxActiveCards": card.series.most_active,
        "entityCode": place,
        "cardExternalId": card.external_id or "",
        "customFields": card.custom,
        **({"extendedFields": card.extended} if card.extended else {}),
        "type": card.series.type,
        "cardNumber": card.number,
        "seriesId": card.series.id,
        "seriesCode": card.series.code,
        "orgId": owner,
        "entityId": card.entity_id,
        "statusInfo": {
            "reason": card.log["reason"],
            "createdBy": card.log["created_by"],
            "actions": actions,
            "autoUpdateTime": _day(card.updated_at),
            "createdOn": write_v2(card.log["created_at"]),
            "entityId": card.id,
            "id": card.log["id"],
            "isActive": True,
            "labelId": label_id,
            "label": card.label,
            "status": card.status,
        },
        "id": card.id,
        "activeAndDigital": card.status == "ACTIVE" and card.series.type == "DIGITAL",
        "transactionNotAllowed": "TRANSACTION" not in actions,
        "expiryDate": _time(card.expires_at),
    }
    return {name: value for name, value in said.items() if value is not None}


def _time(at: int | None) -> str | None:
    return None if at is None else write_v2(at)


def _day(at: int) -> str:
    return write_v2(at)[: len("YYYY-MM-DD")]


def logged(row: sqlite3.Row, *, active: bool) -> dict[str, Any]:
    """Give a status that a card has, or had before."""
    return {
        "reason": row["reason"],
        "createdBy": row["created_by"],
        "actions": [],
        "autoUpdateTime": _day(row["created_at"]),
        "createdOn": write_v2(row["created_at"]),
        "entityId": row["card_id"],
        "id": row["id"],
        "isActive": active,
        "label": row["label"],
        "status": row["status"],
    }


def shown_batch(row: sqlite3.Row) -> dict[str, Any]:
    """Give when cards were generated, and which."""
    return {
        "id": row["id"],
        "seriesId": row["series_id"],
        "count": row["count"],
        "statusLabel": row["label"],
        "firstCardNumber": row["first"],
        "lastCardNumber": row["last"],
        "createdOn": write_v2(row["created_at"]),
        "createdBy": row["created_by"],
    }

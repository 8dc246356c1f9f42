"""Cards, version 2: generate, add, change, get, and their status labels."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import card_labels, cards
from capexplore.sandbox.domain.cards import Card, Change
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import bodies, v2
from capexplore.sandbox.wire import cards_v2 as wire
from capexplore.sandbox.wire.formats import whole_number

_LARGEST_BATCH = 200


@handles("v2/card/generate")
def generate(call: Call) -> Answer:
    """Make cards with the next numbers of a series."""
    body = bodies.record(call.body)
    series_id = _series_id(body)
    count = whole_number(body.get("count"))
    if count is None:
        raise Refused("card-count-unusable", value=body.get("count"))
    label = bodies.words(body, "statusLabel")
    made = cards.generate(call.work, series_id, count, label)
    return _listed(wire.shown(call.store, made))


@handles("v2/card/add")
def add(call: Call) -> Answer:
    """Add one card."""
    said = wire.change_of(call.body)
    _series_id(call.body)
    card, notices = cards.add(call.work, said)
    return Answer({"entity": card.id, "warnings": v2.warnings(notices)})


def _series_id(body: dict[str, Any]) -> int:
    found = whole_number(body.get("seriesId"))
    if found is None:
        raise Refused("card-series-unusable", value=body.get("seriesId"))
    return found


@handles("v2/card/update")
def update(call: Call) -> Answer:
    """Change one card."""
    card, notices = cards.change(call.work, wire.change_of(call.body))
    return Answer({"entity": card.id, "warnings": v2.warnings(notices)})


@handles("v2/card/update_bulk")
def update_bulk(call: Call) -> Answer:
    """Change cards, each on its own."""

    def one(item: Any) -> dict[str, Any]:
        card, notices = cards.change(call.work, wire.change_of(item))
        return {"entityId": _shown(call, card), "warnings": v2.warnings(notices)}

    return v2.answer_bulk(call, one, limit=_LARGEST_BATCH)


@handles("v2/card/get")
def get(call: Call) -> Answer:
    """Give a card by its number."""
    return Answer({**_shown(call, _named(call)), "warnings": []})


@handles("v2/card/get_status_log")
def get_status_log(call: Call) -> Answer:
    """Give the statuses that a card had, the newest first."""
    rows = cards.log(call.work, _named(call))
    return _listed([wire.logged(row, active=row is rows[0]) for row in rows])


@handles("v2/card/get_generation_log")
def get_generation_log(call: Call) -> Answer:
    """Give when cards of a series were generated, the newest first."""
    series_id = whole_number(call.query.get("seriesId"))
    if series_id is None:
        raise Refused("card-series-unusable", value=call.query.get("seriesId"))
    return _listed([wire.shown_batch(row) for row in cards.batches(call.work, series_id)])


@handles("v2/card/generate_external_id")
def generate_external_id(call: Call) -> Answer:
    """Give a card an external id."""
    body = bodies.record(call.body)
    number, external_id = bodies.words(body, "cardNumber"), bodies.words(body, "cardExternalId")
    if not number or not external_id:
        raise bad_request("cardNumber and cardExternalId are required")
    card, _ = cards.change(call.work, Change(number, external_id=external_id))
    return Answer({"entity": card.id, "warnings": []})


@handles("v2/card/map_status_labels")
def map_status_labels(call: Call) -> Answer:
    """Give statuses labels, all of them or none."""
    mapping = bodies.part(bodies.record(call.body), "mapping")
    if not mapping:
        raise bad_request("mapping must be an object with at least one status")
    for status in mapping:
        for entry in bodies.objects(mapping, status):
            label, is_default = bodies.words(entry, "label"), bodies.flag(entry, "default")
            card_labels.add(call.store, status, label, is_default=is_default)
    return _listed(_labels(call))


@handles("v2/card/get_default_status_labels")
def get_default_status_labels(call: Call) -> Answer:
    """Give the label that stands for each status where none is named."""
    return _listed([label for label in _labels(call) if label["isDefault"]])


def _labels(call: Call) -> list[dict[str, Any]]:
    return [
        {
            "id": row["id"],
            "status": row["status"],
            "label": row["label"],
            "isDefault": bool(row["is_default"]),
        }
        for row in card_labels.everything(call.store)
    ]


def _named(call: Call) -> Card:
    return cards.find(call.work, call.query.get("number", ""))


def _shown(call: Call, card: Card) -> dict[str, Any]:
    return wire.shown(call.store, [card])[0]


def _listed(data: list[dict[str, Any]]) -> Answer:
    return Answer({"data": data, "warnings": [], "errors": []})

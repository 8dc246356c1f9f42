"""Cards: numbers that stand for a customer, made or added in series.

Source: the pages of cards and their statuses.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

import orjson

from capexplore.sandbox.domain import card_labels, card_series, organisation
from capexplore.sandbox.domain.amounts import UNIT
from capexplore.sandbox.domain.calendar import day_start
from capexplore.sandbox.domain.card_series import Series
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = [
    "Card",
    "Change",
    "add",
    "batches",
    "by_external_id",
    "change",
    "check_active",
    "find",
    "generate",
    "keep_status",
    "log",
    "of_customer",
    "relabel",
]

MOST_GENERATED = 100_000
_LONGEST_NUMBER = 150
_MOST_DIGITS = 18
_NEW = "NOT_ISSUED"
_ISSUED = ("ISSUED", "ACTIVE")


@dataclass(frozen=True, slots=True)
class Card:
    """A card, with the last entry of its log; an issued card that is too old has expired."""

    id: int
    number: str
    external_id: str | None
    series: Series
    label: str
    status: str
    customer_id: int | None
    entity_id: int
    custom: dict[str, str]
    extended: dict[str, str]
    issued_at: int | None
    expires_at: int | None
    created_at: int
    updated_at: int
    log: sqlite3.Row


@dataclass(slots=True)
class Change:
    """What is said of a card; None stands for nothing said."""

    number: str
    series_id: int | None = None
    label: str | None = None
    external_id: str | None = None
    reason: str = ""
    entity: str | None = None
    custom: dict[str, str] = field(default_factory=dict)
    extended: dict[str, str] = field(default_factory=dict)


def find(work: Work, number: str) -> Card:
    """Give a card by its number: ``card-unknown``, if there is none."""
    found = _where(work, "c.number = ?", number)
    if not found:
        raise Refused("card-unknown", value=number)
    return found[0]


def by_external_id(work: Work, external_id: str) -> Card:
    """Give a card by its external id: ``card-unknown``, if there is none."""
    found = _where(work, "c.external_id = ?", external_id)
    if not found:
        raise Refused("card-unknown", value=external_id)
    return found[0]


def of_customer(work: Work, customer_id: int) -> list[Card]:
    """Give the cards that are linked to a customer."""
    return _where(work, "c.customer_id = ?", customer_id)


def _where(work: Work, condition: str, *values: object) -> list[Card]:
    rows = work.store.all(
        "SELECT c.*, l.id AS log_id FROM cards c JOIN card_log l "  # noqa: S608 - our own names
        "ON l.id = (SELECT max(id) FROM card_log WHERE card_id = c.id) "
        f"WHERE {condition} ORDER BY c.id",
        *values,
    )
    series = {one.id: one for one in card_series.everything(work.store)} if rows else {}
    return [_made(work, row, series[row["series_id"]]) for row in rows]


def _made(work: Work, row: sqlite3.Row, series: Series) -> Card:
    expires_at, status, label = None, row["status"], row["label"]
    if series.expiry_days is not None and row["issued_at"] is not None:
        expires_at = day_start(row["issued_at"], series.expiry_days)
        if expires_at <= work.now and status != "DELETED":
            status, label = "EXPIRED", card_labels.default(work.store, "EXPIRED")
    log = work.store.one("SELECT * FROM card_log WHERE id = ?", row["log_id"])
    assert log is not None  # noqa: S101 - every card is written with an entry
    return Card(
        row["id"],
        row["number"],
        row["external_id"],
        series,
        label,
        status,
        row["customer_id"],
        row["entity_id"],
        orjson.loads(row["custom"]),
        orjson.loads(row["extended"]),
        row["issued_at"],
        expires_at,
        row["created_at"],
        row["updated_at"],
        log,
    )


def add(work: Work, said: Change) -> tuple[Card, list[Notice]]:
    """Add one card to a series.

    Raises
    ------
    Refused
        ``card-series-unknown``, ``card-series-inactive``, ``card-number-unusable``,
        ``card-number-taken``, ``card-external-id-taken``, or what is wrong with the label.
    """
    series = card_series.usable(work.store, said.series_id)
    label, status = _new_status(work, said.label or "")
    if not said.number or len(said.number) > _LONGEST_NUMBER or not said.number.isprintable():
        raise Refused("card-number-unusable", value=said.number)
    if work.store.one("SELECT 1 FROM cards WHERE number = ?", said.number):
        raise Refused("card-number-taken", value=said.number)
    _check_external_id(work, said.external_id)
    custom, extended, notices = _known_fields(work, said)
    card_id = work.store.next_id("card")
    _write(work, series, [(card_id, said.number)], (label, status), said.reason)
    work.store.change(
        "cards",
        card_id,
        external_id=said.external_id,
        custom=orjson.dumps(custom).decode(),
        extended=orjson.dumps(extended).decode(),
    )
    return find(work, said.number), notices


def generate(work: Work, series_id: int | None, count: int, label: str) -> list[Card]:
    """Make cards with the next numbers of a series; numbers that a card has already are skipped.

    Raises
    ------
    Refused
        ``card-count-unusable``, ``card-count-too-large``, ``card-generation-off``,
        ``card-numbers-used-up``, or what is wrong with the series or the label.
    """
    if count < 1:
        raise Refused("card-count-unusable", value=count)
    if count > MOST_GENERATED:
        raise Refused("card-count-too-large")
    series = card_series.usable(work.store, series_id)
    if not series.generates:
        raise Refused("card-generation-off", value=series.code)
    named = _new_status(work, label or card_labels.default(work.store, _NEW))
    numbers = _next_numbers(work, series, count)
    first = work.store.next_id("card")
    work.store.run("UPDATE counters SET value = value + ? WHERE kind = 'card'", count - 1)
    _write(work, series, list(enumerate(numbers, first)), named, "")
    work.store.insert(
        "card_batches",
        series_id=series.id,
        count=count,
        label=named[0],
        first=numbers[0],
        last=numbers[-1],
        created_at=work.now,
        created_by=work.till,
    )
    return _where(work, "c.id BETWEEN ? AND ?", first, first + count - 1)


def _next_numbers(work: Work, series: Series, count: int) -> list[str]:
    prefix, suffix, digits = series.shape
    taken = {
        row["number"]
        for row in work.store.all("SELECT number FROM cards WHERE series_id = ?", series.id)
    }
    numbers: list[str] = []
    position, end = series.next_number, 10 ** min(digits, _MOST_DIGITS)
    while len(numbers) < count:
        if position >= end:
            raise Refused("card-numbers-used-up", value=series.code)
        number = f"{prefix}{position:0{digits}}{suffix}"
        position += 1
        if number not in taken:
            numbers.append(number)
    work.store.change("card_series", series.id, next_number=position)
    return numbers


def _new_status(work: Work, label: str) -> tuple[str, str]:
    """Give the label and status of a new card: one that lives."""
    spelt, status = card_labels.status_of(work.store, label)
    if status not in (_NEW, *_ISSUED):
        raise Refused("card-status-forbidden", value=status)
    return spelt, status


def _write(
    work: Work, series: Series, cards: list[tuple[int, str]], named: tuple[str, str], reason: str
) -> None:
    label, status = named
    issued = work.now if status in _ISSUED else None
    work.store.run_many(
        "INSERT INTO cards (id, number, series_id, label, status, entity_id, issued_at, "
        "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (card_id, number, series.id, label, status, work.till, issued, work.now, work.now)
            for card_id, number in cards
        ],
    )
    work.store.run_many(
        "INSERT INTO card_log (card_id, label, status, reason, created_at, created_by) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [(card_id, label, status, reason, work.now, work.till) for card_id, _ in cards],
    )


def change(work: Work, said: Change) -> tuple[Card, list[Notice]]:
    """Change a card.

    Raises
    ------
    Refused
        ``card-unknown``, ``card-series-unusable`` for another series than the card's,
        ``card-unchanged`` if nothing is said, ``card-status-step``, ``cards-too-many``,
        ``card-external-id-taken``, ``card-external-id-unequal`` or ``entity-unmapped``.
    """
    card = find(work, said.number)
    if said.series_id is not None and said.series_id != card.series.id:
        raise Refused("card-series-unusable", id=said.series_id)
    wanted = (said.label, said.external_id, said.entity, said.custom or None, said.extended or None)
    if all(part is None for part in wanted):
        raise Refused("card-unchanged", value=said.number)
    custom, extended, notices = _known_fields(work, said)
    values: dict[str, Any] = {
        "custom": orjson.dumps(card.custom | custom).decode(),
        "extended": orjson.dumps(card.extended | extended).decode(),
        "updated_at": work.now,
    }
    if said.external_id is not None and said.external_id != card.external_id:
        if card.external_id is not None:
            raise Refused("card-external-id-unequal", value=said.external_id)
        _check_external_id(work, said.external_id)
        values["external_id"] = said.external_id
    if said.entity is not None:
        values["entity_id"] = _mapped(work, said.entity)
    if said.label is not None:
        notices += relabel(work, card, said.label, said.reason)
    work.store.change("cards", card.id, **values)
    return find(work, said.number), notices


def relabel(work: Work, card: Card, wanted: str, reason: str = "") -> list[Notice]:
    """Give a card another status label, if its status allows the step.

    Raises
    ------
    Refused
        ``card-label-missing``, ``card-label-unknown``, ``card-status-step`` or ``cards-too-many``.
    """
    label, status = card_labels.status_of(work.store, wanted)
    if label == card.label:
        return [Notice("card-status-same", label)]
    if status != card.status and not card_labels.may_become(card.status, status):
        raise Refused("card-status-step", value=f"{card.status} to {status}")
    if status == "ACTIVE":
        check_active(work, card)
    issued = card.issued_at or (work.now if status in _ISSUED else None)
    keep_status(work, card, label, status, reason, issued_at=issued)
    return []


def keep_status(
    work: Work, card: Card, label: str, status: str, reason: str, **values: Any
) -> None:
    """Write the status of a card, other columns with it, and the entry in its log."""
    said = {"label": label, "status": status, "updated_at": work.now}
    work.store.change("cards", card.id, **said, **values)
    work.store.insert(
        "card_log",
        card_id=card.id,
        label=label,
        status=status,
        reason=reason,
        created_at=work.now,
        created_by=work.till,
    )


def check_active(work: Work, card: Card) -> None:
    """Refuse a card beside more active ones than its customer may have, in a series or at all.

    Raises
    ------
    Refused
        ``cards-too-many``.
    """
    if card.customer_id is None:
        return
    others = [
        other
        for other in of_customer(work, card.customer_id)
        if other.status == "ACTIVE" and other.id != card.id
    ]
    same = [other for other in others if other.series.id == card.series.id]
    if card.series.most_active is not None and len(same) >= card.series.most_active:
        raise Refused("cards-too-many", value=len(same))
    most = organisation.config_number(work.store, "CONF_MAX_CARDS_PER_ORG")
    if most is not None and (len(others) + 1) * UNIT > most:
        raise Refused("cards-too-many", value=len(others))


def _check_external_id(work: Work, external_id: str | None) -> None:
    if external_id and work.store.one("SELECT 1 FROM cards WHERE external_id = ?", external_id):
        raise Refused("card-external-id-taken", value=external_id)


def _known_fields(work: Work, said: Change) -> tuple[dict[str, str], dict[str, str], list[Notice]]:
    custom, notices = organisation.known_fields(work.store, "customer_card", said.custom)
    extended, more = organisation.known_fields(work.store, "card-extended", said.extended)
    return custom, extended, notices + more


def _mapped(work: Work, name: str) -> int:
    """The till or store that a card is mapped to, by its code or id."""
    row = work.store.one(
        "SELECT id FROM entities WHERE code = ?1 OR CAST(id AS TEXT) = ?1 "
        "ORDER BY type = 'TILL' DESC LIMIT 1",
        name,
    )
    if row is None:
        raise Refused("entity-unmapped", value=name)
    return int(row["id"])


def log(work: Work, card: Card) -> list[sqlite3.Row]:
    """Give the statuses that a card had, the newest first."""
    return work.store.all("SELECT * FROM card_log WHERE card_id = ? ORDER BY id DESC", card.id)


def batches(work: Work, series_id: int) -> list[sqlite3.Row]:
    """Give when cards of a series were generated, the newest first."""
    card_series.find(work.store, series_id)
    return work.store.all(
        "SELECT * FROM card_batches WHERE series_id = ? ORDER BY id DESC", series_id
    )

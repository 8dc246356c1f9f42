"""Series of cards: what the cards of one kind have in common, and how their numbers are made.

Source: the pages of card series.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

import orjson

from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.store import Store

__all__ = ["Form", "Series", "add", "change", "everything", "find", "made", "usable"]

TYPES = ("DIGITAL", "PHYSICAL")
_LONGEST_CODE, _LONGEST_NUMBER, _MOST_DIGITS = 50, 150, 18
_GENERATION = "cardGenerationConfiguration"


@dataclass(slots=True)
class Form:
    """What is said of a series; None stands for nothing said.

    Attributes
    ----------
    details : dict
        ``expiryDays``, ``cardExpiryEnabled``, ``maxActiveCardsPerCustomer``,
        ``cardGenerationEnabled``, ``trigger``, ``conceptCode`` and ``description``.
    generation : dict
        ``prefix``, ``suffix``, ``offset``, ``length`` and ``method``.
    """

    code: str | None = None
    name: str | None = None
    type: str | None = None
    active: bool | None = None
    details: dict[str, Any] = field(default_factory=dict)
    generation: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """A series of cards."""

    id: int
    code: str
    name: str
    type: str
    active: bool
    details: dict[str, Any]
    next_number: int

    @property
    def expiry_days(self) -> int | None:
        """After how many days an issued card expires, None for never."""
        days: int | None = self.details.get("expiryDays")
        return days if self.details.get("cardExpiryEnabled", True) else None

    @property
    def most_active(self) -> int | None:
        """How many active cards of the series a customer may have."""
        most: int | None = self.details.get("maxActiveCardsPerCustomer")
        return most

    @property
    def generates(self) -> bool:
        """Whether the numbers of cards are made here."""
        return bool(self.details.get("cardGenerationEnabled"))

    @property
    def shape(self) -> tuple[str, str, int]:
        """The prefix and suffix of card numbers, and how many digits stand between them."""
        said = self.details.get(_GENERATION) or {}
        prefix, suffix = said.get("prefix", ""), said.get("suffix", "")
        return prefix, suffix, said.get("length", 0) - len(prefix) - len(suffix)


def add(work: Work, form: Form) -> Series:
    """Add a series.

    Raises
    ------
    Refused
        ``card-code-missing``, ``card-series-exists``, ``card-type-missing`` and others.
    """
    if not form.code:
        raise Refused("card-code-missing")
    if not form.type:
        raise Refused("card-type-missing")
    details = {**form.details, _GENERATION: form.generation or None}
    _check(work.store, form, details)
    series_id = work.store.next_id("card_series")
    work.store.insert(
        "card_series",
        id=series_id,
        code=form.code,
        name=form.name or form.code,
        type=form.type,
        active=form.active is not False,
        details=orjson.dumps(details).decode(),
        next_number=form.generation.get("offset", 0),
        **work.made,
    )
    return find(work.store, series_id)


def change(work: Work, series_id: int, form: Form) -> Series:
    """Change what is said of a series; inactive, it takes no more cards.

    Raises
    ------
    Refused
        ``card-series-unknown``, and as for `add`.
    """
    known = find(work.store, series_id)
    details = known.details | form.details
    details[_GENERATION] = {**(known.details.get(_GENERATION) or {}), **form.generation} or None
    _check(work.store, form, details, besides=series_id)
    offset = form.generation.get("offset", 0)
    work.store.change(
        "card_series",
        series_id,
        code=form.code or known.code,
        name=known.name if form.name is None else form.name,
        type=form.type or known.type,
        active=known.active if form.active is None else form.active,
        details=orjson.dumps(details).decode(),
        next_number=max(known.next_number, offset),
        **work.changed,
    )
    return find(work.store, series_id)


def _check(store: Store, form: Form, details: dict[str, Any], besides: int = 0) -> None:
    """Check what is said of a series, and what it would be with that."""
    if max(len(form.code or ""), len(form.name or "")) > _LONGEST_CODE:
        raise Refused("card-series-code-too-long", value=form.code)
    known = "SELECT 1 FROM card_series WHERE code = ? AND id <> ?"
    if form.code and store.one(known, form.code, besides):
        raise Refused("card-series-exists", value=form.code)
    if form.type and form.type not in TYPES:
        raise Refused("card-type-unknown", value=form.type)
    days = details.get("expiryDays")
    if days is not None and not 0 < days <= 36_500:
        raise Refused("card-expiry-unusable", value=days)
    if days is None and details.get("cardExpiryEnabled"):
        raise Refused("card-expiry-missing")
    most = details.get("maxActiveCardsPerCustomer")
    if most is not None and most < 1:
        raise Refused("cards-too-many", value=most)
    if details[_GENERATION] is not None:
        _check_generation(store, details[_GENERATION], besides)
    elif details.get("cardGenerationEnabled"):
        raise Refused("card-generation-missing")


def _check_generation(store: Store, said: dict[str, Any], besides: int) -> None:
    prefix, suffix, length = said.get("prefix", ""), said.get("suffix", ""), said.get("length")
    for name, value in (("prefix", prefix), ("suffix", suffix)):
        if len(value) > _LONGEST_CODE or (not value.isalnum() and value):
            raise Refused(f"card-{name}-unusable", value=value)
    if length is None or length < 1:
        raise Refused("card-length-missing")
    if length > _LONGEST_NUMBER:
        raise Refused("card-length-too-large")
    digits = length - len(prefix) - len(suffix)
    if digits < 1 or not 0 <= said.get("offset", 0) < 10 ** min(digits, _MOST_DIGITS):
        raise Refused("card-length-too-small")
    for other in everything(store):
        same = other.details.get(_GENERATION) or {}
        shape = (same.get("prefix", ""), same.get("suffix", ""), same.get("length"))
        if other.id != besides and shape == (prefix, suffix, length):
            raise Refused("card-generation-taken")


def find(store: Store, series_id: int | None) -> Series:
    """Give a series by its id: ``card-series-unknown``, if there is none."""
    row = store.one("SELECT * FROM card_series WHERE id = ?", series_id)
    if row is None:
        raise Refused("card-series-unknown", id=series_id)
    return made(row)


def usable(store: Store, series_id: int | None) -> Series:
    """Give a series that takes cards.

    Raises
    ------
    Refused
        ``card-series-unknown`` or ``card-series-inactive``.
    """
    series = find(store, series_id)
    if not series.active:
        raise Refused("card-series-inactive", id=series_id)
    return series


def everything(store: Store) -> list[Series]:
    """Give all series, inactive ones included, the oldest first."""
    return [made(row) for row in store.all("SELECT * FROM card_series ORDER BY id")]


def made(row: sqlite3.Row) -> Series:
    """Give a series as its row says."""
    return Series(
        row["id"],
        row["code"],
        row["name"],
        row["type"],
        bool(row["active"]),
        orjson.loads(row["details"]),
        row["next_number"],
    )

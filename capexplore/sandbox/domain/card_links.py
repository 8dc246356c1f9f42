"""Cards as identifiers: linking one to a customer, and taking it back.

A card that is linked is an identifier of a profile like any other, so that its holder is found by
it, and so that it shows that two customers are one person.
"""

from __future__ import annotations

from dataclasses import dataclass

from capexplore.sandbox.domain import card_labels, cards
from capexplore.sandbox.domain.cards import Card
from capexplore.sandbox.domain.people import owners
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["KIND", "Wish", "delink", "link", "linkable", "linked", "pair"]

KIND = "cardnumber"
_LIVING = ("NOT_ISSUED", "ISSUED", "ACTIVE")


@dataclass(frozen=True, slots=True)
class Wish:
    """A card that is named among the identifiers of a customer."""

    type: str
    value: str
    series_id: int | None = None
    label: str = ""


def _named(work: Work, wishes: list[Wish]) -> tuple[Card, Wish] | None:
    """The one card that is named, with what is said of it."""
    if not wishes:
        return None
    if len(wishes) > 1:
        raise Refused("cards-several")
    [wish] = wishes
    by_number = wish.type == KIND
    card = cards.find(work, wish.value) if by_number else cards.by_external_id(work, wish.value)
    if wish.series_id is not None and wish.series_id != card.series.id:
        raise Refused("card-series-unusable", id=wish.series_id)
    return card, wish


def linkable(work: Work, wishes: list[Wish]) -> tuple[Card, Wish] | None:
    """Give the card that is to be linked, if one is.

    Raises
    ------
    Refused
        ``card-unknown``, ``cards-several``, ``card-series-unusable``, or ``card-not-linkable`` for
        one that is suspended, expired or deleted.
    """
    named = _named(work, wishes)
    if named is not None and named[0].status not in _LIVING:
        raise Refused("card-not-linkable", value=named[0].number)
    return named


def linked(work: Work, wishes: list[Wish], customer_id: int) -> tuple[Card, Wish] | None:
    """Give the card that is to be taken back from a customer, if one is.

    Raises
    ------
    Refused
        ``card-unknown``, ``cards-several``, ``card-series-unusable`` or ``card-not-linked``.
    """
    named = _named(work, wishes)
    if named is not None and named[0].customer_id != customer_id:
        raise Refused("card-not-linked", value=named[0].number)
    return named


def pair(named: tuple[Card, Wish] | None) -> list[tuple[str, str]]:
    """Give the identifier that a card is, if there is one."""
    return [] if named is None else [(KIND, named[0].number)]


def link(work: Work, named: tuple[Card, Wish] | None, customer_id: int) -> None:
    """Link a card to the customer who has its number as an identifier by now; it becomes active.

    Raises
    ------
    Refused
        ``card-status-step``, ``cards-too-many``, or what is wrong with the label that is wanted.
    """
    if named is None:
        return
    card, wish = named
    if all(holder != customer_id for holder, _, _ in owners(work.store, KIND, card.number)):
        return
    work.store.change("cards", card.id, customer_id=customer_id)
    card = cards.find(work, card.number)
    label = wish.label or card_labels.default(work.store, "ACTIVE")
    cards.relabel(work, card, label, "Linked to a customer")
    if card_labels.status_of(work.store, label)[1] == "ACTIVE":
        cards.check_active(work, card)


def delink(work: Work, named: tuple[Card, Wish] | None) -> None:
    """Take a card back that is nobody's identifier any more; it can be issued again."""
    if named is None:
        return
    card, wish = named
    if owners(work.store, KIND, card.number):
        return
    if card.status not in (*_LIVING, "SUSPENDED"):
        work.store.change("cards", card.id, customer_id=None)
        return
    wanted = wish.label or card_labels.default(work.store, "NOT_ISSUED")
    label, status = card_labels.status_of(work.store, wanted)
    issued = None if status == "NOT_ISSUED" else card.issued_at
    reason = "Taken back from a customer"
    cards.keep_status(work, card, label, status, reason, issued_at=issued, customer_id=None)

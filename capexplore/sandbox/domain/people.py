"""Customers: who they are, and how they are found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from capexplore.sandbox.domain.identity import digest, normalised
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.store import Store

__all__ = [
    "HOME_SOURCE",
    "Customer",
    "Profile",
    "check_not_gone",
    "check_status",
    "find",
    "load",
    "load_profiles",
    "owners",
    "survivor",
]

# The source that versions 1 and 1.1, which know no sources, stand for.
HOME_SOURCE = "INSTORE"

# What the statuses do not allow; those that are missing here allow everything.
_BLOCKED = {
    "SUSPENDED": ("earn", "redeem", "transact"),
    "DELETED": ("earn", "redeem", "transact", "communicate"),
    "PENDING_DELETION": ("earn", "redeem", "transact", "communicate"),
}


@dataclass(slots=True)
class Profile:
    """What one source, or one account of it, knows of a customer."""

    id: int
    source: str
    account: str
    first_name: str
    last_name: str
    fields: dict[str, str]
    channels: list[dict[str, Any]]
    created_at: int
    created_by: int
    modified_at: int
    modified_by: int
    identifiers: list[tuple[str, str]] = field(default_factory=list)

    def identifier(self, kind: str) -> str | None:
        """Give the first identifier of a type."""
        return next((value for known, value in self.identifiers if known == kind), None)


@dataclass(slots=True)
class Customer:
    """A customer with all profiles."""

    id: int
    loyal: bool
    registered_at: int
    updated_at: int
    created_by: int
    modified_by: int
    created_source: str
    associated_with: str
    label: str
    status: str
    extended: dict[str, str]
    fraud: str
    fraud_reason: str
    fraud_by: str
    fraud_at: int | None
    profiles: list[Profile]

    def profile(self, source: str, account: str = "") -> Profile | None:
        """Give the profile of a source and account."""
        for profile in self.profiles:
            if profile.source == source and profile.account == account:
                return profile
        return None

    @property
    def is_fraud(self) -> bool:
        """Whether the customer is marked, or labelled, as fraud."""
        return self.fraud == "CONFIRMED" or self.status == "FRAUD"

    @property
    def main(self) -> Profile:
        """The profile that a reader without sources sees."""
        return self.profile(HOME_SOURCE) or self.profiles[0]

    def identifier(self, kind: str) -> str | None:
        """Give an identifier of the main profile or, if it has none, of the next that has one."""
        for profile in (self.main, *self.profiles):
            value = profile.identifier(kind)
            if value is not None:
                return value
        return None

    @property
    def all_identifiers(self) -> list[tuple[str, str]]:
        """Every identifier once, in the order in which they were added."""
        return list(dict.fromkeys(pair for p in self.profiles for pair in p.identifiers))


def check_status(store: Store, customer_id: int, action: str) -> None:
    """Refuse what the status of a customer does not allow.

    Parameters
    ----------
    store : Store
        The data.
    customer_id : int
        Who.
    action : str
        ``"earn"``, ``"redeem"``, ``"transact"`` or ``"communicate"``.

    Raises
    ------
    Refused
        ``customer-fraud`` for a customer who is marked or labelled as fraud, ``status-blocks`` for
        one whose status does not allow the action.
    """
    customer = load(store, customer_id)
    if customer.is_fraud:
        raise Refused("customer-fraud", id=customer_id)
    if action in _BLOCKED.get(customer.status, ()):
        raise Refused("status-blocks", action=action)


def survivor(store: Store, customer_id: int) -> tuple[int, list[Notice]]:
    """Follow the redirects of merged customers.

    Returns
    -------
    tuple of int and list of Notice
        The id that stands for the customer today, and a notice if it is another.

    Raises
    ------
    Refused
        ``customer-unknown`` or ``customer-erased``.
    """
    wanted = customer_id
    while True:
        row = None
        if 0 < customer_id < 2**63:
            row = store.one("SELECT merged_into, erased FROM customers WHERE id = ?", customer_id)
        if row is None:
            raise Refused("customer-unknown", id=wanted)
        if row["erased"]:
            raise Refused("customer-erased", id=wanted)
        if row["merged_into"] is None:
            break
        customer_id = row["merged_into"]
    notices = [] if customer_id == wanted else [Notice("customer-merged", str(customer_id))]
    return customer_id, notices


def owners(store: Store, kind: str, value: str) -> list[tuple[int, str, str]]:
    """Give who holds an identifier: customer id, source and account, the home source first.

    The value is to be normalised before. The external id of a card stands for its number.
    """
    if kind == "cardExternalId":
        card = store.one("SELECT number FROM cards WHERE external_id = ?", value)
        return [] if card is None else owners(store, "cardnumber", card["number"])
    rows = store.all(
        "SELECT customer_id, source, account FROM identifiers WHERE type = ? AND value = ? "
        "ORDER BY source <> ?, id",
        kind,
        value,
        HOME_SOURCE,
    )
    return [(row["customer_id"], row["source"], row["account"]) for row in rows]


def find(store: Store, kind: str, value: str) -> int:
    """Give the customer with an identifier, whatever the source.

    Raises
    ------
    Refused
        ``identifier-malformed`` for a value that no customer can have, ``customer-erased`` for one
        of which only a trace is left, ``customer-unknown``.
    """
    try:
        wanted = normalised(kind, value)
    except Refused as refused:
        # A number that is merely short or long is a question that can be answered: nobody has it.
        known = kind == "mobile" and value.strip(" +-.()").isdigit()
        reason = "customer-unknown" if known else "identifier-malformed"
        raise Refused(reason, **refused.details) from None
    found = owners(store, kind, wanted)
    if not found:
        check_not_gone(store, kind, wanted)
        raise Refused("customer-unknown", value=value)
    return found[0][0]


def check_not_gone(store: Store, kind: str, value: str) -> None:
    """Refuse an identifier that was an erased customer's: ``customer-erased``."""
    row = store.one(
        "SELECT customer_id FROM erased_identifiers WHERE digest = ?", digest(kind, value)
    )
    if row is not None:
        raise Refused("customer-erased", id=row["customer_id"])


def load(store: Store, customer_id: int) -> Customer:
    """Give a customer that is known to exist."""
    row = store.one(
        "SELECT c.*, coalesce(l.status, 'ACTIVE') AS status FROM customers c "
        "LEFT JOIN status_labels l ON l.label = c.label WHERE c.id = ?",
        customer_id,
    )
    if row is None:
        raise LookupError(f"no customer {customer_id}")
    return Customer(
        id=customer_id,
        loyal=bool(row["loyal"]),
        registered_at=row["registered_at"],
        updated_at=row["updated_at"],
        created_by=row["created_by"],
        modified_by=row["modified_by"],
        created_source=row["created_source"],
        associated_with=row["associated_with"],
        label=row["label"],
        status=row["status"],
        extended=orjson.loads(row["extended"]),
        fraud=row["fraud"],
        fraud_reason=row["fraud_reason"],
        fraud_by=row["fraud_by"],
        fraud_at=row["fraud_at"],
        profiles=load_profiles(store, customer_id),
    )


def load_profiles(store: Store, customer_id: int) -> list[Profile]:
    """Give the profiles of a customer, the oldest first, with their identifiers."""
    profiles = [
        Profile(
            id=row["id"],
            source=row["source"],
            account=row["account"],
            first_name=row["first_name"],
            last_name=row["last_name"],
            fields=orjson.loads(row["fields"]),
            channels=orjson.loads(row["channels"]),
            created_at=row["created_at"],
            created_by=row["created_by"],
            modified_at=row["modified_at"],
            modified_by=row["modified_by"],
        )
        for row in store.all(
            "SELECT * FROM profiles WHERE customer_id = ? ORDER BY id", customer_id
        )
    ]
    by_place = {(profile.source, profile.account): profile for profile in profiles}
    for row in store.all(
        "SELECT * FROM identifiers WHERE customer_id = ? ORDER BY id", customer_id
    ):
        by_place[row["source"], row["account"]].identifiers.append((row["type"], row["value"]))
    return profiles

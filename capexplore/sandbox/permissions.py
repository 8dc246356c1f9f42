"""What a caller may call: access groups, and the scopes of clients.

Nobody is restricted unless rights are given. Source: the pages of access groups and authorisation.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from capexplore.catalog import Action
from capexplore.errors import InvalidRequestError, UnknownNameError
from capexplore.sandbox.access import Caller
from capexplore.sandbox.domain import clients, organisation
from capexplore.sandbox.handling import Rejected
from capexplore.sandbox.store import Store

__all__ = ["PERMISSIONS", "RESOURCES", "check", "grant"]

NONE, READ, WRITE = PERMISSIONS = ("NONE", "READ", "WRITE")
# The resource of each entity; those that are missing here are open to everybody.
_ENTITIES = {
    "Card": ("card", "card_series"),
    "Companies": ("company",),
    "Coupon": ("coupon", "coupon_series"),
    "Customer": ("customer", "customer_lookup", "label"),
    "Leads": ("lead",),
    "OTP": ("otp",),
    "Organization": ("organization", "source", "till"),
    "Organization Data Fields": ("custom_field", "extended_field"),
    "Partner Program": ("partner_program",),
    "Points": ("points", "points_ledger"),
    "Product": ("product",),
    "Requests": ("request",),
    "Staff": ("staff",),
    "Store": ("store",),
    "Transaction": ("transaction",),
    "User Groups": ("user_group",),
    "Webhooks": ("webhook", "event_log"),
}
RESOURCES = tuple(_ENTITIES)
_RESOURCE_OF = {entity: name for name, entities in _ENTITIES.items() for entity in entities}
# Index rows that belong to another resource than the rest of their entity.
_ODD = {"v1.1/organization/get_custom_fields": "Organization Data Fields"}


def check(store: Store, caller: Caller, action: Action, path: str) -> None:
    """Reject a call that the access group or, without one, the scopes of the caller deny.

    A till has a group of its own or else its store's. GET needs reading, all else writing, which
    includes reading.

    Raises
    ------
    Rejected
        403, with code 4000 if an access group says so.
    """
    writes = action.method != "GET"
    group = _group(store, caller)
    resource = _ODD.get(action.key) or _RESOURCE_OF.get(action.entity)
    if group and resource is not None:
        if group.get(resource, NONE) not in ((WRITE,) if writes else (READ, WRITE)):
            raise Rejected(4000, "Access denied", status=403)
    elif not group and caller.scopes != "[]":
        scopes = orjson.loads(caller.scopes)
        if not clients.in_scope(scopes, action.entity, path, writes=writes):
            raise Rejected(403, "The client has no access to this resource")


def _group(store: Store, caller: Caller) -> dict[str, str]:
    """The rights that count for a caller, by resource; empty for one without restrictions."""
    if store.one("SELECT 1 FROM access_rights LIMIT 1") is None:
        return {}
    holders = [caller.key]
    if not caller.oauth:
        till = organisation.entity(store, caller.till)
        holders = [till.code, organisation.store_of(store, till).code]
    for holder in holders:
        rows = store.all("SELECT * FROM access_rights WHERE holder = ?", holder)
        if rows:
            return {row["resource"]: row["permission"] for row in rows}
    return {}


def grant(store: Store, holder: str, rights: Mapping[str, str]) -> None:
    """Let a client, a till or a store do only this; without rights, everything again.

    Raises
    ------
    UnknownNameError
        There is no such client, till or store, or no such resource.
    InvalidRequestError
        The permission is none of `PERMISSIONS`.
    """
    holders = [row["name"] for row in store.all("SELECT key AS name FROM oauth_clients")]
    holders += [row["name"] for row in store.all("SELECT code AS name FROM entities")]
    if holder not in holders:
        raise UnknownNameError("client key, till or store", holder, holders)
    for resource, permission in rights.items():
        if resource not in RESOURCES:
            raise UnknownNameError("resource", resource, RESOURCES)
        if permission.upper() not in PERMISSIONS:
            raise InvalidRequestError(
                f"{permission!r} is no permission for {resource}.\n"
                f"Give one of {', '.join(PERMISSIONS)}."
            )
    store.run("DELETE FROM access_rights WHERE holder = ?", holder)
    store.run_many(
        "INSERT INTO access_rights VALUES (?, ?, ?)",
        [(holder, resource, permission.upper()) for resource, permission in rights.items()],
    )

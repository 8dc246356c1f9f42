"""What stands around the customers of a new world: remarks, labels, an image, requests.

Everything here is invented.
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from capexplore.sandbox import world
from capexplore.sandbox.domain.calendar import DAY
from capexplore.sandbox.store import Store
from capexplore.sandbox.world import FIRST_CUSTOMER, TILL_1, TILL_2

__all__ = ["plant_records"]


def plant_records(store: Store) -> None:
    """Plant what the customers of a new world are known by besides their sales and points."""
    _remarks(store)
    _label(store)
    _image(store)
    _request(
        store,
        world.REQUEST - 1,
        ("CHANGE_IDENTIFIER", "MOBILE"),
        world.REMARKED,
        {"old_value": "914400010002", "new_value": "915550000077"},
    )
    leaving = {"identifier_type": "mobile", "identifier_value": world.LEAVING_MOBILE}
    _request(store, world.REQUEST, ("CUSTOMER", "DELETE"), world.LEAVING, leaving)


def _remarks(store: Store) -> None:
    """A note, preferences and a ticket of one customer."""
    at = world.BILLED + DAY
    made = {"customer_id": world.REMARKED, "created_at": at, "till_id": TILL_1}
    store.insert("notes", id=world.NOTE, written_at=at, description="prefers collection", **made)
    store.insert(
        "preferences",
        customer_id=world.REMARKED,
        custom=orjson.dumps({"newsletter": "monthly"}).decode(),
        store_id=62_002,
    )
    store.insert(
        "tickets",
        id=1,
        code="t9x2k7",
        status="OPEN",
        priority="HIGH",
        department="STORE",
        subject="Missing crate",
        message="One of two crates did not arrive",
        reported_from="CALLCENTER",
        type="CUSTOMER",
        **made,
    )


def _label(store: Store) -> None:
    made = {"created_at": world.SET_UP, "created_by": TILL_1}
    store.insert("labels", id=1, name="new", description="first visit this season", **made)
    store.insert(
        "customer_labels",
        customer_id=FIRST_CUSTOMER,
        label_id=1,
        added_at=world.BILLED,
        added_by=TILL_1,
    )


def _image(store: Store) -> None:
    store.insert(
        "images",
        id=world.IMAGE,
        customer_id=world.REMARKED,
        name="crate.png",
        media_type="image/png",
        size=20_480,
        handle=hashlib.sha256(b"crate.png").hexdigest()[:32],
        added_at=world.BILLED,
        added_by=TILL_1,
    )


def _request(
    store: Store, request_id: int, kind: tuple[str, str], customer_id: int, details: dict[str, Any]
) -> None:
    """A request that the second till filed, so that the first one can approve it."""
    store.insert(
        "requests",
        id=request_id,
        type=kind[0],
        base_type=kind[1],
        status="PENDING",
        customer_id=customer_id,
        source="INSTORE",
        account="",
        details=orjson.dumps(details).decode(),
        comments="asked for it at the counter",
        created_at=world.BILLED,
        created_by=TILL_2,
        updated_at=world.BILLED,
        updated_by=TILL_2,
    )
    store.insert(
        "request_log",
        id=store.next_id("request_log"),
        request_id=request_id,
        status="PENDING",
        comments="asked for it at the counter",
        logged_at=world.BILLED,
        logged_by=TILL_2,
    )

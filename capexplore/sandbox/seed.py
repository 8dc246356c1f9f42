"""The world that a new sandbox holds: an invented organisation and its customers.

Every name, address and number here is invented; mail domains end in ``.test``.
"""

from __future__ import annotations

import hashlib
import random

import orjson

from capexplore.sandbox import seed_coupons, seed_organisation, world
from capexplore.sandbox.domain import people, redemptions, transfers
from capexplore.sandbox.domain.amounts import UNIT
from capexplore.sandbox.domain.points import DEFAULT_PROGRAM
from capexplore.sandbox.domain.rules import Work
from capexplore.sandbox.seed_business import plant_business
from capexplore.sandbox.seed_crowd import Crowd
from capexplore.sandbox.seed_records import plant_records
from capexplore.sandbox.store import Store
from capexplore.sandbox.world import TILL_1, TILL_2

__all__ = ["plant"]


def plant(store: Store, seed: int, *, only_new: bool = False) -> None:
    """Make the tables of a store and fill them; the same seed gives the same world.

    With `only_new` a store that has tables is left as it is. It is looked at inside the
    transaction, for another process may be planting the same file.
    """
    with store.transaction():
        if only_new and not store.is_new:
            return
        store.build()
        store.set_meta("seed", str(seed))
        store.run_many("INSERT INTO counters VALUES (?, ?)", world.COUNTERS.items())
        _organisation(store)
        _webhook_and_lead(store)
        _programme(store)
        seed_coupons.plant_series(store)
        crowd = Crowd(random.Random(seed))  # noqa: S311 - invented people, not secrets
        crowd.write(store)
        _spent_points(store)
        seed_coupons.plant_coupons(store)
        seed_organisation.plant_products(store)
        seed_organisation.plant_cards(store)
        plant_records(store)
        plant_business(store)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def _organisation(store: Store) -> None:
    store.insert("organisation", id=5001, details=orjson.dumps(world.ORGANISATION).decode())
    for row in world.ENTITIES:
        store.insert("entities", **row, updated_at=world.SET_UP, updated_by=TILL_1)
    for entity_id, kind, code, shop, password, active in world.LOGINS:
        store.insert(
            "entities",
            id=entity_id,
            type=kind,
            code=code,
            name=code,
            store_id=shop,
            password_md5=_md5(password),
            active=active,
            updated_at=world.SET_UP,
            updated_by=TILL_1,
        )
    _callers(store)
    seed_organisation.plant(store)
    store.run_many("INSERT INTO status_labels VALUES (?, ?, ?)", world.LABELS)


def _callers(store: Store) -> None:
    """The clients, and what lookup headers name the tills by."""
    for number, (key, secret, name, fall_back) in enumerate(world.CLIENTS, start=1):
        store.insert(
            "oauth_clients",
            id=number,
            key=key,
            secret_md5=_md5(secret),
            name=name,
            till_id=TILL_1,
            fall_back=fall_back,
            ttl=3600,
            created_at=world.SET_UP,
            created_by=TILL_1,
            updated_at=world.SET_UP,
            updated_by=TILL_1,
        )
    store.run_many(
        "INSERT INTO lookups VALUES (?, ?, ?, ?)",
        [
            ("WECHAT", "wx-7", TILL_2, 1),
            ("MOBILE_TRIGGER", "mt-7", TILL_2, 1),
            ("WECHAT", "wx-9", world.TILL_9, 1),
            ("WECHAT", "wx-old", TILL_2, 0),
        ],
    )


def _webhook_and_lead(store: Store) -> None:
    store.run(
        "INSERT INTO webhooks VALUES (?, 1, 'hg-orders', ?, 1, ?, ?, ?, ?)",
        "65f0c2a91b7e4d00080a11c3",
        orjson.dumps(world.WEBHOOK).decode(),
        *(1_740_816_000, TILL_1, 1_740_816_000, TILL_1),
    )
    store.insert(
        "leads",
        id=world.LEAD,
        customer_id=world.FIRST_CUSTOMER,
        type="SKU",
        lead_for="SKU-TEA-01",
        status="OPEN",
        org_source_id=-1,
        created_at=world.BILLED,
        created_by=TILL_1,
        updated_at=world.BILLED,
        updated_by=TILL_1,
    )
    store.insert(
        "lead_log",
        lead_id=world.LEAD,
        status="OPEN",
        created_at=world.BILLED,
        created_by=TILL_1,
    )


def _programme(store: Store) -> None:
    store.run("INSERT INTO programs VALUES (?, 'Harbour Club')", DEFAULT_PROGRAM)
    tiers = [
        (1, "Deckhand", "first tier", 0),
        (2, "Bosun", "second tier", 1000),
        (3, "Captain", "third tier", 5000),
    ]
    store.run_many(
        "INSERT INTO tiers VALUES (?, ?, ?, ?, ?)", [(DEFAULT_PROGRAM, *t) for t in tiers]
    )


def _spent_points(store: Store) -> None:
    """Let a rich customer redeem and give away some points."""
    giver, taker = (people.load(store, customer_id) for customer_id in world.SPENDERS)
    work = Work(store, world.SPENT, TILL_1)
    row = redemptions.redeem(work, giver.id, 40 * UNIT, at=world.SPENT, bill_number="HB-1001")
    store.change("point_redemptions", row["id"], redemption_id=world.REDEMPTION)
    transfers.transfer(work, giver, taker, 25 * UNIT, notes="for the crew")

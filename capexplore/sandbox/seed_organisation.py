"""What the organisation of a new sandbox is set up with: sources, fields, products and cards."""

from __future__ import annotations

import hashlib

import orjson

from capexplore.sandbox import world
from capexplore.sandbox.domain.amounts import UNIT
from capexplore.sandbox.domain.card_labels import STATUSES
from capexplore.sandbox.store import Store

__all__ = ["plant", "plant_cards", "plant_products"]


def plant(store: Store) -> None:
    """Write the staff, the source accounts, the fields and the tenders."""
    for entity_id, code, name, shop in world.STAFF:
        said = {"id": entity_id, "type": "ASSOCIATE", "code": code, "name": name}
        made = {"updated_at": world.SET_UP, "updated_by": world.TILL_1}
        store.insert("entities", **said, store_id=shop, **made)
    for account_id, source, account in world.ACCOUNTS:
        store.insert(
            "accounts",
            id=account_id,
            uuid=hashlib.md5(f"{source}/{account}".encode()).hexdigest(),
            source=source,
            account=account,
            name=account,
            details=orjson.dumps(world.ACCOUNT_CONFIGS.get(account, {})).decode(),
            created_at=world.SET_UP,
            updated_at=world.SET_UP,
        )
    store.run_many(
        "INSERT INTO field_definitions (kind, name, folded) VALUES (?, ?, ?)",
        [(kind, name, name.lower()) for kind, names in world.FIELDS.items() for name in names],
    )
    store.run_many(
        "INSERT INTO tenders VALUES (?, ?, ?, ?)",
        [(*names, orjson.dumps(attributes).decode()) for *names, attributes in world.TENDERS],
    )


def plant_products(store: Store) -> None:
    """Write the products, and what they are sorted by."""
    for kind, names in world.PRODUCT_NAMES.items():
        ids: dict[str | None, int] = {}
        for name, parent in names:
            said = {"kind": kind, "name": name, "label": name, "parent_id": ids.get(parent)}
            ids[name] = store.insert("product_names", **said)
    for name, values in world.PRODUCT_ATTRIBUTES:
        store.insert(
            "product_attributes",
            name=name,
            label=name,
            type="String",
            is_enum=bool(values),
            details=orjson.dumps({"values": values}).decode(),
        )
    for number, (sku, price, description) in enumerate(world.PRODUCTS, world.FIRST_PRODUCT):
        store.insert(
            "products",
            id=number,
            sku=sku,
            description=description,
            price=price * UNIT,
            details=orjson.dumps(world.PRODUCT_DETAILS.get(sku, {})).decode(),
            created_at=world.SET_UP,
        )


def plant_cards(store: Store) -> None:
    """Write the labels of cards, a series, and the cards of it."""
    store.run_many(
        "INSERT INTO card_labels (status, label, is_default) VALUES (?, ?, 1)",
        [(status, status) for status in STATUSES],
    )
    made = {"created_at": world.SET_UP, "updated_at": world.SET_UP}
    store.insert(
        "card_series",
        id=world.CARD_SERIES,
        code="HGC",
        name="Harbour card",
        type="DIGITAL",
        active=True,
        details=orjson.dumps(world.CARD_DETAILS).decode(),
        next_number=103,
        **made,
        created_by=world.TILL_1,
        updated_by=world.TILL_1,
    )
    store.run(
        "INSERT INTO card_batches VALUES (1, ?, ?, 'NOT_ISSUED', ?, ?, ?, ?)",
        *(world.CARD_SERIES, len(world.CARDS), world.CARDS[0][1], world.CARDS[-1][1]),
        *(world.SET_UP, world.TILL_1),
    )
    for card_id, number, external_id, status, owner in world.CARDS:
        store.insert(
            "cards",
            id=card_id,
            number=number,
            external_id=external_id,
            series_id=world.CARD_SERIES,
            label=status,
            status=status,
            customer_id=owner,
            entity_id=world.TILL_1,
            issued_at=world.SEASON if owner else None,
            **made,
        )
        store.insert(
            "card_log",
            card_id=card_id,
            label=status,
            status=status,
            reason="",
            created_at=world.SEASON if owner else world.SET_UP,
            created_by=world.TILL_1,
        )
        if owner is not None:
            pair = {"type": "cardnumber", "value": number}
            store.insert("identifiers", customer_id=owner, source="INSTORE", account="", **pair)

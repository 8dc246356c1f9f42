"""What customers prefer: a store, and the values of custom fields."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.organisation import Entity
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["Preferences", "change", "of_customer"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences of a customer; there may be no store."""

    fields: dict[str, str]
    shop: Entity | None


def change(
    work: Work, customer_id: int, fields: dict[str, str], code: str | None, shop_id: int | None
) -> list[Notice]:
    """Change preferences; what is not said stays, fields are merged by name.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    customer_id : int
        Whose preferences.
    fields : dict of str to str
        The values of custom fields.
    code, shop_id : str, int or None
        The preferred store, by either.

    Returns
    -------
    list of Notice
        ``store-unknown`` and unknown fields; the rest is kept.
    """
    known, notices = organisation.known_fields(work.store, "custom", fields)
    shop = organisation.shop(work.store, code, shop_id)
    if shop is None and (code or shop_id is not None):
        notices.append(Notice("store-unknown", code or str(shop_id)))
    row = work.store.one(
        "SELECT * FROM preferences WHERE customer_id = ? ORDER BY id LIMIT 1", customer_id
    )
    if row is None:
        row_id = work.store.insert("preferences", customer_id=customer_id)
        before: dict[str, str] = {}
    else:
        row_id, before = row["id"], orjson.loads(row["custom"])
    stays = {} if shop is None else {"store_id": shop.id}
    work.store.change("preferences", row_id, custom=orjson.dumps(before | known).decode(), **stays)
    return notices


def of_customer(work: Work, customer_id: int) -> Preferences:
    """Give the preferences of a customer.

    Raises
    ------
    Refused
        ``preferences-none``.
    """
    row = work.store.one(
        "SELECT * FROM preferences WHERE customer_id = ? ORDER BY id LIMIT 1", customer_id
    )
    if row is None:
        raise Refused("preferences-none", id=customer_id)
    shop_id = row["store_id"]
    shop = None if shop_id is None else organisation.entity(work.store, shop_id)
    return Preferences(orjson.loads(row["custom"]), shop)

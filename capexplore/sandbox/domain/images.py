"""Images of customers. What they are called and how large they are is kept, not what they show."""

from __future__ import annotations

import hashlib
import sqlite3

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["LARGEST", "MOST", "add", "of_customer", "remove"]

MOST = 5
LARGEST = 49 * 1024 * 1024


def add(work: Work, customer_id: int, name: str, media_type: str, content: bytes) -> sqlite3.Row:
    """Keep an image of a customer.

    Raises
    ------
    Refused
        ``image-too-small``, ``image-too-large`` or ``images-too-many``.
    """
    if not content:
        raise Refused("image-too-small", name=name)
    if len(content) > LARGEST:
        raise Refused("image-too-large", name=name)
    if len(of_customer(work, customer_id)) >= MOST:
        raise Refused("images-too-many", most=MOST)
    image_id = work.store.next_id("image")
    trace = f"{work.store.meta('seed')}/image/{image_id}/".encode()
    work.store.insert(
        "images",
        id=image_id,
        customer_id=customer_id,
        name=name[:255],
        media_type=media_type[:100],
        size=len(content),
        handle=hashlib.sha256(trace + content).hexdigest()[:32],
        added_at=work.now,
        added_by=work.till,
    )
    return of_customer(work, customer_id)[-1]


def of_customer(work: Work, customer_id: int) -> list[sqlite3.Row]:
    """Give the images of a customer, the oldest first."""
    return work.store.all("SELECT * FROM images WHERE customer_id = ? ORDER BY id", customer_id)


def remove(work: Work, customer_id: int, wanted: list[str]) -> int:
    """Remove images by id or handle, or all if none is named, and give how many they were.

    Raises
    ------
    Refused
        ``images-none`` if there is none to remove, ``image-unknown`` if one of several is none of
        the customer's.
    """
    found = of_customer(work, customer_id)
    known = {name for row in found for name in (str(row["id"]), row["handle"])}
    if not known or (wanted and known.isdisjoint(wanted)):
        raise Refused("images-none")
    for name in wanted:
        if name not in known:
            raise Refused("image-unknown", name=name)
    gone = [row["id"] for row in found if not wanted or {str(row["id"]), row["handle"]} & {*wanted}]
    work.store.run_many("DELETE FROM images WHERE id = ?", [(image_id,) for image_id in gone])
    return len(gone)

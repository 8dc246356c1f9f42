"""Webhooks: addresses that events would be sent to. The sandbox sends nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["add", "consumer_group", "everything", "replace", "switch_off"]


def add(work: Work, name: str, details: dict[str, Any], *, active: bool) -> sqlite3.Row:
    """Add a webhook under a name that no other has."""
    _check_name(work, name)
    position = work.store.next_id("webhook")
    seed = work.store.meta("seed")
    trace = hashlib.sha256(f"{seed}/webhook/{position}".encode()).hexdigest()
    webhook_id = f"{work.now & 0xFFFFFFFF:08x}{trace[:16]}"
    work.store.insert(
        "webhooks",
        id=webhook_id,
        position=position,
        name=name,
        details=orjson.dumps(details).decode(),
        active=active,
        **work.made,
    )
    return find(work, webhook_id)


def replace(
    work: Work, webhook_id: str, name: str, details: dict[str, Any], *, active: bool
) -> sqlite3.Row:
    """Replace everything of a webhook except its id."""
    find(work, webhook_id)
    _check_name(work, name, besides=webhook_id)
    work.store.change(
        "webhooks",
        webhook_id,
        name=name,
        details=orjson.dumps(details).decode(),
        active=active,
        **work.changed,
    )
    return find(work, webhook_id)


def switch_off(work: Work, webhook_id: str) -> sqlite3.Row:
    """Make a webhook inactive; it stays listed."""
    find(work, webhook_id)
    work.store.change("webhooks", webhook_id, active=False, **work.changed)
    return find(work, webhook_id)


def everything(work: Work) -> list[sqlite3.Row]:
    """Give all webhooks, inactive ones included, the oldest first."""
    return work.store.all("SELECT * FROM webhooks ORDER BY position")


def find(work: Work, webhook_id: str) -> sqlite3.Row:
    """Give a webhook by its id."""
    row = work.store.one("SELECT * FROM webhooks WHERE id = ?", webhook_id)
    if row is None:
        raise Refused("webhook-unknown", id=webhook_id)
    return row


def consumer_group(webhook_id: str) -> str:
    """Give the id of the group that would deliver to a webhook, in the form of a UUID."""
    trace = hashlib.sha256(webhook_id.encode()).hexdigest()
    return f"{trace[:8]}-{trace[8:12]}-4{trace[13:16]}-8{trace[17:20]}-{trace[20:32]}"


def _check_name(work: Work, name: str, besides: str = "") -> None:
    if work.store.one("SELECT 1 FROM webhooks WHERE name = ? AND id <> ?", name, besides):
        raise Refused("webhook-name-taken", value=name)

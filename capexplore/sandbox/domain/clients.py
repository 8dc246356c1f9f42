"""OAuth clients: pairs of key and secret that act for a till, and what they may do.

Source: the pages of integration clients.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from dataclasses import dataclass
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = [
    "LARGEST_LIFE",
    "LIMIT",
    "SCOPES",
    "Settings",
    "add",
    "change",
    "everything",
    "find",
    "in_scope",
    "switch_off",
]

LIMIT = 15
# The longest life of a token, in seconds.
LARGEST_LIFE = 30 * 86_400
# What a scope is of, by id, and the entities of the catalog that it lets through; none for all.
SCOPES: dict[int, tuple[str, tuple[str, ...]]] = {
    1: ("TARGET_GROUPS", ("target_group", "target")),
    2: ("ALL", ()),
    3: ("TRANSACTIONS", ("transaction",)),
}
PERMISSIONS = ("READ", "WRITE", "READWRITE")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is said of a client; the life of its tokens is in seconds."""

    name: str
    description: str
    life: int
    till_id: int
    scopes: list[dict[str, Any]]


def add(work: Work, settings: Settings) -> tuple[sqlite3.Row, str]:
    """Add a client and give it with its secret, of which only a digest is kept.

    Raises
    ------
    Refused
        ``clients-too-many``, ``till-unknown`` or ``client-scope-invalid``.
    """
    if work.store.count("FROM oauth_clients WHERE active") >= LIMIT:
        raise Refused("clients-too-many", limit=LIMIT)
    _check(work, settings)
    number = work.store.next_id("client")
    trace = hashlib.sha256(f"{work.store.meta('seed')}/client/{number}".encode()).hexdigest()
    key, secret = f"hg-{trace[:24]}", trace[24:64]
    work.store.insert(
        "oauth_clients",
        id=number,
        key=key,
        secret_md5=hashlib.md5(secret.encode()).hexdigest(),
        name=settings.name,
        description=settings.description,
        till_id=settings.till_id,
        fall_back=True,
        ttl=settings.life,
        scopes=orjson.dumps(settings.scopes).decode(),
        **work.made,
    )
    return find(work, key), secret


def change(work: Work, key: str, settings: Settings) -> sqlite3.Row:
    """Change everything of a client except its key and secret.

    Raises
    ------
    Refused
        ``client-gone`` and as `add`.
    """
    row = find(work, key)
    if not row["active"]:
        raise Refused("client-gone", key=key)
    _check(work, settings)
    work.store.change(
        "oauth_clients",
        row["id"],
        name=settings.name,
        description=settings.description,
        till_id=settings.till_id,
        ttl=settings.life,
        scopes=orjson.dumps(settings.scopes).decode(),
        **work.changed,
    )
    return find(work, key)


def switch_off(work: Work, key: str) -> sqlite3.Row:
    """Make a client invalid: it gets no more tokens, and those that it has end."""
    row = find(work, key)
    work.store.change("oauth_clients", row["id"], active=False, **work.changed)
    work.store.run("DELETE FROM tokens WHERE client_key = ?", key)
    return find(work, key)


def everything(work: Work) -> list[sqlite3.Row]:
    """Give all clients, invalid ones included, the oldest first."""
    return work.store.all("SELECT * FROM oauth_clients ORDER BY id")


def find(work: Work, key: str) -> sqlite3.Row:
    """Give a client by its key.

    Raises
    ------
    Refused
        ``client-gone``.
    """
    row = work.store.one("SELECT * FROM oauth_clients WHERE key = ?", key)
    if row is None:
        raise Refused("client-gone", key=key)
    return row


def in_scope(scopes: list[dict[str, Any]], entity: str, path: str, *, writes: bool) -> bool:
    """Whether the scopes of a client let a call through; a client without any may do everything.

    Parameters
    ----------
    scopes : list of dict
        Each with entityId, permission, and patterns of paths in resources; none for every path.
    entity, path : str
        What is called.
    writes : bool
        Whether the call is other than a GET.
    """
    wanted = "WRITE" if writes else "READ"
    for scope in scopes:
        entities = SCOPES[scope["entityId"]][1]
        fits = not scope["resources"] or any(re.search(p, path) for p in scope["resources"])
        if wanted in scope["permission"] and fits and (not entities or entity in entities):
            return True
    return not scopes


def _check(work: Work, settings: Settings) -> None:
    if not organisation.is_till(work.store, settings.till_id):
        raise Refused("till-unknown", id=settings.till_id)
    for scope in settings.scopes:
        if scope["entityId"] not in SCOPES:
            raise Refused("client-scope-invalid", value=scope["entityId"])
        for pattern in scope["resources"]:
            try:
                re.compile(pattern)
            except (re.error, RecursionError, OverflowError):
                raise Refused("client-scope-invalid", value=pattern) from None

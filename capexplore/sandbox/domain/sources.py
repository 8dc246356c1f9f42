"""Source accounts: by which accounts of other systems the organisation knows customers.

Source: the pages of source types and source accounts.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field
from typing import Any

import orjson

from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.store import Store

__all__ = ["TYPES", "Change", "SourceType", "add", "change", "everything", "find", "type_named"]


@dataclass(frozen=True, slots=True)
class SourceType:
    """A type of source and the channels by which it reaches customers."""

    id: int
    name: str
    channels: tuple[str, ...]


_TABLE = """
1 FACEBOOK email mobile
2 WEB_ENGAGE android email ios mobile
3 WECHAT email mobile wechat
5 INSTORE email mobile postmail whatsapp
6 MARTJACK email whatsapp
7 TMALL
8 TAOBAO
9 JD
10 ECOMMERCE email mobile whatsapp
11 WEBSITE android email ios mobile wechat whatsapp
12 LINE email line
18 MOBILE_APP android ios whatsapp
19 WHATSAPP
20 LINKEDIN
21 SMS
22 INDIAMART
23 VIBER
24 MPUSH_FCM
"""
TYPES = tuple(
    SourceType(int(number), name, tuple(channels))
    for number, name, *channels in (line.split() for line in _TABLE.split("\n") if line)
)


@dataclass(slots=True)
class Change:
    """What is said of a source account; None stands for nothing said."""

    name: str | None = None
    account: str | None = None
    type: str | None = None
    mirrored: bool | None = None
    active: bool | None = None
    configs: dict[str, Any] = field(default_factory=dict)


def type_named(name: str) -> SourceType:
    """Give a type of source by its name: ``source-type-unknown``, if there is none."""
    found = next((one for one in TYPES if one.name == name.upper()), None)
    if found is None:
        raise Refused("source-type-unknown", value=name)
    return found


def add(work: Work, said: Change) -> sqlite3.Row:
    """Add an account, in which customers can be registered at once.

    Raises
    ------
    Refused
        ``source-name-missing``, ``source-account-missing``, ``source-type-unknown``,
        ``source-too-long`` or ``source-exists``.
    """
    if not said.name:
        raise Refused("source-name-missing")
    if not said.account:
        raise Refused("source-account-missing")
    kind = type_named(said.type or "")
    _check(work, kind.name, said)
    number = work.store.next_id("source_account")
    trace = f"{work.store.meta('seed')}/source/{number}"
    work.store.insert(
        "accounts",
        id=number,
        uuid=hashlib.md5(trace.encode()).hexdigest(),
        source=kind.name,
        account=said.account,
        name=said.name,
        mirrored=bool(said.mirrored),
        active=said.active is not False,
        details=orjson.dumps(said.configs).decode(),
        created_at=work.now,
        updated_at=work.now,
    )
    return find(work.store, str(number))


def _check(work: Work, source: str, said: Change, besides: int = 0) -> None:
    """Refuse names that are too long, and an account that the source has already."""
    longest = max(len(said.name or ""), len(said.account or ""))
    if longest > 100 or not f"{said.name}{said.account}".isprintable():
        raise Refused("source-too-long", value=said.name)
    if work.store.one(
        "SELECT 1 FROM accounts WHERE source = ? AND account = ? AND id <> ?",
        *(source, said.account, besides),
    ):
        raise Refused("source-exists", value=said.account)


def change(work: Work, uuid: str, said: Change) -> sqlite3.Row:
    """Change an account; its customers stay, under its identifier.

    Raises
    ------
    Refused
        ``source-uuid-unknown``, and as for `add`; ``source-fixed`` for another type, or another
        identifier of an account that has customers.
    """
    row = find(work.store, uuid, reason="source-uuid-unknown")
    if said.type and type_named(said.type).name != row["source"]:
        raise Refused("source-fixed", value=said.type)
    if said.account and said.account != row["account"]:
        _check(work, row["source"], said, row["id"])
        known = "SELECT 1 FROM profiles WHERE source = ? AND account = ?"
        if work.store.one(known, row["source"], row["account"]):
            raise Refused("source-fixed", value=said.account)
    work.store.change(
        "accounts",
        row["id"],
        name=said.name or row["name"],
        account=said.account or row["account"],
        mirrored=row["mirrored"] if said.mirrored is None else said.mirrored,
        active=row["active"] if said.active is None else said.active,
        details=orjson.dumps(orjson.loads(row["details"]) | said.configs).decode(),
        updated_at=work.now,
    )
    return find(work.store, uuid)


def everything(store: Store) -> list[sqlite3.Row]:
    """Give all accounts, the oldest first."""
    return store.all("SELECT * FROM accounts ORDER BY id")


def find(store: Store, name: str, *, reason: str = "source-account-unknown") -> sqlite3.Row:
    """Give an account by its UUID or by its id; refuse, with a reason, if there is none."""
    row = store.one("SELECT * FROM accounts WHERE uuid = ?1 OR CAST(id AS TEXT) = ?1", name)
    if row is None:
        raise Refused(reason, value=name)
    return row

"""Sources, accounts, and the identifiers by which a customer is known."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.store import Store

__all__ = [
    "MULTI_ACCOUNT",
    "PRIMARY_ORDER",
    "SOURCES",
    "check_not_erased",
    "checked_account",
    "digest",
    "identifier_type",
    "normalised",
    "primary_first",
    "primary_order",
]

# Source: the list of source types of the organisation pages; which are multi-account is partly
# inferred from samples.
_SOURCE_NAMES = """
FACEBOOK WEB_ENGAGE WECHAT INSTORE MARTJACK TMALL TAOBAO JD ECOMMERCE WEBSITE LINE MOBILE_APP
WHATSAPP LINKEDIN SMS INDIAMART VIBER MPUSH_FCM OTHERS MAPP_SDK OAUTH_EXTERNAL ZALO KAOLA
PINDUODUO SUNING XIAOHONGSHU GLOBAL_SCANNER
"""
_MULTI_ACCOUNT_NAMES = "WECHAT FACEBOOK LINE WEB_ENGAGE MOBILE_APP MARTJACK"
SOURCES = frozenset(_SOURCE_NAMES.split())
MULTI_ACCOUNT = frozenset(_MULTI_ACCOUNT_NAMES.split())

# What can be primary: the first one that is given, unless the organisation chose another.
PRIMARY_ORDER = ("mobile", "email", "externalId")

_TYPE_NAMES = """
mobile email externalId cardnumber cardExternalId wechat unionId fbId martjackId line cuid
mobilePush tmall_uname ali_uname jd_uname vip_uname
"""
_TYPES = {name.lower(): name for name in _TYPE_NAMES.split()}
_TYPES["facebook"] = "fbId"
_TYPES["external_id"] = "externalId"

_COUNTRY = "91"
_MOBILE_NOISE = re.compile(r"[\s().-]")
_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")


def identifier_type(name: object) -> str | None:
    """Give an identifier type as it is kept, or None if there is no such type."""
    return _TYPES.get(name.lower()) if isinstance(name, str) else None


def normalised(kind: str, value: str) -> str:
    """Give the value under which an identifier is kept and compared.

    Raises
    ------
    Refused
        ``mobile-malformed``, ``email-malformed`` or ``externalId-malformed``, and the like.
    """
    value = value.strip()
    if kind == "mobile":
        return _mobile(value)
    if kind == "email":
        if len(value) > 255 or not _EMAIL.fullmatch(value):
            raise Refused("email-malformed", value=value)
        return value.lower()
    if not value or len(value) > 250 or not value.isprintable():
        raise Refused(f"{kind}-malformed", value=value)
    return value


def _mobile(value: str) -> str:
    digits = _MOBILE_NOISE.sub("", value).removeprefix("+").removeprefix("00")
    if not (digits.isascii() and digits.isdigit() and 10 <= len(digits) <= 15):
        raise Refused("mobile-malformed", value=value)
    return _COUNTRY + digits if len(digits) == 10 else digits


def primary_order(store: Store) -> tuple[str, ...]:
    """Give the types that can be primary, that of the organisation's choice first."""
    chosen = organisation.config(store, "CONF_REGISTRATION_PRIMARY_KEY")
    return tuple(sorted(PRIMARY_ORDER, key=lambda kind: kind.lower() != chosen.lower()))


def primary_first(store: Store, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give identifiers in the order in which they decide who somebody is."""
    rank = {kind: number for number, kind in enumerate(primary_order(store))}
    return sorted(pairs, key=lambda pair: rank.get(pair[0], len(rank)))


def digest(kind: str, value: str) -> str:
    """Give the trace that stays of an identifier whose customer was erased."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def check_not_erased(store: Store, kind: str, value: str) -> None:
    """Refuse an identifier of a customer who was erased: ``was-erased``."""
    if store.one("SELECT 1 FROM erased_identifiers WHERE digest = ?", digest(kind, value)):
        raise Refused("was-erased", value=value)


def checked_account(store: Store, source: object, account: object) -> tuple[str, str]:
    """Give a source and the account in it under which a profile is kept.

    Single-account sources keep the empty account, whatever was given.
    """
    if source is None or source == "":
        raise Refused("source-missing")
    name = source.upper() if isinstance(source, str) else ""
    if name not in SOURCES:
        raise Refused("source-unknown", value=source)
    if name not in MULTI_ACCOUNT:
        return name, ""
    if account is None or account == "":
        raise Refused("account-missing", value=name)
    if not isinstance(account, (str, int)) or not str(account).isprintable():
        raise Refused("account-malformed", value=name)
    known = "SELECT 1 FROM accounts WHERE source = ? AND account = ? AND active"
    if not store.one(known, name, str(account)):
        raise Refused("account-unknown", value=account)
    return name, str(account)

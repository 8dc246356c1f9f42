"""Who calls, and on behalf of which till.

Source: the authentication and attribution pages; which headers count where is the overview page's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Rejected
from capexplore.sandbox.store import Store
from capexplore.sandbox.wire.times import write_v2

__all__ = ["Caller", "acting_till", "authenticate", "issue_token"]

# The overview page's name wins over the others.
TOKEN_HEADERS = ("CAP-API-ACCESS-TOKEN", "X-CAP-API-OAUTH-TOKEN", "X-CAP-API-ACCESS-TOKEN")
_PREFIX = "X-CAP-API-ATTRIBUTION-"
_LOOKUP_TYPES = ("WECHAT", "MOBILE_TRIGGER")

Header = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who authenticated: a till, or a client with its default till."""

    till: int
    oauth: bool
    fall_back: bool = False
    key: str = ""
    scopes: str = "[]"


def authenticate(store: Store, header: Header, now: int) -> Caller:
    """Give who calls; a token wins over Basic.

    Raises
    ------
    Rejected
        401 without valid credentials, 498 with a token that has expired.
    """
    token = next((value for name in TOKEN_HEADERS if (value := header(name))), None)
    scheme, _, rest = (header("Authorization") or "").partition(" ")
    if token is None and scheme.lower() == "bearer":
        token = rest.strip()
    if token is not None:
        return _by_token(store, token, now)
    if scheme.lower() == "basic":
        return _by_password(store, rest.strip())
    raise Rejected(401, "Unauthorized")


def _by_token(store: Store, token: str, now: int) -> Caller:
    row = store.one(
        "SELECT t.expires_at, c.till_id, c.fall_back, c.key, c.scopes FROM tokens t "
        "JOIN oauth_clients c ON c.key = t.client_key WHERE t.token = ?",
        token,
    )
    if row is None:
        raise Rejected(401, "Unauthorized")
    if row["expires_at"] <= now:
        raise Rejected(498, f"Token expired at {write_v2(row['expires_at'])}", status=401)
    return Caller(row["till_id"], True, bool(row["fall_back"]), row["key"], row["scopes"])


def _by_password(store: Store, encoded: str) -> Caller:
    if not organisation.config_on(store, "CONF_BASIC_AUTH_ENABLED"):
        raise Rejected(401, "Unauthorized")
    try:
        login, found, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise Rejected(401, "Unauthorized") from None
    till = organisation.till_by_code(store, login) if found else None
    row = till and store.one("SELECT password_md5 FROM entities WHERE id = ?", till.id)
    if till is None or not row or not row["password_md5"]:
        raise Rejected(401, "Unauthorized")
    if not hmac.compare_digest(row["password_md5"].encode(), password.encode()):
        raise Rejected(401, "Unauthorized")
    return Caller(till.id, oauth=False)


def acting_till(
    store: Store, header: Header, caller: Caller, version: str, *, writes: bool
) -> int | Refused:
    """Give the till on whose behalf a call acts, or why there is none.

    Raises
    ------
    Rejected
        1061 or 400 for lookup headers that are incomplete or of an unknown type.
    """
    kind, code = header(_PREFIX + "LOOKUP-TYPE"), header(_PREFIX + "LOOKUP")
    if version == "v2" and writes and (kind is not None or code is not None):
        return _looked_up(store, kind, code)
    named = header(_PREFIX + "ENTITY-CODE") if caller.oauth else None
    if not named:
        return caller.till
    entity_type = (header(_PREFIX + "ENTITY-TYPE") or "TILL").upper()
    if entity_type not in organisation.ENTITY_COLUMNS:
        entity_type = "TILL"
    till = organisation.by_column(store, entity_type, named)
    if till is not None:
        return till.id
    return caller.till if caller.fall_back else Refused("attribution-invalid", value=named)


def _looked_up(store: Store, kind: str | None, code: str | None) -> int | Refused:
    if not kind:
        raise Rejected(1061, "Lookup type header is required with the lookup header", status=400)
    if kind not in _LOOKUP_TYPES:
        raise Rejected(400, "Lookup type is invalid")
    if not code:
        raise Rejected(1061, "Lookup header is required with the lookup type header", status=400)
    row = store.one(
        "SELECT l.till_id FROM lookups l JOIN entities e ON e.id = l.till_id "
        "WHERE l.type = ? AND l.code = ? AND l.active AND e.active",
        kind,
        code,
    )
    return Refused("attribution-invalid", value=code) if row is None else int(row["till_id"])


def issue_token(store: Store, key: object, secret: object, now: int) -> tuple[str, int]:
    """Give a new token of a client and its life in seconds; older ones stay valid.

    Raises
    ------
    Refused
        ``client-unknown``.
    """
    row = None
    if isinstance(key, str) and isinstance(secret, str):
        row = store.one(
            "SELECT c.*, e.code AS till FROM oauth_clients c JOIN entities e ON e.id = c.till_id "
            "WHERE c.key = ? AND c.secret_md5 = ? AND c.active",
            key,
            hashlib.md5(secret.encode(errors="replace")).hexdigest(),
        )
    if row is None:
        raise Refused("client-unknown")
    number = store.next_id("token")
    expires = now + row["ttl"]
    claims = {
        "iss": "https://sandbox.test",
        "sub": row["name"],
        "jti": f"hg-{number}",
        "iat": now,
        "exp": expires,
        "client_id": row["name"],
        "client_key": row["key"],
        "org_id": 5001,
        "default_till": row["till"],
        "scopes": [],
        "token_use": "access",
    }
    token = _signed(claims, f"sandbox-{store.meta('seed')}".encode())
    store.insert("tokens", token=token, client_key=row["key"], expires_at=expires)
    return token, row["ttl"]


def _signed(claims: dict[str, Any], secret: bytes) -> str:
    header = _encoded(orjson.dumps({"kid": "sandbox", "alg": "HS256", "typ": "JWT"}))
    signed = f"{header}.{_encoded(orjson.dumps(claims))}"
    return f"{signed}.{_encoded(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

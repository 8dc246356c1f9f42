"""The organisation: its stores and tills, its configuration, its fields and labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from capexplore.sandbox.domain.amounts import thousandths
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.store import Store

__all__ = [
    "CONFIGS",
    "ENTITY_COLUMNS",
    "NUMBERS",
    "Entity",
    "by_column",
    "checked_label",
    "config",
    "config_module",
    "config_number",
    "config_on",
    "config_type",
    "default_label",
    "details",
    "entity",
    "entity_named",
    "is_till",
    "known_fields",
    "organisation_id",
    "set_config",
    "shop",
    "status_of",
    "store_of",
    "till_by_code",
    "tills_at",
]

# The configuration keys that change what the sandbox does, with their defaults.
CONFIGS = {
    "CONF_ALLOW_EMAIL_UPDATE": "",
    "CONF_ALLOW_MOBILE_UPDATE": "",
    "CONF_ALLOW_REGISTRATION_FROM_ANY_IDENTIFIERS": "true",
    "CONF_BASIC_AUTH_ENABLED": "true",
    "CONF_CLIENT_V2_API_ENABLED": "true",
    "CONF_INSTORE_V2_ENABLED": "false",
    "CONF_MAX_CARDS_PER_ORG": "",
    "CONF_LEAD_AUTO_REGISTRATION": "false",
    "CONF_LEAD_CHECK_SKU": "false",
    "CONF_LOYALTY_ALLOW_EXTERNAL_ID_UPDATE": "",
    "CONF_POINTS_REDEMPTION_MAXIMUM": "",
    "CONF_POINTS_REDEMPTION_MINIMUM": "1",
    "CONF_POINTS_REDEMPTION_STEP": "1",
    "CONF_POINTS_REDEMPTION_VALIDATION": "false",
    "CONF_POINTS_REVERSAL_ENABLED": "true",
    "CONF_OUTLIER_BILL_AMOUNT": "",
    "CONF_OUTLIER_LINE_AMOUNT": "",
    "CONF_POINTS_RETURN_ENABLED": "true",
    "CONF_PII_DELETION_ENABLED": "true",
    "CONF_PRIMARY_IDENTIFIER_STRICT_CHECK": "false",
    "CONF_REGISTRATION_PRIMARY_KEY": "mobile",
    "CONF_RETRO_TRANSACTION_ENABLED": "true",
    "CONF_RETURN_AMOUNT_ENABLED": "true",
    "CONF_RETURN_ENABLED": "true",
    "CONF_RETURN_FULL_ENABLED": "true",
    "CONF_RETURN_LINE_ITEM_ENABLED": "true",
    "CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH": "false",
}
# Those that are set to a number.
NUMBERS = (
    "CONF_MAX_CARDS_PER_ORG",
    "CONF_OUTLIER_BILL_AMOUNT",
    "CONF_OUTLIER_LINE_AMOUNT",
    "CONF_POINTS_REDEMPTION_MAXIMUM",
    "CONF_POINTS_REDEMPTION_MINIMUM",
    "CONF_POINTS_REDEMPTION_STEP",
)

# What an entity can be named by, and the type of entity that it names.
ENTITY_COLUMNS = {
    "TILL": ("TILL", "code"),
    "STORE_CODE": ("STORE", "code"),
    "STORE_NAME": ("STORE", "name"),
    "STORE_EXTERNAL_ID": ("STORE", "external_id"),
    "STORE_EXTERNAL_ID_1": ("STORE", "external_id_1"),
    "STORE_EXTERNAL_ID_2": ("STORE", "external_id_2"),
}
_LOGINS = ("TILL", "STR_SERVER")


@dataclass(frozen=True, slots=True)
class Entity:
    """A zone, concept, store, store server or till."""

    id: int
    type: str
    code: str
    name: str
    description: str
    store_id: int | None
    active: bool


def _made(row: Any) -> Entity:
    return Entity(
        row["id"],
        row["type"],
        row["code"],
        row["name"],
        row["description"],
        row["store_id"],
        bool(row["active"]),
    )


def entity(store: Store, entity_id: int) -> Entity:
    """Give an entity that is known to exist."""
    row = store.one(
        "SELECT id, type, code, name, description, store_id, active FROM entities WHERE id = ?",
        entity_id,
    )
    if row is None:
        raise LookupError(f"no entity {entity_id}")
    return _made(row)


def entity_named(store: Store, kind: str, column: str, value: object) -> Any:
    """Give the row of the entity of a type with an ``id``, ``code`` or ``name``, or None."""
    sql = f"SELECT * FROM entities WHERE type = ? AND {column} = ?"  # noqa: S608 - our own names
    return store.one(sql, kind, value)


def is_till(store: Store, entity_id: int) -> bool:
    """Whether an active till has an id."""
    sql = "SELECT 1 FROM entities WHERE id = ? AND type = 'TILL' AND active"
    return store.one(sql, entity_id) is not None


def till_by_code(store: Store, code: str) -> Entity | None:
    """Give the active till or store server that logs in with a code."""
    row = store.one(
        "SELECT * FROM entities WHERE code = ? AND type IN (?, ?) AND active", code, *_LOGINS
    )
    return None if row is None else _made(row)


def by_column(store: Store, kind: str, code: str) -> Entity | None:
    """Give the active till for what an entity is named by; for a store, its first active till.

    Parameters
    ----------
    store : Store
        The data.
    kind : str
        One of `ENTITY_COLUMNS`.
    code : str
        The till's code, or the store's code, name or external id.
    """
    entity_type, column = ENTITY_COLUMNS[kind]
    if entity_type == "TILL":
        return till_by_code(store, code)
    row = store.one(
        "SELECT till.* FROM entities till JOIN entities shop "  # noqa: S608 - names are our own
        "ON till.store_id = shop.id AND shop.type = 'STORE' AND shop.active "
        f"WHERE shop.{column} = ? AND till.type = 'TILL' AND till.active ORDER BY till.id LIMIT 1",
        code,
    )
    return None if row is None else _made(row)


def tills_at(store: Store, *, till: str = "", shop: str = "") -> list[int]:
    """Give the ids of the tills with a code, or in the store with one; of all, without codes.

    Raises
    ------
    Refused
        ``place-unknown`` for a code that nobody has.
    """
    for kind, code in (("TILL", till), ("STORE", shop)):
        known = "SELECT 1 FROM entities WHERE type = ? AND code = ?"
        if code and store.one(known, kind, code) is None:
            raise Refused("place-unknown", value=code)
    rows = store.all(
        "SELECT t.id FROM entities t LEFT JOIN entities s ON s.id = t.store_id "
        "WHERE (?1 = '' OR t.code = ?1) AND (?2 = '' OR s.code = ?2)",
        *(till, shop),
    )
    return [row["id"] for row in rows]


def store_of(store: Store, till: Entity) -> Entity:
    """Give the store that a till stands in."""
    return entity(store, till.store_id) if till.store_id is not None else till


def shop(store: Store, code: str | None, shop_id: int | None = None) -> Entity | None:
    """Give the active store with a code or, if there is none, with an id."""
    row = store.one(
        "SELECT * FROM entities WHERE type = 'STORE' AND active AND (code = ?1 OR id = ?2) "
        "ORDER BY code <> ?1 LIMIT 1",
        *(code or "", shop_id),
    )
    return None if row is None else _made(row)


def details(store: Store) -> dict[str, Any]:
    """Give the organisation's own record."""
    row = store.one("SELECT details FROM organisation")
    record: dict[str, Any] = orjson.loads(row["details"]) if row is not None else {}
    return record


def organisation_id(store: Store) -> int:
    """Give the organisation's id."""
    return int(details(store)["id"])


def config(store: Store, key: str) -> str:
    """Give the value of a configuration key."""
    row = store.one("SELECT value FROM configs WHERE key = ?", key)
    return CONFIGS[key] if row is None else str(row["value"])


def set_config(store: Store, key: str, value: str) -> None:
    """Set a configuration key.

    Raises
    ------
    Refused
        ``config-unknown``, or ``config-value-unusable`` where a number is wanted and this is none.
    """
    if key not in CONFIGS:
        raise Refused("config-unknown", value=key)
    if key in NUMBERS and value and thousandths(value) is None:
        raise Refused("config-value-unusable", value=value)
    store.run("INSERT OR REPLACE INTO configs VALUES (?, ?)", key, value)


def config_type(key: str) -> str:
    """Give what kind of value a configuration key has: NUMERIC, BOOLEAN or STRING."""
    if key in NUMBERS:
        return "NUMERIC"
    is_switch = CONFIGS[key] in ("true", "false") or key.endswith("_UPDATE")
    return "BOOLEAN" if is_switch else "STRING"


def config_module(key: str) -> str:
    """Give the module whose configuration a key is."""
    return "CARD" if "CARDS" in key else "LOYALTY"


def config_on(store: Store, key: str) -> bool | None:
    """Give whether a configuration key is switched on; None if it is not set."""
    value = config(store, key)
    return value.lower() in ("true", "1") if value else None


def config_number(store: Store, key: str) -> int | None:
    """Give the number that a configuration key is set to, in thousandths; None if to none."""
    return thousandths(config(store, key))


def known_fields(
    store: Store, kind: str, given: dict[str, str]
) -> tuple[dict[str, str], list[Notice]]:
    """Sort the values of custom or extended fields into those that exist and notices of the rest.

    Parameters
    ----------
    store : Store
        The data.
    kind : str
        ``custom``, ``transaction-custom`` or another one of `fields.SCOPES` (exact names),
        ``extended`` or ``transaction-extended`` (names in any case).
    given : dict of str to str
        The values by name.
    """
    kept: dict[str, str] = {}
    notices = []
    for name, value in given.items():
        row = store.one(
            "SELECT name FROM field_definitions WHERE kind = ? AND folded = ? AND active",
            *(kind, name.lower()),
        )
        if row is None or (not kind.endswith("extended") and row["name"] != name):
            notices.append(Notice(f"{kind}-field-unknown", name))
        elif len(value) > 255:
            notices.append(Notice(f"{kind}-field-unsaved", name))
        else:
            kept[row["name"]] = value
    return kept, notices


def checked_label(store: Store, label: str) -> str:
    """Give a status label as it is spelt."""
    row = store.one("SELECT label FROM status_labels WHERE label = ?", label)
    if row is None:
        raise Refused("label-unknown", value=label)
    return str(row["label"])


def status_of(store: Store, label: str) -> str:
    """Give the status that a label, as it is spelt, belongs to."""
    row = store.one("SELECT status FROM status_labels WHERE label = ?", label)
    if row is None:
        raise LookupError(f"no label {label!r}")
    return str(row["status"])


def default_label(store: Store) -> str | None:
    """Give the label that a new customer gets, if one is configured."""
    row = store.one("SELECT label FROM status_labels WHERE is_default")
    return None if row is None else str(row["label"])

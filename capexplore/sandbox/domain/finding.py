"""Finding customers by identifiers, where it matters in which source those are known."""

from __future__ import annotations

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.identity import normalised, primary_first
from capexplore.sandbox.domain.people import check_not_gone, owners
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.store import Store

__all__ = ["found_in_place", "same_customer", "search"]

Place = tuple[str, str]
Pair = tuple[str, str]


def found_in_place(store: Store, pair: Pair, place: Place | None) -> int:
    """Give the customer who holds an identifier in a source and account, or in any.

    Raises
    ------
    Refused
        ``customer-unknown`` if nobody holds it, ``customer-erased`` if somebody erased did,
        ``not-in-source`` if it is held elsewhere only.
    """
    holders = _holders(store, pair)
    if not holders:
        check_not_gone(store, *_normalised(pair))
    for customer_id, source, account in holders:
        if place is None or (source, account) == place:
            return customer_id
    if holders and place is not None:
        raise Refused("not-in-source", value=place[0])
    raise Refused("customer-unknown", value=pair[1])


def same_customer(store: Store, pairs: list[Pair], place: Place | None) -> tuple[int, list[Notice]]:
    """Give the customer who holds several identifiers; the primary one decides.

    An identifier that another customer holds is refused where the organisation checks strictly,
    and is ignored with a notice where it skips those; nobody's identifiers do not matter, unless
    it is the primary one.

    Raises
    ------
    Refused
        ``customer-unknown``, ``not-in-source`` or ``primary-mismatch``.
    """
    first, *rest = primary_first(store, pairs)
    customer_id = found_in_place(store, first, place)
    others = [
        kind
        for kind, value in rest
        if any(holder != customer_id for holder, _, _ in _holders(store, (kind, value)))
    ]
    if others and organisation.config_on(store, "CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH"):
        return customer_id, [Notice("identifier-taken", kind) for kind in others]
    if others and organisation.config_on(store, "CONF_PRIMARY_IDENTIFIER_STRICT_CHECK"):
        raise Refused("primary-mismatch")
    return customer_id, []


def search(store: Store, prefix: str, *, limit: int, offset: int) -> tuple[list[int], int]:
    """Give one page of the customers of whom a name or identifier begins so, and their number.

    Case does not matter. Merged and erased customers are not found.
    """
    begins = "substr(fold({}), 1, length(?1)) = ?1"
    found = (
        "FROM customers c WHERE c.merged_into IS NULL AND NOT c.erased AND ("  # noqa: S608
        "EXISTS (SELECT 1 FROM profiles p WHERE p.customer_id = c.id "
        f"AND ({begins.format('p.first_name')} OR {begins.format('p.last_name')})) OR "
        "EXISTS (SELECT 1 FROM identifiers i WHERE i.customer_id = c.id "
        f"AND {begins.format('i.value')}))"
    )
    wanted = prefix.casefold()
    total = store.one(f"SELECT count(*) AS n {found}", wanted)
    rows = store.all(
        f"SELECT c.id {found} ORDER BY c.id LIMIT ?2 OFFSET ?3",
        *(wanted, limit, offset),
    )
    return [row["id"] for row in rows], 0 if total is None else total["n"]


def _holders(store: Store, pair: Pair) -> list[tuple[int, str, str]]:
    return owners(store, *_normalised(pair))


def _normalised(pair: Pair) -> Pair:
    """An identifier as it is kept; a malformed one, which nobody holds, as it is."""
    try:
        return pair[0], normalised(*pair)
    except Refused:
        return pair

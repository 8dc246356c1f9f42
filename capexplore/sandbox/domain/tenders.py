"""The ways of paying that the organisation takes."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from capexplore.sandbox.store import Store

__all__ = ["Tender", "everything"]


@dataclass(frozen=True, slots=True)
class Tender:
    """A way of paying, and the names of what can be said about a payment."""

    code: str
    name: str
    label: str
    attributes: tuple[str, ...]


def everything(store: Store, *, attribute: str = "") -> list[Tender]:
    """Give the tenders, or those with an attribute."""
    found = [
        Tender(row["code"], row["name"], row["label"], tuple(orjson.loads(row["attributes"])))
        for row in store.all("SELECT * FROM tenders ORDER BY code")
    ]
    return [one for one in found if not attribute or attribute in one.attributes]

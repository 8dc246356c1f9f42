"""What both versions read alike of a bill: numbers, ids and texts that may be of any type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capexplore.sandbox.domain.amounts import thousandths
from capexplore.sandbox.domain.bills import Line
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.wire.formats import text

__all__ = ["amount_of", "id_of", "items_with", "line_of", "payment_of", "text_of", "time_of"]


def amount_of(container: dict[str, Any], name: str) -> int | None:
    """Read an amount or a quantity; None if nothing is said.

    Raises
    ------
    Refused
        ``amount-unusable``.
    """
    value = container.get(name)
    if value is None or value == "":
        return None
    kept = thousandths(value)
    if kept is None:
        raise Refused("amount-unusable", name=name)
    return kept


def id_of(container: dict[str, Any], name: str) -> int | None:
    """Read an id; None if nothing is said.

    Raises
    ------
    Refused
        ``bill-id-invalid``.
    """
    value = container.get(name)
    if value is None or value == "":
        return None
    digits = text(value) or ""
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise Refused("bill-id-invalid", value=digits)
    return int(digits)


def time_of(
    container: dict[str, Any], name: str, read: Callable[[object], int | None]
) -> int | None:
    """Read a time, as a version reads one; None if nothing is said.

    Raises
    ------
    Refused
        ``time-invalid``.
    """
    if container.get(name) in (None, ""):
        return None
    moment = read(container[name])
    if moment is None:
        raise Refused("time-invalid", name=name)
    return moment


def text_of(container: dict[str, Any], name: str) -> str:
    """Read a text; empty for what is none."""
    return text(container.get(name)) or ""


def items_with(entries: list[Any], names: dict[str, str]) -> list[dict[str, str]]:
    """Read the scalars of a list of objects, under the names that they are kept by.

    Examples
    --------
    >>> items_with([{"itemCode": "SKU-MUG-03", "quantity": 2}], {"itemCode": "item_code"})
    [{'item_code': 'SKU-MUG-03'}]
    """
    found = []
    for entry in entries:
        if isinstance(entry, dict):
            kept = {inner: text_of(entry, outer) for outer, inner in names.items()}
            found.append({inner: value for inner, value in kept.items() if value})
    return [item for item in found if item]


def line_of(entry: dict[str, Any], item_code: str) -> Line:
    """Read what a line of a bill says in both versions alike, besides the code of its item."""
    serial = text_of(entry, "serial")
    return Line(
        item_code,
        text_of(entry, "description"),
        int(serial) if serial.isascii() and serial.isdigit() and len(serial) < 10 else None,
        qty=amount_of(entry, "qty"),
        rate=amount_of(entry, "rate"),
        value=amount_of(entry, "value"),
        discount=amount_of(entry, "discount"),
        amount=amount_of(entry, "amount"),
    )


def payment_of(entry: dict[str, Any], attributes: dict[str, str]) -> dict[str, Any]:
    """Read how a part of a bill was paid."""
    return {
        "mode": text_of(entry, "mode"),
        "value": amount_of(entry, "value") or 0,
        "notes": text_of(entry, "notes"),
        "attributes": attributes,
    }

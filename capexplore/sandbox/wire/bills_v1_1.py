"""Bills as callers of version 1.1 say them.

On a return ``number`` is the number of the sale, and ``parent_bill_number`` that of the receipt.
Source: the pages of transaction add, return and update.
"""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain.bill_changes import Change, LineChange
from capexplore.sandbox.domain.bill_redemptions import Asked
from capexplore.sandbox.domain.bills import Back, Bill, Line
from capexplore.sandbox.domain.identity import SOURCES
from capexplore.sandbox.domain.people import HOME_SOURCE
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.wire.bills import (
    amount_of,
    id_of,
    items_with,
    line_of,
    payment_of,
    text_of,
    time_of,
)
from capexplore.sandbox.wire.formats import listed, text
from capexplore.sandbox.wire.named_values import fields_of, values_of
from capexplore.sandbox.wire.times import read_v1

__all__ = ["PARTS", "bill_of", "change_of"]

# container and member of the items that a line consists of
PARTS = {
    "combo": ("combo_items", "combo_item"),
    "addon": ("addon_items", "addon_item"),
    "split": ("split_items", "split_item"),
}
_PART_NAMES = {name: name for name in ("item_code", "description", "quantity", "value")}


def bill_of(item: dict[str, Any]) -> Bill:
    """Read an item of transaction add."""
    bill = Bill(text_of(item, "type").upper() or "REGULAR", text_of(item, "number"))
    bill.amount = amount_of(item, "amount")
    bill.gross_amount = amount_of(item, "gross_amount")
    bill.discount = amount_of(item, "discount")
    bill.billed_at = time_of(item, "billing_time", read_v1)
    source = text_of(item, "source").upper()
    bill.source = source if source in SOURCES else HOME_SOURCE
    bill.notes = text_of(item, "notes")
    bill.reason = text_of(item, "not_interested_reason")
    bill.parent_number = text_of(item, "parent_bill_number")
    bill.delivery_status = text_of(item, "delivery_status").upper()
    bill.outlier_status = text_of(item, "outlier_status").upper()
    bill.fields = fields_of(item, "custom_fields")
    bill.extended = fields_of(item, "extended_fields")
    bill.details = _details(item)
    bill.redemptions = _redemptions(item.get("redemptions"))
    lines = listed(item.get("line_items"), "line_item")
    given = [entry for entry in lines if isinstance(entry, dict)]
    if bill.is_return:
        bill.back = Back(
            _return_kind(item),
            bill.number,
            id_of(item, "id"),
            time_of(item, "purchase_time", read_v1),
            lines=[_line(entry) for entry in given],
        )
    else:
        bill.lines = [_line(entry, mixed=bill.type == "MIXED") for entry in given]
    return bill


def _line(entry: dict[str, Any], *, mixed: bool = False) -> Line:
    line = line_of(entry, text_of(entry, "item_code"))
    line.extended = fields_of(entry, "extended_fields")
    line.details = _line_details(entry)
    if mixed and text_of(entry, "type").upper() == "RETURN":
        kind = _return_kind(entry)
        line.back = Back(
            kind,
            text_of(entry, "transaction_number"),
            bought_at=time_of(entry, "transaction_date", read_v1),
            amount=line.amount,
            lines=[line] if kind == "LINE_ITEM" else [],
        )
    return line


def _return_kind(entry: dict[str, Any]) -> str:
    kind = text_of(entry, "return_type").upper()
    if kind == "CANCELLED":
        # Only version 2 cancels.
        raise Refused("return-kind-unknown", value=kind)
    return kind


def _line_details(entry: dict[str, Any]) -> dict[str, Any]:
    details: dict[str, Any] = {"attributes": values_of(entry.get("attributes"), "attribute")}
    for name, (container, member) in PARTS.items():
        details[name] = items_with(listed(entry.get(container), member), _PART_NAMES)
    if text(entry.get("returnable")):
        details["returnable"] = text_of(entry, "returnable").lower() != "false"
    if text(entry.get("img_url")):
        details["img_url"] = text_of(entry, "img_url")
    return details


def _details(item: dict[str, Any]) -> dict[str, Any]:
    payments = [
        payment_of(entry, values_of(entry.get("attributes"), "attribute"))
        for entry in listed(item.get("payment_details"), "payment")
        if isinstance(entry, dict)
    ]
    note = item.get("credit_note")
    notes = [note] if isinstance(note, dict) else listed(item.get("credit_notes"), "credit_note")
    kept = {name: name for name in ("number", "amount", "notes")}
    return {
        "payments": payments,
        "credit_notes": items_with(notes, kept),
        "client_id": text_of(item, "bill_client_id"),
    }


def _redemptions(given: object) -> Asked:
    """Read ids of redemptions made before, or points and coupons to redeem with the bill."""
    asked = Asked()
    if not isinstance(given, dict):
        return asked
    for entry in _redeemed(given.get("points_redemptions"), "points_redemption"):
        amount = amount_of(entry, "points_redeemed")
        if text(entry.get("id")):
            asked.of_points.append(text_of(entry, "id"))
        elif amount is not None and amount > 0:
            asked.points.append(amount)
        else:
            asked.unusable += 1
    for entry in _redeemed(given.get("couponRedemptions"), "couponRedemption"):
        if text(entry.get("id")):
            asked.of_coupons.append(text_of(entry, "id"))
        elif text(entry.get("code")):
            asked.coupons.append(text_of(entry, "code"))
        else:
            asked.unusable += 1
    return asked


def _redeemed(container: object, member: str) -> list[dict[str, Any]]:
    """The entries of a list that may be wrapped, be one entry alone, or hold mere ids."""
    if isinstance(container, dict) and container and member not in container:
        container = [container]
    entries = listed(container, member)
    return [entry if isinstance(entry, dict) else {"id": entry} for entry in entries]


def change_of(item: dict[str, Any]) -> Change:
    """Read an item of transaction update."""
    change = Change(
        text(item.get("notes")),
        text_of(item, "delivery_status").upper() or None,
        fields_of(item, "custom_fields"),
        fields_of(item, "extended_fields"),
    )
    for entry in listed(item.get("line_items"), "line_item"):
        if isinstance(entry, dict) and entry.get("extended_fields"):
            code = text_of(entry, "itemCode") or text_of(entry, "item_code")
            extended = fields_of(entry, "extended_fields")
            change.lines.append(LineChange(None, code, extended))
    return change

"""O30 to O33: transactions, version 1.1."""

from __future__ import annotations

from typing import Any

from .shapes import Sample, Shape, of
from .words_v1_1 import MOBILE, PAIRS, PLACE, SUMMARIES, answer, body, said

_BUYER = {
    **of(str, "user_id mobile firstname lastname email external_id lifetime_points"),
    **of(str, "loyalty_points current_slab tier_expiry_date"),
    **SUMMARIES,
    **of(str, "lifetime_purchases type source"),
}
_SOLD = {
    "id": int,
    "shipping_source_till_code": "",
    **of(str, "number bill_client_id type delivery_status parent_bill_number outlier_status"),
    "customer": _BUYER,
    "side_effects": {
        "effect": [{"awarded_points": int, "total_points": int, "customer_id": str, "type": str}]
    },
    "source": "INSTORE",
}
_RETURNED = _SOLD | {
    "type": "RETURN",
    "number": "HB-1001",
    "parent_bill_number": "RB-1",
    "side_effects": {"effect": []},
    **of(int, "points_deducted points_balance"),
}
_COUNTED = of(int, "success_count failure_count")
_AMENDED = {
    "customer": _BUYER,
    "id": 910001,
    **of(str, "notes billing_time"),
    "type": "regular",
    **of(str, "number delivery_status"),
    **of(int, "amount gross_amount discount"),
    "store": str,
    "custom_fields": {**_COUNTED, "field": PAIRS},
    "extended_fields": {**_COUNTED, "field": []},
    "side_effects": {},
}
_LINE = {
    **of(str, "type outlier_status serial item_code description qty rate value discount img_url"),
    **of(str, "amount returnable returnable_days"),
    "extended_fields": {"field": []},
    "combo_items": {"combo_item": []},
    "addon_items": {"addon_item": []},
    "split_items": {"split_item": []},
    "attributes": {"attribute": []},
}
_BOUGHT = {
    "customer": {**of(str, "mobile first_name last_name email external_id source")},
    "billing_till": PLACE,
    "billing_store": PLACE,
    "id": "910001",
    **of(str, "number type outlier_status store delivery_status source"),
    "custom_fields": {"field": []},
    "extended_fields": {"field": []},
    "amount": "1200.00",
    **of(str, "billing_time auto_update_time"),
    "gross_amount": "1250.00",
    "discount": "50.00",
    "notes": "",
    "line_items": {"line_item": [_LINE]},
}
_BILL: dict[str, Any] = {
    "type": "regular",
    "number": "HB-2001",
    "amount": "1200",
    "gross_amount": "1250",
    "discount": "50",
    "billing_time": "2026-01-10 12:30:00",
    "bill_client_id": "",
    "notes": "",
    "source": "INSTORE",
    "customer": {
        "mobile": MOBILE,
        "email": "mira.novak@mail.test",
        "external_id": "HX-0001",
        "firstname": "Mira",
        "lastname": "Novak",
    },
    "line_items": {
        "line_item": [
            {
                "serial": "1",
                "item_code": "SKU-TEA-01",
                "qty": "2",
                "rate": "600",
                "value": "1200",
                "amount": "1200",
                "discount": "0",
                "description": "tea crate",
                "attributes": {"attribute": [{"name": "origin", "value": "hill"}]},
            }
        ]
    },
    "payment_details": {
        "payment": [{"mode": "Card", "value": "1200", "attributes": {"attribute": []}}]
    },
    "redemptions": {},
    "custom_fields": {"field": [{"name": "basket", "value": "A"}]},
    "extended_fields": {"field": []},
}
_RETURN = {
    "type": "return",
    "return_type": "AMOUNT",
    "number": "HB-1001",
    "parent_bill_number": "RB-1",
    "purchase_time": "2025-04-01 12:30:00",
    "billing_time": "2026-01-12 12:30:00",
    "amount": "200",
    "customer": {"mobile": MOBILE},
}
_VISIT = {"type": "not_interested", "number": "NI-1", "customer": {"mobile": MOBILE}}
_CONVERTED = {"id": "910084", "customer": {"mobile": MOBILE}}
_CONVERTED |= {"old_type": "NOT_INTERESTED", "new_type": "REGULAR"}


def _transactions(shape: Shape, code: int = 600, **counts: Shape) -> Shape:
    listed = [{**shape, **said(code, warned=False)}]
    return answer(transactions={**counts, "transaction": listed})


TRANSACTIONS = [
    Sample(
        "O30", "POST", "/v1.1/transaction/add", _transactions(_SOLD), body("transaction", _BILL)
    ),
    Sample(
        "O31",
        "POST",
        "/v1.1/transaction/add",
        _transactions(_RETURNED),
        body("transaction", _RETURN),
    ),
    Sample(
        "O31 of a visit",
        "POST",
        "/v1.1/transaction/add",
        _transactions(_SOLD | {"type": "NOT_INTERESTED", "side_effects": {"effect": []}}),
        body("transaction", _VISIT),
    ),
    Sample(
        "O32",
        "POST",
        "/v1.1/transaction/update",
        _transactions(_AMENDED),
        body(
            "transaction",
            {
                "id": "910001",
                "customer": {"mobile": MOBILE},
                "notes": "left at the gate",
                "delivery_status": "SHIPPED",
                "custom_fields": {"field": [{"name": "basket", "value": "B"}]},
                "extended_fields": {"field": []},
            },
        ),
    ),
    Sample(
        "O32 of a visit",
        "POST",
        "/v1.1/transaction/update",
        _transactions(
            _SOLD
            | {"side_effects": {"effect": []}, "old_id": 910084, "old_type": "NOT_INTERESTED"},
            1630,
        ),
        body("transaction", _CONVERTED),
        headers={"X-CAP-CLIENT-SIGNATURE": "quay"},
        first=(("POST", "/v1.1/transaction/add", body("transaction", _VISIT)),),
    ),
    Sample("O33", "GET", "/v1.1/transaction/get?id=910001", _transactions(_BOUGHT, count=1)),
    Sample(
        "O33 of none",
        "GET",
        "/v1.1/transaction/get?id=919999",
        answer(
            "false",
            500,
            transactions={
                "count": 0,
                "transaction": [{"id": "919999", **said(620, success="false")}],
            },
        ),
        status=500,
    ),
]

"""O34 to O39: transactions, version 2."""

from __future__ import annotations

from typing import Any

from .shapes import Sample, alike, either, of
from .words_v2 import ACTOR, MIRA, MOBILE, NAMED, bulk, entry, failed, unmade

_WHOSE = {"identifierType": "mobile", "identifierValue": MOBILE}
_WHOSE |= {"source": "INSTORE", "accountId": ""}
_BILL: dict[str, Any] = {
    "type": "REGULAR",
    "billNumber": "HB-2001",
    "billingDate": "2026-01-10T12:30:00+05:30",
    "billAmount": "1200",
    "discount": "50",
    "grossAmount": "1250",
    "note": "",
    "deliveryStatus": "SHIPPED",
    "outlierStatus": "NORMAL",
    "lineItemsV2": [
        {
            "itemCode": "SKU-TEA-01",
            "qty": 2.0,
            "rate": 600,
            "value": 1200,
            "amount": 1200,
            "discount": 0,
            "serial": 1,
            "extendedFields": {},
        }
    ],
    "paymentModes": [
        {"mode": "Card", "value": 1200, "notes": "", "attributes": {"card_type": "debit"}}
    ],
    "customFields": {"basket": "A"},
    "extendedFields": {},
}
_RETURN = {
    "type": "RETURN",
    "returnType": "AMOUNT",
    "billNumber": "HB-1001",
    "purchaseTime": "2025-04-01T12:30:00+05:30",
    "billingDate": "2026-01-12T12:30:00+05:30",
    "billAmount": 200,
}
_AWARD = {"entityType": "USER", "rawAwardedPoints": 120.0, "awardedPoints": 120, "type": "points"}
_CREATED = {
    "createdId": int,
    "warnings": [],
    "errors": [],
    "sideEffects": [_AWARD],
    "loyaltyDetails": [],
    "customerInfo": {"firstName": "Mira", "lastName": "Novak"},
}
_RAW = {
    **{name: _CREATED[name] for name in ("createdId", "warnings", "errors")},
    "sideEffects": [],
    "rawSideEffects": [_AWARD],
    **{name: _CREATED[name] for name in ("loyaltyDetails", "customerInfo")},
}
_CHANGE = {
    "id": 910001,
    "deliveryStatus": "SHIPPED",
    "customFields": {"basket": "A"},
    "extendedFields": {"delivery_mode": "van"},
    "lineItems": [{"itemCode": "SKU-TEA-01", "extendedFields": {}}],
}
_TILL = {
    **ACTOR,
    "adminType": "GENERAL",
    "isActive": True,
    "isOuEnabled": False,
    **of(int, "timeZoneId currencyId languageId"),
}
_LINE = {
    "id": int,
    "customerId": 0,
    "details": {
        "amount": float,
        "description": str,
        "discount": float,
        "itemCode": str,
        **of(float, "qty rate"),
        "serial": int,
        "value": float,
        "returnable": True,
        "returnableDays": -1,
        "attributes": {},
        "extendedFields": {},
        "attributesSet": [],
    },
    "outlierStatus": "NORMAL",
    "returnDetails": {},
    "addonDetails": [],
    "splitItemsDetails": [],
}
_READ = {
    "attribution": {"createDate": str, "createdBy": _TILL, "modifiedBy": {}, "modifiedDate": str},
    "billDetails": {
        "amount": 1200.0,
        "billingStore": ACTOR,
        "billNumber": "HB-1001",
        "billingTime": "2025-04-01T12:30:00+05:30",
        "discount": 50.0,
        "grossAmount": 1250.0,
        "note": "",
        "returnDetails": {"canceled": False},
        "niReturnDetails": {},
        "invalidBill": False,
    },
    "customFields": {},
    "customerId": MIRA,
    "id": 910001,
    "lineItems": [_LINE],
    "outlierStatus": "NORMAL",
    "paymentModes": [],
    "source": "INSTORE",
    "type": "REGULAR",
    "lifeTimePurchases": 1200,
    "extendedFields": {},
    "autoUpdateTime": str,
    "basketSize": 2.0,
    "returnDetails": {"canceled": False},
    "warnings": [],
}
_ECHOED = alike(_BILL | _WHOSE) | {"id": int}
_CHANGED = alike(_CHANGE)
_ADD = f"/v2/transactions?{NAMED}"

TRANSACTIONS = [
    Sample("O34", "POST", _ADD, _CREATED, _BILL),
    Sample("O34 with raw effects", "POST", f"{_ADD}&rawSideEffects=true", _RAW, _BILL),
    Sample(
        "O34 of a number that exists",
        "POST",
        _ADD,
        failed(604),
        _BILL | {"billNumber": "HB-1001"},
        status=400,
    ),
    Sample("O34 of a return", "POST", _ADD, _CREATED | {"sideEffects": []}, _RETURN),
    Sample(
        "O35",
        "POST",
        "/v2/transactions/bulk",
        bulk(either(entry(_ECHOED), unmade(604)), failures=1),
        [_BILL | _WHOSE, _BILL | _WHOSE],
    ),
    Sample("O36", "PUT", _ADD, _CHANGED | {"warnings": []}, _CHANGE),
    Sample(
        "O37",
        "PUT",
        "/v2/transactions/bulk",
        bulk(either(entry(_CHANGED | _WHOSE, 910001), unmade(620)), failures=1),
        [_WHOSE | _CHANGE, _WHOSE | {"id": 919999}],
    ),
    Sample("O38", "GET", "/v2/transactions/910001", _READ),
    Sample("O38 of none", "GET", "/v2/transactions/919999", failed(620), status=400),
    Sample("O39", "GET", "/v2/transactions/getByBillNumber/HB-1001", _READ),
    Sample(
        "O39 of none",
        "GET",
        "/v2/transactions/getByBillNumber/HB-9999",
        failed(688),
        status=400,
    ),
]

"""O69 and O70: series of cards, and cards, version 2."""

from __future__ import annotations

from .shapes import Sample, of
from .words_v2 import FINE, bulk, failed

_NEW = {
    "code": "HGP",
    "name": "Harbour plastic card",
    "type": "PHYSICAL",
    "expiryDays": 730,
    "maxActiveCardsPerCustomer": 2,
    "cardGenerationEnabled": True,
    "cardGenerationConfiguration": {
        "prefix": "HGP",
        "suffix": "",
        "offset": 1,
        "length": 12,
        "method": "DEFAULT",
    },
    "isActive": True,
}
_SERIES = {
    "id": 12,
    "code": "HGC",
    "name": "Harbour card",
    "type": "DIGITAL",
    "expiryDays": 365,
    "maxActiveCardsPerCustomer": 1,
    "cardGenerationEnabled": True,
    "cardGenerationConfiguration": {
        "prefix": "HGC",
        "suffix": "",
        "offset": 1,
        "length": 13,
        "method": "DEFAULT",
    },
    "cardExpiryEnabled": True,
    "isActive": True,
}
_STATUS = {
    "reason": "",
    "createdBy": 63001,
    "actions": [],
    **of(str, "autoUpdateTime createdOn"),
    "entityId": int,
    "id": int,
    "isActive": True,
    "labelId": int,
    **of(str, "label status"),
}
_CARD = {
    "cardId": int,
    "issuedDate": str,
    "createdDate": str,
    "expiryDays": 365,
    "seriesName": "Harbour card",
    "customerId": 800115,
    "maxActiveCards": 1,
    "entityCode": "quay1.t1",
    "cardExternalId": str,
    "customFields": {},
    "type": "DIGITAL",
    "cardNumber": str,
    "seriesId": 12,
    "seriesCode": "HGC",
    "orgId": 5001,
    "entityId": 63001,
    "statusInfo": _STATUS,
    "id": int,
    "activeAndDigital": bool,
    "transactionNotAllowed": True,
    "expiryDate": str,
}
_UNLINKED = {name: shape for name, shape in _CARD.items() if name != "customerId"}
_BLANK = {
    name: shape for name, shape in _UNLINKED.items() if name not in ("issuedDate", "expiryDate")
}
_ISSUED = {
    "cardNumber": "HGC0000000101",
    "statusLabel": "ISSUED",
    "mappedEntity": {"type": "TILL", "value": "quay1.t1"},
}
_LABELS = [{"id": int, **of(str, "status label"), "isDefault": bool}]

CARDS = [
    Sample("O69", "POST", "/v2/card/series", {"entity": 13, "warnings": []}, _NEW),
    Sample(
        "O69 with a code that is taken",
        "POST",
        "/v2/card/series",
        failed(3002),
        _NEW | {"code": "HGC"},
        status=400,
    ),
    Sample("O69", "GET", "/v2/card/series/12", _SERIES | {"warnings": []}),
    Sample("O69", "GET", "/v2/card/series/get/all", {"data": [_SERIES], **FINE}),
    Sample(
        "O69",
        "PUT",
        "/v2/card/series/12",
        _SERIES | {"isActive": False, "warnings": []},
        {"isActive": False},
    ),
    Sample(
        "O70",
        "POST",
        "/v2/card/generate",
        {"data": [_BLANK], **FINE},
        {"seriesId": 12, "count": 10, "statusLabel": "NOT_ISSUED"},
    ),
    Sample(
        "O70",
        "POST",
        "/v2/card",
        {"entity": 9003, "warnings": []},
        {"seriesId": 12, "cardNumber": "HGC0000000103", "statusLabel": "NOT_ISSUED"},
    ),
    Sample("O70", "PUT", "/v2/card", {"entity": 9001, "warnings": []}, _ISSUED),
    Sample(
        "O70",
        "PUT",
        "/v2/card/bulk",
        bulk({"entityId": _UNLINKED, "errors": [], "warnings": []}),
        [_ISSUED],
    ),
    Sample("O70", "GET", "/v2/card?number=HGC0000000102", _CARD | {"warnings": []}),
    Sample("O70 of an unknown one", "GET", "/v2/card?number=HGC9", failed(3010), status=400),
    Sample(
        "O70",
        "GET",
        "/v2/card/statusLog?number=HGC0000000102",
        {
            "data": [{name: one for name, one in _STATUS.items() if name != "labelId"}],
            **FINE,
        },
    ),
    Sample(
        "O70",
        "GET",
        "/v2/card/generation/logs?seriesId=12",
        {
            "data": [
                {
                    "id": int,
                    "seriesId": 12,
                    "count": 2,
                    **of(str, "statusLabel firstCardNumber lastCardNumber createdOn"),
                    "createdBy": 63001,
                }
            ],
            **FINE,
        },
    ),
    Sample(
        "O70",
        "POST",
        "/v2/cardNumber",
        {"entity": 9001, "warnings": []},
        {"cardNumber": "HGC0000000101", "cardExternalId": "HGX-0001"},
    ),
    Sample("O70", "GET", "/v2/genericStatus/card/labels", {"data": _LABELS, **FINE}),
    Sample(
        "O70",
        "POST",
        "/v2/genericStatus/card/labelMapping",
        {"data": _LABELS, **FINE},
        {"mapping": {"SUSPENDED": [{"default": True, "label": "LOST"}]}},
    ),
]

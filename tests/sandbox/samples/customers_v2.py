"""O01, and O14 to O29: tokens, and customers, version 2."""

from __future__ import annotations

from typing import Any

from .shapes import Sample, either, of
from .words_v2 import (
    ACTOR,
    CUSTOMER,
    FINE,
    MIRA,
    MOBILE,
    NAMED,
    SUMMARY,
    bulk,
    entry,
    failed,
    page,
    unmade,
)

_KEYS = {"key": "hg-demo-key", "secret": "hg-demo-secret"}
_NO_TOKEN = {"data": None, "errors": [{"code": 320001, "message": str}], "warnings": None}
TOKENS = [
    Sample(
        "O01",
        "POST",
        "/v3/oauth/token/generate",
        {"data": {"accessToken": str, "ttlSeconds": 3600}, "errors": None, "warnings": None},
        _KEYS,
    ),
    Sample(
        "O01 with a wrong secret",
        "POST",
        "/v3/oauth/token/generate",
        _NO_TOKEN,
        _KEYS | {"secret": "x"},
        status=400,
    ),
]

_PROFILE: dict[str, Any] = {
    "firstName": "Ines",
    "lastName": "Abreu",
    "identifiers": [
        {"type": "mobile", "value": "914400000902"},
        {"type": "email", "value": "ines.abreu@mail.test"},
    ],
    "commChannels": [
        {
            "type": "mobile",
            "value": "914400000902",
            "primary": True,
            "verified": True,
            "meta": {"residence": True},
        }
    ],
    "fields": {"berth": "North"},
    "source": "INSTORE",
    "accountId": "",
}
_NEW = {
    "loyaltyInfo": {"loyaltyType": "loyalty"},
    "profiles": [_PROFILE],
    "extendedFields": {"city": "Porto"},
    "associatedWith": "quay1.t1",
    "referralCode": "",
    "statusLabel": "Active",
    "createDate": "2025-03-02T10:15:00+05:30",
}
_ELSEWHERE = {
    "profiles": [{"source": "ECOMMERCE", "identifiers": [{"type": "mobile", "value": MOBILE}]}]
}
_CHANGE = {"profiles": [{"firstName": "Mira", "lastName": "Novak", "fields": {"berth": "East"}}]}
_CREATED = {"createdId": int, "warnings": [], "sideEffects": []}
_COMBINED = {"status": False, "code": 8050, "message": str}
_TIERS = {
    "programId": 31,
    "currentTierName": str,
    "currentTierSerialNumber": int,
    **of(str, "tierExpiryDate nextTierName"),
    "nextTierSerialNumber": int,
}
_LOGGED = {
    **of(str, "createdByUser reason"),
    "createdBy": int,
    "actions": [],
    **of(str, "autoUpdateTime createdOn"),
    "entityId": MIRA,
    "isActive": bool,
    **of(str, "label status"),
}
_CHOICE: dict[str, Any] = {"channel": "EMAIL", "priority": "TRANS", "type": "OPTIN"}
_CHOICE |= {"orgUnitId": 62001, "sourceName": "INSTORE", "accountId": ""}
_SUBSCRIBED = {
    "scope": {"scope": "USER", "subScope": "NONE"},
    "subscriptions": [_CHOICE],
    "campaignId": -1,
    "communicationId": -1,
    "reason": "asked at the counter",
}
_MATCH = {
    "userId": int,
    "matchedIdentifiers": [of(str, "idType idValue source accountId")],
    "profiles": [of(str, "source firstName lastName")],
}
_DETAILS = CUSTOMER | {"warnings": []}
_EMBEDDED = CUSTOMER | {
    "pointsSummary": SUMMARY,
    "subscriptionInfo": {
        "subscriptions": [of(str, "channel priority type")],
        **of(int, "campaignId communicationId"),
    },
    "expirySchedules": [
        {
            "points": float,
            "expiryDate": str,
            "programId": 31,
            **of(str, "pointsType expiryType"),
        }
    ],
    "warnings": [],
}

PEOPLE = [
    Sample("O14", "POST", "/v2/customers", _CREATED, _NEW),
    Sample(
        "O14 again",
        "POST",
        "/v2/customers",
        failed(8006),
        _NEW,
        status=400,
        first=(("POST", "/v2/customers", _NEW),),
    ),
    Sample(
        "O14 elsewhere",
        "POST",
        "/v2/customers",
        {"createdId": MIRA, "warnings": [_COMBINED], "sideEffects": []},
        _ELSEWHERE,
    ),
    Sample("O15", "GET", f"/v2/customers/{MIRA}?source=INSTORE", _DETAILS),
    Sample(
        "O15 with more",
        "GET",
        f"/v2/customers/{MIRA}?source=ALL&embed=points,subscriptions,expirySchedules",
        _EMBEDDED,
    ),
    Sample("O15 of nobody", "GET", "/v2/customers/8?source=ALL", failed(8015), status=400),
    Sample("O16", "PUT", f"/v2/customers/{MIRA}?source=INSTORE", _CREATED, _CHANGE),
    Sample("O17", "GET", f"/v2/customers/lookup?{NAMED}", {"entity": MIRA, "warnings": []}),
    Sample("O18", "GET", f"/v2/customers/lookup/customerDetails?{NAMED}", _DETAILS),
    Sample("O19", "PUT", f"/v2/customers/lookup?{NAMED}", _CREATED, _CHANGE),
    Sample(
        "O20",
        "PUT",
        f"/v2/customers/lookup/status?{NAMED}",
        FINE,
        {"label": "Suspicious", "reason": "several returns in a day"},
    ),
    Sample(
        "O21",
        "POST",
        f"/v2/customers/{MIRA}/changeIdentifier?source=INSTORE",
        {"createdId": MIRA, "warnings": []},
        {
            "add": [{"type": "email", "value": "mira.n@mail.test"}],
            "remove": [{"type": "email", "value": "mira.novak@mail.test"}],
        },
    ),
    Sample("O22", "GET", "/v2/customers/search?q=mira", page(_MATCH) | FINE),
    Sample(
        "O23",
        "POST",
        f"/v2/customers/{MIRA}/subscriptions",
        _SUBSCRIBED | {"subscriptions": [_CHOICE], "warnings": []},
        _SUBSCRIBED,
    ),
    Sample(
        "O23",
        "GET",
        f"/v2/customers/{MIRA}/subscriptions",
        {
            "subscriptions": [of(str, "channel priority type")],
            "campaignId": 0,
            "communicationId": 0,
            "warnings": [],
        },
    ),
    Sample(
        "O23 of no channel",
        "POST",
        f"/v2/customers/{MIRA}/subscriptions",
        {"warnings": [], **failed(500)},
        {"subscriptions": [{"channel": "FAX", "priority": "TRANS", "type": "OPTIN"}]},
        status=400,
    ),
    Sample("O24", "GET", f"/v2/customers/{MIRA}/loyaltyDetails", {"data": [SUMMARY], **FINE}),
    Sample(
        "O24",
        "GET",
        f"/v2/customers/{MIRA}/tierDetails",
        {"entityId": MIRA, "entityType": "CUSTOMER", "programTiers": [_TIERS], "warnings": []},
    ),
    Sample("O24", "GET", f"/v2/customers/{MIRA}/statusLog", {"data": [_LOGGED], **FINE}),
    Sample(
        "O25",
        "POST",
        "/v2/integrations/customer/upsert/bulk?skipChangeIdentifier=false",
        bulk(either(entry(_DETAILS), unmade(8003)), failures=1),
        [_NEW, {"profiles": [{"source": "NOWHERE"}]}],
    ),
    Sample(
        "O26",
        "POST",
        f"/v2/customers/{MIRA}/setImage",
        {
            "data": [
                {
                    "code": 200,
                    "file": {
                        "id": int,
                        **of(str, "name contentType"),
                        "size": int,
                        "fileHandle": str,
                        "namespace": "customerImage",
                        "version": -1,
                    },
                    "message": "Successfully uploaded file",
                    "status": "true",
                }
            ],
            **FINE,
        },
        files={"file": ("crate.png", b"crate" * 400, "image/png")},
    ),
    Sample(
        "O26",
        "DELETE",
        "/v2/customers/800103/deleteImage?image_ids=1",
        {"data": [{"code": 200, "message": "Success", "status": "true"}], **FINE},
    ),
    Sample(
        "O27",
        "POST",
        "/v2/organization/labels",
        {"entity": 1, "warnings": []},
        {"orgLabels": [{"name": "regular", "description": ""}]},
    ),
    Sample(
        "O27",
        "POST",
        f"/v2/customers/{MIRA}/changeLabels",
        {"entity": MIRA, "warnings": [{"status": False, "code": 33000, "message": str}]},
        {"add": [{"labelName": "unheard"}], "remove": [{"labelName": "new"}]},
    ),
    Sample(
        "O28",
        "GET",
        f"/v2/customers/{MIRA}/transactions",
        {
            "pagination": {
                "limit": 20,
                "offset": 0,
                "sortBy": "BILLING_TIME",
                "sortOrder": "DESC",
                "total": 1,
            },
            "data": [
                {
                    **of(int, "id customerId loyaltyLogId"),
                    **of(str, "billingTime billNumber type notes"),
                    **of(float, "amount grossAmount discount"),
                    "outlierStatus": "NORMAL",
                }
            ],
            "warnings": [],
        },
    ),
]

_ASKED = {"type": "CUSTOMER", "baseType": "DELETE"}
_REQUEST = {
    "type": "CUSTOMER",
    "baseType": "DELETE",
    "status": "PENDING",
    "attribution": {
        "createDate": str,
        "createdBy": ACTOR,
        "modifiedBy": ACTOR,
        "modifiedDate": str,
    },
    "id": 3100000,
    "customerDeletionDetails": {
        "customerId": int,
        **of(str, "source accountId identifierType identifierValue comments"),
    },
}
REQUESTS = [
    Sample(
        "O29",
        "POST",
        "/v2/requests",
        {"createdId": int, "warnings": []},
        _ASKED
        | {"source": "INSTORE", "identifierType": "mobile", "identifierValue": MOBILE}
        | {"comments": "asked for it"},
    ),
    Sample(
        "O29",
        "PUT",
        "/v2/requests",
        bulk({"entityId": 3100000, "result": True, "warnings": []}),
        [_ASKED | {"id": 3100000, "status": "APPROVED", "comments": ""}],
    ),
    Sample("O29", "GET", "/v2/requests/3100000", _REQUEST | {"warnings": []}),
    Sample(
        "O29",
        "GET",
        "/v2/requests?requestType=CUSTOMER&requestSubType=DELETE&limit=10&offset=0&sort=ADDED_ON"
        "&order=DESC",
        page(_REQUEST) | FINE,
    ),
]

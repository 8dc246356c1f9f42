"""Where a customer stands: loyalty details, tier, status log (reference, operation O24)."""

from __future__ import annotations

import httpx
import pytest

from .asking import errors_v2

CUSTOMER = "/v2/customers/800101"
LOOKUP = "source=INSTORE&identifierName=mobile&identifierValue=914400000017"
NOT_LOYAL = "/v2/customers/800139"


@pytest.mark.parametrize("path", [f"{CUSTOMER}/{{}}", f"/v2/customers/lookup/{{}}?{LOOKUP}"])
def test_loyalty_details_are_real_numbers(client: httpx.Client, path: str) -> None:
    answer = client.get(path.format("loyaltyDetails"))
    assert answer.status_code == 200
    assert answer.text.startswith('{"data":[{"redeemed":0.0,"expired":0.0,')
    assert answer.json() == {
        "data": [
            {
                "redeemed": 0.0,
                "expired": 0.0,
                "returned": 0.0,
                "adjusted": 0.0,
                "lifetimePoints": 120.0,
                "loyaltyPoints": 120.0,
                "cumulativePurchases": 1200.0,
                "loyaltyId": 700801,
                "currentSlab": "Deckhand",
                "nextSlab": "Bosun",
                "nextSlabSerialNumber": 2,
                "nextSlabDescription": "second tier",
                "slabSNo": 1,
                "slabExpiryDate": "2124-12-31T23:59:59+05:30",
                "programId": 31,
                "delayedPoints": 0.0,
                "delayedReturnedPoints": 0.0,
                "totalAvailablePoints": 120.0,
                "totalReturnedPoints": 0.0,
            }
        ],
        "warnings": [],
        "errors": [],
    }


@pytest.mark.parametrize("path", [f"{CUSTOMER}/{{}}", f"/v2/customers/lookup/{{}}?{LOOKUP}"])
def test_tier_details(client: httpx.Client, path: str) -> None:
    assert client.get(path.format("tierDetails")).json() == {
        "entityId": 800101,
        "entityType": "CUSTOMER",
        "programTiers": [
            {
                "programId": 31,
                "currentTierName": "Deckhand",
                "currentTierSerialNumber": 1,
                "tierExpiryDate": "2124-12-31T23:59:59+05:30",
                "nextTierName": "Bosun",
                "nextTierSerialNumber": 2,
            }
        ],
        "warnings": [],
    }


def test_there_is_nothing_above_the_highest_tier(client: httpx.Client) -> None:
    [tier] = client.get("/v2/customers/800122/tierDetails").json()["programTiers"]
    assert tier["currentTierName"] == "Captain"
    assert (tier["nextTierName"], tier["nextTierSerialNumber"]) == (None, -1)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{NOT_LOYAL}/loyaltyDetails", 8121),
        (f"{NOT_LOYAL}/tierDetails", 8121),
        (f"{CUSTOMER}/loyaltyDetails?programId=32", 8089),
        (f"{CUSTOMER}/tierDetails?programId=32", 8089),
        (f"{CUSTOMER}/tierDetails?programId=x", 400),
        (f"{CUSTOMER}/tierDetails?entityType=GROUP", 1212),
        ("/v2/customers/800999/loyaltyDetails", 8015),
        ("/v2/customers/800999/statusLog", 8015),
        ("/v2/customers/800141/tierDetails", 8109),
        ("/v2/customers/lookup/tierDetails", 8001),
    ],
)
def test_codes(client: httpx.Client, path: str, code: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])


def test_status_log_grows_with_the_status(client: httpx.Client) -> None:
    moment = "2025-03-02T10:15:00+05:30"
    [first] = client.get(f"{CUSTOMER}/statusLog").json()["data"]
    assert first == {
        "createdByUser": "quay1.t1",
        "reason": "Customer registration",
        "createdBy": 63001,
        "actions": [],
        "autoUpdateTime": moment,
        "createdOn": moment,
        "entityId": 800101,
        "isActive": True,
        "label": "Active",
        "status": "ACTIVE",
    }
    client.put(f"{CUSTOMER}?source=INSTORE", json={"statusLabel": "Suspicious"})
    latest, first = client.get(f"{CUSTOMER}/statusLog").json()["data"]
    assert (latest["label"], latest["status"], latest["isActive"]) == (
        "Suspicious",
        "SUSPENDED",
        True,
    )
    assert (first["label"], first["isActive"]) == ("Active", False)

"""The transactions of a customer, version 2 (reference, operation O28)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import errors_v2

PATH = "/v2/customers/800101/transactions"
BUYER = "/v2/customers/800105/transactions"


def rows(client: httpx.Client, query: str = "", path: str = BUYER) -> list[dict[str, Any]]:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def test_rows_are_flat(client: httpx.Client) -> None:
    body = client.get(PATH).json()
    log_id = body["data"][0].pop("loyaltyLogId")
    assert isinstance(log_id, int)
    assert body == {
        "pagination": {
            "limit": 20,
            "offset": 0,
            "sortBy": "BILLING_TIME",
            "sortOrder": "DESC",
            "total": 1,
        },
        "data": [
            {
                "id": 910001,
                "customerId": 800101,
                "billingTime": "2025-04-01T12:30:00+05:30",
                "billNumber": "HB-1001",
                "type": "REGULAR",
                "notes": "",
                "amount": 1200.0,
                "grossAmount": 1250.0,
                "discount": 50.0,
                "outlierStatus": "NORMAL",
            }
        ],
        "warnings": [],
    }


def test_latest_first_in_pages(client: httpx.Client) -> None:
    everything = rows(client)
    assert len(everything) == 4
    times = [row["billingTime"] for row in everything]
    assert times == sorted(times, reverse=True)
    assert rows(client, "sortOrder=asc&sortBy=billing_time") == everything[::-1]
    assert rows(client, "limit=2&offset=1") == everything[1:3]
    assert rows(client, "offset=9") == []
    assert rows(client, "limit=1000") == everything


def test_between_dates(client: httpx.Client) -> None:
    assert len(rows(client, "startDate=2025-04-01 07:00:00&endDate=2025-04-01 07:00:00", PATH)) == 1
    assert rows(client, "startDate=2025-04-01 07:00:01", PATH) == []
    assert rows(client, "endDate=2025-04-01T06:59:59Z", PATH) == []


def test_blocks(client: httpx.Client) -> None:
    bill = {
        "type": "REGULAR",
        "billNumber": "HB-7001",
        "billingDate": "2026-01-10T12:30:00+05:30",
        "billAmount": 600,
        "paymentModes": [{"mode": "Card", "value": 600}],
        "lineItemsV2": [{"itemCode": "SKU-TEA-01", "qty": 1, "rate": 600, "amount": 600}],
    }
    where = "identifierName=mobile&identifierValue=914400000017&source=INSTORE"
    assert client.post(f"/v2/transactions?{where}", json=bill).status_code == 200
    names = "BILL_CF,bill_ef,ATTRIBUTION,PAYMENT_MODES,CREDIT_NOTES,BILL_STORE_DETAILS,BILL_POINTS"
    [row, _] = rows(client, f"embed={names}", PATH)
    plain = rows(client, "", PATH)[0]
    assert list(row)[len(plain) :] == [
        "customFields",
        "extendedFields",
        "attribution",
        "paymentModes",
        "creditNotes",
        "billingStore",
        "points",
    ]
    assert (row["customFields"], row["extendedFields"], row["creditNotes"]) == ({}, {}, [])
    assert row["attribution"]["createdBy"]["code"] == "quay1.t1"
    assert [paid["value"] for paid in row["paymentModes"]] == [600.0]
    assert (row["billingStore"]["code"], row["billingStore"]["type"]) == ("quay1", "STORE")
    assert (row["points"]["issued"], row["points"]["programId"]) == (60.0, 31)
    assert "lineItems" not in row


def test_a_transaction_without_points(client: httpx.Client) -> None:
    [row, *_] = rows(client, "embed=BILL_POINTS", "/v2/customers/800139/transactions")
    assert row["loyaltyLogId"] == 0
    assert (row["points"]["issued"], row["points"]["expiryDate"]) == (0.0, None)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{PATH}?limit=1001", 1109),
        (f"{PATH}?embed=BILL_CF,LINES", 1110),
        (f"{PATH}?limit=0", 1111),
        (f"{PATH}?limit=-1", 1111),
        (f"{PATH}?limit=x", 1111),
        (f"{PATH}?offset=-1", 1112),
        (f"{PATH}?offset=x", 1112),
        (f"{PATH}?startDate=soon", 1114),
        (f"{PATH}?endDate=2025-13-45", 1114),
        (f"{PATH}?startDate=2025-04-02 00:00:00&endDate=2025-04-01 00:00:00", 1115),
        (f"{PATH}?sortBy=AMOUNT", 1107),
        (f"{PATH}?sortOrder=UP", 1108),
        ("/v2/customers/800999/transactions", 8015),
        ("/v2/customers/800141/transactions", 8109),
    ],
)
def test_codes(client: httpx.Client, path: str, code: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])


def test_reading_that_fails(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.fail("v2/customer/get_transactions", 1113)
    assert errors_v2(client.get(PATH)) == [1113]
    assert client.get(PATH).status_code == 200

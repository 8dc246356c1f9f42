"""Sales that are added on request (reference, O29 and 5.6.6)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .asking import as_till, errors_v2, read_v2

REQUESTS = "/v2/requests"
SALE = {
    "billNumber": "HB-9001",
    "billAmount": "250",
    "billingDate": "2026-01-14T10:00:00Z",
    "type": "REGULAR",
    "lineItemsV2": [{"itemCode": "SKU-TEA-01", "quantity": 1, "rate": 250, "amount": 250}],
}


def filed(client: httpx.Client, *, sale: Any = SALE, **said: Any) -> httpx.Response:
    body = {
        "type": "TRANSACTION",
        "baseType": "REGULAR_TXN_ADD",
        "source": "INSTORE",
        "identifierType": "mobile",
        "identifierValue": "914400000017",
        "transaction": sale,
        "comments": "receipt shown at the counter",
    }
    return client.post(REQUESTS, json=body | said)


def decided(client: httpx.Client, request_id: int, status: str = "APPROVED") -> Any:
    item = {"type": "TRANSACTION", "baseType": "REGULAR_TXN_ADD", "id": request_id}
    answer = as_till(client).put(REQUESTS, json=[item | {"status": status}])
    assert answer.status_code == 200
    return answer.json()["response"][0]


def sales(client: httpx.Client) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get("/v2/customers/800101/transactions").json()["data"]
    return rows


def balance(client: httpx.Client) -> float:
    [program] = client.get("/v2/customers/800101/loyaltyDetails?source=INSTORE").json()["data"]
    points: float = program["loyaltyPoints"]
    return points


def test_an_approved_sale_is_that_of_the_till_that_asked(client: httpx.Client) -> None:
    before, points = sales(client), balance(client)
    answer = filed(client)
    assert answer.json() == {"createdId": 3100001, "warnings": []}
    assert (sales(client), balance(client)) == (before, points)
    assert decided(client, 3100001) == {"entityId": 3100001, "result": True, "warnings": []}
    [added] = [row for row in sales(client) if row not in before]
    assert (added["billNumber"], added["amount"]) == ("HB-9001", 250.0)
    assert added["billingTime"] == "2026-01-14T15:30:00+05:30"
    assert balance(client) == points + 25
    bill = read_v2(client, added["id"])
    assert bill["attribution"]["createdBy"]["code"] == "quay1.t1"
    assert [line["details"]["itemCode"] for line in bill["lineItems"]] == ["SKU-TEA-01"]


def test_how_a_request_is_shown(client: httpx.Client) -> None:
    filed(client)
    shown = client.get(f"{REQUESTS}/3100001").json()
    assert (shown["type"], shown["baseType"]) == ("TRANSACTION", "REGULAR_TXN_ADD")
    assert (shown["status"], shown["id"]) == ("PENDING", 3100001)
    assert shown["transactionDetails"] == {
        "customerId": 800101,
        "source": "INSTORE",
        "accountId": "",
        "transaction": SALE,
        "comments": "receipt shown at the counter",
    }


@pytest.mark.parametrize("status", ["REJECTED", "CANCELLED"])
def test_without_approval_nothing_is_sold(client: httpx.Client, status: str) -> None:
    before = sales(client)
    filed(client)
    assert "errors" not in decided(client, 3100001, status)
    assert sales(client) == before


def test_a_number_taken_meanwhile_is_not_given_twice(client: httpx.Client) -> None:
    filed(client)
    query = "identifierName=mobile&identifierValue=914400000017&source=INSTORE"
    client.post(f"/v2/transactions?{query}", json=SALE)
    before = sales(client)
    assert [error["code"] for error in decided(client, 3100001)["errors"]] == [604]
    assert sales(client) == before
    assert client.get(f"{REQUESTS}/3100001").json()["status"] == "PENDING"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"sale": None}, 9014),
        ({"sale": []}, 9014),
        ({"sale": SALE | {"type": "RETURN"}}, 690),
        ({"sale": SALE | {"billAmount": "much"}}, 601),
        ({"sale": SALE | {"billNumber": ""}}, 602),
        ({"sale": SALE | {"billingDate": "2027-01-14"}}, 643),
        ({"baseType": "RETURN_TXN_ADD"}, 9008),
        ({"identifierValue": "919999999999"}, 8015),
        ({"comments": "x" * 256}, 400),
    ],
)
def test_filing_codes(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    answer = filed(client, **said)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])


def test_the_same_sale_is_asked_for_once(client: httpx.Client) -> None:
    filed(client)
    assert errors_v2(filed(client)) == [9028]


def test_version_1_1_decides_it_too(client: httpx.Client) -> None:
    filed(client)
    filed(client, sale=SALE | {"note": "the same receipt again"})
    items = [
        {"type": "TRANSACTION", "base_type": "REGULAR_TXN_ADD", "id": request_id}
        for request_id in (3100001, 3100002)
    ]
    answer = as_till(client).post("/v1.1/request/approve", json={"root": {"request": items}})
    shown = answer.json()["response"]["requests"]["request"]
    assert [one["item_status"]["code"] for one in shown] == [9000, 604]
    assert [row["billNumber"] for row in sales(client)].count("HB-9001") == 1

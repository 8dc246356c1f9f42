"""The coupons of a customer, version 1.1."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .asking import codes_v1, items_v1
from .couponing import issue, redeem

PATH = "/v1.1/customer/coupons"


def ids(client: httpx.Client, query: str) -> list[str]:
    answer = client.get(f"{PATH}?id=800101{query}")
    return [coupon["id"] for coupon in items_v1(answer)[0]["coupons"]["coupon"]]


def test_a_record_has_two_styles_of_dates(client: httpx.Client) -> None:
    response = client.get(f"{PATH}?mobile=914400000017").json()["response"]
    assert response["pagination"] == {"limit": "100", "offset": "0", "total": 2}
    [customer] = response["customers"]["customer"]
    first: dict[str, Any] = customer.pop("coupons")["coupon"][0]
    assert customer == {
        "firstname": "Mira",
        "lastname": "Novak",
        "email": "mira.novak@mail.test",
        "external_id": "HX-0001",
        "mobile": "914400000017",
        "id": "800101",
    }
    assert first == {
        "id": "5500001",
        "series_id": "4100",
        "series_name": "Spring crate",
        "redemption_count": 0,
        "created_date": "2025-04-01T07:01:00.000Z",
        "valid_till": "2025-12-31 23:59:59",
        "code": "K7QW2M9Z",
        "transaction_number": None,
        "issued_at": {"code": "quay1.t1", "name": "quay1.t1"},
        "purpose": "",
        "custom_properties": {"custom_property": []},
        "redemptions": {},
    }


def test_redemptions_of_a_coupon(client: httpx.Client) -> None:
    [customer] = items_v1(client.get(f"{PATH}?id=800102&series_id=4101"))
    [coupon] = customer["coupons"]["coupon"]
    assert coupon["redemption_count"] == 1
    assert coupon["redemptions"] == {
        "redemption": [
            {
                "id": "18000001",
                "date": "2025-12-22 09:00:00",
                "transaction_number": "HB-1101",
                "redeemed_at": {"code": "quay1.t1", "name": "quay1.t1"},
            }
        ]
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["5500001", "5500012", "5500018"]),
        ("&status=unredeemed", ["5500001", "5500018"]),
        ("&status=redeemed", ["5500012"]),
        ("&status=expired", ["5500001"]),
        ("&status=active", ["5500012", "5500018"]),
        ("&series_id=4102", ["5500018"]),
        ("&store_id=62001", ["5500001", "5500012", "5500018"]),
        ("&store_id=62002", []),
        ("&start_date=2025-12-01&end_date=2025-12-01", ["5500012"]),
        ("&order_by=valid_till&sort_order=desc", ["5500012", "5500018", "5500001"]),
        ("&limit=1&offset=1", ["5500012"]),
        ("&offset=9", []),
    ],
)
def test_filters_orders_and_pages(client: httpx.Client, query: str, found: list[str]) -> None:
    redeem(client, "M4RKTQX8")
    issue(client, 4102)
    assert ids(client, query) == found


@pytest.mark.parametrize("query", ["status=new", "order_by=code", "limit=0", "series_id=x"])
def test_what_cannot_be_asked(client: httpx.Client, query: str) -> None:
    assert client.get(f"{PATH}?id=800101&{query}").status_code == 400


def test_unknown_customers_and_xml(client: httpx.Client) -> None:
    missing = client.get(f"{PATH}?id=800999")
    assert (missing.status_code, codes_v1(missing)) == (500, ["1012"])
    text = client.get(f"{PATH}?id=800101&format=xml").text
    assert "<pagination><limit>100</limit><offset>0</offset><total>2</total></pagination>" in text
    assert text.count("<coupon>") == 2

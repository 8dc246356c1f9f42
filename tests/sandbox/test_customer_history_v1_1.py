"""Transactions and redemptions of customers, version 1.1 (reference, O07 and O08)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

TRANSACTIONS = "/v1.1/customer/transactions"
REDEMPTIONS = "/v1.1/customer/redemptions"
MIRA = {"mobile": "914400000017"}
MANY = {"id": "800105"}  # four purchases


def customer(answer: httpx.Response) -> Any:
    return answer.json()["response"]["customer"]


def rows(client: httpx.Client, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(TRANSACTIONS, params={**MANY, **params})
    found: list[dict[str, Any]] = customer(answer)["transactions"]["transaction"]
    return found


def code(answer: httpx.Response) -> str:
    return str(customer(answer)["item_status"]["code"])


def redeem(client: httpx.Client, points: int, **more: Any) -> dict[str, Any]:
    body = {"root": {"redeem": [{"points_redeemed": str(points), "customer": MIRA, **more}]}}
    done: dict[str, Any] = client.post("/v1.1/points/redeem", json=body).json()["response"]
    points_redeemed: dict[str, Any] = done["responses"]["points"]
    return points_redeemed


def test_transactions_of_a_customer(client: httpx.Client) -> None:
    answer = client.get(TRANSACTIONS, params=MIRA)
    said = answer.json()["response"]
    assert said["status"] == {"success": "true", "code": 200, "message": "Success"}
    [transaction] = said["customer"].pop("transactions")["transaction"]
    assert said["customer"] == {
        "firstname": "Mira",
        "lastname": "Novak",
        "user_id": "800101",
        "mobile": "914400000017",
        "email": "mira.novak@mail.test",
        "external_id": "HX-0001",
        "lifetime_points": 120,
        "lifetime_purchases": 1200,
        "loyalty_points": 120,
        "current_slab": "Deckhand",
        "registered_on": "2025-03-02 10:15:00",
        "updated_on": "2025-03-02 10:15:00",
        "type": "LOYALTY",
        "source": "instore",
        "count": 1,
        "start": "910001",
        "delayed_points": "0",
        "delayed_returned_points": "0",
        "total_available_points": "120",
        "total_returned_points": "0",
        "rows": "10",
        "item_status": {
            "success": "true",
            "code": "1052",
            "message": "Transactions fetched successfully",
            "warnings": {"warning": []},
        },
    }
    assert transaction.pop("basket_size") >= 0
    assert transaction == {
        "id": "910001",
        "number": "HB-1001",
        "type": "REGULAR",
        "return_type": "",
        "amount": "1200",
        "outlier_status": "NORMAL",
        "delivery_status": "DELIVERED",
        "notes": "",
        "billing_time": "2025-04-01 12:30:00",
        "auto_update_time": "2025-04-01 12:30:00",
        "gross_amount": "1250",
        "discount": "50",
        "store": "Quay One",
        "store_code": "quay1",
        "returned_points_on_bill": "0.0",
        "points": {
            "issued": "120",
            "redeemed": "0",
            "returned": "0",
            "expired": "0",
            "returnedPointsOnBill": "0.0",
            "expiry_date": "2026-04-01 23:59:59",
            "program_id": "31",
        },
        "custom_fields": {"field": []},
        "extended_fields": {"field": []},
        "coupons": [],
        "line_items": {"line_item": []},
    }


def test_points_of_a_transaction_are_spent_and_expire(
    client: httpx.Client, sandbox: Sandbox
) -> None:
    redeem(client, 20)
    [row] = customer(client.get(TRANSACTIONS, params=MIRA))["transactions"]["transaction"]
    assert (row["points"]["issued"], row["points"]["redeemed"]) == ("120", "20")
    sandbox.advance(days=120)
    client.headers["CAP-API-ACCESS-TOKEN"] = token(client)
    [row] = customer(client.get(TRANSACTIONS, params=MIRA))["transactions"]["transaction"]
    assert row["points"]["expired"] == "100"


def token(client: httpx.Client) -> str:
    pair = {"key": "hg-demo-key", "secret": "hg-demo-secret"}
    answer = client.post("/v3/oauth/token/generate", json=pair)
    return str(answer.json()["data"]["accessToken"])


def test_paging_and_sorting(client: httpx.Client) -> None:
    newest_first = rows(client)
    assert len(newest_first) == 4
    times = [row["billing_time"] for row in newest_first]
    assert times == sorted(times, reverse=True)
    assert rows(client, order="asc") == newest_first[::-1]
    ids = [int(row["id"]) for row in rows(client, sort="trans_id", order="asc")]
    assert ids == sorted(ids)
    assert rows(client, limit=2) == newest_first[:2]
    assert rows(client, limit=2, offset=1) == newest_first[1:3]
    beyond = client.get(TRANSACTIONS, params={**MANY, "offset": "9"})
    assert (code(beyond), customer(beyond)["count"], customer(beyond)["start"]) == ("1052", 4, "")
    page = customer(client.get(TRANSACTIONS, params={**MANY, "limit": "2"}))
    assert (page["rows"], page["start"], page["count"]) == ("2", newest_first[0]["id"], 4)


def test_filters(client: httpx.Client) -> None:
    oldest_first = rows(client, order="asc")
    ids = [row["id"] for row in oldest_first]

    def found(**params: Any) -> list[str]:
        return [row["id"] for row in rows(client, order="asc", **params)]

    assert found(number=oldest_first[1]["number"]) == ids[1:2]
    assert found(transaction_id=ids[2]) == ids[2:3]
    assert found(start_id=ids[1]) == ids[1:]
    assert found(start_id=ids[1], end_id=ids[2]) == ids[1:3]
    day = oldest_first[1]["billing_time"][:10]
    assert found(start_date=day) == ids[1:]
    assert found(end_date=day) == ids[:2]
    assert found(start_date=day, end_date=day) == ids[1:2]
    assert found(start_date=oldest_first[1]["billing_time"]) == ids[1:]
    assert found(end_date=oldest_first[1]["billing_time"]) == ids[:2]
    for place in (
        {"store_code": "quay1"},
        {"store_id": "62001"},
        {"entity_type": "TILL", "entity_code": "quay1.t1"},
        {"entity_type": "store", "entity_code": "quay1"},
        {"entity_type": "ZONE", "entity_code": "coast"},
        {"entity_type": "CONCEPT", "entity_code": "homeware"},
        {"entity_code": "quay1"},
    ):
        assert found(**place) == ids, place


@pytest.mark.parametrize(
    "params",
    [
        {"number": "HB-1"},
        {"store_code": "quay2"},
        {"store_id": "x"},
        {"entity_type": "STR_SERVER", "entity_code": "quay1.ss"},
        {"start_date": "2026-01-01"},
        {"transaction_id": "910001"},
        {"end_id": "1"},
    ],
)
def test_no_transactions_is_1051(client: httpx.Client, params: dict[str, str]) -> None:
    answer = client.get(TRANSACTIONS, params={**MANY, **params})
    assert (answer.status_code, code(answer)) == (500, "1051")
    assert set(customer(answer)) == {"id", "item_status"}


@pytest.mark.parametrize("path", [TRANSACTIONS, REDEMPTIONS])
@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({"mobile": "910000000000"}, "1012"),
        ({"id": "abc"}, "1042"),
        ({}, "1015"),
        ({"identifierName": "colour", "identifierValue": "red"}, "1015"),
        ({"id": "800141"}, "8109"),
        ({**MIRA, "start_date": "soon"}, "1216"),
        ({**MIRA, "start_date": "2025-02-01", "end_date": "2025-01-01"}, "1214"),
        ({**MIRA, "entity_type": "SHIP", "entity_code": "x"}, "1212"),
    ],
)
def test_codes_of_reads(
    client: httpx.Client, path: str, params: dict[str, str], wanted: str
) -> None:
    answer = client.get(path, params=params)
    assert (answer.status_code, code(answer)) == (500, wanted)


@pytest.mark.parametrize("path", [TRANSACTIONS, REDEMPTIONS])
@pytest.mark.parametrize(
    "params",
    [
        {"limit": "0"},
        {"limit": "x"},
        {"limit": "9" * 30},
        {"offset": "-1"},
        {"sort": "colour"},
        {"order": "up"},
    ],
)
def test_unusable_pages_are_400(client: httpx.Client, path: str, params: dict[str, str]) -> None:
    assert client.get(path, params={**MIRA, **params}).status_code == 400


def test_identifiers_by_name_and_value_and_several_customers(client: httpx.Client) -> None:
    by_name = {"identifierName": "mobile", "identifierValue": "914400000017"}
    assert customer(client.get(TRANSACTIONS, params=by_name))["user_id"] == "800101"
    answer = client.get(TRANSACTIONS, params={"id": "800101,800999,800105"})
    assert answer.json()["response"]["status"]["code"] == 201
    first, second, third = customer(answer)
    assert (first["count"], third["count"]) == (1, 4)
    assert second["item_status"]["code"] == "1012"
    many = ",".join(["800101"] * 101)
    answer = client.get(TRANSACTIONS, params={"id": many})
    assert answer.json()["response"]["status"]["code"] == 1060


def test_points_of_a_customer_in_no_programme_are_a_warning(client: httpx.Client) -> None:
    answer = client.get(TRANSACTIONS, params={"id": "800139"})
    assert (code(answer), customer(answer)["item_status"]["warnings"]["warning"]) == (
        "1052",
        ["91001"],
    )
    spent = {"id": "800139", "type": "points"}
    assert code(client.get(REDEMPTIONS, params=spent)) == "1013"
    assert code(client.get(REDEMPTIONS, params={**spent, "program_id": "31"})) == "1020"
    assert code(client.get(REDEMPTIONS, params={**spent, "program_id": "99"})) == "1213"


def test_flags_of_transactions(client: httpx.Client) -> None:
    flags = dict.fromkeys(("credit_notes", "custom_fields", "points_breakup", "mlp"), "true")
    shown = customer(client.get(TRANSACTIONS, params={**MIRA, **flags}))
    assert shown["points_summaries"]["points_summary"][0]["programId"] == "31"
    [row] = shown["transactions"]["transaction"]
    assert row["credit_notes"] == {"credit_note": []}
    assert row["points_breakup"]["program"][0]["issued"] == "120"


def test_redemptions_of_points(client: httpx.Client) -> None:
    done = redeem(client, 20, transaction_number="HB-1001", notes="tea")
    answer = client.get(REDEMPTIONS, params={**MIRA, "type": "POINTS"})
    said = answer.json()["response"]
    assert said["status"] == {"success": True, "code": 200, "message": "Success"}
    [point] = said["customer"]["redemptions"].pop("points")["point"]
    assert said["customer"] == {
        "mobile": "914400000017",
        "email": "mira.novak@mail.test",
        "external_id": "HX-0001",
        "firstname": "Mira",
        "lastname": "Novak",
        "user_groups2": [],
        "rows": 10,
        "coupons_count": None,
        "points_count": 1,
        "coupons_start_id": "",
        "points_start_id": point["id"],
        "redemptions": {"coupons": {"coupon": None}},
    }
    assert isinstance(point.pop("id"), int)
    assert point == {
        "program_id": 31,
        "points_redeemed": 20,
        "transaction_number": "HB-1001",
        "bill_id": "-1",
        "validation_code": "",
        "redeemed_time": "2026-01-15 15:30:00",
        "redeemed_at": "quay1.t1",
        "redemption_purpose": "",
        "notes": "tea",
        "external_reference_number": "",
        "redemption_id": done["redemption_id"],
        "redeemed_store": {"code": "quay1", "name": "Quay One"},
        "redeemed_till": {"code": "quay1.t1", "name": "quay1.t1"},
        "custom_fields": {"field": []},
        "reversals": [],
        "redemption_breakup_by_program": [],
    }


def test_reversals_and_programmes_of_a_redemption(client: httpx.Client) -> None:
    done = redeem(client, 20)
    who = {"type": "mobile", "value": MIRA["mobile"]}
    body = {"redemptionId": done["redemption_id"], "identifier": who, "pointsToBeReversed": 5}
    assert client.post("/v2/points/reverse", json=body).status_code == 200
    shown = customer(client.get(REDEMPTIONS, params={**MIRA, "mlp": "true", "user_id": "true"}))
    assert shown["user_id"] == "800101"
    [point] = shown["redemptions"]["points"]["point"]
    [reversal] = point["reversals"]
    assert (reversal["points_reversed"], reversal["reversed_on_till_id"]) == (5, 63001)
    part = {"program_id": 31, "points_redeemed": 20, "program_name": "Harbour Club"}
    assert point["redemption_breakup_by_program"] == [part]


def test_windows_of_redemptions(client: httpx.Client) -> None:
    for points in (1, 2, 3):
        redeem(client, points)

    def found(**params: Any) -> list[int]:
        shown = customer(client.get(REDEMPTIONS, params={**MIRA, **params}))
        return [point["points_redeemed"] for point in shown["redemptions"]["points"]["point"]]

    assert found() == [3, 2, 1]
    assert found(sort="redemption_id", order="asc") == [1, 2, 3]
    first = customer(client.get(REDEMPTIONS, params={**MIRA, "order": "asc"}))["points_start_id"]
    assert found(points_start_id=first + 1) == [3, 2]
    assert found(points_end_id=first) == [1]
    assert found(limit=2) == [3, 2]
    assert found(limit=2, points_limit=1) == [3]
    assert found(end_date="2026-01-14") == []
    assert found(entity_code="quay1.t1", program_id=31) == [3, 2, 1]
    assert found(entity_code="quay2.t1") == []
    assert code(client.get(REDEMPTIONS, params={**MIRA, "program_id": "9"})) == "1213"


def test_both_halves_and_unknown_types_of_redemptions(client: httpx.Client) -> None:
    shown = customer(client.get(REDEMPTIONS, params=MIRA))
    assert shown["redemptions"] == {"coupons": {"coupon": []}, "points": {"point": []}}
    assert (shown["coupons_count"], shown["points_count"]) == (0, 0)
    coupons = customer(client.get(REDEMPTIONS, params={**MIRA, "type": "coupons"}))
    assert coupons["redemptions"] == {"coupons": {"coupon": []}, "points": {"point": None}}
    assert client.get(REDEMPTIONS, params={**MIRA, "type": "CASH"}).status_code == 400
    failed = client.get(REDEMPTIONS, params={"id": "800999"}).json()["response"]["status"]
    assert (failed["success"], failed["code"]) == (False, 500)


def test_a_redeemed_coupon_tells_its_discount_in_money(client: httpx.Client) -> None:
    bill = [{"number": "HB-1002", "amount": "80"}]
    spent = {"code": "M4RKTQX8", "customer": MIRA, "transaction": bill}
    client.post("/v1.1/coupon/redeem", json={"root": {"coupon": [spent]}})
    [coupon] = customer(client.get(REDEMPTIONS, params=MIRA))["redemptions"]["coupons"]["coupon"]
    assert (coupon["code"], coupon["discount_type"]) == ("M4RKTQX8", "ABS")
    assert coupon["discount_value"] == "15"


def test_xml(client: httpx.Client) -> None:
    redeem(client, 20)
    text = client.get(TRANSACTIONS, params={**MIRA, "format": "xml"}).text
    assert "<transactions><transaction><id>910001</id><number>HB-1001</number>" in text
    text = client.get(REDEMPTIONS, params={**MIRA, "format": "xml"}).text
    assert "<coupons_count>0</coupons_count><points_count>1</points_count>" in text
    assert "<program_id>31</program_id><points_redeemed>20</points_redeemed>" in text

"""Transactions, version 2: add, return, update, get, one or many."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v2, bill_codes_v1, bill_v1, bill_v2, bills_v1, errors_v2, read_v2
from .asking import warnings_v2 as warnings

TEA = {"itemCode": "SKU-TEA-01", "qty": 2.0, "rate": 600, "value": 1200, "amount": 1200}
ONE = {"itemCode": "SKU-TEA-01", "qty": 1}
WHO = {"identifierType": "mobile", "identifierValue": "914400000017", "source": "INSTORE"}
URL = "/v2/transactions"
MIRA = f"{URL}?identifierName=mobile&identifierValue=914400000017"


def sell(client: httpx.Client, number: str = "HB-7001", **more: Any) -> httpx.Response:
    return bill_v2(client, **{"billNumber": number, "billAmount": "1200", **more})


def back(client: httpx.Client, kind: str, number: str = "HB-1001", **more: Any) -> httpx.Response:
    return bill_v2(client, **{"type": "RETURN", "returnType": kind, "billNumber": number, **more})


def test_a_sale_is_answered_as_documented(client: httpx.Client) -> None:
    effect = {"entityType": "USER", "rawAwardedPoints": 120.0, "awardedPoints": 120}
    expected = {
        "createdId": 910084,
        "warnings": [],
        "errors": [],
        "sideEffects": [{**effect, "type": "points"}],
        "loyaltyDetails": [],
        "customerInfo": {"firstName": "Mira", "lastName": "Novak"},
    }
    answer = sell(client, lineItemsV2=[TEA])
    assert answer.status_code == 200
    assert answer.json() == expected
    assert list(answer.json()) == list(expected)
    raw = sell(client, "HB-7002", query="&rawSideEffects=true").json()
    assert (raw["sideEffects"], raw["rawSideEffects"]) == ([], expected["sideEffects"])


def test_work_that_is_queued_has_no_side_effects_to_tell(client: httpx.Client) -> None:
    for number, query in enumerate(("&use_asynch=true", "&use_async=true")):
        assert sell(client, f"HB-71{number}", query=query).json()["sideEffects"] == []
    client.headers["X-CAP-DIRECT-REPLAY"] = "true"
    assert sell(client).json()["sideEffects"] == []
    assert read_v2(client, 910086)["lifeTimePurchases"] == 4800


def test_a_tier_is_told_of(client: httpx.Client) -> None:
    slab = {
        "previousSlabName": "Deckhand",
        "previousSlabNumber": 1,
        "upgradedSlabName": "Captain",
        "upgradedSlabNumber": 3,
        "slabExpiryDate": "2124-12-31T23:59:59+05:30",
        "type": "slab",
    }
    assert sell(client, billAmount=50_000).json()["sideEffects"][1] == slab


def test_a_sale_is_read_as_documented(client: httpx.Client) -> None:
    till = {
        "id": 63001,
        "code": "quay1.t1",
        "description": "",
        "name": "quay1.t1",
        "type": "TILL",
        "adminType": "GENERAL",
        "isActive": True,
        "isOuEnabled": False,
        "timeZoneId": 1,
        "currencyId": 1,
        "languageId": 1,
    }
    moment = "2025-04-01T12:30:00+05:30"
    shop = {"id": 62001, "code": "quay1", "description": "", "name": "Quay One", "type": "STORE"}
    expected = {
        "attribution": {
            "createDate": moment,
            "createdBy": till,
            "modifiedBy": {},
            "modifiedDate": moment,
        },
        "billDetails": {
            "amount": 1200.0,
            "billingStore": shop,
            "billNumber": "HB-1001",
            "billingTime": moment,
            "discount": 50.0,
            "grossAmount": 1250.0,
            "note": "",
            "returnDetails": {"canceled": False},
            "niReturnDetails": {},
            "invalidBill": False,
        },
        "customFields": {},
        "customerId": 800101,
        "id": 910001,
        "lineItems": [
            {
                "id": 1,
                "customerId": 0,
                "details": {
                    "amount": 1200.0,
                    "description": "tea crate",
                    "discount": 0.0,
                    "itemCode": "SKU-TEA-01",
                    "qty": 2.0,
                    "rate": 600.0,
                    "serial": 1,
                    "value": 1200.0,
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
        ],
        "outlierStatus": "NORMAL",
        "paymentModes": [],
        "source": "INSTORE",
        "type": "REGULAR",
        "lifeTimePurchases": 1200,
        "extendedFields": {},
        "autoUpdateTime": moment,
        "basketSize": 2.0,
        "returnDetails": {"canceled": False},
        "warnings": [],
    }
    answer = client.get(f"{URL}/910001")
    assert answer.text.startswith('{"attribution":{"createDate"')
    assert answer.json() == expected
    assert list(answer.json()) == list(expected)
    assert '"amount":1200.0' in answer.text
    assert client.get(f"{URL}/getByBillNumber/HB-1001").json() == expected


def test_points_are_told_of_by_id_and_with_both_flags_only(client: httpx.Client) -> None:
    both = {"mlp": "true", "points_breakup": "true"}
    [points] = read_v2(client, 910001, **both)["loyaltyPoints"]
    assert points == {
        "programId": 31,
        "issued": 120.0,
        "redeemed": 0.0,
        "returned": 0.0,
        "expired": 0.0,
        "expiryDate": "2026-04-01T23:59:59+05:30",
    }
    for flag in both:
        assert "loyaltyPoints" not in read_v2(client, 910001, **{flag: "true"})
    by_number = client.get(f"{URL}/getByBillNumber/HB-1001", params=both).json()
    assert by_number["loyaltyPoints"] == []


def test_payments_and_parts_are_kept(client: httpx.Client) -> None:
    paid = {"mode": "Card", "value": 1200, "notes": "", "attributes": {"card_type": "debit"}}
    line = {**TEA, "addOnDetails": [{"itemCode": "SKU-MUG-03", "quantity": 1}]}
    sell(client, paymentModes=[paid], lineItemsV2=[line], customFields={"basket": "A"})
    shown = read_v2(client, 910084, tenders="true", credit_notes="true")
    assert shown["paymentModes"] == [{**paid, "value": 1200.0}]
    assert shown["creditNotes"] == []
    assert shown["customFields"] == {"basket": "A"}
    addons = [{"itemCode": "SKU-MUG-03", "quantity": 1.0}]
    assert shown["lineItems"][0]["addonDetails"] == addons
    [kept] = bills_v1(client.get("/v1.1/transaction/get?id=910084"))
    items = kept["line_items"]["line_item"][0]["addon_items"]["addon_item"]
    assert items == [{"item_code": "SKU-MUG-03", "quantity": "1"}]


@pytest.mark.parametrize(
    ("member", "code"), [("comboDetails", 679), ("addOnDetails", 680), ("splitDetails", 681)]
)
@pytest.mark.parametrize("parts", [[{"quantity": 1}], ["SKU-MUG-03"], 7, {"itemCode": ""}])
def test_parts_of_a_line_are_items(
    client: httpx.Client, member: str, code: int, parts: Any
) -> None:
    assert errors_v2(sell(client, lineItemsV2=[{**TEA, member: parts}])) == [code]
    assert errors_v2(client.get(f"{URL}/getByBillNumber/HB-7001")) == [688]


def test_who_made_a_bill_can_be_said(client: httpx.Client) -> None:
    maker = {"code": "quay2.t1", "type": "TILL"}
    said = {"createDate": "2025-12-24T12:00:00+05:30", "createdBy": maker}
    sell(client, attribution=said)
    made = read_v2(client, 910084)["attribution"]
    assert (made["createDate"], made["createdBy"]["code"]) == (said["createDate"], "quay2.t1")
    maker = {"code": "quay7.t1"}
    assert errors_v2(sell(client, attribution={"createdBy": maker})) == [671]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("identifierName=mobile&identifierValue=915550000000", 8015),
        ("identifierName=mobile&identifierValue=12", 8015),
        ("identifierName=id&identifierValue=800999", 8015),
        ("identifierName=id&identifierValue=x", 8015),
        ("identifierName=id&identifierValue=800141", 8109),
        ("identifierName=mobile", 8084),
        ("identifierValue=914400000017", 8084),
        ("", 8084),
        ("identifierName=shoe&identifierValue=42", 8013),
        ("identifierName=mobile&identifierValue=914400000017&source=MOON", 8003),
        ("identifierName=mobile&identifierValue=914400000017&source=WECHAT", 8045),
        ("identifierName=mobile&identifierValue=914400000017&source=ECOMMERCE", 8065),
        ("identifierName=id&identifierValue=800140", 3045),
    ],
)
def test_customers_are_never_registered(client: httpx.Client, query: str, expected: int) -> None:
    body = {"type": "REGULAR", "billNumber": "HB-7001", "billAmount": 1}
    answer = client.post(f"{URL}?{query}", json=body)
    assert (answer.status_code, errors_v2(answer)) == (400, [expected])


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("id", "800101", ""),
        ("email", "Mira.Novak@mail.test", ""),
        ("externalId", "HX-0001", "&source=INSTORE"),
        ("wechat", "wx_0003", "&source=WECHAT&accountId=wc-main"),
    ],
)
def test_customers_are_found(client: httpx.Client, name: str, value: str, place: str) -> None:
    query = f"identifierName={name}&identifierValue={value}{place}"
    body = {"type": "REGULAR", "billNumber": "HB-7001", "billAmount": 1}
    assert client.post(f"{URL}?{query}", json=body).status_code == 200
    assert read_v2(client, 910084)["source"] == ("WECHAT" if "WECHAT" in place else "INSTORE")


def test_blocked_customers_buy_nothing(client: httpx.Client, sandbox: Sandbox) -> None:
    for label in ("Blocked", "Suspicious"):
        with sandbox._store.transaction():
            sandbox._store.run("UPDATE customers SET label = ? WHERE id = 800101", label)
        assert errors_v2(sell(client)) == [3045]
        assert errors_v2(client.put(MIRA, json={"id": 910001})) == [3045]


BAD = [
    ({"type": ""}, 690),
    ({"type": "BARTER"}, 690),
    ({"billNumber": ""}, 602),
    ({"billNumber": None}, 602),
    ({"billNumber": "HB-1001"}, 604),
    ({"billNumber": "x" * 51}, 685),
    ({"note": "x" * 256}, 685),
    ({"notInterestedReason": "x" * 256}, 685),
    ({"billAmount": ""}, 601),
    ({"billAmount": "x"}, 601),
    ({"billAmount": [1]}, 601),
    ({"billAmount": -1}, 601),
    ({"grossAmount": -1}, 665),
    ({"discount": -1}, 666),
    ({"billingDate": "soon"}, 400),
    ({"billingDate": 1}, 400),
    ({"billingDate": "2026-01-16T10:00:01Z"}, 643),
    ({"billingDate": "2025-01-15T09:59:59Z"}, 644),
    ({"outlierStatus": "HUGE"}, 686),
    ({"deliveryStatus": "LOST"}, 686),
    ({"lineItemsV2": [{**TEA, "amount": -1}]}, 661),
    ({"lineItemsV2": [{**TEA, "value": -1}]}, 662),
    ({"lineItemsV2": [{**TEA, "rate": -1}]}, 663),
    ({"lineItemsV2": [{**TEA, "discount": -1}]}, 664),
    ({"lineItemsV2": [{**TEA, "qty": -1}]}, 627),
    ({"redemptions": {"pointsRedemptions": ["nobody"]}}, 686),
    ({"redemptions": {"couponRedemptions": [{"id": 1}]}}, 686),
]


@pytest.mark.parametrize(("wrong", "expected"), BAD)
def test_what_is_wrong_is_said_and_changes_nothing(
    client: httpx.Client, sandbox: Sandbox, wrong: dict[str, Any], expected: int
) -> None:
    before = "\n".join(sandbox._store._connection.iterdump())
    answer = sell(client, **wrong)
    assert (answer.status_code, errors_v2(answer)) == (400, [expected])
    assert "\n".join(sandbox._store._connection.iterdump()) == before


RETURNS: list[tuple[list[tuple[str, dict[str, Any]]], str, dict[str, Any], int]] = [
    ([], "HALF", {}, 628),
    ([], "", {}, 628),
    ([], "FULL", {"billNumber": ""}, 631),
    ([], "FULL", {"billNumber": "HB-9999"}, 625),
    ([], "FULL", {"purchaseTime": "2025-04-02T12:00:00+05:30"}, 625),
    ([], "FULL", {"billNumber": "HB-1002"}, 668),
    ([], "FULL", {"id": 910002}, 667),
    ([], "FULL", {"id": "x"}, 620),
    ([], "FULL", {"billingDate": "2025-03-31T12:00:00+05:30"}, 624),
    ([], "FULL", {"billAmount": 1300}, 630),
    ([], "AMOUNT", {"billAmount": 1201}, 630),
    ([], "AMOUNT", {"billAmount": -1}, 601),
    ([], "LINE_ITEM", {}, 687),
    ([], "LINE_ITEM", {"lineItemsV2": [{"itemCode": "SKU-OAR-09"}]}, 687),
    ([], "LINE_ITEM", {"lineItemsV2": [{**ONE, "qty": 3}]}, 626),
    ([], "LINE_ITEM", {"lineItemsV2": [{**ONE, "qty": -1}]}, 627),
    ([], "LINE_ITEM", {"lineItemsV2": [{**ONE, "amount": 1201}]}, 630),
    (
        [("LINE_ITEM", {"lineItemsV2": [ONE]})],
        "LINE_ITEM",
        {"lineItemsV2": [{**ONE, "qty": 2}]},
        626,
    ),
    ([("LINE_ITEM", {"lineItemsV2": [ONE]})], "AMOUNT", {"billAmount": 1}, 632),
    ([("AMOUNT", {"billAmount": 1})], "LINE_ITEM", {"lineItemsV2": [ONE]}, 638),
    ([("AMOUNT", {"billAmount": 1})], "CANCELLED", {"lineItemsV2": [ONE]}, 638),
    ([("AMOUNT", {"billAmount": 1})], "FULL", {}, 639),
    ([("FULL", {})], "FULL", {}, 634),
    ([("FULL", {})], "AMOUNT", {"billAmount": 1}, 633),
    ([("CANCELLED", {})], "CANCELLED", {}, 634),
]


@pytest.mark.parametrize(("before", "kind", "more", "expected"), RETURNS)
def test_returns_that_cannot_be_made(
    client: httpx.Client,
    before: list[tuple[str, dict[str, Any]]],
    kind: str,
    more: dict[str, Any],
    expected: int,
) -> None:
    for earlier, said in before:
        assert back(client, earlier, **said).status_code == 200
    bought = read_v2(client, 910001)["lifeTimePurchases"]
    assert errors_v2(back(client, kind, **more)) == [expected]
    assert read_v2(client, 910001)["lifeTimePurchases"] == bought


def test_lines_can_be_cancelled(client: httpx.Client) -> None:
    assert back(client, "CANCELLED", lineItemsV2=[ONE]).json()["createdId"] == 910084
    assert errors_v2(back(client, "AMOUNT", billAmount=1)) == [632]
    assert back(client, "LINE_ITEM", lineItemsV2=[ONE]).status_code == 200
    shown = read_v2(client, 910001)
    assert (shown["returnDetails"], shown["lifeTimePurchases"]) == ({"canceled": True}, 0)
    gone = read_v2(client, 910084, type="RETURN")
    assert gone["returnDetails"]["returnType"] == "CANCELLED"
    assert gone["billDetails"]["amount"] == 600.0
    assert gone["lineItems"][0]["returnDetails"] == {"type": "RETURN"}


def test_a_mixed_bill_sells_and_gives_back(client: httpx.Client) -> None:
    gone = {**ONE, "type": "RETURN", "returnType": "LINE_ITEM", "parentBillNumber": "HB-1001"}
    gone["purchaseTime"] = "2025-04-01T12:30:00+05:30"
    new = {"type": "REGULAR", "itemCode": "SKU-MUG-03", "qty": 2, "rate": 45}
    sell(client, type="MIXED", billAmount=90, lineItemsV2=[gone, new])
    shown = read_v2(client, 910084, type="MIXED")
    assert [line["details"]["itemCode"] for line in shown["lineItems"]] == [
        "SKU-MUG-03",
        "SKU-TEA-01",
    ]
    assert (shown["lifeTimePurchases"], shown["basketSize"]) == (690, 2.0)
    lines = [{**gone, "returnType": "AMOUNT", "amount": 1}]
    assert errors_v2(sell(client, "HB-7002", type="MIXED", lineItemsV2=lines)) == [632]


def test_a_visit_needs_no_customer(client: httpx.Client) -> None:
    body = {"type": "NOT_INTERESTED", "billNumber": "N-1", "billAmount": 5}
    answer = client.post(URL, json=body)
    assert answer.json()["customerInfo"] == {}
    assert read_v2(client, 910084, type="NOT_INTERESTED")["customerId"] == 0
    body |= {"type": "NOT_INTERESTED_RETURN", "returnType": "FULL"}
    assert client.post(URL, json=body).status_code == 200


def test_warnings(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.configure("CONF_OUTLIER_BILL_AMOUNT", "1000")
    sandbox.configure("CONF_OUTLIER_LINE_AMOUNT", "1000")
    answer = sell(client, lineItemsV2=[TEA], customFields={"no": 1}, extendedFields={"no": 1})
    assert warnings(answer) == [9611, 9608, 9604, 91016, 9610]
    assert answer.json()["sideEffects"] == []


def test_a_merged_customers_id_is_warned_of(client: httpx.Client, sandbox: Sandbox) -> None:
    add_v2(client, ("mobile", "915550000701"))
    with sandbox._store.transaction():
        sandbox._store.run("UPDATE customers SET merged_into = 800101 WHERE id = 800142")
    body = {"type": "REGULAR", "billNumber": "HB-7001", "billAmount": 1}
    answer = client.post(f"{URL}?identifierName=id&identifierValue=800142", json=body)
    assert warnings(answer) == [8069]


def test_an_update_is_said_back(client: httpx.Client) -> None:
    [line] = read_v2(client, 910001)["lineItems"]
    lines = [{"id": line["id"], "extendedFields": {"delivery_mode": "boat"}}, {**ONE}]
    body = {"id": 910001, "customFields": {"basket": "A"}, "note": "hello", "lineItems": lines}
    answer = client.put(MIRA, json=body)
    assert answer.json() == {
        "id": 910001,
        "note": "hello",
        "customFields": {"basket": "A"},
        "lineItems": lines,
        "warnings": [],
    }
    shown = read_v2(client, 910001)
    assert shown["billDetails"]["note"] == "hello"
    assert shown["lineItems"][0]["details"]["extendedFields"] == {"delivery_mode": "boat"}
    assert shown["attribution"]["modifiedBy"]["code"] == "quay1.t1"
    by_number = client.put(MIRA, json={"billNumber": "HB-1001", "deliveryStatus": "PLACED"})
    assert by_number.json()["id"] == 910001
    [kept] = bills_v1(client.get("/v1.1/transaction/get?id=910001"))
    assert (kept["delivery_status"], kept["notes"]) == ("PLACED", "hello")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, 607),
        ({"id": "x"}, 620),
        ({"id": 5}, 620),
        ({"id": 910002}, 667),
        ({"billNumber": "HB-1002"}, 668),
        ({"id": 910001, "customFields": {"no": "1"}}, 669),
        ({"id": 910001, "deliveryStatus": "LOST"}, 1118),
        ({"id": 910001, "lineItems": [{"id": 99}]}, 1119),
        ({"id": 910001, "lineItems": [{"id": "x"}]}, 1119),
        ({"id": 910001, "lineItems": [{"itemCode": "no"}]}, 1120),
        ({"id": 910001, "note": "x" * 256}, 685),
    ],
)
def test_updates_that_cannot_be_made(
    client: httpx.Client, sandbox: Sandbox, body: dict[str, Any], expected: int
) -> None:
    before = "\n".join(sandbox._store._connection.iterdump())
    assert errors_v2(client.put(MIRA, json=body)) == [expected]
    assert errors_v2(client.put(URL, json=body)) == [8084]
    bulk = client.put(f"{URL}/bulk", json=[{**WHO, **body}]).json()
    assert [error["code"] for error in bulk["response"][0]["errors"]] == [expected]
    assert "\n".join(sandbox._store._connection.iterdump()) == before


def test_a_bulk_takes_each_item_on_its_own(client: httpx.Client) -> None:
    good = {**WHO, "type": "REGULAR", "billNumber": "HB-7001", "billAmount": "90"}
    nobody = {**good, "identifierValue": "915550000000"}
    nowhere = {name: value for name, value in good.items() if name != "source"}
    answer = client.post(f"{URL}/bulk", json=[good, good, nobody, nowhere, 5])
    assert answer.status_code == 200
    body = answer.json()
    assert (body["totalCount"], body["failureCount"]) == (5, 4)
    first, *rest = body["response"]
    result = {**good, "id": 910084}
    assert first == {"entityId": 910084, "result": result, "errors": [], "warnings": []}
    assert [item["errors"][0]["code"] for item in rest] == [604, 8015, 8016, 400]
    assert [item["entityId"] for item in rest] == [None] * 4
    assert read_v2(client, 910084)["lifeTimePurchases"] == 1290


def test_a_bulk_of_updates_says_back_what_was_changed(client: httpx.Client) -> None:
    items = [
        {**WHO, "billNumber": "HB-1001", "deliveryStatus": "DELIVERED", "billAmount": 5},
        {**WHO, "id": 910002},
    ]
    body = client.put(f"{URL}/bulk", json=items).json()
    assert (body["totalCount"], body["failureCount"]) == (2, 1)
    changed = {"id": 910001, **WHO, "billNumber": "HB-1001", "deliveryStatus": "DELIVERED"}
    assert body["response"][0]["result"] == changed
    assert read_v2(client, 910001)["billDetails"]["amount"] == 1200.0
    back(client, "AMOUNT", billAmount=1)
    returned = client.put(f"{URL}/bulk", json=[{**WHO, "id": 910084}]).json()
    assert returned["response"][0]["errors"][0]["code"] == 620


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_batches_that_cannot_be_used(client: httpx.Client, method: str) -> None:
    bodies: list[tuple[Any, int]] = [({}, 400), ([], 400), ("x", 400), ([{}] * 101, 1060)]
    for body, expected in bodies:
        answer = client.request(method, f"{URL}/bulk", json=body)
        assert (answer.status_code, errors_v2(answer)) == (400, [expected])
    wrong: list[Any] = [[], "x", None]
    for body in wrong:
        answer = client.request(method, MIRA, json=body)
        assert (answer.status_code, errors_v2(answer)) == (400, [400])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("5", 620),
        ("x", 620),
        ("910001?type=RETURN", 620),
        ("910001?type=barter", 690),
        ("getByBillNumber/HB-9999", 688),
        ("getByBillNumber/hb-1001", 688),
    ],
)
def test_reading_what_is_not_there(client: httpx.Client, path: str, expected: int) -> None:
    answer = client.get(f"{URL}/{path}")
    assert (answer.status_code, errors_v2(answer)) == (400, [expected])


def test_a_transaction_that_cannot_be_read_is_500(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail("v2/transaction/get", 500)
    answer = client.get(f"{URL}/910001")
    assert (answer.status_code, errors_v2(answer)) == (500, [500])


def test_the_transactions_of_an_erased_customer_are_not_shown(
    client: httpx.Client, sandbox: Sandbox
) -> None:
    with sandbox._store.transaction():
        sandbox._store.run("UPDATE customers SET erased = 1 WHERE id = 800101")
    assert errors_v2(client.get(f"{URL}/910001")) == [8109]


def test_both_versions_share_what_they_write(client: httpx.Client) -> None:
    sell(client, lineItemsV2=[TEA], billingDate="2026-01-10T10:00:00")
    [kept] = bills_v1(client.get("/v1.1/transaction/get?number=HB-7001"))
    assert (kept["billing_time"], kept["amount"]) == ("2026-01-10 15:30:00", "1200.00")
    item = {"type": "return", "return_type": "FULL", "number": "HB-7001"}
    done = bill_v1(client, {**item, "customer": {"mobile": "914400000017"}})
    assert bill_codes_v1(done) == [600]
    assert errors_v2(back(client, "FULL", "HB-7001")) == [634]

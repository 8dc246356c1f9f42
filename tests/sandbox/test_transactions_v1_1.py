"""Transactions, version 1.1: add, return, update, convert, get."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v1, bill_codes_v1, bill_v1, bills_v1

MIRA = {"mobile": "914400000017"}
GET = "/v1.1/transaction/get"
TEA = {"serial": "1", "item_code": "SKU-TEA-01", "qty": "2", "rate": "600", "amount": "1200"}


def lines(*items: dict[str, Any]) -> dict[str, Any]:
    return {"line_items": {"line_item": list(items)}}


def sale(number: str = "HB-5001", **more: Any) -> dict[str, Any]:
    return {"type": "regular", "number": number, "amount": "1200", "customer": MIRA, **more}


def back(kind: str, number: str = "HB-1001", **more: Any) -> dict[str, Any]:
    said = {"type": "return", "return_type": kind, "number": number, "customer": MIRA}
    return {**said, **more}


def add(client: httpx.Client, **item: Any) -> dict[str, Any]:
    [answer] = bills_v1(bill_v1(client, item))
    return answer


def code(client: httpx.Client, **item: Any) -> int:
    said: int = add(client, **item)["item_status"]["code"]
    return said


def test_a_sale_is_answered_as_documented(client: httpx.Client) -> None:
    bill = {
        **sale(gross_amount="1250", discount="50", billing_time="2025-12-01 12:30:00"),
        **lines({**TEA, "attributes": {"attribute": [{"name": "origin", "value": "hill"}]}}),
        "payment_details": {"payment": [{"mode": "Card", "value": "1200"}]},
        "custom_fields": {"field": [{"name": "basket", "value": "A"}]},
        "bill_client_id": "till-7",
    }
    answer = bill_v1(client, bill)
    assert answer.json()["response"]["status"] == {
        "success": "true",
        "code": 200,
        "message": "Success",
    }
    summary = {
        "programId": "31",
        "redeemed": "0",
        "expired": "0",
        "returned": "0",
        "adjusted": "0",
        "lifetimePoints": "240",
        "loyaltyPoints": "240",
        "cumulativePurchases": "2400",
        "currentSlab": "Deckhand",
        "nextSlab": "Bosun",
        "nextSlabSerialNumber": "2",
        "nextSlabDescription": "second tier",
        "slabSNo": "1",
        "slabExpiryDate": "2124-12-31 23:59:59",
        "totalPoints": "",
    }
    effect = {"awarded_points": 120, "total_points": 240, "customer_id": "800101", "type": "points"}
    expected = {
        "id": 910084,
        "shipping_source_till_code": "",
        "number": "HB-5001",
        "bill_client_id": "till-7",
        "type": "REGULAR",
        "delivery_status": "DELIVERED",
        "parent_bill_number": "",
        "outlier_status": "NORMAL",
        "customer": {
            "user_id": "800101",
            "mobile": "914400000017",
            "firstname": "Mira",
            "lastname": "Novak",
            "email": "mira.novak@mail.test",
            "external_id": "HX-0001",
            "lifetime_points": "240",
            "loyalty_points": "240",
            "current_slab": "Deckhand",
            "tier_expiry_date": "2124-12-31 23:59:59",
            "points_summaries": {"points_summary": [summary]},
            "lifetime_purchases": "2400",
            "type": "LOYALTY",
            "source": "instore",
        },
        "side_effects": {"effect": [effect]},
        "source": "INSTORE",
        "item_status": {
            "success": "true",
            "code": 600,
            "message": "Transaction added successfully",
        },
    }
    [shown] = bills_v1(answer)
    assert shown == expected
    assert list(shown) == list(expected)


def test_a_sale_is_read_as_documented(client: httpx.Client) -> None:
    expected = {
        "customer": {
            "mobile": "914400000017",
            "first_name": "Mira",
            "last_name": "Novak",
            "email": "mira.novak@mail.test",
            "external_id": "HX-0001",
            "source": "instore",
        },
        "billing_till": {"code": "quay1.t1", "name": "quay1.t1"},
        "billing_store": {"code": "quay1", "name": "Quay One"},
        "id": "910001",
        "number": "HB-1001",
        "type": "REGULAR",
        "outlier_status": "NORMAL",
        "store": "quay1.t1",
        "delivery_status": "DELIVERED",
        "source": "instore",
        "custom_fields": {"field": []},
        "extended_fields": {"field": []},
        "amount": "1200.00",
        "billing_time": "2025-04-01 12:30:00",
        "auto_update_time": "2025-04-01 12:30:00",
        "gross_amount": "1250.00",
        "discount": "50.00",
        "notes": "",
        "line_items": {
            "line_item": [
                {
                    "type": "REGULAR",
                    "outlier_status": "NORMAL",
                    "serial": "1",
                    "item_code": "SKU-TEA-01",
                    "description": "tea crate",
                    "qty": "2",
                    "rate": "600.00",
                    "value": "1200.00",
                    "discount": "0.00",
                    "img_url": "",
                    "amount": "1200.00",
                    "returnable": "true",
                    "returnable_days": "-1",
                    "extended_fields": {"field": []},
                    "combo_items": {"combo_item": []},
                    "addon_items": {"addon_item": []},
                    "split_items": {"split_item": []},
                    "attributes": {"attribute": []},
                }
            ]
        },
        "item_status": {
            "success": "true",
            "code": 600,
            "message": "Transaction retrieved successfully",
        },
    }
    answer = client.get(f"{GET}?id=910001")
    tree = answer.json()["response"]["transactions"]
    assert tree["count"] == 1
    assert tree["transaction"] == [expected]
    assert list(tree["transaction"][0]) == list(expected)
    [more] = bills_v1(client.get(f"{GET}?number=HB-1001&user_id=true&tenders=true&credit_notes=1"))
    assert more["customer"]["user_id"] == "800101"
    card = {"name": "Card", "value": "1200.00", "notes": "", "attributes": {"attribute": []}}
    assert more["tenders"] == {"tender": [card]}
    assert more["credit_notes"] == {"credit_note": []}


def test_what_a_line_consists_of_is_kept(client: httpx.Client) -> None:
    parts = {"combo_item": [{"item_code": "SKU-MUG-03", "quantity": "2"}]}
    line = {**TEA, "combo_items": parts, "returnable": "false", "img_url": "tea.png"}
    line["extended_fields"] = {"field": [{"name": "Delivery_Mode", "value": "boat"}]}
    note: dict[str, Any] = {"credit_note": {"number": "CN-1", "amount": "5", "notes": "late"}}
    add(client, **sale(**lines(line), **note))
    [shown] = bills_v1(client.get(f"{GET}?number=HB-5001&credit_notes=true"))
    [kept] = shown["line_items"]["line_item"]
    assert kept["combo_items"] == parts
    assert (kept["returnable"], kept["img_url"]) == ("false", "tea.png")
    assert kept["extended_fields"] == {"field": [{"name": "delivery_mode", "value": "boat"}]}
    assert shown["credit_notes"]["credit_note"][0]["number"] == "CN-1"


def test_types_come_in_any_case_and_go_out_in_upper(client: httpx.Client) -> None:
    kinds = ["Regular", "NOT_interested", "mixed"]
    items = [sale(f"HB-51{n}", type=kind) for n, kind in enumerate(kinds)]
    shown = bills_v1(bill_v1(client, *items))
    assert [item["type"] for item in shown] == ["REGULAR", "NOT_INTERESTED", "MIXED"]
    without = sale("HB-5200")
    del without["type"]
    assert add(client, **without)["type"] == "REGULAR"


def test_what_a_line_does_not_say_follows(client: httpx.Client) -> None:
    given = [
        {"item_code": "A", "qty": 2, "rate": "10.5"},
        {"item_code": "B", "amount": 30},
        {"item_code": "C", "qty": 4, "value": 100, "discount": 20},
    ]
    add(client, **sale(**lines(*given)))
    [shown] = bills_v1(client.get(f"{GET}?number=HB-5001"))
    kept = [
        [line[name] for name in ("qty", "rate", "value", "discount", "amount")]
        for line in shown["line_items"]["line_item"]
    ]
    assert kept == [
        ["2", "10.50", "21.00", "0.00", "21.00"],
        ["1", "30.00", "30.00", "0.00", "30.00"],
        ["4", "25.00", "100.00", "20.00", "80.00"],
    ]


def test_an_unknown_customer_is_registered_and_a_known_one_gets_details(
    client: httpx.Client,
) -> None:
    who = {"mobile": "5550000601", "firstname": "Ines", "email": "ines@mail.test"}
    shown = add(client, **sale(customer=who))
    assert shown["customer"]["user_id"] == "800142"
    assert shown["customer"]["mobile"] == "915550000601"
    assert shown["customer"]["lifetime_points"] == "120"
    who = {"email": "ines@mail.test", "external_id": "HX-900", "lastname": "Abreu"}
    shown = add(client, **sale("HB-5002", customer=who))
    customer = shown["customer"]
    assert (customer["user_id"], customer["lastname"]) == ("800142", "Abreu")
    assert customer["external_id"] is None


def test_identifiers_of_two_customers_fail_unless_the_second_is_skipped(
    client: httpx.Client, sandbox: Sandbox
) -> None:
    add_v1(client, {"mobile": "915550000602"}, {"email": "two@mail.test"})
    both = {"mobile": "915550000602", "email": "two@mail.test"}
    assert code(client, **sale(customer=both)) == 1047
    new = {"mobile": "915550000603", "email": "mira.novak@mail.test"}
    assert code(client, **sale(customer=new)) == 647
    sandbox.configure("CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH", "true")
    shown = add(client, **sale(customer=both))
    assert shown["customer"]["mobile"] == "915550000602"
    assert shown["item_status"]["warnings"] == {"warning": ["91007"]}
    shown = add(client, **sale("HB-5002", customer=new))
    assert shown["customer"]["email"] is None
    assert shown["customer"]["user_id"] == "800144"


def test_products_are_made_of_what_is_sold(client: httpx.Client, sandbox: Sandbox) -> None:
    add(client, **sale(**lines({"item_code": "SKU-NEW-77", "amount": 5, "description": "net"})))
    row = sandbox._store.one("SELECT * FROM products WHERE sku = 'SKU-NEW-77'")
    assert row is not None
    assert row["description"] == "net"


def test_a_tier_is_reached(client: httpx.Client) -> None:
    shown = add(client, **sale(amount=9000))
    assert shown["customer"]["current_slab"] == "Bosun"
    assert shown["side_effects"]["effect"][1] == {
        "previous_slab_name": "Deckhand",
        "previous_slab_number": "1",
        "upgraded_slab_name": "Bosun",
        "upgraded_slab_number": "2",
        "slab_expiry_date": "2124-12-31 23:59:59",
        "type": "slab",
    }


LONG = "x" * 256
BAD = [
    ({"number": ""}, 602),
    ({"number": ["HB-1"]}, 602),
    ({"number": "HB-1001"}, 604),
    ({"number": "x" * 51}, 685),
    ({"notes": LONG}, 685),
    ({"amount": ""}, 601),
    ({"amount": "many"}, 601),
    ({"amount": {"a": 1}}, 601),
    ({"amount": "-1"}, 631),
    ({"amount": 10**18}, 601),
    ({"gross_amount": "x"}, 601),
    ({"gross_amount": -1}, 665),
    ({"discount": -1}, 666),
    ({"type": "barter"}, 605),
    ({"billing_time": "soon"}, 621),
    ({"billing_time": 20250101}, 621),
    ({"billing_time": "2026-01-17 12:00:00"}, 643),
    ({"billing_time": "2025-01-14 12:00:00"}, 644),
    ({"customer": {}}, 606),
    ({"customer": None}, 606),
    ({"customer": "Mira"}, 606),
    ({"customer": {"id": 800999}}, 656),
    ({"customer": {"mobile": "12"}}, 649),
    ({"customer": {"email": "nobody"}}, 646),
    ({"customer": {"external_id": "x" * 251}}, 652),
    ({"customer": {"mobile": "915550000609", "email": "mira.novak@mail.test"}}, 647),
    ({"customer": {**MIRA, "type": "NON_LOYALTY", "firstname": "M"}}, 655),
    ({"customer": {**MIRA, "type": "other"}}, 610),
    ({"customer": {"mobile": "915550000608", "registered_on": "2030-01-01"}}, 660),
    ({"outlier_status": "HUGE"}, 608),
    ({"delivery_status": "LOST"}, 609),
    (lines({**TEA, "amount": -1}), 661),
    (lines({**TEA, "value": -1}), 662),
    (lines({**TEA, "rate": -1}), 663),
    (lines({**TEA, "discount": -1}), 664),
    (lines({**TEA, "qty": -1}), 627),
    (lines({**TEA, "qty": "two"}), 601),
    (lines({"item_code": "A", "qty": 10**11, "rate": 10**11}), 601),
    ({"redemptions": {"points_redemptions": {"id": "nobody"}}}, 642),
    ({"redemptions": {"points_redemptions": {"points_redeemed": 5000}}}, 642),
    ({"redemptions": {"points_redemptions": [{"note": "x"}]}}, 640),
    ({"redemptions": {"couponRedemptions": [1]}}, 642),
]


@pytest.mark.parametrize(("wrong", "expected"), BAD)
def test_what_is_wrong_is_said_and_changes_nothing(
    client: httpx.Client, sandbox: Sandbox, wrong: dict[str, Any], expected: int
) -> None:
    before = "\n".join(sandbox._store._connection.iterdump())
    answer = bill_v1(client, sale(**wrong))
    assert bill_codes_v1(answer) == [expected]
    assert answer.status_code == 500
    assert answer.json()["response"]["status"]["code"] == 500
    after = "\n".join(sandbox._store._connection.iterdump())
    assert after == before

"""Returns, retro conversion, updates and reading, version 1.1."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import Login, bill_codes_v1, bill_v1, bills_v1
from .couponing import new_code
from .test_transactions_v1_1 import GET, MIRA, TEA, add, back, code, lines, sale

ONE: dict[str, Any] = {"item_code": "SKU-TEA-01", "qty": 1}
DAY = "2025-04-01 09:00:00"


def bought(client: httpx.Client) -> Any:
    body = client.get("/v1.1/customer/get?mobile=914400000017").json()
    customer = body["response"]["customers"]["customer"][0]
    return customer["lifetime_purchases"], customer["lifetime_points"]


def test_a_full_return_is_answered_with_the_number_of_the_sale(client: httpx.Client) -> None:
    shown = add(client, **back("FULL", parent_bill_number="HR-1", purchase_time=DAY))
    assert (shown["id"], shown["number"], shown["parent_bill_number"], shown["type"]) == (
        910084,
        "HB-1001",
        "HR-1",
        "RETURN",
    )
    assert (shown["points_deducted"], shown["points_balance"]) == (120, 0)
    assert shown["side_effects"] == {"effect": []}
    assert bought(client) == (0, 0)
    [kept] = bills_v1(client.get(f"{GET}?number=HB-1001&type=RETURN"))
    assert (kept["amount"], kept["return_type"], kept["parent_bill_number"]) == (
        "1200.00",
        "FULL",
        "HR-1",
    )
    assert kept["line_items"]["line_item"][0]["qty"] == "2"


def test_points_go_back_in_proportion_and_never_below_zero(client: httpx.Client) -> None:
    assert add(client, **back("AMOUNT", amount=305))["points_deducted"] == 30
    assert add(client, **back("AMOUNT", amount=5))["points_deducted"] == 1
    assert add(client, **back("AMOUNT", amount="890"))["points_deducted"] == 89
    assert bought(client) == (0, 0)


def test_points_that_were_spent_cannot_be_taken_back(client: httpx.Client) -> None:
    redeem = {"points_redeemed": "100", "customer": MIRA}
    client.post("/v1.1/points/redeem", json={"root": {"redeem": [redeem]}})
    shown = add(client, **back("FULL"))
    assert (shown["points_deducted"], shown["points_balance"]) == (20, 0)


def test_points_stay_where_returns_do_not_take_them(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.configure("CONF_POINTS_RETURN_ENABLED", "false")
    assert add(client, **back("FULL"))["points_deducted"] == 0
    assert bought(client) == (0, 120)


def test_a_mixed_bill_sells_and_gives_back(client: httpx.Client) -> None:
    given = {"type": "return", "return_type": "LINE_ITEM", "transaction_number": "HB-1001"}
    given |= {"transaction_date": DAY, **ONE}
    new = {"type": "regular", "item_code": "SKU-LAMP-02", "qty": 3, "rate": 150}
    shown = add(client, **sale("HB-5001", type="mixed", amount=450, **lines(new, given)))
    assert (shown["type"], shown["points_deducted"]) == ("MIXED", 60)
    assert shown["side_effects"]["effect"][0]["awarded_points"] == 45
    assert bought(client) == (1050, 105)
    [kept] = bills_v1(client.get(f"{GET}?number=HB-5001&type=MIXED"))
    items = kept["line_items"]["line_item"]
    assert [(item["type"], item["item_code"], item["amount"]) for item in items] == [
        ("REGULAR", "SKU-LAMP-02", "450.00"),
        ("RETURN", "SKU-TEA-01", "600.00"),
    ]
    again = {**given, "qty": 2}
    assert code(client, **sale("HB-5002", type="mixed", **lines(again))) == 629


def test_a_mixed_bill_gives_nothing_back_of_itself(client: httpx.Client) -> None:
    own = {"type": "return", "return_type": "FULL", "transaction_number": "HB-5001"}
    assert code(client, **sale(type="mixed", **lines(TEA, own))) == 625


def test_a_line_goes_back_over_several_lines_of_the_same_item(client: httpx.Client) -> None:
    items = [{"item_code": "A", "qty": 2, "rate": 10}, {"item_code": "A", "qty": 1, "rate": 40}]
    add(client, **sale(amount=60, **lines(*items)))
    add(client, **back("LINE_ITEM", "HB-5001", **lines({"item_code": "A", "qty": "2.5"})))
    [kept] = bills_v1(client.get(f"{GET}?number=HB-5001&type=RETURN"))
    parts = [(line["qty"], line["amount"]) for line in kept["line_items"]["line_item"]]
    assert parts == [("2", "20.00"), ("0.5", "20.00")]
    assert kept["amount"] == "40.00"
    add(client, **back("LINE_ITEM", "HB-5001", **lines({"item_code": "A"})))
    assert code(client, **back("AMOUNT", "HB-5001", amount=0)) == 633


BAD = [
    ([], back("HALF"), 628),
    ([], back(""), 628),
    ([], back("CANCELLED"), 628),
    ([], back("FULL", ""), 677),
    ([], back("FULL", "HB-9999"), 625),
    ([], back("FULL", purchase_time="2025-04-02 09:00:00"), 625),
    ([], back("FULL", purchase_time="then"), 621),
    ([], back("FULL", "HB-1002"), 668),
    ([], back("FULL", id=910002), 667),
    ([], back("FULL", id=999999), 667),
    ([], back("FULL", id="nine"), 620),
    ([], back("FULL", customer={"mobile": "915550000000"}), 641),
    ([], back("FULL", customer={}), 606),
    ([], back("FULL", billing_time="2025-03-31 09:00:00"), 624),
    ([], back("FULL", amount=1300), 678),
    ([], back("FULL", amount=-1), 631),
    ([], back("AMOUNT"), 601),
    ([], back("AMOUNT", amount=1201), 630),
    ([], back("LINE_ITEM"), 679),
    ([], back("LINE_ITEM", **lines({"item_code": "SKU-OAR-09"})), 688),
    ([], back("LINE_ITEM", **lines({})), 688),
    ([], back("LINE_ITEM", **lines({**ONE, "qty": -1})), 627),
    ([], back("LINE_ITEM", **lines({**ONE, "qty": 0})), 601),
    ([], back("LINE_ITEM", **lines({**ONE, "qty": 3})), 626),
    ([], back("LINE_ITEM", **lines({**ONE, "amount": 1201})), 630),
    ([], back("LINE_ITEM", amount=1201, **lines(ONE)), 678),
    ([], back("LINE_ITEM", **lines(ONE, {**ONE, "qty": 2})), 629),
    ([back("LINE_ITEM", **lines(ONE))], back("LINE_ITEM", **lines({**ONE, "qty": 2})), 629),
    ([back("AMOUNT", amount=5)], back("LINE_ITEM", **lines(ONE)), 632),
    ([back("LINE_ITEM", **lines(ONE))], back("AMOUNT", amount=5), 635),
    ([back("AMOUNT", amount=5)], back("FULL"), 639),
    ([back("LINE_ITEM", **lines(ONE))], back("FULL"), 639),
    ([back("FULL")], back("FULL"), 634),
    ([back("FULL")], back("AMOUNT", amount=1), 633),
    ([back("AMOUNT", amount=1200)], back("AMOUNT", amount=1), 633),
    (
        [back("LINE_ITEM", **lines(ONE))],
        sale(
            type="mixed",
            **lines(
                {
                    "type": "return",
                    "return_type": "AMOUNT",
                    "transaction_number": "HB-1001",
                    "amount": 1,
                }
            ),
        ),
        638,
    ),
]


@pytest.mark.parametrize(("before", "item", "expected"), BAD)
def test_returns_that_cannot_be_made(
    client: httpx.Client, before: list[Any], item: dict[str, Any], expected: int
) -> None:
    for earlier in before:
        assert code(client, **earlier) == 600
    left = bought(client)
    assert code(client, **item) == expected
    assert bought(client) == left


@pytest.mark.parametrize(
    ("key", "item", "expected"),
    [
        ("CONF_RETURN_ENABLED", back("FULL"), 673),
        ("CONF_RETURN_LINE_ITEM_ENABLED", back("LINE_ITEM", **lines(ONE)), 674),
        ("CONF_RETURN_AMOUNT_ENABLED", back("AMOUNT", amount=1), 675),
        ("CONF_RETURN_FULL_ENABLED", back("FULL"), 676),
    ],
)
def test_returns_can_be_switched_off(
    client: httpx.Client, sandbox: Sandbox, key: str, item: dict[str, Any], expected: int
) -> None:
    sandbox.configure(key, "false")
    assert code(client, **item) == expected


def test_of_several_bills_of_a_number_that_of_the_till_comes_back(login: Login) -> None:
    other = login(
        X_CAP_API_ATTRIBUTION_ENTITY_TYPE="TILL", X_CAP_API_ATTRIBUTION_ENTITY_CODE="quay2.t1"
    )
    assert add(other, **sale("HB-1001", amount=50))["id"] == 910084
    shown = add(other, **back("FULL"))
    assert shown["points_deducted"] == 5
    assert shown["item_status"]["warnings"] == {"warning": ["9614"]}
    assert add(other, **back("FULL", id=910001))["points_deducted"] == 120


def test_who_does_not_care_for_points_can_return_too(client: httpx.Client) -> None:
    visit = {"type": "not_interested", "number": "N-1", "amount": 80, **lines({**TEA})}
    shown = add(client, **visit, not_interested_reason="in a hurry")
    assert (shown["customer"], shown["side_effects"]) == ({}, {"effect": []})
    gone = {"type": "not_interested_return", "return_type": "AMOUNT", "number": "N-1"}
    assert code(client, **gone, amount=81) == 630
    assert add(client, **gone, amount=80)["type"] == "NOT_INTERESTED_RETURN"
    assert code(client, **gone, amount=1) == 633
    assert bill_codes_v1(client.get(f"{GET}?number=N-1&type=not_interested")) == [600]
    assert bought(client) == (1200, 120)


def test_fraud_and_blocked_customers_buy_nothing(client: httpx.Client, sandbox: Sandbox) -> None:
    assert code(client, **sale(customer={"id": 800140})) == 618
    with sandbox._store.transaction():
        sandbox._store.run("UPDATE customers SET label = 'Blocked' WHERE id = 800101")
        sandbox._store.run("UPDATE customers SET label = 'Suspicious' WHERE id = 800103")
    assert code(client, **sale()) == 820
    assert code(client, **sale(customer={"id": 800103})) == 681
    assert bill_codes_v1(update(client, id=910001, customer=MIRA)) == [820]


def test_large_bills_and_lines_are_outliers(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.configure("CONF_OUTLIER_BILL_AMOUNT", "1000")
    sandbox.configure("CONF_OUTLIER_LINE_AMOUNT", "900.5")
    shown = add(client, **sale(**lines(TEA)))
    assert shown["outlier_status"] == "OUTLIER"
    assert shown["item_status"]["warnings"] == {"warning": ["9611", "9608", "9610"]}
    assert shown["side_effects"] == {"effect": []}
    [kept] = bills_v1(client.get(f"{GET}?number=HB-5001"))
    assert kept["line_items"]["line_item"][0]["outlier_status"] == "OUTLIER"
    told = add(client, **sale("HB-5002", outlier_status="normal", **lines(TEA)))
    assert (told["outlier_status"], told["side_effects"]["effect"][0]["awarded_points"]) == (
        "NORMAL",
        120,
    )
    small = add(client, **sale("HB-5003", amount=1000))
    assert small["outlier_status"] == "NORMAL"
    test = add(client, **sale("HB-5004", amount=10, outlier_status="TEST"))
    assert test["item_status"]["warnings"] == {"warning": ["9610"]}


def test_unknown_fields_are_warned_of(client: httpx.Client) -> None:
    custom = {"field": [{"name": "basket", "value": "A"}, {"name": "Basket", "value": "B"}]}
    extended = {"field": [{"name": "SHIPPING_CITY", "value": "Cork"}, {"name": "no", "value": 1}]}
    shown = add(client, **sale(custom_fields=custom, extended_fields=extended))
    assert shown["item_status"]["warnings"] == {"warning": ["9604", "91015"]}
    [kept] = bills_v1(client.get(f"{GET}?number=HB-5001"))
    assert kept["custom_fields"] == {"field": [{"name": "basket", "value": "A"}]}
    assert kept["extended_fields"] == {"field": [{"name": "shipping_city", "value": "Cork"}]}


def test_points_are_redeemed_with_a_bill(client: httpx.Client) -> None:
    redeem = {"points_redeemed": "20", "customer": MIRA}
    done = client.post("/v1.1/points/redeem", json={"root": {"redeem": [redeem]}}).json()
    earlier = done["response"]["responses"]["points"]["redemption_id"]
    asked = [{"id": earlier}, {"points_redeemed": 30}]
    shown = add(client, **sale(redemptions={"points_redemptions": asked}))
    assert shown["customer"]["loyalty_points"] == "190"
    assert shown["customer"]["lifetime_points"] == "240"


def test_coupons_are_redeemed_with_a_bill(client: httpx.Client) -> None:
    coupon = {"couponRedemptions": [{"code": new_code(client)}]}
    assert code(client, **sale(redemptions=coupon)) == 600
    assert code(client, **sale("HB-5002", redemptions=coupon)) == 642
    expired = {"couponRedemptions": {"code": "K7QW2M9Z"}}
    assert code(client, **sale("HB-5003", redemptions=expired)) == 642


def update(client: httpx.Client, **item: Any) -> httpx.Response:
    headers = item.pop("headers", {})
    return bill_v1(client, item, path="update", headers=headers)


def test_an_update_is_answered_as_documented(client: httpx.Client) -> None:
    fields = {"field": [{"name": "basket", "value": "B"}, {"name": "no", "value": "1"}]}
    said = {"notes": "left at the gate", "delivery_status": "shipped", "custom_fields": fields}
    line: dict[str, Any] = {"itemCode": "SKU-TEA-01"}
    line["extended_fields"] = {"field": [{"name": "delivery_mode", "value": "cart"}]}
    [shown] = bills_v1(update(client, id="910001", customer=MIRA, amount=1, **said, **lines(line)))
    assert shown["customer"]["lifetime_purchases"] == "1200"
    del shown["customer"]
    expected = {
        "id": 910001,
        "notes": "left at the gate",
        "billing_time": "2025-04-01 12:30:00",
        "type": "regular",
        "number": "HB-1001",
        "delivery_status": "SHIPPED",
        "amount": 1200,
        "gross_amount": 1250,
        "discount": 50,
        "store": "quay1.t1",
        "custom_fields": {
            "success_count": 1,
            "failure_count": 1,
            "field": [{"name": "basket", "value": "B"}],
        },
        "extended_fields": {"success_count": 0, "failure_count": 0, "field": []},
        "side_effects": {},
        "item_status": {
            "success": "true",
            "code": 600,
            "message": "Transaction updated successfully",
            "warnings": {"warning": ["9604"]},
        },
    }
    assert shown == expected
    assert list(shown) == list(expected)
    [kept] = bills_v1(client.get(f"{GET}?id=910001"))
    assert kept["auto_update_time"] == "2026-01-15 15:30:00"
    mode = [{"name": "delivery_mode", "value": "cart"}]
    assert kept["line_items"]["line_item"][0]["extended_fields"] == {"field": mode}
    by_number = update(client, number="HB-1001", customer=MIRA, notes="x")
    assert bill_codes_v1(by_number) == [600]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({}, 615),
        ({"customer": MIRA}, 670),
        ({"id": "", "customer": MIRA}, 607),
        ({"id": "x"}, 620),
        ({"id": 5}, 620),
        ({"number": "HB-1001"}, 606),
        ({"number": "HB-1001", "customer": {"mobile": "915550000000"}}, 611),
        ({"id": 910002, "customer": MIRA}, 667),
        ({"number": "HB-1002", "customer": MIRA}, 668),
        ({"id": 910001, "delivery_status": "LOST"}, 609),
        ({"id": 910001, "notes": "x" * 256}, 685),
        (
            {
                "id": 910001,
                **lines({"itemCode": "no", "extended_fields": {"field": {"name": "x"}}}),
            },
            688,
        ),
    ],
)
def test_updates_that_cannot_be_made(
    client: httpx.Client, item: dict[str, Any], expected: int
) -> None:
    assert bill_codes_v1(update(client, **item)) == [expected]


SIGNED = {"X-CAP-CLIENT-SIGNATURE": "demo"}


def retro(client: httpx.Client, **item: Any) -> int:
    said = {"old_type": "NOT_INTERESTED", "new_type": "REGULAR", "customer": MIRA, **item}
    [answered] = bill_codes_v1(update(client, **{"headers": SIGNED, **said}))
    return answered


def test_a_visit_becomes_a_sale(client: httpx.Client, sandbox: Sandbox) -> None:
    visit = {"type": "not_interested", "number": "N-1", "amount": "600", **lines(TEA)}
    assert add(client, **visit)["id"] == 910084
    assert retro(client, id=910084, headers={}) == 1629
    assert retro(client, id=910084, customer={"mobile": "915550000000"}) == 611
    assert retro(client, id=910084, new_type="") == 1625
    assert retro(client, id=910084, old_type="SOMETHING") == 1623
    assert retro(client, id=910084, new_type="RETURN") == 1626
    assert retro(client, id=910001) == 1626
    assert retro(client) == 1628
    assert retro(client, id=5) == 1628
    sandbox.configure("CONF_RETRO_TRANSACTION_ENABLED", "false")
    assert retro(client, id=910084) == 1631
    sandbox.configure("CONF_RETRO_TRANSACTION_ENABLED", "true")
    said = {"id": 910084, "old_type": "NOT_INTERESTED", "new_type": "REGULAR", "customer": MIRA}
    [shown] = bills_v1(update(client, headers=SIGNED, **said))
    assert (shown["id"], shown["old_id"], shown["old_type"]) == (910085, 910084, "NOT_INTERESTED")
    assert shown["item_status"]["code"] == 1630
    assert shown["side_effects"]["effect"][0]["awarded_points"] == 60
    assert retro(client, id=910084) == 1627
    [kept] = bills_v1(client.get(f"{GET}?number=N-1"))
    assert (kept["id"], kept["line_items"]["line_item"][0]["qty"]) == ("910085", "2")
    assert bought(client) == (1800, 180)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 670),
        ("id=", 619),
        ("id=x", 620),
        ("id=5", 620),
        ("number=", 602),
        ("number=HB-9999", 602),
        ("id=910001&type=RETURN", 620),
        ("id=910001&type=NI_MIXED", 620),
        ("id=910001&type=barter", 605),
        ("id=910001&amount=1200", 600),
        ("id=910001&amount=1200.001", 620),
        ("id=910001&amount=x", 601),
        ("id=910001&date=2025-04-01", 600),
        ("id=910001&date=2025-04-02", 620),
        ("id=910001&date=today", 621),
        ("id=910001&store_code=quay1&till_code=quay1.t1", 600),
        ("id=910001&store_code=quay2", 620),
        ("id=910001&store_code=quay9", 671),
        ("id=910001&till_code=quay9", 671),
        ("number=HB-1001&type=ALL", 600),
    ],
)
def test_reading(client: httpx.Client, query: str, expected: int) -> None:
    answer = client.get(f"{GET}?{query}")
    assert bill_codes_v1(answer) == [expected]
    assert answer.status_code == (200 if expected == 600 else 500)
    tree = answer.json()["response"]["transactions"]
    assert tree["count"] == (1 if expected == 600 else 0)


def test_the_transactions_of_an_erased_customer_are_not_shown(
    client: httpx.Client, sandbox: Sandbox
) -> None:
    with sandbox._store.transaction():
        sandbox._store.run("UPDATE customers SET erased = 1 WHERE id = 800101")
    [shown] = bills_v1(client.get(f"{GET}?id=910001"))
    assert shown["item_status"]["code"] == 8109
    assert shown["item_status"]["message"] == "Customer is deleted after PII delete request"


def test_an_unreadable_transaction_is_500(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail("v1.1/transaction/get", 500)
    answer = client.get(f"{GET}?id=910001")
    assert (answer.status_code, answer.json()["response"]["status"]["code"]) == (500, 500)


@pytest.mark.parametrize("path", ["add", "update"])
def test_bodies_that_cannot_be_used(client: httpx.Client, path: str) -> None:
    url = f"/v1.1/transaction/{path}"
    roots: list[Any] = [{}, {"transaction": []}, {"transaction": 5}]
    for body in ({}, *({"root": root} for root in roots)):
        answer = client.post(url, json=body)
        assert answer.status_code == 400
        assert answer.json()["response"]["status"]["code"] == 400
    many = client.post(url, json={"root": {"transaction": [{}] * 101}})
    assert (many.status_code, many.json()["response"]["status"]["code"]) == (400, 672)
    assert bill_codes_v1(bill_v1(client, {}, None, 5, [], path=path)) == [615] * 4


def test_xml_goes_in_and_out(client: httpx.Client) -> None:
    body = """<root><transaction>
      <type>regular</type><number>HB-6001</number><amount>90</amount>
      <customer><mobile>914400000017</mobile></customer>
      <line_items><line_item><item_code>SKU-MUG-03</item_code><qty>2</qty><rate>45</rate></line_item>
      </line_items></transaction></root>"""
    headers = {"Content-Type": "application/xml", "Accept": "application/xml"}
    answer = client.post("/v1.1/transaction/add", content=body, headers=headers)
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert "<code>600</code>" in answer.text
    assert "<awarded_points>9</awarded_points>" in answer.text
    read = client.get(f"{GET}?number=HB-6001&format=xml").text
    assert "<count>1</count><transaction><customer><mobile>914400000017</mobile>" in read
    assert "<qty>2</qty><rate>45.00</rate>" in read

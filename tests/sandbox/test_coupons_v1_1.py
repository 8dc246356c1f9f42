"""Coupons, version 1.1: the types of each operation, and the codes of what fails."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v2
from .couponing import (
    MIRA,
    change,
    check_v1,
    issue_v1,
    new_code,
    new_series,
    redeem_v1,
    revoke,
    series,
    v1_code,
)

WHO = {"mobile": "914400000017", "email": "mira.novak@mail.test", "external_id": "HX-0001"}
FRAUD = 800140


def blocked(client: httpx.Client) -> int:
    """A new customer whose status allows little."""
    number: int = add_v2(client, ("mobile", "915550000777"), statusLabel="Suspicious").json()[
        "createdId"
    ]
    return number


def test_issue_says_success_with_booleans(client: httpx.Client) -> None:
    answer = issue_v1(client, {"customer": {"mobile": "914400000017"}, "series_id": "4101"})
    response = answer.json()["response"]
    assert response["status"] == {"success": True, "code": 200, "message": "Success"}
    coupon = response["coupon"]
    code = coupon["code"]
    assert len(code) == 8
    assert set(code) <= set("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    assert coupon == {
        "code": code,
        "series_id": "4101",
        "description": "Harbour welcome",
        "discount_code": "WELCOME",
        "valid_till": "2026-12-31",
        "discount_type": "ABS",
        "discount_value": "15",
        "discount_upto": "0",
        "discount_on": "BILL",
        "detailed_info": "",
        "customer": WHO,
        "item_status": {
            "success": True,
            "code": 700,
            "message": "Coupon processing successful",
        },
    }


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"customer": {"mobile": "914400009999"}, "series_id": "4101"}, 701),
        ({"customer": {}, "series_id": "4101"}, 701),
        ({"customer": {"id": "x"}, "series_id": "4101"}, 701),
        ({"series_id": "4101"}, 701),
        ("nothing", 701),
        ({"customer": {"id": MIRA}, "series_id": "9"}, 707),
        ({"customer": {"id": MIRA}, "series_id": "spring"}, 707),
        ({"customer": {"id": MIRA}}, 707),
        ({"customer": {"id": MIRA}, "series_id": "4100"}, 712),
        ({"customer": {"id": FRAUD}, "series_id": "4101"}, 740),
        ({"customer": {"id": "800141"}, "series_id": "4101"}, 8109),
    ],
)
def test_what_cannot_be_issued(client: httpx.Client, item: Any, code: int) -> None:
    before = series(client, 4101)
    answer = issue_v1(client, item)
    assert answer.status_code == 500
    response = answer.json()["response"]
    assert (response["status"]["success"], response["status"]["code"]) == (False, 500)
    status = response["coupon"]["item_status"]
    assert (status["success"], status["code"]) == (False, code)
    assert series(client, 4101) == before


def test_722_728_742_when_no_more_are_issued(client: httpx.Client) -> None:
    full = {"customer": {"id": MIRA}, "series_id": new_series(client, maxCreate=0)}
    assert v1_code(issue_v1(client, full)) == 728
    once = {"customer": {"id": MIRA}, "series_id": 4104}
    assert [v1_code(issue_v1(client, once)) for _ in range(2)] == [700, 722]
    shared = {"customer": {"id": MIRA}, "series_id": 4102}
    assert [v1_code(issue_v1(client, shared)) for _ in range(2)] == [700, 722]
    other = {"customer": {"id": blocked(client)}, "series_id": 4101}
    assert v1_code(issue_v1(client, other)) == 742


def test_redeem_says_almost_everything_in_text(client: httpx.Client) -> None:
    bill = [{"number": "HB-1002", "amount": "500"}]
    field = {"field": [{"name": "clerk", "value": "Edda"}]}
    answer = redeem_v1(client, "m4rktqx8", transaction=bill, custom_fields=field)
    response = answer.json()["response"]
    assert response["status"]["success"] == "true"
    assert response["coupons"]["coupon"] == {
        "customer": WHO,
        "redemptionId": "18000005",
        "code": "M4RKTQX8",
        "discount_code": "WELCOME",
        "series_code": "4101",
        "series_info": [],
        "is_absolute": "true",
        "coupon_value": "15",
        "transaction": {"amount": "500.00", "number": "HB-1002"},
        "side_effects": [],
        "item_status": {
            "success": "true",
            "code": "700",
            "message": "Coupon processing successful",
        },
    }


def test_redeem_by_id(client: httpx.Client) -> None:
    assert v1_code(redeem_v1(client, None, id="5500012")) == "700"
    assert v1_code(redeem_v1(client, None, id="5500012")) == 711
    assert v1_code(redeem_v1(client, None, id="x")) == 719


@pytest.mark.parametrize(
    ("code", "customer", "expected"),
    [
        ("M4RKTQX8", 800999, 701),
        ("M4RKTQX8", None, 701),
        ("no code!", MIRA, 702),
        ("M4RKTQX8", 800102, 703),
        ("B7WXHN3K", 800102, 711),
        ("K7QW2M9Z", MIRA, 713),
        ("UNKNOWN2", MIRA, 719),
        ("M4RKTQX8", FRAUD, 750),
        ("", MIRA, 781),
        (["M4RKTQX8"], MIRA, 781),
    ],
)
def test_what_cannot_be_redeemed(
    client: httpx.Client, code: Any, customer: Any, expected: int
) -> None:
    answer = redeem_v1(client, code, customer)
    response = answer.json()["response"]
    assert (answer.status_code, response["status"]["success"]) == (500, "false")
    coupon = response["coupons"]["coupon"]
    assert "redemptionId" not in coupon
    assert (coupon["item_status"]["success"], coupon["item_status"]["code"]) == ("false", expected)


def test_what_wears_out(client: httpx.Client) -> None:
    shared = {"isMultipleUseAllowed": True, "anyUser": True}
    often = new_code(client, new_series(client, **shared, redemptionPerCouponMaxLimit=2))
    assert v1_code(redeem_v1(client, often)) == "700"
    assert v1_code(redeem_v1(client, often)) == 716
    assert v1_code(check_v1(client, often)) == 747
    assert v1_code(redeem_v1(client, often, 800102)) == "700"
    assert v1_code(redeem_v1(client, often, 800103)) == 696
    last = new_series(client, maxRedeem=1)
    codes = new_code(client, last), new_code(client, last)
    assert [v1_code(redeem_v1(client, code)) for code in codes] == ["700", 728]
    gone = new_code(client)
    revoke(client, 4101, gone)
    assert v1_code(redeem_v1(client, gone)) == 660
    assert v1_code(redeem_v1(client, new_code(client), transaction={"amount": "x"})) == 733
    assert v1_code(redeem_v1(client, "X2", blocked(client))) == 742


def test_items_of_a_batch_stand_alone(client: httpx.Client) -> None:
    items = [{"code": code, "customer": {"id": MIRA}} for code in ("UNKNOWN2", "M4RKTQX8")]
    answer = client.post("/v1.1/coupon/redeem", json={"root": {"coupon": items}})
    status, listed = answer.json()["response"]["status"], answer.json()["response"]["coupons"]
    assert (answer.status_code, status["code"]) == (200, 201)
    assert [one["item_status"]["code"] for one in listed["coupon"]] == [719, "700"]
    many = {"root": {"coupon": items * 51}}
    assert client.post("/v1.1/coupon/redeem", json=many).json()["response"]["status"]["code"] == (
        1060
    )


def test_pins(client: httpx.Client) -> None:
    assert v1_code(redeem_v1(client, "LMPK7RW3", 800104, validation_code="1357")) == 705
    change(client, 4103, isValidationRequired=True)
    assert v1_code(redeem_v1(client, "LMPK7RW3", 800104)) == 725
    assert v1_code(redeem_v1(client, "LMPK7RW3", 800104, validation_code="2468")) == "700"


def test_isredeemable_answers_and_does_nothing(client: httpx.Client) -> None:
    first, second = check_v1(client, "m4rktqx8"), check_v1(client, "M4RKTQX8")
    assert first.json() == second.json()
    assert first.json()["response"]["coupons"]["redeemable"] == {
        "mobile": "914400000017",
        "code": "M4RKTQX8",
        "is_redeemable": "true",
        "redemptions_left": 1,
        "no_of_redemptions_by_user": 0,
        "coupon_value": "15",
        "customer": WHO,
        "item_status": {
            "success": "true",
            "status": "true",
            "code": 700,
            "message": "Coupon isRedeem successful",
        },
    }
    params = {"mobile": "914400000017", "code": "M4RKTQX8", "details": "true"}
    more = client.get("/v1.1/coupon/isredeemable", params=params).json()
    assert more["response"]["coupons"]["redeemable"]["series_info"]["id"] == "4101"


@pytest.mark.parametrize(
    ("code", "customer", "expected"),
    [
        ("M4RKTQX8", 800999, 701),
        ("a b", MIRA, 702),
        ("M4RKTQX8", 800102, 703),
        ("B7WXHN3K", 800102, 711),
        ("K7QW2M9Z", MIRA, 713),
        ("UNKNOWN2", MIRA, 780),
        ("M4RKTQX8", FRAUD, 750),
        ("", MIRA, 781),
    ],
)
def test_isredeemable_says_why_not(
    client: httpx.Client, code: str, customer: int, expected: int
) -> None:
    answer = check_v1(client, code, customer)
    said = answer.json()["response"]["coupons"]["redeemable"]
    assert (answer.status_code, said["is_redeemable"]) == (500, "false")
    assert said["item_status"]["code"] == expected
    assert (said["item_status"]["success"], said["item_status"]["status"]) == ("false", "false")


def test_a_shared_code_is_taken_by_using_it(client: httpx.Client) -> None:
    check_v1(client, "QUAYDAYS")
    assert series(client, 4102)["numIssued"] == 1
    assert v1_code(redeem_v1(client, "quaydays")) == "700"
    assert (series(client, 4102)["numIssued"], series(client, 4102)["numRedeemed"]) == (2, 2)
    assert v1_code(redeem_v1(client, "quaydays")) == 716
    change(client, 4102, anyUser=False)
    assert v1_code(redeem_v1(client, "quaydays", 800105)) == 703


def test_get_writes_the_day_first(client: httpx.Client) -> None:
    answer = client.get("/v1.1/coupon/get?code=m4rktqx8").json()["response"]
    assert answer["status"] == {
        "success": "true",
        "code": 200,
        "message": "Success",
        "status": "true",
    }
    [coupon] = answer["coupons"]["coupon"]
    assert coupon == {
        "id": "5500012",
        "code": "M4RKTQX8",
        "valid_till": "31-12-2026",
        "issued_on": "2025-12-01 09:00:00",
        "valid_from": "2025-12-01 09:00:00",
        "purpose": "",
        "custom_properties": {"custom_property": []},
        "series_id": 4101,
        "is_absolute": True,
        "value": 15,
        "discount_upto": 0,
        "customer": {"id": "800101", "name": "Mira Novak", **WHO},
        "pincode": "NULL",
        "issued_store": {"code": "quay1", "name": "Quay One"},
        "item_status": {
            "success": "true",
            "code": 700,
            "message": "Coupon processing successful",
        },
    }


def test_get_tells_of_redemptions_pins_and_the_unknown(client: httpx.Client) -> None:
    answer = client.get("/v1.1/coupon/get?code=B7WXHN3K,LMPK7RW3,UNKNOWN2")
    redeemed, pinned, unknown = answer.json()["response"]["coupons"]["coupon"]
    assert answer.json()["response"]["status"]["code"] == 201
    assert redeemed["redemption_info"] == {
        "redeemed": "true",
        "id": "18000001",
        "redeemed_on": "2025-12-22 09:00:00",
        "redeemed_at": "quay1.t1",
        "redeemed_by": "800102",
        "store": {"code": "quay1", "name": "Quay One"},
        "transaction": {"number": "HB-1101", "amount": "500.00"},
    }
    assert pinned["pincode"] == "2468"
    assert (unknown["id"], unknown["item_status"]["code"]) == (-1, 705)
    alone = client.get("/v1.1/coupon/get?code=UNKNOWN2")
    status = alone.json()["response"]["status"]
    assert (alone.status_code, status["success"], status["status"]) == (500, "false", "false")


def test_get_by_customers(client: httpx.Client) -> None:
    answer = client.get("/v1.1/coupon/get?issuedToIds=800101,800102,800999").json()["response"]
    found = [(one["id"], one["item_status"]["code"]) for one in answer["coupons"]["coupon"]]
    assert found[:2] == [("5500001", 700), ("5500012", 700)]
    assert found[-1] == (-1, 701)
    assert client.get("/v1.1/coupon/get").status_code == 400


@pytest.mark.parametrize(
    ("case", "shown"), [("LOWER", "qd-mixed"), ("UPPER", "QD-MIXED"), ("AS_IT_IS", "Qd-Mixed")]
)
def test_the_case_of_codes_is_a_matter_of_printing(
    client: httpx.Client, case: str, shown: str
) -> None:
    new_series(client, clientHandlingType="GENERIC", genericCode="Qd-Mixed", anyUser=True)
    assert v1_code(redeem_v1(client, "QD-mixed")) == "700"
    answer = client.get(f"/v1.1/coupon/get?code=qD-mIXED&coupon_code_case={case}")
    assert answer.json()["response"]["coupons"]["coupon"][0]["code"] == shown


def test_resending_is_kept(sandbox: Sandbox, client: httpx.Client) -> None:
    def sent() -> Any:
        row = sandbox._store.one("SELECT sent_at FROM coupons WHERE id = 5500012")
        return row["sent_at"] if row else None

    before = sent()
    answer = client.get("/v1.1/coupon/resend?code=m4rktqx8&mobile=914400000017")
    assert answer.json()["response"]["coupons"]["coupon"] == [
        {
            "id": "5500012",
            "code": "M4RKTQX8",
            "item_status": {"success": "true", "code": "700", "message": "Coupon Resent"},
        }
    ]
    assert sent() > before


def test_what_cannot_be_resent(client: httpx.Client) -> None:
    path = "/v1.1/coupon/resend"
    assert v1_code(client.get(f"{path}?code=UNKNOWN2")) == "705"
    assert v1_code(client.get(f"{path}?code=M4RKTQX8&id=800102")) == "703"
    assert v1_code(client.get(f"{path}?code=M4RKTQX8&id=800999")) == "701"
    assert client.get(path).status_code == 400
    change(client, 4101, resendMessageEnabled=False)
    assert v1_code(client.get(f"{path}?code=M4RKTQX8")) == "704"
    revoke(client, 4101, "M4RKTQX8")
    assert v1_code(client.get(f"{path}?code=M4RKTQX8")) == "660"


def test_xml_in_and_out(client: httpx.Client) -> None:
    body = (
        "<root><coupon><code>M4RKTQX8</code><customer><mobile>914400000017</mobile></customer>"
        "<transaction><number>HB-1002</number><amount>500</amount></transaction></coupon></root>"
    )
    headers = {"Content-Type": "application/xml", "Accept": "application/xml"}
    answer = client.post("/v1.1/coupon/redeem", content=body, headers=headers)
    assert answer.headers["content-type"] == "application/xml"
    assert "<response><status><success>true</success><code>200</code>" in answer.text
    assert "<coupons><coupon><customer><mobile>914400000017</mobile>" in answer.text
    assert "<redemptionId>18000005</redemptionId>" in answer.text
    issued = client.post(
        "/v1.1/coupon/issue?format=xml",
        content="<root><coupon><customer><id>800101</id></customer><series_id>4101</series_id>"
        "</coupon><coupon><series_id>1</series_id></coupon></root>",
        headers={"Content-Type": "application/xml"},
    )
    assert "<code>201</code>" in issued.text
    assert issued.text.count("<coupon>") == 2
    for path in ("isredeemable?id=800101&code=M4", "get?code=M4", "resend?code=M4", "series?id=4"):
        text = client.get(f"/v1.1/coupon/{path}&format=xml").text
        assert "<response><status><success>false</success>" in text
    broken = client.post("/v1.1/coupon/issue", content="<root", headers=headers)
    assert broken.status_code == 400


@pytest.mark.parametrize("body", [{}, {"root": {}}, {"root": {"coupon": []}}, [], "x", None])
def test_unreadable_bodies(client: httpx.Client, body: Any) -> None:
    for action in ("issue", "redeem"):
        answer = client.post(f"/v1.1/coupon/{action}", json=body)
        assert (answer.status_code, answer.json()["response"]["status"]["success"]) == (400, False)

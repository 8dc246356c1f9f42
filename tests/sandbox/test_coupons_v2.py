"""Coupons, version 2: issuing, redeeming, and what is done with coupons afterwards."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v2, errors_v2
from .couponing import (
    MIRA,
    check,
    expire,
    issue,
    new_code,
    new_series,
    redeem,
    redeem_bulk,
    revoke,
    series,
    told,
    v2_code,
)

FRAUD = 800140
DONE = "Coupon processing successful"


def entity(answer: httpx.Response) -> dict[str, Any]:
    """The entity of an answer that says that it succeeded."""
    body = answer.json()
    assert (answer.status_code, body["success"], body["errors"]) == (200, True, [])
    found: dict[str, Any] = body["entity"]
    return found


def coupons_of(client: httpx.Client, query: str) -> list[dict[str, Any]]:
    [customer] = entity(client.get(f"/v2/customers/coupons?{query}"))["customers"]
    found: list[dict[str, Any]] = customer["coupons"]
    return found


def test_issue_tells_an_id_of_zero(client: httpx.Client) -> None:
    answer = issue(client, 4101)
    body = answer.json()
    customer = body.pop("customer")
    assert (customer["id"], customer["profiles"][0]["firstName"]) == (MIRA, "Mira")
    assert body == {
        "code": body["code"],
        "seriesId": 4101,
        "description": "Harbour welcome",
        "discountCode": "WELCOME",
        "validTill": "2026-12-31T00:00:00+05:30",
        "discountType": "ABS",
        "discountValue": 15.0,
        "discountUpto": 0.0,
        "discountOn": "BILL",
        "detailedInfo": "",
        "redemptionCount": 0,
        "id": 0,
        "warnings": [],
    }
    assert isinstance(body["discountValue"], float)


@pytest.mark.parametrize("name", ["mobile", "email", "externalId"])
def test_customers_are_named_in_every_way(client: httpx.Client, name: str) -> None:
    values = {
        "mobile": "914400000017",
        "email": "MIRA.novak@mail.test",
        "externalId": "HX-0001",
    }
    body = {"seriesId": "4101", "customer": {name: values[name]}}
    assert client.post("/v2/coupon/issue", json=body).json()["customer"]["id"] == MIRA


@pytest.mark.parametrize(
    ("series_id", "customer", "code"),
    [
        (4101, 800999, 701),
        (4101, "x", 701),
        (4101, None, 756),
        (None, MIRA, 756),
        (9, MIRA, 707),
        ("spring", MIRA, 707),
        (4100, MIRA, 712),
        (4101, FRAUD, 740),
    ],
)
def test_what_cannot_be_issued(
    client: httpx.Client, series_id: Any, customer: Any, code: int
) -> None:
    answer = issue(client, series_id, customer)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    assert series(client, 4101)["numIssued"] == 3


def test_742_blocked_by_status(client: httpx.Client) -> None:
    added = add_v2(client, ("mobile", "915550000778"), statusLabel="Suspicious")
    blocked = added.json()["createdId"]
    assert errors_v2(issue(client, 4101, blocked)) == [742]
    assert v2_code(redeem(client, "QUAYDAYS", blocked)) == 742


def test_bulk_issue_is_no_transaction(client: httpx.Client) -> None:
    body = {"seriesIds": [4101, 9, "x", 4102], "customer": {"id": "800101"}}
    answer = client.post("/v2/coupon/bulk/issue?source=INSTORE", json=body)
    assert told(answer) == [None, 707, 707, None]
    assert [entry["entityId"] for entry in answer.json()["response"]] == [4101, 9, None, 4102]
    assert (answer.json()["totalCount"], answer.json()["failureCount"]) == (4, 2)
    assert answer.json()["response"][3]["result"]["code"] == "QUAYDAYS"
    for given, code in (({}, 756), ({"seriesIds": [4101]}, 756), ({"seriesIds": [1] * 101}, 1060)):
        assert errors_v2(client.post("/v2/coupon/bulk/issue", json=given)) == [code]


def multiple(client: httpx.Client, **body: Any) -> httpx.Response:
    asked = {"seriesId": 4101, "count": 2, "customer": {"id": "800101"}} | body
    return client.post("/v2/coupon/issue/multiple", json=asked)


def test_issue_multiple(client: httpx.Client) -> None:
    body = multiple(client).json()
    assert [one["couponId"] for one in body["coupons"]] == [5500018, 5500019]
    assert len({one["code"] for one in body["coupons"]}) == 2
    assert (body["totalCount"], body["failureCount"], body["successCount"]) == (2, 0, 2)
    assert body["couponConfig"]["seriesId"] == 4101
    assert body["customer"]["id"] == MIRA
    assert (body["errors"], body["warnings"]) == ([], [])
    assert len(multiple(client, count=500).json()["coupons"]) == 500


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"clientHandlingType": "GENERIC", "genericCode": "SHARED"}, 5004),
        ({"maxVouchersPerUser": 1}, 5002),
        ({"maxCreate": 1}, 5001),
    ],
)
def test_issue_multiple_in_part(client: httpx.Client, settings: dict[str, Any], code: int) -> None:
    body = multiple(client, seriesId=new_series(client, **settings), count=3).json()
    assert (len(body["coupons"]), body["failureCount"], body["successCount"]) == (1, 2, 1)
    assert [error["code"] for error in body["errors"]] == [code]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"count": 0}, 677),
        ({"count": 501}, 677),
        ({"count": "many"}, 677),
        ({"count": None}, 756),
        ({"customer": None}, 756),
        ({"customer": {"mobile": "914400009999"}}, 701),
        ({"seriesId": 9}, 707),
        ({"seriesId": None}, 756),
        ({"seriesId": 4100}, 713),
    ],
)
def test_issue_multiple_refused(client: httpx.Client, body: dict[str, Any], code: int) -> None:
    answer = multiple(client, **body)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])


def test_redeem_with_types_of_its_own(client: httpx.Client) -> None:
    bill = {"transactionNumber": "HB-1002", "billAmount": "500"}
    answer = redeem(client, "m4rktqx8", **bill).json()
    status = {"status": True, "message": DONE, "code": 700}
    assert answer["redemption"] == [
        {
            "id": 18000005,
            "currencyInput": False,
            "warnings": [],
            "code": "M4RKTQX8",
            "discountCode": "WELCOME",
            "seriesCode": 4101,
            "isAbsolute": True,
            "couponValue": 15.0,
            "redemptionStatus": {
                "statusCode": status,
                "warnings": [],
                "message": DONE,
                "code": 700,
                "success": True,
            },
            "discountType": "ABS",
            "discountValue": 15,
            "discountUpto": 0,
        }
    ]
    assert answer["redemptionStatus"] == status
    assert (answer["customer"]["id"], answer["warnings"]) == (MIRA, [])


@pytest.mark.parametrize(
    ("code", "customer", "expected"),
    [
        ("a b", MIRA, 702),
        ("M4RKTQX8", 800102, 703),
        ("B7WXHN3K", 800102, 711),
        ("K7QW2M9Z", MIRA, 713),
        ("UNKNOWN2", MIRA, 719),
        ("M4RKTQX8", FRAUD, 740),
    ],
)
def test_what_cannot_be_redeemed(
    client: httpx.Client, code: str, customer: int, expected: int
) -> None:
    answer = redeem(client, code, customer)
    [one] = answer.json()["redemption"]
    assert answer.status_code == 200
    assert (v2_code(answer), answer.json()["redemptionStatus"]["status"]) == (expected, False)
    assert (one["redemptionStatus"]["code"], one["redemptionStatus"]["success"]) == (
        expected,
        False,
    )
    assert "id" not in one


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"user": {"id": 800999}}, 701),
        ({"user": None}, 756),
        ({"redemptionRequestList": []}, 781),
        ({"redemptionRequestList": [{"code": ""}]}, 781),
        ({"redemptionRequestList": ["M4RKTQX8"]}, 781),
        ({"redemptionRequestList": "M4RKTQX8"}, 629),
        ({"redemptionRequestList": [{"code": "A"}, {"code": "B"}]}, 629),
    ],
)
def test_requests_without_what_they_need(
    client: httpx.Client, body: dict[str, Any], code: int
) -> None:
    assert errors_v2(redeem(client, "M4RKTQX8", **body)) == [code]


def test_the_time_of_redeeming_is_for_the_checks_only(client: httpx.Client) -> None:
    done = redeem(client, "K7QW2M9Z", redemptionTime="2025-04-06T10:00:00+05:30")
    assert v2_code(done) == 700
    [redemption] = coupons_of(client, "id=800101")[0]["redemptions"]
    assert redemption["date"] == "2026-01-15T15:30:00+05:30"
    later = redeem(client, "M4RKTQX8", redemptionTime="2027-04-06T10:00:00+05:30")
    assert v2_code(later) == 713
    assert v2_code(redeem(client, "M4RKTQX8", redemptionTime="at noon")) == 729


def test_what_wears_out(client: httpx.Client) -> None:
    often = new_code(client, new_series(client, sameUserMultipleRedeem=True, maxRedeem=2))
    assert [v2_code(redeem(client, often)) for _ in range(3)] == [700, 700, 728]
    limited = new_series(client, sameUserMultipleRedeem=True, redemptionPerCouponMaxLimit=1)
    coupon = new_code(client, limited)
    assert [v2_code(redeem(client, coupon)) for _ in range(2)] == [700, 696]
    anyone = new_code(client, new_series(client, anyUser=True))
    assert v2_code(redeem(client, anyone, 800102)) == 700
    assert v2_code(redeem(client, anyone)) == 711


def test_bulk_redeem_is_all_or_nothing(client: httpx.Client) -> None:
    answer = redeem_bulk(client, "M4RKTQX8", "UNKNOWN2", "QUAYDAYS")
    assert (answer.status_code, told(answer)) == (200, [749, 719, 749])
    assert (answer.json()["totalCount"], answer.json()["failureCount"]) == (3, 3)
    assert series(client, 4102)["numIssued"] == 1
    assert told(redeem_bulk(client, "M4RKTQX8", "m4rktqx8")) == [749, 711]
    done = redeem_bulk(client, "M4RKTQX8", "QUAYDAYS")
    assert told(done) == [None, None]
    ids = [entry["result"]["redemptionId"] for entry in done.json()["response"]]
    assert ids == ["18000005", "18000006"]


def test_bulk_redeem_can_be_a_mere_question(client: httpx.Client) -> None:
    before = coupons_of(client, "id=800101")
    asked = redeem_bulk(client, "M4RKTQX8", query="&is_redeemable=true").json()["response"]
    assert asked[0]["result"]["redemptionId"] == "-1"
    assert told(redeem_bulk(client, "M4RKTQX8", "K7QW2M9Z", query="&is_redeemable=true")) == [
        749,
        713,
    ]
    assert coupons_of(client, "id=800101") == before


def test_629_at_most_a_hundred(client: httpx.Client) -> None:
    assert errors_v2(redeem_bulk(client, *["M4RKTQX8"] * 101)) == [629]
    assert len(told(redeem_bulk(client, *["M4RKTQX8"] * 100))) == 100
    assert errors_v2(redeem_bulk(client, "x", redemptionRequestList={"code": "A"})) == [629]


def test_is_redeemable_tells_of_each_code(client: httpx.Client) -> None:
    good, bad, unknown = check(client, "m4rktqx8", "K7QW2M9Z", "UNKNOWN2")
    assert (good["code"], good["isRedeemable"], good["redemptionsLeft"]) == ("M4RKTQX8", True, 1)
    assert good["noOfRedemptionsByUser"] == 0
    assert (bad["isRedeemable"], bad["errors"][0]["code"]) == (False, 713)
    assert unknown["errors"][0]["code"] == 780
    params = "mobile=914400000017&code=M4RKTQX8&details=extended"
    [more] = client.get(f"/v2/coupon/is_redeemable?{params}").json()["data"]
    assert more["series"]["id"] == 4101
    assert errors_v2(client.get("/v2/coupon/is_redeemable?id=800101")) == [781]
    assert errors_v2(client.get("/v2/coupon/is_redeemable?code=A")) == [756]
    assert errors_v2(client.get("/v2/coupon/is_redeemable?code=A&id=1")) == [701]


def test_reactivated_coupons_can_be_used_again(client: httpx.Client) -> None:
    answer = client.post("/v2/coupon/reactivate", json={"redemptionIds": [18000001, 18000002]})
    assert answer.json() == {"warnings": [], "errors": [], "success": True}
    [coupon] = [one for one in coupons_of(client, "id=800102") if one["code"] == "B7WXHN3K"]
    assert (coupon["redemptionCount"], coupon["redemptions"]) == (0, [])
    assert coupon["reversedRedemptions"] == [
        {
            "id": 18000001,
            "date": "2025-12-22T09:00:00+05:30",
            "transactionNumber": "HB-1101",
            "redeemedAt": {"code": "quay1.t1", "name": "quay1.t1"},
        }
    ]
    assert v2_code(redeem(client, "B7WXHN3K", 800102)) == 700


@pytest.mark.parametrize(
    ("ids", "code"),
    [(None, 661), ([], 661), ("", 661), ([9], 510), (["x"], 510), ([18000001, 9], 510), ({}, 510)],
)
def test_bad_redemption_ids(client: httpx.Client, ids: Any, code: int) -> None:
    answer = client.post("/v2/coupon/reactivate", json={"redemptionIds": ids})
    assert (answer.status_code, answer.json()["success"], errors_v2(answer)) == (400, False, [code])
    assert series(client, 4101)["numRedeemed"] == 2


def test_510_a_redemption_is_undone_once(client: httpx.Client) -> None:
    for codes in ([], [510]):
        answer = client.post("/v2/coupon/reactivate", json={"redemptionIds": [18000001]})
        assert errors_v2(answer) == codes


def amend(client: httpx.Client, *entries: Any, **body: Any) -> httpx.Response:
    return client.put("/v2/coupon/redeem", json={"redemptions": list(entries), **body})


def test_amending_all_in_part_and_none(client: httpx.Client) -> None:
    good = {
        "redemptionId": 18000001,
        "billAmount": 500.5,
        "transactionNumber": "HB-1109",
        "billId": 910002,
        "customFields": {"clerk": "Edda"},
    }
    done = entity(amend(client, good, user={"id": 800102}))
    [redemption] = done["redemptions"]
    assert redemption.pop("redemptionStatus")["code"] == 761
    assert redemption == good | {"code": "B7WXHN3K", "seriesId": 4101}
    assert (done["status"]["code"], done["totalCount"], done["failedCount"]) == (761, 1, 0)
    partly = entity(amend(client, good, {"redemptionId": 9}, {"redemptionId": "x"}, 7))
    assert (partly["status"]["code"], partly["totalCount"], partly["failedCount"]) == (762, 4, 3)
    assert [r["redemptionStatus"]["code"] for r in partly["redemptions"]] == [761, 510, 510, 510]
    none = entity(amend(client, {"redemptionId": 18000001, "billAmount": "x"}))
    assert (none["status"]["status"], none["status"]["code"]) == (False, 733)
    other = entity(amend(client, good, user={"id": MIRA}))
    assert other["status"]["code"] == 510


def test_amending_needs_redemptions_and_a_known_user(client: httpx.Client) -> None:
    for body, code in (
        ({}, 661),
        ({"redemptions": []}, 661),
        ({"redemptions": "x"}, 661),
        ({"redemptions": [{"redemptionId": 18000001}], "user": {"id": 1}}, 701),
    ):
        answer = client.put("/v2/coupon/redeem", json=body)
        assert (answer.json()["success"], errors_v2(answer)) == (False, [code])


def test_expiry_of_coupons(sandbox: Sandbox, till: httpx.Client) -> None:
    done = entity(expire(till, 4101, ("m4rktqx8", "2026-01-20T00:00:00Z")))
    assert done == {
        "totalCount": 1,
        "failedCount": 0,
        "successCount": 1,
        "unprocessedCoupons": [],
        "userId": None,
        "couponSeriesId": 4101,
    }
    coupon = coupons_of(till, "id=800101")[1]
    assert coupon["validTill"] == "2026-01-20T00:00:00+05:30"
    assert coupon["validTillDateTime"] == "2026-01-20T23:59:59+05:30"
    sandbox.advance(days=6)
    assert v2_code(redeem(till, "M4RKTQX8")) == 713


def test_expiry_tells_what_failed_and_says_success(client: httpx.Client) -> None:
    days = [
        ("M4RKTQX8", "2026-01-14"),
        ("M4RKTQX8", "2027-01-01"),
        ("UNKNOWN2", "2026-02-01"),
        ("M4RKTQX8", "soon"),
        ("B7WXHN3K", "2026-02-01"),
    ]
    answer = entity(expire(client, 4101, *days, customer={"id": "800101"}))
    codes = [one["errorCode"] for one in answer["unprocessedCoupons"]]
    assert codes == [690, 691, 633, 690, 633]
    assert answer["unprocessedCoupons"][0]["expiryDate"] == "2026-01-14"
    assert (answer["failedCount"], answer["successCount"], answer["userId"]) == (5, 0, MIRA)


@pytest.mark.parametrize(
    ("series_id", "body", "code"),
    [
        (None, {}, 756),
        (4101, {"couponCodes": []}, 756),
        (4101, {"couponCodes": "M4RKTQX8"}, 756),
        (4101, {"couponCodes": ["M4RKTQX8"] * 101}, 756),
        (9, {}, 707),
        (4102, {}, 695),
        (4101, {"customer": {"id": 1}}, 701),
    ],
)
def test_expiry_refused(
    client: httpx.Client, series_id: Any, body: dict[str, Any], code: int
) -> None:
    answer = expire(client, series_id, ("QUAYDAYS", "2026-02-01"), **body)
    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert errors_v2(answer) == [code]


def test_revoking_by_code(client: httpx.Client) -> None:
    answer = entity(revoke(client, 4101, "m4rktqx8", "UNKNOWN2", "UNKNOWN3", "B7WXHN3K"))
    assert answer["revokedCoupons"] == [
        {"couponId": 5500012, "couponCode": "M4RKTQX8", "issuedToUserId": 800101}
    ]
    assert (answer["totalCount"], answer["failedCount"]) == (4, 3)
    assert [(f["errorCode"], f["couponCodes"]) for f in answer["failedToRevoke"]] == [
        (682, ["UNKNOWN2", "UNKNOWN3"]),
        (405, ["B7WXHN3K"]),
    ]
    assert v2_code(redeem(client, "M4RKTQX8")) == 660
    assert check(client, "M4RKTQX8")[0]["errors"][0]["code"] == 660
    assert [one["code"] for one in coupons_of(client, "id=800101")] == ["K7QW2M9Z"]
    again = entity(revoke(client, 4101, "M4RKTQX8"))
    assert again["failedToRevoke"][0]["errorCode"] == 660
    assert entity(expire(client, 4101, ("M4RKTQX8", "2026-02-01")))["failedCount"] == 1


def test_revoking_of_a_customer(client: httpx.Client) -> None:
    multiple(client, count=120)
    answer = entity(revoke(client, 4101, couponCodes=None, customer={"id": MIRA}))
    assert (answer["totalCount"], len(answer["revokedCoupons"])) == (100, 100)
    issue(client, 4102)
    shared = entity(revoke(client, 4102, couponCodes=None, customer={"id": MIRA}))
    assert [one["couponCode"] for one in shared["revokedCoupons"]] == ["QUAYDAYS"]
    assert v2_code(redeem(client, "QUAYDAYS")) == 660
    assert v2_code(redeem(client, "QUAYDAYS", 800105)) == 700


@pytest.mark.parametrize(
    ("series_id", "body", "code"),
    [
        (None, {}, 756),
        (4101, {"couponCodes": []}, 756),
        (4101, {"couponCodes": ["A"] * 51}, 756),
        (4101, {"couponCodes": "A"}, 756),
        (4102, {}, 108),
        (4100, {}, 712),
        (9, {}, 707),
        (4101, {"customer": {"id": 1}}, 701),
    ],
)
def test_revoking_refused(
    client: httpx.Client, series_id: Any, body: dict[str, Any], code: int
) -> None:
    answer = revoke(client, series_id, "M4RKTQX8", **body)
    assert (answer.json()["success"], errors_v2(answer)) == (False, [code])
    assert check(client, "M4RKTQX8")[0]["isRedeemable"]


def test_get_by_each_filter(client: httpx.Client) -> None:
    def codes(query: str) -> list[str]:
        return [one["code"] for one in client.get(f"/v2/coupon?{query}").json()["data"]]

    assert codes("couponIds=5500012") == ["M4RKTQX8"]
    assert codes("couponIds=5500012&couponIds=5500013") == ["M4RKTQX8", "B7WXHN3K"]
    assert codes("couponCodes=m4rktqx8,k7qw2m9z") == ["M4RKTQX8", "K7QW2M9Z"]
    assert codes("issuedToIds=800101&coupon_code_case=LOWER") == ["k7qw2m9z", "m4rktqx8"]
    assert errors_v2(client.get("/v2/coupon")) == [1000]
    assert errors_v2(client.get("/v2/coupon?couponCodes=UNKNOWN2")) == [719]
    assert errors_v2(client.get("/v2/coupon?issuedToIds=1")) == [701]
    assert errors_v2(client.get("/v2/coupon?couponIds=5500012,9")) == [719]


def test_coupons_of_a_customer_page_by_page(client: httpx.Client) -> None:
    multiple(client, count=3)
    answer = entity(client.get("/v2/customers/coupons?mobile=914400000017&limit=2&offset=1"))
    assert answer["pagination"] == {"limit": "2", "offset": "1", "total": 5}
    [customer] = answer["customers"]
    assert [one["id"] for one in customer["coupons"]] == [5500012, 5500018]
    assert {n: v for n, v in customer.items() if n != "coupons"} == {
        "firstname": "Mira",
        "lastname": "Novak",
        "email": "mira.novak@mail.test",
        "mobile": "914400000017",
        "id": MIRA,
        "externalId": "HX-0001",
    }
    assert coupons_of(client, "external_Id=HX-0001&offset=99") == []
    newest = coupons_of(client, "email=mira.novak@mail.test&sort_order=desc")
    assert newest[-1]["id"] == 5500001
    for query, code in (("", 8005), ("id=1", 8015), ("id=800101&limit=0", 8101)):
        assert errors_v2(client.get(f"/v2/customers/coupons?{query}")) == [code]


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        ("REDEEMED", ["M4RKTQX8"]),
        ("UNREDEEMED", ["K7QW2M9Z", "QUAYDAYS"]),
        ("ACTIVE", ["M4RKTQX8", "QUAYDAYS"]),
        ("EXPIRED", ["K7QW2M9Z"]),
        ("ACTIVE_REDEEMED", ["M4RKTQX8"]),
        ("ACTIVE_UNREDEEMED", ["QUAYDAYS"]),
        ("EXPIRED_REDEEMED", []),
        ("EXPIRED_UNREDEEMED", ["K7QW2M9Z"]),
        ("redeemable", ["QUAYDAYS"]),
    ],
)
def test_coupons_of_a_customer_by_status(
    client: httpx.Client, status: str, codes: list[str]
) -> None:
    redeem(client, "M4RKTQX8")
    issue(client, 4102)
    found = coupons_of(client, f"id=800101&status={status}")
    assert [one["code"] for one in found] == codes


def test_detailed_coupons_have_the_whole_series(client: httpx.Client) -> None:
    [customer] = entity(client.get("/v2/customers/800101/coupons"))["customers"]
    assert [one["series"] for one in customer["coupons"]] == [
        series(client, 4100),
        series(client, 4101),
    ]
    assert errors_v2(client.get("/v2/customers/1/coupons")) == [8015]


def test_codes_come_in_the_same_order_every_time() -> None:
    def codes(seed: int) -> list[str]:
        with Sandbox(seed=seed) as sandbox:
            client = httpx.Client(transport=sandbox.transport, base_url="https://sandbox.test")
            pair = {"key": sandbox.demo_key, "secret": sandbox.demo_secret}
            token = client.post("/v3/oauth/token/generate", json=pair).json()["data"]
            client.headers["CAP-API-ACCESS-TOKEN"] = token["accessToken"]
            return [one["code"] for one in multiple(client, count=500).json()["coupons"]]

    first, again, other = codes(3), codes(3), codes(4)
    assert first == again != other
    assert len(set(first)) == 500
    assert set("".join(first)) == set("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")


def test_8109_erased_customers_get_none(client: httpx.Client) -> None:
    assert errors_v2(issue(client, 4101, 800141)) == [8109]
    assert errors_v2(client.get("/v2/customers/coupons?id=800141")) == [8109]

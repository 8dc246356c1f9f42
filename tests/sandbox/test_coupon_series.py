"""Coupon series: creating, changing, reading, and what their settings do."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import errors_v2
from .couponing import (
    MIRA,
    change,
    check,
    create,
    expire,
    issue,
    new_code,
    new_series,
    redeem,
    redeem_v1,
    series,
    v1_code,
    v2_code,
)

MINUS_ONE = [
    "maxCreate",
    "maxRedeem",
    "maxVouchersPerUser",
    "maxRedemptionsInSeriesPerUser",
    "redemptionPerCouponMaxLimit",
    "minDaysBetweenRedemption",
    "minDaysBetweenVouchers",
]


def test_a_new_series_is_told_with_all_defaults(client: httpx.Client) -> None:
    made = create(client).json()
    assert (made["id"], made["orgId"], made["seriesCode"]) == (4105, 5001, "4105")
    assert [made[name] for name in MINUS_ONE] == [-1] * len(MINUS_ONE)
    assert (made["numIssued"], made["numRedeemed"], made["createdBy"]) == (0, 0, 63001)
    assert made["validTillDate"] == "2026-11-30T00:00:00+05:30"
    assert made["createdOn"] == "2026-01-15T15:30:00+05:30"
    assert made["warnings"] == []
    assert series(client, 4105) == {n: v for n, v in made.items() if n != "warnings"}


@pytest.mark.parametrize("name", ["description", "validTillDate", "discountValue", "anyUser"])
def test_756_required_settings(client: httpx.Client, name: str) -> None:
    assert errors_v2(create(client, **{name: None})) == [756]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"seriesCode": "4101"}, 751),
        ({"clientHandlingType": "GENERIC", "genericCode": "quaydays"}, 751),
        ({"clientHandlingType": "GENERIC", "genericCode": "K7QW2M9Z"}, 751),
        ({"seriesCode": ""}, 752),
        ({"seriesCode": "a b"}, 753),
        ({"clientHandlingType": "GENERIC", "genericCode": "no way"}, 753),
        ({"clientHandlingType": "GENERIC"}, 754),
        ({"clientHandlingType": "SHARED"}, 400),
        ({"expiryStrategyType": 7}, 400),
        ({"discountType": "PERC", "discountValue": 101}, 400),
        ({"discountValue": -1}, 400),
        ({"maxCreate": -2}, 400),
        ({"maxCreate": 10**12}, 400),
        ({"maxRedeem": "many"}, 400),
        ({"anyUser": "perhaps"}, 400),
        ({"validTillDate": "soon"}, 400),
        ({"targetUserDetails": []}, 400),
        ({"targetUserDetails": {"validMaxUserTransactionLimit": "x"}}, 400),
        ({"redemptionOrgEntityDetails": [7]}, 400),
    ],
)
def test_what_cannot_be_created_changes_nothing(
    client: httpx.Client, settings: dict[str, Any], code: int
) -> None:
    assert errors_v2(create(client, **settings)) == [code]
    assert create(client).json()["id"] == 4105


def test_bodies_without_an_object_are_bad_input(client: httpx.Client) -> None:
    bodies: list[Any] = [[], {"CouponSeriesV2": []}, "x", None]
    for body in bodies:
        assert errors_v2(client.post("/v2/coupon/series", json=body)) == [400]
        assert errors_v2(client.put("/v2/coupon/series/4101", json=body)) == [400]


def test_changing_keeps_the_rest_and_takes_the_wrapper_or_not(client: httpx.Client) -> None:
    before = series(client, 4101)
    assert change(client, 4101, discountValue=12).json()["discountValue"] == 12
    bare = client.put("/v2/coupon/series/4101", json={"info": "Not on Sundays"}).json()
    assert {n: v for n, v in bare.items() if before.get(n) != v} == {
        "discountValue": 12,
        "info": "Not on Sundays",
        "warnings": [],
    }
    assert errors_v2(change(client, 4199, info="")) == [707]
    assert errors_v2(change(client, 4101, seriesCode="4102")) == [751]
    assert errors_v2(change(client, 4101, clientHandlingType="GENERIC")) == [400]
    assert errors_v2(change(client, 4102, genericCode="OTHER")) == [400]


def test_reading_several_tells_the_unknown_apart(client: httpx.Client) -> None:
    answer = client.get("/v2/coupon/series?ids=4100,4101,9")
    assert [one["id"] for one in answer.json()["entity"]] == [4100, 4101]
    assert errors_v2(answer) == [707]
    missing = client.get("/v2/coupon/series?ids=9")
    assert (missing.status_code, missing.json()["success"], errors_v2(missing)) == (
        400,
        False,
        [707],
    )
    assert errors_v2(client.get("/v2/coupon/series")) == [756]


def test_v1_1_says_everything_in_text(client: httpx.Client) -> None:
    item = client.get("/v1.1/coupon/series?id=4101").json()["response"]["series"]["items"]["item"]
    flat = {n: v for n, v in item.items() if n not in ("coupons", "item_status")}
    assert all(isinstance(value, str) for value in flat.values())
    assert (flat["id"], flat["valid_till_date"], flat["discount_value"]) == (
        "4101",
        "2026-12-31",
        "15",
    )
    assert item["coupons"] == {"issued": "3", "redeemed": "2"}
    assert item["item_status"] == {
        "success": "true",
        "code": "700",
        "message": "Coupon series fetched successfully",
    }


def test_v1_1_lists_running_series_and_with_expired_all(client: httpx.Client) -> None:
    def ids(query: str) -> list[str]:
        answer = client.get(f"/v1.1/coupon/series{query}").json()
        return [item["id"] for item in answer["response"]["series"]["items"]["item"]]

    assert ids("") == ["4101", "4102", "4103", "4104"]
    assert ids("?expired=true") == ["4100", "4101", "4102", "4103", "4104"]
    missing = client.get("/v1.1/coupon/series?id=9")
    assert (missing.status_code, v1_code(missing)) == (500, "755")


@pytest.mark.parametrize(
    ("settings", "end"),
    [
        ({}, "2026-11-30"),
        ({"expiryStrategyType": "DAYS", "expiryStrategyValue": 10}, "2026-01-25"),
        ({"expiryStrategyType": "DAYS", "validDaysFromCreation": 3}, "2026-01-18"),
        ({"expiryStrategyType": "DAYS", "expiryStrategyValue": 900}, "2026-11-30"),
        ({"expiryStrategyType": "MONTHS_END", "expiryStrategyValue": 1}, "2026-02-28"),
        ({"expiryStrategyType": "MONTHS_END"}, "2026-01-31"),
    ],
)
def test_expiry_strategies(client: httpx.Client, settings: dict[str, Any], end: str) -> None:
    answer = issue(client, new_series(client, **settings)).json()
    assert answer["validTill"] == f"{end}T00:00:00+05:30"


def test_a_coupon_works_until_the_end_of_its_last_day(sandbox: Sandbox, till: httpx.Client) -> None:
    days = {"expiryStrategyType": "DAYS", "expiryStrategyValue": 0}
    code = new_code(till, new_series(till, **days))
    sandbox.advance(hours=8, minutes=29, seconds=59)  # 23:59:59 on the cluster's clock
    assert check(till, code)[0]["isRedeemable"]
    sandbox.advance(seconds=1)
    assert v2_code(redeem(till, code)) == 713


def test_coupons_end_with_their_series_when_it_is_changed(
    sandbox: Sandbox, till: httpx.Client
) -> None:
    follows = new_code(till, 4101)
    own_end = new_code(
        till, made := new_series(till, expiryStrategyType="DAYS", expiryStrategyValue=60)
    )
    change(till, 4101, validTillDate="2026-01-20")
    change(till, made, validTillDate="2026-01-20")
    sandbox.advance(days=7)
    assert v2_code(redeem(till, follows)) == 713
    assert v2_code(redeem(till, own_end)) == 712
    assert v1_code(redeem_v1(till, own_end)) == 712
    assert errors_v2(issue(till, 4101)) == [712]


def test_each_limit_of_a_series(client: httpx.Client) -> None:
    full = new_series(client, maxCreate=1)
    assert issue(client, full).status_code == 200
    assert errors_v2(issue(client, full, 800102)) == [5001]
    once = new_series(client, isMultipleVouchersPerUserAllowed=False)
    assert issue(client, once).status_code == 200
    assert errors_v2(issue(client, once)) == [5002]
    slow = new_series(client, minDaysBetweenVouchers=1)
    assert issue(client, slow).status_code == 200
    assert errors_v2(issue(client, slow)) == [5006]


def test_bill_limits_count_when_a_bill_is_known(client: httpx.Client) -> None:
    limited = new_series(client, minBillAmount=100, maxBillAmount="200.5")
    code = new_code(client, limited)
    assert check(client, code)[0]["isRedeemable"]
    for amount in ("99.99", 200.501, -1, "much", None, ""):
        assert v2_code(redeem(client, code, billAmount=amount)) == 733, amount
    assert v1_code(redeem_v1(client, code, transaction=[{"amount": "99"}])) == 733
    assert v2_code(redeem(client, code, billAmount="200.50")) == 700


def test_stores_days_and_users_of_a_series(sandbox: Sandbox, till: httpx.Client) -> None:
    elsewhere = [{"orgEntityId": 62002, "redemptionOrgEntityType": "STORE"}]
    here = [{"orgEntityId": 60001, "redemptionOrgEntityType": "ZONE"}]
    cases: list[tuple[dict[str, Any], int]] = [
        ({"redemptionOrgEntityDetails": elsewhere}, 735),
        ({"redemptionOrgEntityDetails": here}, 700),
        ({"redemptionValidFrom": "2026-02-01"}, 729),
        ({"redemptionValidAfterDays": 1}, 729),
        ({"maxRedemptionsInSeriesPerUser": 0}, 736),
        ({"maxRedeem": 0}, 728),
        ({"redemptionPerCouponMaxLimit": 0}, 696),
    ]
    for settings, code in cases:
        assert v2_code(redeem(till, new_code(till, new_series(till, **settings)))) == code
    pause = new_series(till, minDaysBetweenRedemption=2)
    first, second = new_code(till, pause), new_code(till, pause)
    assert v2_code(redeem(till, first)) == 700
    assert v2_code(redeem(till, second)) == 738
    sandbox.advance(days=2)
    assert v2_code(redeem(till, second)) == 700


@pytest.mark.parametrize(
    ("settings", "customer", "code"),
    [
        ({"issueToLoyalty": True}, 800139, 710),
        ({"targetUserDetails": {"validUserRegistrationEndTime": 1_700_000_000_000}}, MIRA, 723),
        ({"targetUserDetails": {"validUserRegistrationStartTime": 1_900_000_000_000}}, MIRA, 723),
        ({"targetUserDetails": {"validMaxUserTransactionLimit": 0}}, MIRA, 723),
    ],
)
def test_whom_a_series_is_for(
    client: httpx.Client, settings: dict[str, Any], customer: int, code: int
) -> None:
    narrow = new_series(client)
    coupon = new_code(client, narrow, customer)
    change(client, narrow, **settings)
    assert errors_v2(issue(client, narrow, customer)) == [code]
    assert v2_code(redeem(client, coupon, customer)) == code
    assert v1_code(redeem_v1(client, coupon, customer)) == code


def test_counters_count_what_stands(client: httpx.Client) -> None:
    made = new_series(client)
    code = new_code(client, made)
    new_code(client, made, 800102)
    redemption = redeem(client, code).json()["redemption"][0]["id"]
    told = series(client, made)
    assert (told["numIssued"], told["numTotal"], told["numRedeemed"]) == (2, 2, 1)
    assert told["lastUsed"] == "2026-01-15T15:30:00+05:30"
    assert told["latestIssualTime"] == 1_768_471_200_000
    client.post("/v2/coupon/reactivate", json={"redemptionIds": [redemption]})
    assert series(client, made)["numRedeemed"] == 0
    assert expire(client, made, (code, "2026-10-01")).json()["entity"]["successCount"] == 1

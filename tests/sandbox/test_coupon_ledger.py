"""Whatever is done with coupons, through either version, their counts add up."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from capexplore.sandbox import Sandbox

from .couponing import (
    check,
    check_v1,
    expire,
    issue,
    issue_v1,
    new_series,
    redeem,
    redeem_bulk,
    redeem_v1,
    revoke,
    series,
    v1_code,
    v2_code,
)

CUSTOMERS = st.sampled_from([800101, 800102, 800103])
# Series with some limits each; the numbers are how often a coupon, and all of them, can be used.
KINDS: list[dict[str, Any]] = [
    {},
    {"maxCreate": 3, "maxVouchersPerUser": 2},
    {"maxRedeem": 2, "sameUserMultipleRedeem": True, "anyUser": True, "isMultipleUseAllowed": True},
    {"redemptionPerCouponMaxLimit": 2, "sameUserMultipleRedeem": True},
    {"maxRedemptionsInSeriesPerUser": 1, "expiryStrategyType": "DAYS", "expiryStrategyValue": 5},
    {"clientHandlingType": "GENERIC", "genericCode": "FOR-ALL", "anyUser": True, "maxCreate": 2},
    {"clientHandlingType": "GENERIC", "genericCode": "HELD", "redemptionPerCouponMaxLimit": 1},
    {"clientHandlingType": "DISC_CODE_PIN", "expiryStrategyType": "MONTHS_END"},
]


class Coupons(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox()
        self.client = httpx.Client(
            transport=self.sandbox.transport,
            base_url="https://sandbox.test",
            auth=("quay1.t1", hashlib.md5(b"tide-and-till").hexdigest()),
        )
        self.series = [new_series(self.client, **kind) for kind in KINDS]
        self.codes = ["FOR-ALL", "HELD"]
        self.revoked: set[str] = set()
        self.redemptions: set[int] = set()

    def teardown(self) -> None:
        self.client.close()
        self.sandbox.close()

    @rule(kind=st.integers(0, len(KINDS) - 1), customer=CUSTOMERS, old=st.booleans())
    def issues(self, kind: int, customer: int, old: bool) -> None:
        number = self.series[kind]
        if old:
            item = {"customer": {"id": customer}, "series_id": number}
            code = issue_v1(self.client, item).json()["response"]["coupon"].get("code")
        else:
            code = issue(self.client, number, customer).json().get("code")
        if code and code not in self.codes:
            self.codes.append(code)

    @rule(data=st.data(), customer=CUSTOMERS, old=st.booleans())
    def redeems_what_it_said_it_would(self, data: st.DataObject, customer: int, old: bool) -> None:
        code = data.draw(st.sampled_from(self.codes))
        asked = v1_code(check_v1(self.client, code, customer))
        [said] = check(self.client, code, customer=customer)
        assert said["isRedeemable"] == (asked == 700)
        if old:
            answer = redeem_v1(self.client, code, customer)
            done = v1_code(answer) == "700"
            number = answer.json()["response"]["coupons"]["coupon"].get("redemptionId")
        else:
            answer = redeem(self.client, code, customer)
            done = v2_code(answer) == 700
            number = answer.json()["redemption"][0].get("id")
        assert done == (asked == 700)
        assert not (done and code in self.revoked)
        if done:
            self.redemptions.add(int(number))

    @rule(data=st.data())
    def redeems_all_or_nothing(self, data: st.DataObject) -> None:
        codes = data.draw(st.lists(st.sampled_from(self.codes), min_size=1, max_size=3))
        before = self._counted()
        answer = redeem_bulk(self.client, *codes).json()
        done = self._counted() - before
        assert answer["failureCount"] in (0, len(codes))
        assert done == (0 if answer["failureCount"] else len(codes))
        for entry in answer["response"]:
            if entry["entityId"]:
                self.redemptions.add(entry["entityId"])

    @precondition(lambda self: self.redemptions)
    @rule(data=st.data())
    def reactivates(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.redemptions)))
        for good in (True, False):
            answer = self.client.post("/v2/coupon/reactivate", json={"redemptionIds": [number]})
            assert answer.json()["success"] == good
        self.redemptions.discard(number)

    @rule(data=st.data(), kind=st.integers(0, len(KINDS) - 1))
    def revokes(self, data: st.DataObject, kind: int) -> None:
        code = data.draw(st.sampled_from(self.codes))
        body = revoke(self.client, self.series[kind], code).json()
        if "genericCode" in KINDS[kind]:
            assert [error["code"] for error in body["errors"]] in ([108], [712])
        elif "entity" in body:
            self.revoked |= {one["couponCode"] for one in body["entity"]["revokedCoupons"]}

    @rule(data=st.data(), kind=st.integers(0, len(KINDS) - 1), days=st.integers(-2, 40))
    def changes_the_last_day(self, data: st.DataObject, kind: int, days: int) -> None:
        code = data.draw(st.sampled_from(self.codes))
        day = f"2026-{1 + (14 + days) // 31:02d}-{1 + (14 + days) % 28:02d}"
        expire(self.client, self.series[kind], (code, day), customer={"id": 800101})

    @rule(days=st.integers(1, 9))
    def advances(self, days: int) -> None:
        self.sandbox.advance(days=days)

    def _counted(self) -> int:
        return sum(series(self.client, number)["numRedeemed"] for number in self.series)

    @invariant()
    def counters_are_those_of_the_rows(self) -> None:
        assert self._counted() == len(self.redemptions)

    @invariant()
    def limits_hold(self) -> None:
        store = self.sandbox._store
        for number, kind in zip(self.series, KINDS, strict=True):
            told = series(self.client, number)
            rows = store.all("SELECT * FROM coupons WHERE series_id = ?", number)
            assert told["numIssued"] == len(rows)
            uses = store.all(
                "SELECT r.customer_id, r.coupon_id, r.redeemed_at, c.valid_till "
                "FROM coupon_redemptions r JOIN coupons c ON c.id = r.coupon_id "
                "WHERE c.series_id = ? AND r.reversed_at IS NULL",
                number,
            )
            assert told["numRedeemed"] == len(uses)
            assert len(rows) <= kind.get("maxCreate", len(rows))
            assert len(uses) <= kind.get("maxRedeem", len(uses))
            self._limits_of_each(kind, rows, uses)

    def _limits_of_each(self, kind: dict[str, Any], rows: list[Any], uses: list[Any]) -> None:
        by_user = [use["customer_id"] for use in uses]
        by_coupon = [use["coupon_id"] for use in uses]
        owners = [row["customer_id"] for row in rows if not row["revoked"]]
        for user in set(by_user) | set(owners):
            most = kind.get("maxRedemptionsInSeriesPerUser", len(uses))
            assert by_user.count(user) <= most
            per_user = 1 if "genericCode" in kind else kind.get("maxVouchersPerUser", len(rows))
            assert owners.count(user) <= per_user
        once = not kind.get("sameUserMultipleRedeem")
        for row in rows:
            most = 1 if once else kind.get("redemptionPerCouponMaxLimit", len(uses))
            assert by_coupon.count(row["id"]) <= most
        if "genericCode" in kind:
            assert not any(row["revoked"] for row in rows)
            assert len(uses) <= kind.get("redemptionPerCouponMaxLimit", len(uses))
        else:
            assert len({row["code"] for row in rows}) == len(rows)


Coupons.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, derandomize=True
)
TestCoupons = Coupons.TestCase

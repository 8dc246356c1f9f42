"""What holds of everybody's points, whatever is sold, returned, redeemed, moved, or expires.

Everything is done and read over HTTP, in both versions, and by a clock that moves.
"""

from __future__ import annotations

import math
from typing import Any

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
)

from capexplore.sandbox import Sandbox
from capexplore.sandbox.wire.times import write_v1, write_v2

from .test_points_v1_1 import TILL

DAY = 86_400
# Somebody with few points, somebody with more, and somebody rich.
PEOPLE = (800101, 800105, 800108)
people = st.sampled_from(PEOPLE)
amounts = st.decimals(1, 9000, places=2).map(str)
# Of what there is; more than there is must be refused.
shares = st.sampled_from([0.01, 0.2, 0.5, 0.8, 1, 1.01])


class Ledger(RuleBasedStateMachine):
    """Customers who buy, return, redeem, reverse and transfer."""

    sales = Bundle("sales")
    redemptions = Bundle("redemptions")

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox()
        self.client = httpx.Client(
            transport=self.sandbox.transport,
            base_url="https://sandbox.test",
            headers={"Authorization": TILL},
        )
        self.bills = 0
        self.redeemed = dict.fromkeys(PEOPLE, 0.0)
        self.earned = dict.fromkeys(PEOPLE, 0.0)
        for customer in PEOPLE:
            seen = self.summary(customer)
            self.earned[customer] = seen["lifetimePoints"] + seen["returned"]
            self.redeemed[customer] = seen["redeemed"]

    def teardown(self) -> None:
        self.client.close()
        self.sandbox.close()

    def item(self, customer: int) -> dict[str, Any]:
        answer = self.client.get(f"/v1.1/customer/get?id={customer}&points_summary=true&mlp=true")
        [item] = answer.json()["response"]["customers"]["customer"]
        found: dict[str, Any] = item
        return found

    def summary(self, customer: int) -> dict[str, float]:
        [found] = self.item(customer)["points_summaries"]["points_summary"]
        names = ("redeemed", "expired", "returned", "lifetimePoints", "loyaltyPoints")
        return {name: float(found[name]) for name in names}

    def moved(self, customer: int) -> float:
        """What was given to a customer, less what the customer gave away."""
        who = f"identifierName=id&identifierValue={customer}"
        rows = self.client.get(f"/v2/points/transfer?{who}").json()["data"]
        signs = {"ADDITION": 1, "DEDUCTION": -1}
        return math.fsum(signs[row["transferType"]] * row["pointsTransferred"] for row in rows)

    def balance(self, customer: int) -> float:
        answer = self.client.get(f"/v2/customers/{customer}/points/balance")
        total: float = answer.json()["totalPoints"]
        return total

    @rule(target=sales, customer=people, amount=amounts, days=st.integers(0, 360))
    def sell(self, customer: int, amount: str, days: int) -> Any:
        self.bills += 1
        at = write_v1(int(self.sandbox.now.timestamp()) - days * DAY)
        bill = {"number": f"L-{self.bills}", "amount": amount, "billing_time": at}
        body = {"root": {"transaction": [bill | {"customer": {"id": str(customer)}}]}}
        answer = self.client.post("/v1.1/transaction/add", json=body)
        assert answer.status_code == 200, answer.text
        [sold] = answer.json()["response"]["transactions"]["transaction"]
        self.earned[customer] += _awarded(sold["side_effects"]["effect"], "awarded_points")
        return customer, bill["number"], at

    @rule(target=sales, customer=people, amount=amounts, days=st.integers(0, 360))
    def sell_in_v2(self, customer: int, amount: str, days: int) -> Any:
        self.bills += 1
        seconds = int(self.sandbox.now.timestamp()) - days * DAY
        bill = {
            "billNumber": f"L-{self.bills}",
            "billAmount": float(amount),
            "billingDate": write_v2(seconds),
            "type": "REGULAR",
        }
        who = f"identifierName=id&identifierValue={customer}&source=INSTORE"
        answer = self.client.post(f"/v2/transactions?{who}", json=bill)
        assert answer.status_code == 200, answer.text
        self.earned[customer] += _awarded(answer.json()["sideEffects"], "awardedPoints")
        return customer, bill["billNumber"], write_v1(seconds)

    @rule(sale=consumes(sales), amount=st.none() | amounts)
    def give_back(self, sale: Any, amount: str | None) -> None:
        customer, number, at = sale
        before = self.summary(customer)
        back = {
            "type": "return",
            "return_type": "AMOUNT" if amount else "FULL",
            "number": number,
            "purchase_time": at,
            "customer": {"id": str(customer)},
        }
        if amount:
            back["amount"] = amount
        answer = self.client.post("/v1.1/transaction/add", json={"root": {"transaction": [back]}})
        after = self.summary(customer)
        if answer.status_code != 200:
            assert after == before
        assert after["returned"] >= before["returned"]
        assert after["lifetimePoints"] <= before["lifetimePoints"]

    @rule(target=redemptions, customer=people, share=shares)
    def redeem(self, customer: int, share: float) -> Any:
        before = self.summary(customer)
        wanted = math.ceil(before["loyaltyPoints"] * share) or 1
        item = {"points_redeemed": str(wanted), "customer": {"id": str(customer)}}
        answer = self.client.post("/v1.1/points/redeem", json={"root": {"redeem": [item]}})
        said = answer.json()["response"]["responses"]["points"]
        after = self.summary(customer)
        assert after["lifetimePoints"] == before["lifetimePoints"]
        if wanted > before["loyaltyPoints"]:
            assert (answer.status_code, said["item_status"]["code"]) == (400, 804)
            assert after == before
            return multiple()
        assert said["balance"] == after["loyaltyPoints"] == before["loyaltyPoints"] - wanted
        self.redeemed[customer] += wanted
        return customer, said["redemption_id"], wanted

    @rule(target=redemptions, redemption=consumes(redemptions), share=st.none() | shares)
    def reverse(self, redemption: Any, share: float | None) -> Any:
        customer, redemption_id, left = redemption
        before = self.summary(customer)
        body: dict[str, Any] = {
            "redemptionId": redemption_id,
            "identifier": {"type": "id", "value": str(customer)},
        }
        wanted = left if share is None else math.ceil(left * share) or 1
        if share is not None:
            body["pointsToBeReversed"] = wanted
        answer = self.client.post("/v2/points/reverse", json=body)
        after = self.summary(customer)
        if left == 0 or wanted > left:
            code = 3802 if left == 0 else 901
            assert [error["code"] for error in answer.json()["errors"]] == [code]
            assert after == before
            return redemption
        details = answer.json()["pointsReversedDetails"]
        assert details["available"] + details["expired"] == wanted
        assert after["loyaltyPoints"] == before["loyaltyPoints"] + details["available"]
        assert after["expired"] == before["expired"] + details["expired"]
        self.redeemed[customer] -= wanted
        return customer, redemption_id, left - wanted

    @rule(giver=people, taker=people, share=shares)
    def transfer(self, giver: int, taker: int, share: float) -> None:
        before = [self.balance(customer) for customer in (giver, taker)]
        wanted = math.ceil(before[0] * share) or 1
        body = {
            "pointsTobeTransferred": wanted,
            "fromCustomerIdentifier": {"type": "ID", "value": giver},
            "toCustomerIdentifier": {"type": "ID", "value": taker},
        }
        able = self.client.post("/v2/points/isTransferrable", json=body)
        answer = self.client.post("/v2/points/transfer", json=body)
        after = [self.balance(customer) for customer in (giver, taker)]
        assert able.status_code == answer.status_code
        if giver == taker or wanted > before[0]:
            code = 418 if giver == taker else 817
            assert [error["code"] for error in answer.json()["errors"]] == [code]
            assert after == before
        else:
            assert after == [before[0] - wanted, before[1] + wanted]

    @rule(days=st.sampled_from([1, 5, 20, 90]))
    def wait(self, days: int) -> None:
        before = {customer: self.summary(customer) for customer in PEOPLE}
        self.sandbox.advance(days=days)
        for customer, then in before.items():
            now = self.summary(customer)
            assert now["loyaltyPoints"] <= then["loyaltyPoints"]
            lost = then["loyaltyPoints"] - now["loyaltyPoints"]
            assert now == {
                **then,
                "loyaltyPoints": now["loyaltyPoints"],
                "expired": then["expired"] + lost,
            }

    @invariant()
    def nothing_is_lost(self) -> None:
        for customer in PEOPLE:
            seen = self.summary(customer)
            lost = seen["redeemed"] + seen["expired"] + seen["returned"]
            assert seen["loyaltyPoints"] == self.earned[customer] + self.moved(customer) - lost
            assert seen["lifetimePoints"] == self.earned[customer] - seen["returned"]
            assert seen["redeemed"] == self.redeemed[customer]
            assert min(seen.values()) >= 0

    @invariant()
    def both_versions_agree(self) -> None:
        for customer in PEOPLE:
            item = self.item(customer)
            [summary] = item["points_summaries"]["points_summary"]
            assert item["loyalty_points"] == self.balance(customer)
            assert float(summary["loyaltyPoints"]) == item["loyalty_points"]
            assert float(summary["lifetimePoints"]) == item["lifetime_points"]


def _awarded(effects: list[dict[str, Any]], name: str) -> float:
    return math.fsum(effect[name] for effect in effects if effect["type"] == "points")


Ledger.TestCase.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, derandomize=True
)
TestLedger = Ledger.TestCase

"""Whatever is sold and given back, in either version: never more comes back than was sold."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from capexplore.sandbox import Sandbox

from .asking import bill_v1, bill_v2, bills_v1, read_v2

MOBILE = "915550000801"
ITEMS = st.sampled_from(["SKU-TEA-01", "SKU-MUG-03"])
LINES = st.lists(st.tuples(ITEMS, st.integers(1, 4), st.integers(0, 300)), min_size=0, max_size=3)
KINDS = st.sampled_from(["FULL", "AMOUNT", "LINE_ITEM", "CANCELLED"])
VERSIONS = st.sampled_from(["v1.1", "v2"])
CLOCK = {"v1.1": "2026-01-1{} 10:00:00", "v2": "2026-01-1{}T10:00:00+05:30"}


class Till(RuleBasedStateMachine):
    """A till that sells and takes back, and what has to be true of it at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox()
        self.client = httpx.Client(transport=self.sandbox.transport, base_url="https://till.test")
        self.sold: dict[str, int] = {}
        self.back: dict[str, float] = defaultdict(float)

    def teardown(self) -> None:
        self.client.close()
        self.sandbox.close()

    @initialize()
    def log_in(self) -> None:
        pair = {"key": self.sandbox.demo_key, "secret": self.sandbox.demo_secret}
        token = self.client.post("/v3/oauth/token/generate", json=pair).json()["data"]
        self.client.headers["CAP-API-ACCESS-TOKEN"] = token["accessToken"]
        profile = {"source": "INSTORE", "identifiers": [{"type": "mobile", "value": MOBILE}]}
        answer = self.client.post("/v2/customers", json={"profiles": [profile]})
        self.customer = answer.json()["createdId"]

    @rule(
        version=VERSIONS,
        lines=LINES,
        amount=st.none() | st.integers(0, 900),
        earlier=st.none() | st.integers(0, 5),
        kind=KINDS,
    )
    def sell(
        self,
        version: str,
        lines: list[tuple[str, int, int]],
        amount: int | None,
        earlier: int | None,
        kind: str,
    ) -> None:
        number = f"HB-{8000 + len(self.sold)}"
        total = sum(qty * rate for _, qty, rate in lines) if amount is None else amount
        origin = (
            None if earlier is None or not self.sold else [*self.sold][earlier % len(self.sold)]
        )
        bill_id = self._post(version, number, total, lines, origin, kind)
        if bill_id is None:
            return
        self.sold[number] = total
        if origin is not None:
            self._note_what_came_back(bill_id, origin, "MIXED")

    def _post(
        self,
        version: str,
        number: str,
        total: int,
        lines: list[tuple[str, int, int]],
        origin: str | None,
        kind: str,
    ) -> int | None:
        mixed = origin is not None
        if version == "v1.1":
            items: list[dict[str, Any]] = [
                {"item_code": code, "qty": qty, "rate": rate} for code, qty, rate in lines
            ]
            if mixed:
                gone = {"type": "return", "return_type": kind, "transaction_number": origin}
                items.append({**gone, "item_code": "SKU-TEA-01", "qty": 1, "amount": 7})
            item = {"type": "mixed" if mixed else "regular", "number": number, "amount": total}
            item["billing_time"] = CLOCK[version].format(0)
            return self._bill_v1({**item, "line_items": {"line_item": items}})
        items = [{"itemCode": code, "qty": qty, "rate": rate} for code, qty, rate in lines]
        if mixed:
            gone = {"type": "RETURN", "returnType": kind, "parentBillNumber": origin}
            items.append({**gone, "itemCode": "SKU-TEA-01", "qty": 1, "amount": 7})
        return self._bill_v2(
            type="MIXED" if mixed else "REGULAR",
            billNumber=number,
            billAmount=total,
            billingDate=CLOCK[version].format(0),
            lineItemsV2=items,
        )

    @rule(
        version=VERSIONS,
        which=st.integers(0, 5),
        kind=KINDS,
        amount=st.none() | st.none() | st.integers(0, 1000),
        lines=st.lists(st.tuples(ITEMS, st.integers(1, 3)), min_size=0, max_size=2),
    )
    def take_back(
        self,
        version: str,
        which: int,
        kind: str,
        amount: int | None,
        lines: list[tuple[str, int]],
    ) -> None:
        if not self.sold:
            return
        number = [*self.sold][which % len(self.sold)]
        if version == "v1.1":
            items = [{"item_code": code, "qty": qty} for code, qty in lines]
            item = {"type": "return", "return_type": kind, "number": number, "amount": amount}
            bill_id = self._bill_v1({**item, "line_items": {"line_item": items}})
        else:
            bill_id = self._bill_v2(
                type="RETURN",
                returnType=kind,
                billNumber=number,
                billAmount=amount,
                lineItemsV2=[{"itemCode": code, "qty": qty} for code, qty in lines],
            )
        if bill_id is not None:
            self._note_what_came_back(bill_id, number, "RETURN")

    def _bill_v1(self, item: dict[str, Any]) -> int | None:
        [shown] = bills_v1(bill_v1(self.client, {**item, "customer": {"mobile": MOBILE}}))
        assert (shown["item_status"]["success"] == "true") == ("id" in shown)
        bill_id: int | None = shown.get("id")
        return bill_id

    def _bill_v2(self, **body: Any) -> int | None:
        bill_id: int | None = bill_v2(self.client, mobile=MOBILE, **body).json().get("createdId")
        return bill_id

    def _note_what_came_back(self, bill_id: int, number: str, kind: str) -> None:
        """Read what the other version says of a return, and hold both to the same."""
        new = read_v2(self.client, bill_id, type=kind)
        [old] = bills_v1(self.client.get(f"/v1.1/transaction/get?id={bill_id}&type={kind}"))
        assert old["amount"] == f"{new['billDetails']['amount']:.2f}"
        moment = new["billDetails"]["billingTime"]
        assert old["billing_time"] == moment.replace("T", " ").removesuffix("+05:30")
        lines = old["line_items"]["line_item"]
        assert [line["amount"] for line in lines] == [
            f"{line['details']['amount']:.2f}" for line in new["lineItems"]
        ]
        if kind == "RETURN":
            self.back[number] += new["billDetails"]["amount"]
        else:
            row = self.sandbox._store.one(
                "SELECT amount FROM sale_returns WHERE transaction_id = ?", bill_id
            )
            assert row is not None
            self.back[number] += row["amount"] / 1000

    @invariant()
    def no_more_comes_back_than_was_sold(self) -> None:
        for number, amount in self.back.items():
            assert amount <= self.sold[number] + 1e-9

    @invariant()
    def no_line_comes_back_more_often_than_it_was_sold(self) -> None:
        rows = self.sandbox._store.all(
            "SELECT l.qty, l.amount, sum(r.qty) AS gone, sum(r.amount) AS given "
            "FROM transaction_lines l JOIN transaction_lines r ON r.return_of = l.id GROUP BY l.id"
        )
        for row in rows:
            assert row["gone"] <= row["qty"]
            assert row["given"] <= row["amount"]

    @invariant()
    def purchases_are_what_was_kept(self) -> None:
        if not self.sold:
            return
        kept = sum(self.sold.values()) - sum(self.back.values())
        body = self.client.get(f"/v1.1/customer/get?id={self.customer}&points_summary=true").json()
        shown = body["response"]["customers"]["customer"][0]
        assert shown["lifetime_purchases"] == kept
        number = next(iter(self.sold))
        answer = self.client.get(f"/v2/transactions/getByBillNumber/{number}").json()
        assert answer["lifeTimePurchases"] == kept
        assert 0 <= shown["loyalty_points"] <= shown["lifetime_points"]

    @invariant()
    def points_are_what_the_sales_brought_less_what_went_back(self) -> None:
        rows = self.sandbox._store.all(
            "SELECT t.amount, coalesce(sum(r.amount), 0) AS gone, coalesce(sum(r.points), 0) "
            "AS points FROM transactions t LEFT JOIN sale_returns r ON r.sale_id = t.id "
            "WHERE t.customer_id = ? AND t.type <> 'RETURN' GROUP BY t.id",
            self.customer,
        )
        for row in rows:
            earned = row["amount"] // 10_000
            share = earned * row["gone"] // row["amount"] if row["amount"] else 0
            assert row["points"] == share * 1000


TestTill = Till.TestCase
TestTill.settings = settings(
    max_examples=60, stateful_step_count=20, deadline=None, derandomize=True
)

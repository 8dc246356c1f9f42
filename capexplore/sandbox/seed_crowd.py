"""The customers that a new sandbox holds: invented people, and what they bought."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import orjson

from capexplore.sandbox import world
from capexplore.sandbox.domain.amounts import UNIT
from capexplore.sandbox.domain.calendar import DAY, day_end
from capexplore.sandbox.domain.identity import digest
from capexplore.sandbox.domain.points import DEFAULT_PROGRAM, TIER_END
from capexplore.sandbox.store import Store
from capexplore.sandbox.world import CUSTOMERS, FIRST_CUSTOMER, TILL_1, YEAR_END

__all__ = ["Crowd"]


class Crowd:
    """The rows of the customers, gathered before they are written at once."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.rows: dict[str, list[tuple[Any, ...]]] = {
            table: []
            for table in (
                "customers",
                "profiles",
                "identifiers",
                "enrolments",
                "status_log",
                "tier_changes",
                "transactions",
                "transaction_lines",
                "awards",
                "coupons",
                "erased_identifiers",
            )
        }

    def write(self, store: Store) -> None:
        """Invent everybody and write the rows."""
        self._mira()
        for number in range(1, CUSTOMERS):
            self._somebody(number)
        for table, rows in self.rows.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                columns = _COLUMNS.get(table, "")
                store.run_many(f"INSERT INTO {table} {columns} VALUES ({marks})", rows)  # noqa: S608
        for kind in ("transaction", "coupon"):
            last = self.rows[f"{kind}s"][-1][0]
            store.run("UPDATE counters SET value = ? WHERE kind = ?", last, kind)

    def _mira(self) -> None:
        self._customer(FIRST_CUSTOMER, world.REGISTERED, "INSTORE", extended={"city": "Porto"})
        meta = {"residence": True, "office": False}
        channel = {"type": "mobile", "value": "914400000017", "primary": True, "verified": True}
        self._profile(
            FIRST_CUSTOMER,
            ("INSTORE", ""),
            ("Mira", "Novak"),
            [
                ("mobile", "914400000017"),
                ("email", "mira.novak@mail.test"),
                ("externalId", "HX-0001"),
            ],
            world.REGISTERED,
            fields={"berth": "North"},
            channels=[{**channel, "meta": meta, "attributes": {}}],
        )
        self._enrolment(FIRST_CUSTOMER, 120, world.REGISTERED)
        self._transaction(FIRST_CUSTOMER, 1200.0, 1250.0, world.BILLED)
        self._coupon(FIRST_CUSTOMER, "K7QW2M9Z", world.BILLED + 60)

    def _somebody(self, number: int) -> None:
        """One invented customer; what kind depends on the number only."""
        customer_id = FIRST_CUSTOMER + number
        registered = world.REGISTERED + self.chance.randrange(200 * DAY)
        names = (self.chance.choice(world.FIRST_NAMES), self.chance.choice(world.LAST_NAMES))
        mobile = ("mobile", f"91440001{number:04d}")
        email = ("email", f"{names[0]}.{names[1]}{number}@mail.test".lower())
        external = ("externalId", f"HX-{number + 1:04d}")
        if number == 40:
            self._erased(customer_id, registered, mobile, email)
            return
        first, second = _profiles_of(number, mobile, email, external)
        loyal = number != 38
        self._customer(
            customer_id,
            registered,
            first[0][0],
            loyal=loyal,
            fraud=number == 39,
            extended={"city": self.chance.choice(world.CITIES)} if number % 3 else {},
        )
        fields = {"berth": self.chance.choice(("North", "South", "East"))} if number % 2 else {}
        self._profile(customer_id, first[0], names, first[1], registered, fields=fields)
        if second is not None:
            self._profile(customer_id, second[0], names, second[1], registered + 9 * DAY)
        self._history(customer_id, number, registered, loyal=loyal)

    def _history(self, customer_id: int, number: int, registered: int, *, loyal: bool) -> None:
        bought = [float(self.chance.randrange(20, 400) * 5) for _ in range(number % 5)]
        if number in (7, 21):
            bought.append(12_500.0 if number == 7 else 52_000.0)
        at = registered
        for amount in bought:
            at += self.chance.randrange(3, 25) * DAY + self.chance.randrange(3600)
            self._transaction(customer_id, amount, amount, at, earns=loyal)
        if loyal:
            self._enrolment(customer_id, sum(amount // 10 for amount in bought), registered)
        if number % 4 == 1:
            letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
            code = "".join(self.chance.choice(letters) for _ in range(8))
            self._coupon(customer_id, code, at + 60)

    def _erased(self, customer_id: int, registered: int, *identifiers: tuple[str, str]) -> None:
        self._customer(customer_id, registered, "INSTORE", erased=True)
        self._profile(customer_id, ("INSTORE", ""), ("", ""), [], registered)
        traces = [(digest(kind, value), customer_id) for kind, value in identifiers]
        self.rows["erased_identifiers"] += traces

    def _customer(
        self,
        customer_id: int,
        registered: int,
        source: str,
        *,
        loyal: bool = True,
        fraud: bool = False,
        erased: bool = False,
        extended: dict[str, str] | None = None,
    ) -> None:
        active = ("Active", "ACTIVE", "Customer registration", registered, TILL_1)
        self.rows["status_log"].append((customer_id, *active))
        why = ("CONFIRMED", "card misuse", "quay1.t1", registered + DAY)
        self.rows["customers"].append(
            (
                *(customer_id, loyal, registered, registered, TILL_1, TILL_1, source, "quay1.t1"),
                "Active",
                orjson.dumps(extended or {}).decode(),
                *(why if fraud else ("NONE", "", "", None)),
                erased,
            )
        )

    def _profile(
        self,
        customer_id: int,
        place: tuple[str, str],
        names: tuple[str, str],
        identifiers: Iterable[tuple[str, str]],
        at: int,
        *,
        fields: dict[str, str] | None = None,
        channels: list[dict[str, Any]] | None = None,
    ) -> None:
        told = (orjson.dumps(fields or {}).decode(), orjson.dumps(channels or []).decode())
        self.rows["profiles"].append((customer_id, *place, *names, *told, at, TILL_1, at, TILL_1))
        self.rows["identifiers"] += [(customer_id, *place, *pair) for pair in identifiers]

    def _enrolment(self, customer_id: int, points: float, at: int) -> None:
        tier = 1 + (points >= 1000) + (points >= 5000)
        loyalty_id = 700_801 + customer_id - FIRST_CUSTOMER
        row = (loyalty_id, customer_id, DEFAULT_PROGRAM, tier, TIER_END, at)
        self.rows["enrolments"].append(row)
        if tier > 1:
            last = self.rows["transactions"][-1][7]
            change = (customer_id, DEFAULT_PROGRAM, 1, tier, last, TILL_1)
            self.rows["tier_changes"].append(change)

    def _transaction(
        self, customer_id: int, amount: float, gross: float, at: int, *, earns: bool = True
    ) -> None:
        number = len(self.rows["transactions"]) + 1
        money = (int(part * UNIT) for part in (amount, gross, gross - amount))
        paid = {"mode": "Cash" if number % 3 == 0 else "Card", "value": int(amount * UNIT)}
        details: dict[str, Any] = {"payments": [{**paid, "notes": "", "attributes": {}}]}
        made = (at, TILL_1, orjson.dumps(details).decode(), at, at, TILL_1)
        self.rows["transactions"].append(
            (910_000 + number, customer_id, "REGULAR", f"HB-{1000 + number}", *money, *made)
        )
        self.rows["transaction_lines"] += _lines_of(910_000 + number, int(amount))
        if earns:
            points = (int(amount // 10) * UNIT,) * 2
            sale = ("sale", 910_000 + number)
            self.rows["awards"].append(
                (customer_id, DEFAULT_PROGRAM, *sale, *points, at, day_end(at, days=365))
            )

    def _coupon(self, customer_id: int, code: str, at: int) -> None:
        number = 5_500_001 + len(self.rows["coupons"])
        self.rows["coupons"].append((number, 4100, customer_id, code, at, YEAR_END, TILL_1))


_COLUMNS = {
    "customers": "(id, loyal, registered_at, updated_at, created_by, modified_by, created_source, "
    "associated_with, label, extended, fraud, fraud_reason, fraud_by, fraud_at, erased)",
    "profiles": "(customer_id, source, account, first_name, last_name, fields, channels, "
    "created_at, created_by, modified_at, modified_by)",
    "identifiers": "(customer_id, source, account, type, value)",
    "tier_changes": "(customer_id, program_id, from_tier, to_tier, changed_at, till_id)",
    "status_log": "(customer_id, label, status, reason, created_at, created_by)",
    "transactions": "(id, customer_id, type, number, amount, gross_amount, discount, billed_at, "
    "till_id, details, created_at, updated_at, updated_by)",
    "transaction_lines": "(transaction_id, serial, item_code, description, qty, rate, value, "
    "discount, amount)",
    "awards": "(customer_id, program_id, kind, transaction_id, points, remaining, awarded_at, "
    "expires_at)",
    "coupons": "(id, series_id, customer_id, code, created_at, valid_till, till_id)",
}


def _lines_of(sale_id: int, amount: int) -> list[tuple[Any, ...]]:
    """What was bought for an amount: of each product as many as the rest pays for."""
    lines: list[tuple[Any, ...]] = []
    for sku, price, description in world.PRODUCTS:
        count, amount = divmod(amount, price)
        if count:
            worth = count * price * UNIT
            what = (sku, description, count * UNIT, price * UNIT, worth, 0, worth)
            lines.append((sale_id, len(lines) + 1, *what))
    return lines


_Profile = tuple[tuple[str, str], list[tuple[str, str]]]


def _profiles_of(
    number: int, mobile: tuple[str, str], email: tuple[str, str], external: tuple[str, str]
) -> tuple[_Profile, _Profile | None]:
    """The first and perhaps second profile of an invented customer."""
    instore: _Profile = (("INSTORE", ""), [mobile, email, external][: 1 + number % 3])
    shop: _Profile = (("ECOMMERCE", ""), [email, mobile][: 1 + number % 2])
    wechat: _Profile = (("WECHAT", "wc-main"), [("wechat", f"wx_{number:04d}"), mobile])
    facebook: _Profile = (("FACEBOOK", "fb-1"), [("fbId", f"fb{number:06d}"), email])
    choices: list[tuple[_Profile, _Profile | None]] = [
        (instore, None),
        (shop, None),
        (instore, shop),
        (wechat, None),
        (facebook, None),
        (instore, wechat),
        (instore, None),
        (shop, facebook),
    ]
    return choices[number % len(choices)]

"""Text to table: ``Response.to_frame`` against ``pandas.json_normalize`` and ``orjson.loads``.

    python tests/benchmarks/frames.py [most records, 100000 unless told]

prints ratios of median times, interleaved, for three made-up answers: customers of version 1.1 (30
scalars, nested lists, name/value lists), customers of version 2, and transactions of version 2 with
line items. The rival of XML is xmltodict, where it is installed.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import orjson
import pandas as pd

import capexplore as cx
from capexplore.xml import to_xml

SIZES = (1, 100, 10_000, 100_000)
Program = Callable[[], object]


def customer_v1(i: int) -> dict[str, Any]:
    """A customer as v1.1/customer/get answers, with 30 scalars."""
    return {
        "user_id": 800_000 + i, "firstname": f"First{i % 977}", "lastname": f"Last{i % 1201}",
        "mobile": f"9144{i:08d}", "email": f"p{i}@mail.test",
        "external_id": f"HX-{i:06d}" if i % 5 else None, "lifetime_points": i % 5000,
        "loyalty_points": i % 3000, "current_slab": "Deckhand", "lifetime_purchases": i * 1.5,
        "tier_expiry_date": "2124-12-31 23:59:59", "registered_on": "2025-03-02 10:15:00",
        "updated_on": f"2025-03-02 10:{i % 60:02d}:00", "type": "LOYALTY", "source": "instore",
        "gender": None, "registered_by": "quay1",
        "registered_store": {"code": "quay1", "name": "Quay One"},
        "registered_till": {"code": "quay1.t1", "name": "quay1.t1"},
        "fraud_details": {"status": "NONE", "marked_by": "", "modified_on": "", "reason": ""},
        "trackers": "", "current_nps_status": None,
        "points_summaries": {"points_summary": [
            {"programId": "31", "redeemed": "0", "lifetimePoints": str(i), "nextSlab": "Bosun"}
        ]},
        "custom_fields": {"field": [
            {"name": "berth", "value": "North"}, {"name": "code", "value": f"{i % 999:03d}"}
        ]},
        "extended_fields": {"field": [{"name": "city", "value": "Porto"}]},
        "transactions": {"transaction": [
            {"id": str(910_000 + i), "number": f"HB-{i}-{j}", "type": "REGULAR"}
            for j in range(i % 3)
        ]},
        "item_status": {
            "success": "true", "code": "1000", "message": "Customer successfully retrieved",
            "warnings": {"warning": []},
        },
    }  # fmt: skip


def customer_v2(i: int) -> dict[str, Any]:
    """A customer as the lists of version 2 have them."""
    till = {"id": 63001, "code": "quay1.t1", "description": "", "name": "quay1.t1", "type": "TILL"}
    return {
        "id": 800_000 + i,
        "profiles": [{
            "firstName": f"First{i % 977}", "lastName": f"Last{i % 1201}", "fields": {},
            "identifiers": [{"type": "mobile", "value": f"9144{i:08d}"}],
            "source": "INSTORE", "userId": 800_000 + i, "accountId": "",
        }],
        "loyaltyInfo": {
            "loyaltyType": "loyalty", "lifetimePurchases": i * 1.5,
            "attributionV2": {
                "createDate": "2025-03-02T10:15:00+05:30", "createdBy": till, "modifiedBy": till,
                "modifiedDate": "2025-03-02T10:15:00+05:30", "createdFromSource": "instore",
            },
        },
        "segments": {}, "associatedWith": "quay1.t1",
        "extendedFields": {"city": "Porto", "deck": f"{i % 7}"}, "cardDetails": [],
    }  # fmt: skip


def transaction_v2(i: int) -> dict[str, Any]:
    """A transaction of version 2, with two line items."""
    line = {
        "amount": 600.0,
        "description": "tea crate",
        "discount": 0.0,
        "qty": 2.0,
        "serial": 1,
        "itemCode": f"SKU-{i % 99:03d}",
        "rate": 300.0,
        "value": 600.0,
        "returnable": True,
    }
    return {
        "id": 910_000 + i, "customerId": 800_000 + i % 999, "type": "REGULAR", "source": "INSTORE",
        "billDetails": {
            "amount": 1200.0, "billNumber": f"HB-{i}", "discount": 50.0, "grossAmount": 1250.0,
            "billingTime": "2025-04-01T12:30:00+05:30", "note": "",
            "billingStore": {"id": 62001, "code": "quay1", "name": "Quay One", "type": "STORE"},
        },
        "customFields": {"basket": "A"}, "outlierStatus": "NORMAL", "basketSize": 2.0,
        "lineItems": [{"id": 2 * i + j, "customerId": 0, "details": line} for j in range(2)],
        "paymentModes": [], "warnings": [],
    }  # fmt: skip


def in_v1(records: list[Any]) -> dict[str, Any]:
    """The envelope of version 1.1."""
    status = {"success": "true", "code": 200, "message": "Success"}
    return {"response": {"status": status, "customers": {"customer": records}}}


def in_v2(records: list[Any]) -> dict[str, Any]:
    """The envelope of a list of version 2."""
    return {"pagination": {"total": len(records)}, "data": records, "warnings": [], "errors": []}


SHAPES: dict[str, tuple[str, Callable[[int], Any], Callable[[list[Any]], Any], tuple[str, ...]]] = {
    "v1.1 customers": (
        "v1.1/customer/get", customer_v1, in_v1, ("response", "customers", "customer"),
    ),
    "v2 customers": ("v2/lead/search", customer_v2, in_v2, ("data",)),
    "v2 transactions": ("v2/lead/search", transaction_v2, in_v2, ("data",)),
}  # fmt: skip


def at(body: Any, path: tuple[str, ...]) -> Any:
    """The records of a body."""
    for name in path:
        body = body[name]
    return body


def paused(program: Program) -> Program:
    """The same with the garbage collector paused."""

    def run() -> object:
        gc.disable()
        try:
            return program()
        finally:
            gc.enable()

    return run


def medians(programs: dict[str, Program], rounds: int) -> dict[str, float]:
    """The median time of each program, run in turn."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            start = time.perf_counter()
            kept = program()
            times[name].append(time.perf_counter() - start)
            del kept
    return {name: statistics.median(taken) for name, taken in times.items()}


def peak(program: Program) -> int:
    """The most memory that a program takes above its start."""
    tracemalloc.start()
    program()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def rounds_for(size: int) -> int:
    """How often to run, for about the same time each."""
    return max(3, min(200, 60_000 // size))


def compare_json(most: int) -> None:
    """One table of JSON, at each size."""
    goals = {1: ">= 1", 100: ">= 1", 10_000: ">= 2.5", 100_000: ">= 4"}
    for title, (key, make, wrap, path) in SHAPES.items():
        for size in (s for s in SIZES if s <= most):
            text = orjson.dumps(wrap([make(i) for i in range(size)]))

            def ours(key: str = key, text: bytes = text) -> object:
                return cx.Response.read(key, text).to_frame()

            def rival(text: bytes = text, path: tuple[str, ...] = path) -> object:
                return pd.json_normalize(at(orjson.loads(text), path))

            def floor(text: bytes = text) -> object:
                return orjson.loads(text)

            taken = medians(
                {"ours": ours, "rival": rival, "floor": paused(floor)}, rounds_for(size)
            )
            line = f"{title:<16} {size:>7}: {taken['rival'] / taken['ours']:5.2f} times as fast as "
            line += f"json_normalize (goal {goals[size]})"
            if size >= 10_000:
                line += f"; {taken['ours'] / taken['floor']:.2f} of orjson.loads (goal <= 1.3)"
            print(line, flush=True)


def compare_xml(size: int) -> None:
    """One table of XML."""
    key, make, wrap, path = SHAPES["v1.1 customers"]
    body = wrap([make(i) for i in range(size)])
    text, xml = orjson.dumps(body), to_xml(body)
    programs: dict[str, Program] = {
        "json": lambda: cx.Response.read(key, text).to_frame(),
        "xml": lambda: cx.Response.read(key, xml).to_frame(),
    }
    if find_spec("xmltodict"):
        import xmltodict

        programs["rival"] = lambda: pd.json_normalize(at(xmltodict.parse(xml), path))
    taken = medians(programs, rounds_for(size))
    line = f"XML, {size} records: {taken['xml'] / taken['json']:.2f} of our JSON (goal <= 3); "
    if "rival" in taken:
        line += f"{taken['rival'] / taken['xml']:.2f} times as fast as xmltodict + json_normalize"
        print(line, "(goal >= 3.5)")
    else:
        print(line + "xmltodict is not installed: not compared")


def compare_nested(size: int) -> None:
    """The tables of transactions and of their line items."""
    key, make, wrap, _ = SHAPES["v2 transactions"]
    text = orjson.dumps(wrap([make(i) for i in range(size)]))

    def ours() -> object:
        return cx.Response.read(key, text).to_frames()

    def rival() -> object:
        records = orjson.loads(text)["data"]
        lines = pd.json_normalize(records, record_path="lineItems", meta="id", meta_prefix="bill.")
        return pd.json_normalize(records), lines

    taken = medians({"ours": ours, "rival": rival}, rounds_for(size))
    ratio = taken["rival"] / taken["ours"]
    print(f"line items, {size} transactions: {ratio:.2f} times as fast as record_path (goal >= 4)")
    pa_used = peak_arrow(ours)
    print(f"peak memory: {pa_used / peak(rival):.2f} of json_normalize (goal <= 0.7)")


def peak_arrow(program: Program) -> int:
    """The most memory of a program, with what Arrow still holds at its end."""
    import pyarrow as pa

    before = pa.total_allocated_bytes()
    tracemalloc.start()
    kept = program()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    held: int = pa.total_allocated_bytes() - before
    del kept
    return most + held


def main() -> None:
    """Measure all, and print the ratios beside their goals."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]
    compare_json(most)
    compare_xml(min(most, 10_000))
    compare_nested(min(most, 10_000))


if __name__ == "__main__":
    main()

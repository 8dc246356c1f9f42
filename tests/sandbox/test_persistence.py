"""What a file holds after the process that served it was killed, and when several write to it."""

from __future__ import annotations

import random
import signal
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox
from tests.serving import served

from .asking import add_v1, add_v2, bill_v1, bills_v1, items_v1
from .serving_process import serving
from .test_points_v1_1 import TILL

KILLS, WRITERS = 6, 4
LINES = [
    {"serial": n, "item_code": f"SKU-{n}", "qty": "1", "rate": "600", "value": "600", "amount": 600}
    for n in (1, 2)
]


@dataclass
class Acknowledged:
    """What the server said that it has done."""

    customers: list[int] = field(default_factory=list)
    bills: list[str] = field(default_factory=list)
    redemptions: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.customers) + len(self.bills) + len(self.redemptions)


def till(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"Authorization": TILL})


def write(client: httpx.Client, name: str, done: Acknowledged) -> None:
    """Register two people in one call and one in another, sell to one of them, and redeem."""
    # The digits of a name that no other writer and no other turn has.
    pair = add_v1(client, {"mobile": f"9177{name}1"}, {"mobile": f"9177{name}2"})
    assert pair.status_code == 200, pair.text
    people = [int(item["user_id"]) for item in items_v1(pair)]
    done.customers += people
    done.customers.append(int(add_v2(client, ("mobile", f"9177{name}3")).json()["createdId"]))
    who = {"id": str(people[0])}
    bill = {"number": f"K-{name}", "amount": "1200", "customer": who, "line_items": {}}
    bill["line_items"] = {"line_item": LINES}
    sold = bill_v1(client, bill)
    assert sold.status_code == 200, sold.text
    done.bills.append(bills_v1(sold)[0]["number"])
    spent = {"points_redeemed": "20", "transaction_number": f"K-{name}", "customer": who}
    answer = client.post("/v1.1/points/redeem", json={"root": {"redeem": [spent]}})
    assert answer.status_code == 200, answer.text
    shown = answer.json()["response"]["responses"]["points"]
    done.redemptions.append(shown["redemption_id"])


def write_until_killed(url: str, prefix: str, done: Acknowledged) -> None:
    with till(url) as client:
        for turn in range(1000):
            try:
                write(client, f"{prefix}{turn:04}", done)
            except httpx.TransportError:
                return


def wait_for(done: Acknowledged, count: int) -> None:
    end = time.monotonic() + 60
    while done.count < count:
        assert time.monotonic() < end, f"{done.count} of {count} writes were acknowledged"
        time.sleep(0.001)


def faults_in(path: Path) -> list[str]:
    """The laws of the data that a file breaks."""
    connection = sqlite3.connect(path)
    found = [f"{law}: {row}" for law, sql in LAWS.items() for row in connection.execute(sql)]
    [(verdict,)] = connection.execute("PRAGMA integrity_check")
    connection.close()
    return found + ([] if verdict == "ok" else [verdict])


# Each finds what must not be.
LAWS = {
    "a customer has a profile": "SELECT id FROM customers c WHERE NOT erased "
    "AND merged_into IS NULL AND NOT EXISTS (SELECT 1 FROM profiles WHERE customer_id = c.id)",
    "a customer has an identifier": "SELECT id FROM customers c WHERE NOT erased "
    "AND merged_into IS NULL AND NOT EXISTS (SELECT 1 FROM identifiers WHERE customer_id = c.id)",
    "a sale has its lines": "SELECT number FROM transactions t WHERE number LIKE 'K-%' AND 2 != "
    "(SELECT count(*) FROM transaction_lines WHERE transaction_id = t.id)",
    "a sale has its award": "SELECT number FROM transactions t WHERE number LIKE 'K-%' AND 120000 "
    "IS NOT (SELECT sum(points) FROM awards WHERE transaction_id = t.id)",
    "an award is what became of it": "SELECT id FROM awards "
    "WHERE points != remaining + redeemed + returned + transferred OR remaining < 0",
    "a redemption is its parts": "SELECT redemption_id FROM point_redemptions r "
    "WHERE points IS NOT (SELECT sum(points) FROM redemption_parts WHERE redemption = r.id)",
    "an award was redeemed in parts": "SELECT id FROM awards a WHERE redeemed != coalesce("
    "(SELECT sum(points - reversed) FROM redemption_parts WHERE award_id = a.id), 0)",
    "a call is done or not": "SELECT substr(value, 1, length(value) - 1) FROM identifiers "
    "WHERE type = 'mobile' AND value LIKE '9177%' AND value NOT LIKE '%3' "
    "GROUP BY 1 HAVING count(*) != 2",
}


def missing_from(path: Path, done: Acknowledged) -> set[Any]:
    """What was acknowledged and is not in a file."""
    connection = sqlite3.connect(path)

    def column(sql: str) -> set[Any]:
        return {value for (value,) in connection.execute(sql)}

    lost = {
        *(set(done.customers) - column("SELECT id FROM customers")),
        *(set(done.bills) - column("SELECT number FROM transactions")),
        *(set(done.redemptions) - column("SELECT redemption_id FROM point_redemptions")),
    }
    connection.close()
    return lost


def test_killed_while_it_writes(tmp_path: Path) -> None:
    path = tmp_path / "world.sqlite"
    done = Acknowledged()
    chance = random.Random(5)  # noqa: S311 - of moments, not of secrets
    for turn in range(KILLS):
        with serving(data=path) as (process, url), ThreadPoolExecutor(WRITERS) as writers:
            for number in range(WRITERS):
                writers.submit(write_until_killed, url, f"{turn:02}{number}", done)
            wait_for(done, done.count + chance.randint(5, 80))
            time.sleep(chance.uniform(0, 0.02))
            process.send_signal(signal.SIGKILL)
        assert missing_from(path, done) == set()
        assert faults_in(path) == []
    assert done.redemptions
    with Sandbox(path) as again, httpx.Client(transport=again.transport) as client:
        client.base_url, client.headers["Authorization"] = httpx.URL("https://sandbox.test"), TILL
        write(client, "990000", done)
    assert missing_from(path, done) == set()


@pytest.mark.parametrize("in_file", [False, True], ids=["memory", "file"])
def test_no_write_of_concurrent_clients_is_lost(tmp_path: Path, in_file: bool) -> None:
    path = tmp_path / "world.sqlite"
    dones = [Acknowledged() for _ in range(8)]

    def work(number: int) -> None:
        with till(url) as client:
            for turn in range(5):
                write(client, f"{number:02}{turn:04}", dones[number])

    with Sandbox(path if in_file else None) as sandbox, served(sandbox.app) as url:
        with ThreadPoolExecutor(len(dones)) as threads:
            for outcome in [threads.submit(work, number) for number in range(len(dones))]:
                outcome.result()
        rows = sandbox._store.all("SELECT id FROM customers WHERE id > 800141 ORDER BY id")
    customers = sorted(number for done in dones for number in done.customers)
    # Each has an id of its own, and none is left out.
    assert customers == [row["id"] for row in rows] == list(range(800142, 800142 + 120))
    assert not in_file or faults_in(path) == []


def _open_and_write(path: str, prefix: str, done: Any) -> None:
    kept = Acknowledged()
    with Sandbox(path) as sandbox, httpx.Client(transport=sandbox.transport) as client:
        client.base_url, client.headers["Authorization"] = httpx.URL("https://sandbox.test"), TILL
        for turn in range(10):
            write(client, f"{prefix}{turn:04}", kept)
    done.put((kept.customers, kept.bills, kept.redemptions))


def test_several_processes_write_to_one_new_file(tmp_path: Path) -> None:
    path = tmp_path / "world.sqlite"
    spawn = get_context("spawn")
    answers = spawn.Queue()
    processes = [
        spawn.Process(target=_open_and_write, args=(str(path), f"0{number}", answers))
        for number in range(3)
    ]
    for process in processes:
        process.start()
    dones = [Acknowledged(*answers.get(timeout=60)) for _ in processes]
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    for done in dones:
        assert missing_from(path, done) == set()
    assert faults_in(path) == []
    customers = [number for done in dones for number in done.customers]
    assert len(set(customers)) == len(customers) == 90


def test_a_second_process_waits_for_the_first(tmp_path: Path) -> None:
    path = tmp_path / "world.sqlite"
    with Sandbox(path) as first, Sandbox(path) as second:
        client = httpx.Client(transport=second.transport, base_url="https://sandbox.test")
        client.headers["Authorization"] = TILL
        answers: list[httpx.Response] = []
        with first._store.transaction():
            waiting = threading.Thread(
                target=lambda: answers.append(add_v1(client, {"mobile": "915550000499"}))
            )
            waiting.start()
            waiting.join(0.3)
            assert not answers
        waiting.join(30)
        assert answers[0].status_code == 200
        client.close()


@pytest.mark.parametrize(
    "question",
    [
        "/v2/coupon/is_redeemable?id=800101&code=M4RKTQX8",
        "/v1.1/coupon/isredeemable?mobile=914400000017&code=M4RKTQX8",
        "/v1.1/points/isredeemable?mobile=914400000017&points=20&issue_otp=true",
    ],
)
def test_a_question_that_is_tried_out_waits_for_another_process(
    tmp_path: Path, question: str
) -> None:
    path = tmp_path / "world.sqlite"
    with Sandbox(path) as asked, Sandbox(path) as written:
        client, writer = (
            httpx.Client(
                transport=one.transport, base_url=one.cluster.host, headers={"Authorization": TILL}
            )
            for one in (asked, written)
        )
        done = threading.Event()

        def write() -> None:
            number = 0
            while not done.is_set():
                add_v1(writer, {"mobile": f"9155501{number:05d}"})
                number += 1

        busy = threading.Thread(target=write)
        busy.start()
        try:
            statuses = {client.get(question).status_code for _ in range(150)}
        finally:
            done.set()
            busy.join()
    assert statuses == {200}

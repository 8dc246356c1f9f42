"""Runs: the verdict on each row, second tries, faults, stopping, progress and files of answers."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
import json
import os
import random
import signal
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
import pytest

import capexplore as cx
from capexplore.bulk import retry
from capexplore.bulk.run import Run
from tests.loopback import Answer, Loopback, Received
from tests.serving import served

ADD = "v1.1/customer/add"
BILL = "v2/transaction/add"
QUIET: dict[str, Any] = {"progress": False}


def people(count: int) -> list[dict[str, Any]]:
    return [{"mobile": f"91440077{n:04}", "firstname": f"P{n}"} for n in range(count)]


def bills(count: int) -> list[dict[str, Any]]:
    fixed = {"identifierName": "mobile", "identifierValue": "914400000017", "source": "INSTORE"}
    day = "2026-01-10T12:30:00+05:30"
    return [
        {
            **fixed,
            "type": "REGULAR",
            "billNumber": f"RUN-{n}",
            "billAmount": 600,
            "billingDate": day,
        }
        for n in range(count)
    ]


def stored(client: cx.Client, number: str) -> int:
    """How many bills of a number the sandbox has."""
    found = client.call("v1.1/customer/get_transactions", mobile="914400000017", limit=100_000)
    return found.to_frame()["number"].tolist().count(number)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Second tries at once."""
    monkeypatch.setattr(retry, "backoff", lambda _: 0.0)
    monkeypatch.setattr(retry, "after", lambda _: 0.0)


@pytest.fixture
def writer(loopback: Loopback) -> Iterator[cx.Client]:
    with cx.Client(loopback.url, auth=cx.Token("t"), writes=True) as fresh:
        yield fresh


def test_the_table_comes_back_in_order_with_the_verdict_on_each_row(client: cx.Client) -> None:
    rows = pd.DataFrame(people(5)).assign(note="x")
    rows.loc[2, "mobile"] = None
    run = client.bulk(ADD, rows, columns={"note": None}, **QUIET)
    frame = run.to_frame()
    assert frame[["mobile", "firstname", "note"]].equals(rows)
    assert frame["ok"].tolist() == [True, True, False, True, True]
    assert frame["code"].tolist() == [1000, 1000, 1007, 1000, 1000]
    assert frame["created_id"].notna().tolist() == frame["ok"].tolist()
    assert set(frame["request_id"]) == {client.history[-1].request_id}
    assert run.failed["firstname"].tolist() == ["P2"]
    assert not run.ok
    assert run.counts == {"ok": 4, "failed": 1}


def test_a_table_with_the_names_of_the_verdict_keeps_its_own(client: cx.Client) -> None:
    run = client.bulk("v1.1/coupon/get", [{"code": "K7QW2M9Z"}], **QUIET)
    assert run.to_frame()["code"].tolist() == ["K7QW2M9Z"]
    assert run.to_frame()["call_code"].notna().all()


def test_an_empty_table_is_a_run_of_nothing(client: cx.Client) -> None:
    run = client.bulk(ADD, [], **QUIET)
    assert repr(run) == "<Run v1.1/customer/add 0 rows>"
    assert len(run.to_frame()) == 0


def test_the_same_run_gives_the_same_answers_twice() -> None:
    def frame() -> pd.DataFrame:
        with cx.Client() as client:
            table: pd.DataFrame = client.bulk(BILL, bills(30), **QUIET).to_frame()
            return table

    assert frame().equals(frame())


def test_retry_sends_only_what_failed(client: cx.Client) -> None:
    assert client.sandbox is not None
    client.sandbox.fail(BILL, 500)
    run = client.bulk(BILL, bills(4), **QUIET)
    assert run.counts == {"ok": 3, "failed": 1}
    calls = len(client.history)
    assert run.retry().counts == {"ok": 4}
    assert run.retry().retry().counts == {"ok": 4}
    assert len(client.history) == calls + 1


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("fault", [429, 461, 503, 4001, 517, 521])
def test_what_is_documented_as_busy_is_sent_again(client: cx.Client, fault: int) -> None:
    assert client.sandbox is not None
    client.sandbox.fail(BILL, fault, times=3)
    run = client.bulk(BILL, bills(2), **QUIET)
    assert run.ok
    assert len(client.history) == 5


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("fault", [400, 4000, 404, 405, 415, 500, 8001])
def test_anything_else_is_not(client: cx.Client, fault: int) -> None:
    assert client.sandbox is not None
    client.sandbox.fail(BILL, fault)
    run = client.bulk(BILL, bills(1), **QUIET)
    assert run.counts == {"failed": 1}
    assert len(client.history) == 1


@pytest.mark.usefixtures("quick")
def test_it_gives_up_after_ten_tries(client: cx.Client) -> None:
    assert client.sandbox is not None
    client.sandbox.fail(BILL, 521, times=50)
    assert client.bulk(BILL, bills(1), **QUIET).to_frame()["code"].tolist() == [521]
    assert len(client.history) == retry.ATTEMPTS


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("status", [502, 504])
@pytest.mark.parametrize(("key", "rows"), [("v2/customer/get", [{"id": 1, "source": "ALL"}])])
def test_gateways_and_drops_are_tried_again_when_reading(
    loopback: Loopback, writer: cx.Client, status: int, key: str, rows: list[Any]
) -> None:
    answers: Iterator[Answer] = iter([(status, {}, b"<html>"), (200, {}, b'{"id":1}')])
    loopback.answer = lambda _: next(answers)
    assert writer.bulk(key, rows, workers=1, **QUIET).ok
    assert len(loopback.calls) == 2


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("status", [502, 504])
def test_a_write_without_a_key_is_in_doubt_after_a_gateway_and_never_repeated(
    loopback: Loopback, writer: cx.Client, status: int
) -> None:
    loopback.answer = lambda _: (status, {}, b"<html>")
    run = writer.bulk("v2/lead/add", [{"userId": 7}], workers=1, **QUIET)
    assert run.counts == {"in doubt": 1}
    assert run.in_doubt["message"].tolist() == [
        f"In doubt: HTTP {status} came in place of an answer"
    ]
    assert len(loopback.calls) == 1


@pytest.mark.usefixtures("quick")
def test_only_the_busy_items_of_a_chunk_go_again(loopback: Loopback, writer: cx.Client) -> None:
    def answer(received: Received) -> Answer:
        items = []
        for one in json.loads(received.body)["root"]["customer"]:
            busy = one["mobile"] == "2" and len(loopback.calls) == 1
            status = {"success": str(not busy).lower(), "code": 521 if busy else 1000}
            items.append({**one, "user_id": 7, "item_status": status})
        body = {"response": {"status": {"success": "true", "code": 200, "message": ""}}}
        body["response"]["customers"] = {"customer": items}
        return 200, {}, json.dumps(body).encode()

    loopback.answer = answer
    run = writer.bulk(ADD, [{"mobile": str(n)} for n in range(4)], workers=1, **QUIET)
    assert run.ok
    sent = [json.loads(one.body)["root"]["customer"] for one in loopback.calls]
    assert [[one["mobile"] for one in items] for items in sent] == [["0", "1", "2", "3"], ["2"]]


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7.0), ("soon", 0.0), ("", 0.0), ("9" * 400, 86_400.0)]
)
def test_retry_after_is_read(value: str, seconds: float) -> None:
    answer = cx.Response.read("v2/customer/get", "", 429, {"Retry-After": value})
    assert retry.after(answer) == seconds


def test_retry_after_may_be_a_date() -> None:
    date = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    assert retry.after(cx.Response.read("v2/customer/get", "", 429, date)) == 0.0


@pytest.mark.parametrize("zone", ["GMT", "+0000", "-0000"])
def test_retry_after_counts_from_now(zone: str) -> None:
    then = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=100)
    date = {"Retry-After": f"{then:%a, %d %b %Y %H:%M:%S} {zone}"}
    assert 90 < retry.after(cx.Response.read("v2/customer/get", "", 503, date)) <= 100


def test_waits_double_with_jitter_and_end_at_half_a_minute() -> None:
    for attempt in range(1, 12):
        longest = min(30.0, 0.25 * 2 ** (attempt - 1))
        assert longest / 2 <= retry.backoff(attempt) <= longest


FAULTS: list[int | str] = [429, 503, 521, "drop", "slow", "truncated", "html"]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("workers", [1, 6])
@pytest.mark.parametrize("key", [BILL, "v2/transaction/add_bulk", "v1.1/transaction/add"])
def test_among_random_faults_every_row_ends_once_in_the_store_and_in_the_table(
    client: cx.Client, key: str, workers: int
) -> None:
    sandbox, chance = client.sandbox, random.Random(5)  # noqa: S311
    assert sandbox is not None
    rows = bills(150)
    if key != BILL:
        rows = [{"identifierType": r.pop("identifierName"), **r} for r in rows]
    if key == "v1.1/transaction/add":
        rows = [
            {
                "type": "regular",
                "number": r["billNumber"],
                "amount": "600",
                "billing_time": "2026-01-10 12:30:00",
                "customer.mobile": r["identifierValue"],
            }
            for r in rows
        ]
    asking = ("v2/transaction/get_by_bill_number", "v1.1/transaction/get")
    for name, times in ((key, 60), *((one, 20) for one in asking)):
        for fault in chance.choices(FAULTS, k=times):
            sandbox.fail(name, fault)
    options: dict[str, Any] = {} if key == BILL else {"chunk": 4}
    run = client.bulk(key, rows, workers=workers, **options, **QUIET)
    assert run.counts == {"ok": 150}
    found = client.call("v1.1/customer/get_transactions", mobile="914400000017", limit=1000)
    numbers = [n for n in found.to_frame()["number"] if n.startswith("RUN-")]
    assert len(numbers) == len(set(numbers)) == 150
    assert run.to_frame()["created_id"].astype(int).is_unique


@pytest.mark.usefixtures("quick")
def test_a_bill_of_the_same_number_with_another_amount_leaves_the_doubt(client: cx.Client) -> None:
    assert client.sandbox is not None
    client.bulk(BILL, bills(1), **QUIET)
    client.sandbox.fail(BILL, "slow")
    (row,) = bills(1)
    run = client.bulk(BILL, [{**row, "billAmount": 7}], **QUIET)
    assert run.counts == {"in doubt": 1}
    assert "shows something else" in run.in_doubt["message"][0]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("fault", ["drop", "slow"])
def test_customers_are_found_by_their_identifiers(client: cx.Client, fault: str) -> None:
    assert client.sandbox is not None
    client.sandbox.fail(ADD, fault)
    assert client.bulk(ADD, people(3), **QUIET).ok
    client.sandbox.fail("v2/customer/add", fault)
    row = {"profiles.firstName": "Ines", "profiles.source": "INSTORE"}
    row["profiles.identifiers.type"] = "mobile"
    rows = [{**row, "profiles.identifiers.value": "914400000777"}]
    run = client.bulk("v2/customer/add", rows, **QUIET)
    assert run.ok
    assert run.to_frame()["created_id"].notna().all()


@pytest.mark.usefixtures("quick")
def test_no_connection_is_no_doubt(loopback: Loopback) -> None:
    with cx.Client("http://127.0.0.1:9", auth=cx.Token("t"), writes=True) as nowhere:
        run = nowhere.bulk("v2/lead/add", [{"userId": 7}], **QUIET)
    assert run.counts == {"failed": 1}
    assert "got no answer" in run.to_frame()["message"][0]


def test_a_refused_key_ends_the_run(loopback: Loopback) -> None:
    loopback.token_answer = (400, {}, b'{"errors":[{"code":320001}]}')
    rows = [{"userId": n} for n in range(9)]
    with (
        cx.Client(loopback.url, auth=cx.OAuth("k", "s"), writes=True) as client,
        pytest.raises(cx.errors.AuthenticationError, match="320001"),
    ):
        client.bulk("v2/lead/add", rows, workers=1, **QUIET)
    assert loopback.calls == []


def slowly(loopback: Loopback) -> threading.Event:
    """Let the server answer one call at a time, each when an event says so."""
    go = threading.Event()

    def answer(_: Received) -> Answer:
        go.wait(0.02)
        return 200, {}, b'{"createdId":7}'

    loopback.answer = answer
    return go


def test_a_run_can_be_waited_for_later_and_stopped(loopback: Loopback, writer: cx.Client) -> None:
    go = slowly(loopback)
    run = writer.bulk("v2/lead/add", [{"userId": n} for n in range(5000)], wait=False, **QUIET)
    assert isinstance(run, Run)
    assert not run.done
    run.wait(timeout=0.1)
    run.stop()
    go.set()
    assert run.wait().done
    assert 0 < run.counts["ok"] < 5000
    assert run.counts["ok"] == len(loopback.calls)
    assert run.counts["not sent"] == 5000 - run.counts["ok"]
    assert run.to_frame()["message"].tolist()[-1] == "Not sent."


def in_a_loop_of_its_own(task: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine where no loop runs: a browser's tests leave one in the main thread."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, task).result()


def test_a_run_can_be_awaited_and_cancelled(loopback: Loopback, writer: cx.Client) -> None:
    rows = [{"userId": n} for n in range(20)]

    async def whole() -> Any:
        return await writer.bulk("v2/lead/add", rows, wait=False, **QUIET)

    loopback.answer = lambda _: (200, {}, b'{"createdId":7}')
    assert in_a_loop_of_its_own(whole()).ok
    slowly(loopback)

    async def cancelled() -> Run:
        run: Run = writer.bulk("v2/lead/add", rows * 200, wait=False, **QUIET)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(run._wait_kindly(), 0.1)
        return run

    run = in_a_loop_of_its_own(cancelled()).wait()
    assert run.counts["not sent"] > 0


def test_an_interrupt_stops_and_loses_nothing(loopback: Loopback, writer: cx.Client) -> None:
    slowly(loopback)
    run = writer.bulk("v2/lead/add", [{"userId": n} for n in range(5000)], wait=False, **QUIET)
    threading.Timer(0.15, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt) as interrupt:
        run.wait(30)
    assert run.done
    assert run.counts["ok"] == len(loopback.calls)
    assert interrupt.value.__notes__[0].startswith(f"Stopped: {run!r}\nclient.last_run")


def test_an_interrupt_of_the_call_does_not_lose_the_run(
    loopback: Loopback, writer: cx.Client
) -> None:
    slowly(loopback)
    assert writer.last_run is None

    def interrupt() -> None:
        while not loopback.calls:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        writer.bulk("v2/lead/add", [{"userId": n} for n in range(5000)], workers=4, **QUIET)
    run = writer.last_run
    assert run is not None
    assert len(run.to_frame()) == 5000
    assert run.counts["ok"] + run.counts["not sent"] == 5000


def test_threads_are_added_as_long_as_they_help(loopback: Loopback, writer: cx.Client) -> None:
    def answer(_: Received) -> Answer:
        return 200, {}, b'{"createdId":7}'

    loopback.answer = answer
    run = writer.bulk("v2/lead/add", [{"userId": n} for n in range(300)], workers=4, **QUIET)
    assert run.ok
    assert 1 <= loopback.connections <= 4


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_answers_are_written_in_the_order_of_the_rows(
    client: cx.Client, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"answers.{kind}"
    rows = iter([*people(3), {"firstname": "Nobody"}])
    run = client.bulk(ADD, rows, out=path, workers=3, chunk=1, **QUIET)
    found: list[dict[str, Any]]
    if kind == "csv":
        found = list(csv.DictReader(io.StringIO(path.read_text())))
    elif kind == "jsonl":
        found = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    else:
        found = [dict(row) for row in pd.read_parquet(path).to_dict("records")]  # type: ignore
    frame = run.to_frame()
    assert [one["firstname"] for one in found] == frame["firstname"].tolist()
    assert [int(one["code"]) for one in found] == frame["code"].tolist()
    assert [str(one["ok"]).lower() for one in found] == ["true", "true", "true", "false"]
    answer = found[0]["answer"]
    answer = json.loads(answer) if isinstance(answer, str) else answer
    assert answer["firstname"] == "P0"
    assert list(found[0]) == [*frame.columns, "answer"]


def test_a_stopped_run_writes_every_row_once(
    loopback: Loopback, writer: cx.Client, tmp_path: Path
) -> None:
    slowly(loopback)
    path = tmp_path / "answers.jsonl"
    rows = [{"userId": n} for n in range(3000)]
    run = writer.bulk("v2/lead/add", rows, out=path, wait=False, **QUIET)
    time.sleep(0.1)
    run.stop()
    run.wait()
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    assert [line["userId"] for line in lines] == list(range(3000))
    assert sum(line["ok"] for line in lines) == run.counts["ok"]


def test_secrets_are_neither_in_the_table_nor_in_the_file(
    client: cx.Client, tmp_path: Path
) -> None:
    path = tmp_path / "answers.csv"
    rows = [{"key": "hg-demo-key", "secret": "hg-demo-secret"}]
    run = client.bulk("v3/oauth_token/generate", rows, out=path, **QUIET)
    assert run.ok
    told = run.to_frame().to_csv() + path.read_text() + run.summary()
    assert "hg-demo" not in told
    token = client.history[-1].json()["data"]["accessToken"].reveal()
    assert token not in told


def test_served_over_http_with_many_threads(sandbox: cx.Sandbox) -> None:
    login = cx.OAuth(sandbox.demo_key, sandbox.demo_secret)
    with served(sandbox.app) as url, cx.Client(url, auth=login, writes=True) as client:
        run = client.bulk(BILL, bills(120), **QUIET)
        assert run.ok
        assert run.to_frame()["created_id"].is_unique
        assert len(client.history) == 120


def test_the_calls_are_in_the_history(loopback: Loopback, writer: cx.Client) -> None:
    loopback.answer = lambda one: (200, {}, b'{"createdId":' + one.body[10:-1] + b"}")
    writer.bulk("v2/lead/add", [{"userId": n} for n in range(100)], workers=1, **QUIET)
    assert len(writer.history) == 100
    for place in (0, 39, 40, 99, -1):
        request = writer.history[place].request
        assert request is not None
        assert request.json == {"userId": range(100)[place]}
    assert len(writer.history.to_frame()) == 100


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_times_and_decimals_are_written_without_marks_of_json(
    client: cx.Client, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"answers.{kind}"
    row = {"mobile": "914400000555", "on": dt.datetime(2026, 1, 3, 10), "n": Decimal("1.5")}
    client.bulk(ADD, [row], columns={"on": None, "n": None}, out=path, **QUIET)
    if kind == "parquet":
        found = pd.read_parquet(path).to_dict("records")[0]
    elif kind == "csv":
        found = next(csv.DictReader(io.StringIO(path.read_text())))
    else:
        found = orjson.loads(path.read_bytes())
    assert (found["on"], found["n"]) == ("2026-01-03T10:00:00", "1.5")

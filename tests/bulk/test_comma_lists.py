"""Reading calls that take a comma list: one call for many rows, and each row its own verdict."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import capexplore as cx
from capexplore.bulk import retry
from tests.loopback import Answer, Loopback, Received

GET = "v1.1/customer/get"
QUIET: dict[str, Any] = {"progress": False}
MIRA = "914400000017"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "backoff", lambda _: 0.0)


@pytest.fixture
def reader(loopback: Loopback) -> Iterator[cx.Client]:
    with cx.Client(loopback.url, auth=cx.Token("t")) as fresh:
        yield fresh


def people(count: int) -> list[dict[str, str]]:
    return [{"mobile": MIRA if n == 7 else f"91440099{n:04}"} for n in range(count)]


def test_as_many_rows_as_documented_go_into_one_call(client: cx.Client) -> None:
    run = client.bulk(GET, people(250), user_id=True, **QUIET)
    assert [len(call.items) for call in client.history] == [100, 100, 50]
    frame = run.to_frame()
    assert frame["mobile"].tolist() == [row["mobile"] for row in people(250)]
    assert frame.index[frame["ok"]].tolist() == [7]
    assert frame["created_id"][7] == 800101
    assert set(frame["code"]) == {1000, 1012}
    assert run.plan.calls == 3


@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_the_verdicts_are_the_same_however_many_go_together(client: cx.Client, chunk: int) -> None:
    run = client.bulk(GET, people(10), chunk=chunk, user_id=True, **QUIET)
    frame = run.to_frame()[["mobile", "ok", "code", "created_id"]]
    assert frame["code"].tolist() == [1000 if n == 7 else 1012 for n in range(10)]
    assert frame["created_id"].notna().tolist() == [n == 7 for n in range(10)]
    assert len(client.history) == -(-10 // chunk)


def test_more_than_documented_is_refused(client: cx.Client) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match="takes at most 100 rows"):
        client.bulk(GET, people(3), chunk=101, **QUIET)
    # A list without a documented limit, or without verdicts of its own, is one row a call.
    with pytest.raises(cx.errors.InvalidRequestError, match="takes at most 1 rows"):
        client.bulk("v1.1/product/get", [{"sku": "S1"}], chunk=2, **QUIET)


def test_rows_that_differ_otherwise_or_say_the_same_go_apart(client: cx.Client) -> None:
    rows = [
        {"mobile": MIRA},
        {"mobile": MIRA},
        {"mobile": f"{MIRA},1"},
        {"id": 800101},
        {"id": 800102, "mlp": True},
        {"email": "mira.novak@mail.test", "mobile": MIRA},
    ]
    plan = client.bulk(GET, rows, dry_run=True)
    assert plan.calls == 6
    assert client.bulk(GET, rows[:2], **QUIET).ok


def test_a_list_does_not_make_the_url_too_long(client: cx.Client) -> None:
    rows = [{"external_id": f"{n:0100}"} for n in range(100)]
    run = client.bulk(GET, rows, **QUIET)
    assert len(client.history) == run.plan.calls == 3
    assert len(set(run.to_frame()["code"])) == 1


def shown(values: list[str]) -> bytes:
    items = [
        {"mobile": value, "user_id": int(value), "item_status": {"success": "true", "code": 1000}}
        for value in values
    ]
    status = {"success": "true", "code": 200, "message": ""}
    return json.dumps({"response": {"status": status, "customers": {"customer": items}}}).encode()


def asked(received: Received) -> list[str]:
    return parse_qs(urlsplit(received.target).query)["mobile"][0].split(",")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("order", ["turned", "lacking", "doubled", "foreign"])
def test_each_row_has_its_own_item_whatever_the_answer_looks_like(
    loopback: Loopback, reader: cx.Client, order: str
) -> None:
    def answer(received: Received) -> Answer:
        values = asked(received)
        if len(values) > 1:
            values = {
                "turned": values[::-1],
                "lacking": values[:2] + values[3:],
                "doubled": [values[0], *values],
                "foreign": ["99", *values[1:], "98"],
            }[order]
        return 200, {}, shown(values)

    loopback.answer = answer
    run = reader.bulk(GET, [{"mobile": str(n)} for n in range(10, 16)], workers=1, **QUIET)
    assert run.to_frame()["created_id"].tolist() == list(range(10, 16))
    alone = {"turned": [], "lacking": ["12"], "doubled": ["10"], "foreign": ["10"]}[order]
    assert [asked(one) for one in loopback.calls[1:]] == [[one] for one in alone]


@pytest.mark.usefixtures("quick")
def test_faults_are_tried_again(client: cx.Client) -> None:
    assert client.sandbox is not None
    for fault in (429, "drop", "slow", 503, 502):
        client.sandbox.fail(GET, fault)
    run = client.bulk(GET, people(20), workers=3, chunk=5, **QUIET)
    assert run.to_frame()["code"].tolist() == [1000 if n == 7 else 1012 for n in range(20)]

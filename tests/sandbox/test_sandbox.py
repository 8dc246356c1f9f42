"""The sandbox itself: clock, faults, files, servers, repeatability."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from capexplore.catalog import Action, actions
from capexplore.errors import CapexploreError, InvalidRequestError, UnknownNameError
from capexplore.sandbox import Sandbox
from tests.serving import served

from .asking import add_v1, add_v2, codes_v1, errors_v2, items_v1
from .bodies import example

V2 = "/v2/customers/800101?source=ALL"


def log_in(sandbox: Sandbox, url: str | None = None) -> httpx.Client:
    """Give a client with a token: in process, or over HTTP where a URL is given."""
    transport = sandbox.transport if url is None else httpx.HTTPTransport()
    client = httpx.Client(transport=transport, base_url=url or sandbox.cluster.host)
    pair = {"key": sandbox.demo_key, "secret": sandbox.demo_secret}
    answer = client.post("/v3/oauth/token/generate", json=pair)
    client.headers["CAP-API-ACCESS-TOKEN"] = answer.json()["data"]["accessToken"]
    return client


def script(client: httpx.Client) -> list[tuple[Any, ...]]:
    """What a session gets to see, byte by byte: every simulated action, and what goes wrong."""
    answers = [
        client.get(V2),
        client.get("/v1.1/customer/get?mobile=914400000017,1&user_id=true&format=xml"),
        add_v1(client, {"mobile": "915550000401"}, {"mobile": "x"}),
        add_v2(client, ("email", "a@mail.test"), source="ECOMMERCE"),
        client.get("/v2/customers/800120?source=ALL"),
        client.get("/v2/nowhere"),
        client.post("/v3/oauth/token/generate", json={"key": "a"}),
        *(_asked(client, action) for action in actions if action.simulated),
        *(
            _asked(client, action, Accept="application/xml")
            for action in actions
            if action.simulated
        ),
    ]
    return [(a.status_code, a.content, *_own_headers(a)) for a in answers] + [
        (client.headers["CAP-API-ACCESS-TOKEN"],)
    ]


def _asked(client: httpx.Client, action: Action, **headers: str) -> httpx.Response:
    target, body = example(action)
    content = None if body is None else json.dumps(body)
    if body is not None:
        headers["Content-Type"] = "application/json"
    return client.request(action.method, target, content=content, headers=headers)


def _own_headers(answer: httpx.Response) -> list[tuple[str, str]]:
    """The headers without those that a server adds."""
    added = ("connection", "date", "server", "via")
    return sorted(item for item in answer.headers.items() if item[0] not in added)


def test_what_a_client_wants_to_know(sandbox: Sandbox) -> None:
    cluster = sandbox.cluster
    assert (cluster.name, cluster.key, cluster.host) == (
        "sandbox",
        "sandbox",
        "https://sandbox.test",
    )
    assert (cluster.time_zone, cluster.live) == ("+05:30", False)
    assert isinstance(sandbox.transport, httpx.BaseTransport)
    assert sandbox.transport is sandbox.transport
    assert repr(sandbox) == "<Sandbox 2026-01-15T10:00:00Z>"
    assert repr(Sandbox(now="real")) == "<Sandbox real>"


def test_same_calls_give_the_same_bytes() -> None:
    assert script(log_in(Sandbox())) == script(log_in(Sandbox()))
    assert script(log_in(Sandbox(seed=7))) == script(log_in(Sandbox(seed=7)))


def test_another_seed_gives_another_world() -> None:
    ours, theirs = script(log_in(Sandbox())), script(log_in(Sandbox(seed=7)))
    assert ours[0][1] == theirs[0][1]
    assert ours[4][1] != theirs[4][1]
    assert dict(ours[0][2:])["x-cap-requestid"] != dict(theirs[0][2:])["x-cap-requestid"]


def test_reset_begins_again() -> None:
    sandbox = Sandbox()
    first = script(log_in(sandbox))
    sandbox.advance(days=2)
    sandbox.fail(actions["v2/customer/get"], 500)
    sandbox.reset()
    assert repr(sandbox) == "<Sandbox 2026-01-15T10:00:00Z>"
    assert script(log_in(sandbox)) == first


def test_served_answers_are_the_same() -> None:
    expected = script(log_in(Sandbox()))
    sandbox = Sandbox()
    with served(sandbox.app) as url:
        client = log_in(sandbox, url)
        assert script(client) == expected
        client.close()


def test_started_clock_runs(sandbox: Sandbox) -> None:
    before = sandbox.now
    sandbox.start_clock()
    assert sandbox.now > before
    assert (sandbox.now - before).total_seconds() < 60


def test_port_that_is_taken(sandbox: Sandbox) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CapexploreError, match=f"cannot listen on 127.0.0.1:{port}"):
            sandbox.serve(port=port)
    with pytest.raises(InvalidRequestError, match="is no port"):
        sandbox.serve(port=70_000)


def test_several_threads(sandbox: Sandbox) -> None:
    client = log_in(sandbox)

    def work(number: int) -> None:
        for turn in range(10):
            add_v1(client, {"mobile": f"91666{number:02d}{turn:05d}"})
            client.get(V2)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answer = add_v1(client, {"mobile": "916669999999"})
    assert items_v1(answer)[0]["user_id"] == 800142 + 80


def test_clock(sandbox: Sandbox) -> None:
    assert sandbox.now.isoformat() == "2026-01-15T10:00:00+00:00"
    sandbox.advance(days=1, hours=2)
    assert repr(sandbox) == "<Sandbox 2026-01-16T12:00:00Z>"
    for by in ({"days": -1}, {"fortnights": 1}, {"days": 10**9}, {"weeks": 10**6}):
        with pytest.raises(InvalidRequestError, match="clock"):
            sandbox.advance(**by)
    assert repr(sandbox) == "<Sandbox 2026-01-16T12:00:00Z>"


@pytest.mark.parametrize("now", ["soon", "", "0001-01-01T00:00:00Z", 7, None])
def test_no_such_time(now: Any) -> None:
    with pytest.raises(InvalidRequestError, match="no time that the sandbox can begin at"):
        Sandbox(now=now)


def test_time_with_another_offset() -> None:
    assert repr(Sandbox(now="2026-01-15T10:00:00+05:30")) == "<Sandbox 2026-01-15T04:30:00Z>"
    assert repr(Sandbox(now="2026-01-15")) == "<Sandbox 2026-01-15T00:00:00Z>"


def test_points_expire_with_time(sandbox: Sandbox) -> None:
    sandbox.advance(days=76, hours=8, minutes=29, seconds=59)
    assert repr(sandbox) == "<Sandbox 2026-04-01T18:29:59Z>"
    path = "/v1.1/customer/get?id=800101"
    assert items_v1(log_in(sandbox).get(path))[0]["loyalty_points"] == 120
    sandbox.advance(seconds=1)
    [item] = items_v1(log_in(sandbox).get(path))
    assert (item["loyalty_points"], item["lifetime_points"]) == (0, 120)


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        (401, 401, 401),
        (498, 401, 498),
        (429, 429, 429),
        (461, 400, 461),
        (500, 500, 500),
        (503, 503, 503),
        (521, 400, 521),
        (8015, 400, 8015),
    ],
)
def test_code_faults(sandbox: Sandbox, what: int, status: int, code: int) -> None:
    client = log_in(sandbox)
    sandbox.fail("v2/customer/get", what)
    answer = client.get(V2)
    assert answer.status_code == status
    assert errors_v2(answer) == [code]
    assert client.get(V2).status_code == 200


@pytest.mark.parametrize(("what", "status"), [(4000, 403), (4001, 503)])
def test_access_faults(sandbox: Sandbox, what: int, status: int) -> None:
    client = log_in(sandbox)
    for path, key in ((V2, "v2/customer/get"), ("/v3/webHooks", "v3/webhook/get_all")):
        sandbox.fail(key, what)
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.json()["errorCode"] == what


def test_faults_in_v1_1_envelope(sandbox: Sandbox) -> None:
    client = log_in(sandbox)
    sandbox.fail("v1.1/customer/add", 521, times=2)
    for _ in range(2):
        answer = add_v1(client, {"mobile": "915550000402"})
        assert answer.status_code == 500
        assert answer.json()["response"]["status"]["code"] == 521
    assert codes_v1(client.get("/v1.1/customer/get?mobile=915550000402")) == ["1012"]
    assert add_v1(client, {"mobile": "915550000402"}).status_code == 200


def test_drop_does_nothing_and_slow_does_it(sandbox: Sandbox) -> None:
    client = log_in(sandbox)
    sandbox.fail("v1.1/customer/add", "drop")
    with pytest.raises(httpx.ReadError, match="closed the connection"):
        add_v1(client, {"mobile": "915550000403"})
    assert codes_v1(client.get("/v1.1/customer/get?mobile=915550000403")) == ["1012"]
    sandbox.fail("v1.1/customer/add", "slow")
    with pytest.raises(httpx.ReadTimeout, match="time out"):
        add_v1(client, {"mobile": "915550000403"})
    assert codes_v1(client.get("/v1.1/customer/get?mobile=915550000403")) == ["1000"]


def test_spoilt_answers(sandbox: Sandbox) -> None:
    client = log_in(sandbox)
    whole = client.get(V2).content
    sandbox.fail("v2/customer/get", "truncated")
    sandbox.fail("v2/customer/get", "html")
    half = client.get(V2)
    assert half.status_code == 200
    assert half.content == whole[: len(whole) // 2]
    page = client.get(V2)
    assert (page.status_code, page.headers["Content-Type"]) == (502, "text/html")
    assert page.text.startswith("<html>")


def test_served_drop_closes_the_connection(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with served(sandbox.app) as url:
        client = log_in(sandbox, url)
        sandbox.fail("v2/customer/get", "drop")
        with pytest.raises(httpx.RemoteProtocolError, match="closed"):
            client.get(V2)
        assert client.get(V2).status_code == 200
        client.close()


def test_faults_that_do_not_exist(sandbox: Sandbox) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'v2/customer/get'"):
        sandbox.fail("v2/customer/gett", 500)
    with pytest.raises(UnknownNameError, match="no fault 'dropp'"):
        sandbox.fail("v2/customer/get", "dropp")
    for what in (200, 0, -1, True, None, 1.5, 1000):
        with pytest.raises(InvalidRequestError, match="is no fault"):
            sandbox.fail("v2/customer/get", what)  # type: ignore[arg-type]
    for times in (0, -1, True, "2"):
        with pytest.raises(InvalidRequestError, match="number of calls"):
            sandbox.fail("v2/customer/get", 500, times=times)  # type: ignore[arg-type]


def test_configuration_keys(sandbox: Sandbox) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'CONF_ALLOW_EMAIL_UPDATE'"):
        sandbox.configure("CONF_ALLOW_EMAIL_UPDAT", "true")


def test_rate_limits() -> None:
    sandbox = Sandbox(rate_limits=True)
    client = log_in(sandbox)
    assert sandbox.cluster.rate_limits["v1.1/customer/add"] == 500
    sandbox.advance(seconds=20)
    for _ in range(500):
        assert add_v1(client, {"mobile": "914400000017"}).status_code == 200
    answer = add_v1(client, {"mobile": "914400000017"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "40")
    assert answer.json()["response"]["status"]["code"] == 429
    assert client.get(V2).status_code == 200
    sandbox.advance(seconds=40)
    assert add_v1(client, {"mobile": "914400000017"}).status_code == 200


def test_file_survives(tmp_path: Path) -> None:
    path = tmp_path / "world.sqlite"
    with Sandbox(path) as first:
        client = log_in(first)
        add_v1(client, {"mobile": "915550000404"})
        first_id = client.get(V2).headers["X-Cap-Requestid"]
        first.advance(minutes=30)
    with Sandbox(path) as second:
        assert repr(second) == "<Sandbox 2026-01-15T10:30:00Z>"
        token = client.headers["CAP-API-ACCESS-TOKEN"]
        client = httpx.Client(transport=second.transport, base_url="https://sandbox.test")
        client.headers["CAP-API-ACCESS-TOKEN"] = token
        assert codes_v1(client.get("/v1.1/customer/get?mobile=915550000404")) == ["1000"]
        assert client.get(V2).headers["X-Cap-Requestid"] != first_id
        assert items_v1(add_v1(client, {"mobile": "915550000405"}))[0]["user_id"] == 800143
        second.reset()
        assert repr(second) == "<Sandbox 2026-01-15T10:00:00Z>"
    with Sandbox(path) as third:
        client = log_in(third)
        assert codes_v1(client.get("/v1.1/customer/get?mobile=915550000404")) == ["1012"]


def test_crash_leaves_the_store_as_before(tmp_path: Path) -> None:
    path = tmp_path / "world.sqlite"
    sandbox = Sandbox(path)

    def crash() -> None:
        with sandbox._store.transaction():
            sandbox._store.run("UPDATE profiles SET first_name = 'Gone'")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        crash()
    # Without closing, as after a crash: another connection sees what was committed.
    with Sandbox(path) as other:
        body = log_in(other).get(V2).json()
        assert body["profiles"][0]["firstName"] == "Mira"
    sandbox.close()


def test_defect_is_answered_and_rolled_back(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    client = log_in(sandbox)
    with sandbox._store.transaction():
        sandbox._store.run(
            "CREATE TRIGGER broken BEFORE INSERT ON identifiers BEGIN SELECT RAISE(ABORT, 'x'); END"
        )
    answer = add_v1(client, {"mobile": "915550000406"})
    assert answer.status_code == 500
    assert answer.json()["response"]["status"]["code"] == 500
    assert errors_v2(add_v2(client, ("mobile", "915550000406"))) == [500]
    assert "the sandbox failed at POST v1.1/customer/add" in caplog.text
    row = sandbox._store.one("SELECT count(*) AS n FROM customers")
    assert row is not None
    assert row["n"] == 41


@pytest.mark.parametrize("content", [b"no database at all" * 100, None])
def test_files_that_are_not_ours(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.sqlite"
    if content is None:
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE invoices (id)")
        connection.close()
    else:
        path.write_bytes(content)
    with pytest.raises(InvalidRequestError, match=re.escape(str(path))):
        Sandbox(path)
    with pytest.raises(InvalidRequestError, match="cannot be kept"):
        Sandbox(tmp_path / "no" / "such" / "folder.sqlite")


def test_file_of_another_seed(tmp_path: Path) -> None:
    path = tmp_path / "world.sqlite"
    Sandbox(path, seed=3).close()
    with pytest.raises(InvalidRequestError, match="was made with seed=3, not 0"):
        Sandbox(path)
    with pytest.raises(InvalidRequestError, match="no whole number"):
        Sandbox(seed="x")  # type: ignore[arg-type]


def test_close_twice(sandbox: Sandbox) -> None:
    sandbox.close()
    sandbox.close()


def test_demo_tills_are_those_that_can_sign_in(sandbox: Sandbox) -> None:
    assert set(sandbox.demo_tills) == {"quay1.t1", "quay2.t1", "quay2.t9", "quay1.ss"}
    with pytest.raises(TypeError, match="does not support item assignment"):
        sandbox.demo_tills["quay1.t1"] = "other"  # type: ignore[index]

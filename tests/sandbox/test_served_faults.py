"""Faults as a client meets them over HTTP."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from capexplore.sandbox import Sandbox
from tests.serving import served_sandbox

from .asking import add_v1, codes_v1, errors_v2
from .test_points_v1_1 import TILL

KEY, V2 = "v2/customer/get", "/v2/customers/800101?source=ALL"


@pytest.fixture
def served(sandbox: Sandbox) -> Iterator[httpx.Client]:
    headers = {"Authorization": TILL}
    with served_sandbox(sandbox) as url, httpx.Client(base_url=url, headers=headers) as client:
        yield client


@pytest.mark.parametrize(("what", "status"), [(401, 401), (429, 429), (461, 400), (500, 500)])
def test_codes(sandbox: Sandbox, served: httpx.Client, what: int, status: int) -> None:
    sandbox.fail(KEY, what)
    answer = served.get(V2)
    assert (answer.status_code, errors_v2(answer)) == (status, [what])
    assert answer.headers["X-Cap-Requestid"]
    assert served.get(V2).status_code == 200


def test_html(sandbox: Sandbox, served: httpx.Client) -> None:
    sandbox.fail(KEY, "html")
    answer = served.get(V2)
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")
    assert "Bad Gateway" in answer.text


def test_truncated_is_half_of_the_answer_and_keeps_the_connection(
    sandbox: Sandbox, served: httpx.Client
) -> None:
    whole = served.get(V2).content
    sandbox.fail(KEY, "truncated")
    half = served.get(V2)
    assert (half.status_code, half.content) == (200, whole[: len(whole) // 2])
    assert served.get(V2).content == whole


def test_drop_does_nothing_and_closes_the_connection(
    sandbox: Sandbox, served: httpx.Client
) -> None:
    sandbox.fail("v1.1/customer/add", "drop")
    with pytest.raises(httpx.RemoteProtocolError, match="closed"):
        add_v1(served, {"mobile": "915550000491"})
    assert codes_v1(served.get("/v1.1/customer/get?mobile=915550000491")) == ["1012"]


def test_slow_is_done_but_answered_too_late(sandbox: Sandbox, served: httpx.Client) -> None:
    sandbox.fail("v1.1/customer/add", "slow")
    with pytest.raises(httpx.ReadTimeout, match="timed out"):
        add_v1(served, {"mobile": "915550000492"}, timeout=0.5)
    assert codes_v1(served.get("/v1.1/customer/get?mobile=915550000492")) == ["1000"]


def test_slow_calls_keep_nobody_waiting(sandbox: Sandbox, served: httpx.Client) -> None:
    slow = 12
    sandbox.fail("v2/customer_lookup/get_id", "slow", times=slow * 2)
    lookup = "/v2/customers/lookup?source=INSTORE&identifierName=mobile&identifierValue=1"

    def give_up() -> None:
        with pytest.raises(httpx.ReadTimeout, match="timed out"):
            served.get(lookup, timeout=2)

    # Twice, and more in sum than there are threads: those of clients that gave up are free again.
    for _ in range(2):
        with ThreadPoolExecutor(slow) as clients:
            waiting = [clients.submit(give_up) for _ in range(slow)]
            time.sleep(0.3)
            assert served.get(V2, timeout=1.5).status_code == 200
            for one in waiting:
                one.result()
        time.sleep(0.2)


def test_client_that_goes_away_in_the_middle(sandbox: Sandbox, served: httpx.Client) -> None:
    host, port = served.base_url.host, served.base_url.port
    with socket.create_connection((host, port or 80)) as rude:
        rude.sendall(b"POST /v1.1/customer/add HTTP/1.1\r\nContent-Length: 900\r\n\r\n{")
    assert served.get(V2).status_code == 200

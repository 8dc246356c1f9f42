"""A read in process: the sandbox against a trivial WSGI application, through httpx.WSGITransport.

The trivial application answers the very headers and bytes that the sandbox does. Each read is asked
of both in turn by `httpx.Client.get`.

    python tests/benchmarks/sandbox.py

prints the ratios of the median wall times. Goal: at most 1.5.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpx

from capexplore.sandbox import Sandbox

ROUNDS = 3000
READS = {
    "v2/customer_lookup/get_id": "/v2/customers/lookup?source=INSTORE&identifierName=mobile"
    "&identifierValue=914400000017",
    "v3/webhook/get_all": "/v3/webHooks",
    "v2/customer/get": "/v2/customers/800101?source=ALL",
    "v1.1/customer/get": "/v1.1/customer/get?mobile=914400000017",
}


def trivial(answer: httpx.Response) -> Callable[..., Iterable[bytes]]:
    """Give an application that always answers the same."""
    headers, body = list(answer.headers.multi_items()), answer.content

    def app(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return [body]

    return app


def main() -> None:
    """Measure, interleaved, and print the ratios."""
    sandbox = Sandbox()
    ours = httpx.Client(transport=sandbox.transport, base_url="https://sandbox.test")
    login = {"key": sandbox.demo_key, "secret": sandbox.demo_secret}
    answer = ours.post("/v3/oauth/token/generate", json=login).json()
    ours.headers["CAP-API-ACCESS-TOKEN"] = answer["data"]["accessToken"]
    for name, target in READS.items():
        first = ours.get(target)
        first.raise_for_status()
        transport = httpx.WSGITransport(app=trivial(first))
        plain = httpx.Client(transport=transport, base_url=ours.base_url, headers=ours.headers)
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            for client, taken in zip((ours, plain), times, strict=True):
                start = time.perf_counter()
                client.get(target)
                taken.append(time.perf_counter() - start)
        mine, theirs = (statistics.median(taken) for taken in times)
        print(
            f"{name:<26} {mine * 1e6:4.0f} µs, trivial {theirs * 1e6:4.0f} µs, "
            f"ratio {mine / theirs:.2f}, {len(first.content)} bytes"
        )
    print("goal: at most 1.5")


if __name__ == "__main__":
    main()

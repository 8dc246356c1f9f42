"""One call: ``client.call`` against ``httpx.Client.get(...).json()`` of the same URL.

Both ask one loopback server, in turn, for a v2 customer of about 1.5 kB. The client's call includes
validation, the history and its own Response; it is also timed with its outcome read, which decodes
the body as ``json()`` does.

    python tests/benchmarks/call.py

prints the ratios of the median wall times. Goal: at most 0.85.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import httpx

import capexplore as cx

ROUNDS = 3000
TOKEN = b'{"data":{"accessToken":"benchmark","ttlSeconds":3600},"errors":null}'


def serve(body: bytes, ready: Connection) -> None:
    """Answer each request with the same body, as little as a server can do."""

    def answer(content: bytes) -> bytes:
        head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Cap-Requestid: 1\r\n"
        return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = re.search(rb"content-length: (\d+)", head.lower())
            await reader.readexactly(int(length[1]) if length else 0)
            writer.write(answer(TOKEN if b"/oauth/" in head else body))

    async def run() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def main() -> None:
    """Measure, interleaved, and print the ratio."""
    body = cx.Client().call("v2/customer/get", id=800101, source="ALL").content
    theirs, ours = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(body, theirs), daemon=True)
    server.start()
    host = f"http://127.0.0.1:{ours.recv()}"
    client = cx.Client(host, auth=cx.OAuth("key", "secret"))
    plain = httpx.Client(headers={"CAP-API-ACCESS-TOKEN": "benchmark"})
    query = {"source": "ALL"}
    programs: dict[str, Callable[[], object]] = {
        "httpx.Client.get().json()": lambda: plain.get(
            f"{host}/v2/customers/800101", params=query
        ).json(),
        "client.call()": lambda: client.call("v2/customer/get", id=800101, **query),
        "client.call().outcome": lambda: client.call("v2/customer/get", id=800101, **query).outcome,
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(ROUNDS):
        for name, program in programs.items():
            start = time.perf_counter()
            program()
            times[name].append(time.perf_counter() - start)
    if any(response.outcome != "success" for response in client.history):
        raise SystemExit("a call failed")
    server.terminate()
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    print(f"{len(body)} bytes, {ROUNDS} rounds")
    for name, seconds in medians.items():
        ratio = seconds / medians["httpx.Client.get().json()"]
        print(f"{name:<26} {seconds * 1000:.3f} ms, ratio {ratio:.2f}")
    print("goal: client.call() at most 0.85")


if __name__ == "__main__":
    main()

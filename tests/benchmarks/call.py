"""One call: ``client.call`` against ``httpx.Client.get(...).json()`` of the same URL.

Both ask one loopback server, in turn, for a v2 customer of about 2 kB. The client's call includes
validation, the history and its own Response; its outcome is read, as httpx's body is.

    python tests/benchmarks/call.py

prints the ratio of the median wall times. Goal: at most 0.85.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import time
from multiprocessing.connection import Connection

import httpx
import orjson

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
            length = next(
                (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"),
                0,
            )
            await reader.readexactly(length)
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
    times: dict[str, list[float]] = {"capexplore": [], "httpx": []}
    for _ in range(ROUNDS):
        start = time.perf_counter()
        outcome = client.call("v2/customer/get", id=800101, source="ALL").outcome
        middle = time.perf_counter()
        value = plain.get(f"{host}/v2/customers/800101", params={"source": "ALL"}).json()
        end = time.perf_counter()
        times["capexplore"].append(middle - start)
        times["httpx"].append(end - middle)
        if outcome != "success" or value != orjson.loads(body):
            raise SystemExit("the two did not get the same answer")
    server.terminate()
    ours_ms, theirs_ms = (statistics.median(times[name]) * 1000 for name in times)
    print(f"{len(body)} bytes, {ROUNDS} rounds")
    print(f"client.call {ours_ms:.3f} ms, httpx.Client.get().json() {theirs_ms:.3f} ms")
    print(f"ratio {ours_ms / theirs_ms:.2f} (goal: at most 0.85)")


if __name__ == "__main__":
    main()

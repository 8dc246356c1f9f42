"""Bulk: ``client.bulk`` against bare sockets and ``httpx.AsyncClient``; its memory; its pace.

All post the same bodies of about 1 kB to one loopback server that answers after 20 ms, 32 at a
time, in turn. A run includes checking every row, the history and the verdicts.

    python tests/benchmarks/bulk.py [ROUNDS]

prints ratios of medians. Goals: at least 0.85 of the calls a second of bare sockets, and 3 times
those of AsyncClient with gather and a semaphore; memory of 200,000 rows within 1.3 times that of
20,000; cost per row flat between 1,000 and 100,000; at least 0.95 of a limit.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import re
import selectors
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

import httpx

import capexplore as cx
from capexplore.bulk.limiter import Limits

CALLS, AT_ONCE, DELAY = 5000, 32, 0.02
KEY, PATH = "v2/lead/add", "/v2/leads"
ANSWER = b'{"id":4001,"userId":800101,"status":"OPEN","warnings":[]}'


def serve(delay: float, ready: Connection) -> None:
    """Answer each request after a while with the same body, as little as a server can do."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(ANSWER)}"
    whole = f"{head}\r\n\r\n".encode() + ANSWER

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", asked.lower())
                await reader.readexactly(int(length[1]) if length else 0)
                if delay:
                    await asyncio.sleep(delay)
                writer.write(whole)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0, backlog=2048)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def rows(count: int) -> Iterator[dict[str, object]]:
    """Leads of about 1 kB."""
    for number in range(count):
        yield {"userId": number, "type": "SKU", "leadFor": "x" * 950}


def bare(port: int) -> None:
    """Post with sockets in one loop, each sending when its answer has come."""
    waiting = rows(CALLS)
    selector = selectors.DefaultSelector()

    def send(one: socket.socket) -> bool:
        row = next(waiting, None)
        if row is None:
            return False
        body = json.dumps(row).encode()
        head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        one.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        return True

    left = 0
    for _ in range(AT_ONCE):
        one = socket.create_connection(("127.0.0.1", port))
        selector.register(one, selectors.EVENT_READ)
        left += send(one)
    while left:
        for key, _ in selector.select():
            ready = key.fileobj
            assert isinstance(ready, socket.socket)
            json.loads(ready.recv(65536).partition(b"\r\n\r\n")[2])
            if not send(ready):
                selector.unregister(ready)
                ready.close()
                left -= 1


def asynchronous(port: int) -> None:
    """Post with a shared AsyncClient, gather and a semaphore."""

    async def run() -> None:
        gate = asyncio.Semaphore(AT_ONCE)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

            async def post(row: dict[str, object]) -> None:
                async with gate:
                    (await client.post(PATH, json=row)).json()

            await asyncio.gather(*(post(row) for row in rows(CALLS)))

    asyncio.run(run())


def ours(port: int) -> None:
    """Post with client.bulk."""
    with cx.Client(f"http://127.0.0.1:{port}", auth=cx.Token("t"), writes=True) as client:
        run = client.bulk(KEY, rows(CALLS), workers=AT_ONCE, progress=False)
        assert run.ok
        run.close()


MEASURED = """
import resource, sys, time
import capexplore as cx
sys.path.insert(0, {folder!r})
from bulk import KEY, rows
client = cx.Client("http://127.0.0.1:{port}", auth=cx.Token("t"), writes=True)
client.bulk(KEY, rows(50), workers=4, progress=False).close()
start = time.perf_counter()
run = client.bulk(KEY, rows({count}), workers=4, progress=False)
assert run.ok
print((time.perf_counter() - start) / {count}, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measured(port: int, count: int) -> tuple[float, float]:
    """Give the seconds a row and the kilobytes at most of a streamed run in its own process."""
    code = MEASURED.format(folder=str(__file__).rpartition("/")[0], port=port, count=count)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def pace() -> float:
    """Give the share of a limit of 200 calls a second that 32 threads reach in 5 s."""
    limiter = Limits().of(cx.clusters["asia"], cx.actions[KEY])
    stop, times = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            limiter.wait(200 * 60, stop)
            times.append(time.monotonic())

    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    time.sleep(5)
    stop.set()
    for thread in threads:
        thread.join()
    return len([at for at in times if at < times[0] + 5]) / (200 * 5)


def started(delay: float) -> tuple[multiprocessing.Process, int]:
    theirs, mine = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(delay, theirs), daemon=True)
    server.start()
    return server, mine.recv()


def main() -> None:
    """Measure, interleaved, and print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    server, port = started(DELAY)
    programs: dict[str, Callable[[int], None]] = {
        "bare sockets": bare,
        "httpx.AsyncClient, gather": asynchronous,
        "client.bulk": ours,
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            start = time.perf_counter()
            program(port)
            times[name].append(time.perf_counter() - start)
    server.terminate()
    rates = {name: CALLS / statistics.median(taken) for name, taken in times.items()}
    for name, rate in rates.items():
        print(f"{name:<26} {rate:7.0f} calls/s, bulk is {rates['client.bulk'] / rate:.2f} of it")
    server, port = started(0)
    small = {count: measured(port, count) for count in (1000, 20_000, 100_000, 200_000)}
    server.terminate()
    print(f"memory, 200,000 rows to 20,000: {small[200_000][1] / small[20_000][1]:.2f}")
    print(f"cost per row, 100,000 rows to 1,000: {small[100_000][0] / small[1000][0]:.2f}")
    print(f"share of a limit of 200 calls/s: {pace():.3f}")
    print("goals: 0.85 of bare sockets, 3 times AsyncClient, memory 1.3, cost flat, limit 0.95")


if __name__ == "__main__":
    main()

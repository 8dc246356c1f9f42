"""Bulk: ``client.bulk`` against bare sockets and ``httpx.AsyncClient``; its memory; its pace.

All post the same bodies of about 1 kB to one loopback server, which is a process of its own. A run
includes checking every row, the history and the verdicts.

    python tests/benchmarks/bulk.py [a c d limit]

prints, for each part that is named, or for all:

* a: calls a second, 32 at a time, of a server that answers after 20 ms, in turn with bare sockets
  and with AsyncClient, gather and a semaphore. Goals: at least 0.85 and 3 times theirs.
* c: the memory of 200,000 streamed rows to that of 20,000. Goal: at most 1.3 times.
* d: the cost of a row of 100,000 to that of one of 1,000. Goal: flat.
* limit: the share of a limit of 200 calls a second that is reached. Goal: at least 0.95.
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
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

import capexplore as cx
from capexplore.bulk.limiter import Limits

CALLS, AT_ONCE, DELAY = 5000, 32, 0.02
KEY, PATH = "v2/lead/add", "/v2/leads"
ANSWER = b'{"id":4001,"userId":800101,"status":"OPEN","warnings":[]}'
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(ANSWER),
    ANSWER,
)
ROUNDS = 5


class Talk(asyncio.Protocol):
    """Answers each request after a while with the same body, as little as a server can do."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._come = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._come += data
        head, end, body = self._come.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if not end or len(body) < int(length[1] if length else 0):
            return
        self._come = b""
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, self._transport.write, WHOLE)
        else:
            self._transport.write(WHOLE)


def serve(delay: float, ready: Connection) -> None:
    """Serve until killed; say which port it is on."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Talk(delay), "127.0.0.1", 0, backlog=2048)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def served(delay: float) -> Iterator[int]:
    """Have a server, and give its port."""
    theirs, mine = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(delay, theirs), daemon=True)
    server.start()
    try:
        yield mine.recv()
    finally:
        server.terminate()
        server.join()


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


def speed() -> None:
    """a: calls a second, in turn, as medians."""
    programs: dict[str, Callable[[int], None]] = {
        "bare sockets": bare,
        "httpx.AsyncClient, gather": asynchronous,
        "client.bulk": ours,
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    with served(DELAY) as port:
        for _ in range(ROUNDS):
            for name, program in programs.items():
                start = time.perf_counter()
                program(port)
                times[name].append(time.perf_counter() - start)
    rates = {name: CALLS / statistics.median(taken) for name, taken in times.items()}
    for name, rate in rates.items():
        print(f"a: {name:<26} {rate:7.0f} calls/s, bulk is {rates['client.bulk'] / rate:.2f} of it")
    print("   goals: 0.85 of bare sockets, 3 of AsyncClient")


MEASURED = """
import resource, sys, time
import capexplore as cx
sys.path.insert(0, {folder!r})
from bulk import KEY, rows
client = cx.Client("http://127.0.0.1:{port}", auth=cx.Token("t"), writes=True)
client.bulk(KEY, rows(50), workers=4, progress=False).close()
start = time.process_time()
run = client.bulk(KEY, rows({count}), workers=4, progress=False)
assert run.ok
print((time.process_time() - start) / {count}, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measured(port: int, count: int) -> tuple[float, float]:
    """Give the seconds of work a row, and the kilobytes at most, of a streamed run."""
    code = MEASURED.format(folder=str(Path(__file__).parent), port=port, count=count)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def memory() -> None:
    """c: the most memory that a run takes, each in a process of its own."""
    with served(0) as port:
        few, many = (measured(port, count)[1] for count in (20_000, 200_000))
    print(
        f"c: memory, 200,000 rows {many / 1024:.0f} MB to 20,000 rows {few / 1024:.0f} MB: ", end=""
    )
    print(f"{many / few:.2f}\n   goal: 1.3")


def cost() -> None:
    """d: the work for a row, each run in a process of its own."""
    with served(0) as port:
        before = [measured(port, 1000)[0] for _ in range(ROUNDS)]
        many = measured(port, 100_000)[0]
        few = statistics.median([*before, *(measured(port, 1000)[0] for _ in range(ROUNDS))])
    print(f"d: work for a row of 100,000 to one of 1,000: {many / few:.2f}\n   goal: flat")


def pace() -> None:
    """The share of a limit of 200 calls a second that 32 threads reach in 5 s."""
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
    share = len([at for at in times if at < times[0] + 5]) / (200 * 5)
    print(f"limit: share of 200 calls/s: {share:.3f}\n   goal: 0.95")


PARTS = {"a": speed, "c": memory, "d": cost, "limit": pace}


def main() -> None:
    """Measure the parts that are named."""
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()

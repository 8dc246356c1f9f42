"""The served sandbox beside Prism: start, reads, and writes, from many connections.

Prism (the npm package @stoplight/prism-cli) mocks the very OpenAPI document that the sandbox gives
of version 2. It is fetched into a temporary folder, unless one that has it is named: npm is needed.
Both servers run at the same time, and are asked in turn by raw sockets that cost next to nothing.

    python tests/benchmarks/served.py [FOLDER]

prints medians and ratios. Goals: at least 3 times Prism's reads per second, the first answer after
at most a fifth of Prism's time, and no write that is lost.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import orjson

import capexplore as cx

PACKAGE = "@stoplight/prism-cli@5"
STARTS, ROUNDS = 3, 5
CONNECTIONS, CALLS = 32, 50
READ = "/v2/customers/800101?source=ALL"
_PASSWORD = hashlib.md5(b"tide-and-till").hexdigest()
_BASIC = base64.b64encode(f"quay1.t1:{_PASSWORD}".encode()).decode()

Command = Callable[[int], list[str]]


class Connection:
    """A connection that is kept alive, with as little work for an answer as can be."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, method: str, target: str, body: bytes = b"") -> tuple[int, bytes]:
        """Give the status and the body of an answer."""
        head = (
            f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Authorization: Basic {_BASIC}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        top, _, content = got.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", top)
        if length is None:
            raise SystemExit(f"an answer without a length: {top!r}")
        while len(content) < int(length[1]):
            content += self._more()
        return int(top.split(b" ", 2)[1]), content

    def _more(self) -> bytes:
        part = self._socket.recv(65_536)
        if not part:
            raise SystemExit("a server closed the connection")
        return part

    def close(self) -> None:
        """Close it."""
        self._socket.close()


def free_port() -> int:
    """Give a port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(command: Command) -> Iterator[tuple[int, float]]:
    """Start a server; give its port, and the seconds until it gave the first answer."""
    port = free_port()
    start = time.perf_counter()
    process = subprocess.Popen(command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            if process.poll() is not None:
                raise SystemExit(f"{command(port)[0]} ended with {process.returncode}")
            try:
                connection = Connection(port)
                break
            except OSError:
                time.sleep(0.002)
        status, body = connection.ask("GET", READ)
        taken = time.perf_counter() - start
        connection.close()
        if status != 200:
            raise SystemExit(f"{command(port)[0]} answers {status}: {body[:300]!r}")
        yield port, taken
    finally:
        process.terminate()
        process.wait()


def rate(port: int, work: Callable[[Connection, int], None]) -> float:
    """Let every connection do its calls, and give how many there were in a second."""
    connections = [Connection(port) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(work, connections, range(CONNECTIONS)))
    taken = time.perf_counter() - start
    for connection in connections:
        connection.close()
    return CONNECTIONS * CALLS / taken


def read(connection: Connection, _number: int) -> None:
    """Read a customer again and again."""
    for _ in range(CALLS):
        status, body = connection.ask("GET", READ)
        if status != 200:
            raise SystemExit(f"a read was answered with {status}: {body!r}")


def write_and_check(port: int) -> float:
    """Register customers from all connections, see that each is there, and give the rate."""
    made: dict[int, str] = {}

    def write(connection: Connection, number: int) -> None:
        for turn in range(CALLS):
            mobile = f"9166{number:03}{turn:05}"
            identifier = {"type": "mobile", "value": mobile}
            profile = {"source": "INSTORE", "identifiers": [identifier]}
            body = json.dumps({"profiles": [profile]}).encode()
            status, answer = connection.ask("POST", "/v2/customers", body)
            if status != 200:
                raise SystemExit(f"a write was answered with {status}: {answer!r}")
            made[orjson.loads(answer)["createdId"]] = mobile

    written = rate(port, write)
    connection = Connection(port)
    found = (connection.ask("GET", f"/v2/customers/{number}?source=ALL") for number in made)
    lost = [m for m, (_, body) in zip(made.values(), found, strict=True) if m.encode() not in body]
    connection.close()
    if lost or len(made) != CONNECTIONS * CALLS:
        raise SystemExit(f"{len(lost)} writes were lost, {len(made)} ids for them")
    return written


def prism_in(folder: Path) -> Path:
    """Give Prism's program, fetched where it is not there yet."""
    program = folder / "node_modules" / ".bin" / "prism"
    if not program.exists():
        subprocess.run(["npm", "install", "--silent", PACKAGE], cwd=folder, check=True)
    return program


def main() -> None:
    """Measure, interleaved, and print the ratios."""
    with tempfile.TemporaryDirectory() as temporary:
        prism = prism_in(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary))
        document = Path(temporary) / "openapi.json"
        document.write_bytes(orjson.dumps(cx.actions.to_openapi("v2", server="http://127.0.0.1")))
        data = Path(temporary) / "world.sqlite"

        def ours(port: int) -> list[str]:
            return [sys.executable, "-m", "capexplore", "sandbox", "--port", str(port)]

        def kept(port: int) -> list[str]:
            return [*ours(port), "--data", str(data)]

        def theirs(port: int) -> list[str]:
            options = ["-v", "silent", "-h", "127.0.0.1", "-p", str(port)]
            return [str(prism), "mock", *options, str(document)]

        starts: dict[str, list[float]] = {"sandbox": [], "prism": []}
        for _ in range(STARTS):
            for name, command in (("sandbox", ours), ("prism", theirs)):
                with serving(command) as (_, taken):
                    starts[name].append(taken)
        reads: dict[str, list[float]] = {"sandbox": [], "prism": []}
        with serving(ours) as (our_port, _), serving(theirs) as (their_port, _):
            for _ in range(ROUNDS):
                reads["sandbox"].append(rate(our_port, read))
                reads["prism"].append(rate(their_port, read))
            in_memory = write_and_check(our_port)
        with serving(kept) as (port, _):
            in_file = write_and_check(port)
    start = {name: statistics.median(taken) for name, taken in starts.items()}
    read_rate = {name: statistics.median(found) for name, found in reads.items()}
    print(f"{CONNECTIONS} connections, {CALLS} calls each, {ROUNDS} rounds; {STARTS} starts")
    for name in start:
        print(f"{name:<8} first answer {start[name]:.2f} s, {read_rate[name]:5.0f} reads a second")
    print(f"writes of the sandbox: {in_memory:.0f} a second in memory, {in_file:.0f} in a file")
    print(f"reads: {read_rate['sandbox'] / read_rate['prism']:.1f} times Prism's (goal: 3)")
    print(f"first answer: {start['sandbox'] / start['prism']:.2f} of Prism's (goal: 0.20)")


if __name__ == "__main__":
    main()

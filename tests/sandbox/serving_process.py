"""``capexplore sandbox`` in a process of its own, for tests that interrupt or kill it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


def free_port() -> int:
    """Give a port that nothing listens on just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(*options: str, data: Path | None = None) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a sandbox; give the process and its URL once it answers, and end it afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "capexplore", "sandbox", "--port", str(port), *options]
    if data is not None:
        command += ["--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process)
        yield process, url
    finally:
        process.kill()
        process.communicate()


def _wait_for(url: str, process: subprocess.Popen[str]) -> None:
    for _ in range(400):
        assert process.poll() is None, process.communicate()
        try:
            httpx.get(f"{url}/nowhere")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"{url} does not answer")

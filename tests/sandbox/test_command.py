"""``capexplore sandbox`` serves until Ctrl-C, and ends without a word of complaint."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import httpx

import capexplore as cx

from .serving_process import serving


def test_it_serves_until_it_is_interrupted() -> None:
    with serving() as (process, url):
        auth = cx.OAuth("hg-demo-key", "hg-demo-secret")
        with cx.Client(url, auth=auth) as client:
            response = client.call("v2/customer/get", id=800101, source="ALL")
            assert response.outcome == "success"
            # The client's connection is still open.
            process.send_signal(signal.SIGINT)
            said, complaint = process.communicate(timeout=15)
    assert (process.returncode, complaint) == (0, "")
    assert url in said
    assert "not secure" in said


def test_it_is_described_by_itself() -> None:
    with serving("--rate-limits") as (_, url):
        page = httpx.get(url)
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        document = httpx.get(f"{url}/openapi.json?version=v2").json()
    assert document["servers"] == [{"url": url}]


def test_it_says_that_the_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "capexplore", "sandbox", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "choose another one" in done.stderr
    assert "Traceback" not in done.stderr

"""``capexplore sandbox`` serves until Ctrl-C, and ends without a word of complaint."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time

import capexplore as cx


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_it_serves_until_it_is_interrupted() -> None:
    port = free_port()
    command = [sys.executable, "-m", "capexplore", "sandbox", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        auth = cx.OAuth("hg-demo-key", "hg-demo-secret")
        with cx.Client(f"http://127.0.0.1:{port}", auth=auth) as client:
            for _ in range(200):
                try:
                    response = client.call("v2/customer/get", id=800101, source="ALL")
                    break
                except cx.errors.APIConnectionError:
                    time.sleep(0.05)
        assert response.outcome == "success"
        process.send_signal(signal.SIGINT)
        said, complaint = process.communicate(timeout=15)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, complaint) == (0, "")
    assert f"http://127.0.0.1:{port}" in said
    assert "not secure" in said

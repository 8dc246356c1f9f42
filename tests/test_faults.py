"""What can go wrong on the user's side: what is said, and that no call is lost or kept twice."""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import capexplore as cx
from tests.loopback import Loopback

KEY = "v2/customer/get"
MIRA: dict[str, Any] = {"id": 800101, "source": "ALL"}
HOOK = {"name": "mine"}
PACKAGE = str(Path(cx.__file__).parent)


def call(client: cx.Client) -> cx.Response:
    return client.call(KEY, **MIRA)


def kept(path: Path) -> int:
    history = cx.History(path)
    history.close()
    return len(history)


# The history's file.


def test_a_full_disk_loses_no_call(client: cx.Client, tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    with cx.Client(client.sandbox, history=path) as full:
        call(full)
        assert full.history._file is not None
        (pages,) = full.history._file.connection.execute("PRAGMA page_count").fetchone()
        full.history._file.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.warns(UserWarning, match=r"of the calls could not be written.*full"):
            answers = [call(full) for _ in range(30)]
        assert {response.outcome for response in answers} == {"success"}
        assert kept(path) < len(full.history)
        made = len(full.history)
        full.history._file.connection.execute("PRAGMA max_page_count = 100000")
        call(full)
        assert kept(path) == len(full.history) == made + 1
    numbers = [response.request_id for response in full.history]
    assert [response.request_id for response in cx.History(path)] == numbers


def test_a_locked_file_loses_no_call(client: cx.Client, tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    with cx.Client(client.sandbox, history=path) as locked:
        call(locked)
        assert locked.history._file is not None
        locked.history._file.connection.execute("PRAGMA busy_timeout = 50")
        with sqlite3.connect(path) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.warns(UserWarning, match=r"could not be written.*locked"):
                assert call(locked).outcome == "success"
        other.close()
        assert (kept(path), len(locked.history)) == (1, 2)
    assert kept(path) == 2


def test_a_file_without_a_way_to_write_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match="history cannot be kept"):
        cx.History(tmp_path / "no" / "such" / "folder.sqlite")


def test_a_damaged_file_is_refused_and_left_as_it_is(client: cx.Client, tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    with cx.Client(client.sandbox, history=path) as one:
        for _ in range(20):
            call(one)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(cx.errors.InvalidRequestError, match="history cannot be kept"):
        cx.History(path)
    assert path.read_bytes() == bytes(content)


def test_damaged_calls_are_passed_over_and_stay(client: cx.Client, tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    with cx.Client(client.sandbox, history=path) as one:
        for _ in range(5):
            call(one)
    with sqlite3.connect(path) as file:
        file.execute("UPDATE call SET action = 'v9/no/such' WHERE number = 2")
        file.execute("UPDATE call SET request = x'00' WHERE number = 3")
        file.execute("UPDATE call SET sent = 'yesterday' WHERE number = 4")
    file.close()
    with pytest.warns(UserWarning, match=r"3 of 5 calls in .* cannot be read"):
        history = cx.History(path)
    assert [response.outcome for response in history] == ["success", "success"]
    history.append(history[0])
    history.close()
    with sqlite3.connect(path) as file:
        assert file.execute("SELECT count(*) FROM call").fetchone() == (6,)
    file.close()


def test_headers_that_are_no_ascii_are_kept(loopback: Loopback, tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    loopback.answer = lambda _: (200, {"X-Odd": "caf\xe9"}, b'{"id":1}')
    with cx.Client(loopback.url, auth=cx.Token("a-token"), history=path) as client:
        assert call(client).headers["x-odd"] == "caf\xe9"
    (again,) = cx.History(path)
    assert again.headers["x-odd"] == "caf\xe9"


# Interrupts.


class Interrupt:
    """Interrupts the main thread when it comes to the nth line of this package."""

    def __init__(self, line: int) -> None:
        self.left = line

    def __call__(self, frame: FrameType, event: str, _: object) -> Interrupt | None:
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self

    def __enter__(self) -> None:
        sys.settrace(self)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)


def test_an_interrupt_anywhere_in_a_call_loses_nothing(loopback: Loopback, tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    tracing = sys.gettrace()
    made = line = 0
    with cx.Client(loopback.url, auth=cx.OAuth("k", "s"), writes=True, history=path) as client:
        call(client)
        while True:
            line += 7
            before = len(client.history)
            reached = len(loopback.calls)
            interrupt = Interrupt(line)
            try:
                with interrupt:
                    client.call("v3/webhook/add", json=HOOK)
            except KeyboardInterrupt as stopped:
                sent = len(loopback.calls) > reached
                noted = "look before you repeat it" in str(getattr(stopped, "__notes__", ""))
                held = len(client.history) - before
                assert held == 1 if sent else held in (0, 1)
                assert noted or not sent or client.history[-1].status_code
            finally:
                sys.settrace(tracing)
            made += 1
            assert call(client).outcome == "success"
            if interrupt.left > 0:
                break
        count = len(client.history)
    assert made > 40
    assert kept(path) == count
    assert not [t for t in threading.enumerate() if t.name.startswith("capexplore")]


def test_an_interrupted_call_shows_no_frames_with_credentials(loopback: Loopback) -> None:
    def stop(_: object) -> Any:
        time.sleep(0.05)
        return 200, {}, b"{}"

    loopback.answer = stop
    with cx.Client(loopback.url, auth=cx.Token("canary-token-1"), writes=True) as client:
        with pytest.raises(KeyboardInterrupt) as stopped, Interrupt(330):
            client.call("v3/webhook/add", json=HOOK)
        shown = str(stopped.getrepr(showlocals=True, style="long", funcargs=True))
        assert "canary-token-1" not in shown.replace('cx.Token("canary-token-1")', "")


# Clocks and tokens.


@pytest.mark.parametrize("hours", [-48, 48])
def test_a_clock_that_jumps_changes_nothing(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    with cx.Client(loopback.url, auth=cx.OAuth("k", "s")) as client:
        call(client)
        now = time.time
        monkeypatch.setattr(time, "time", lambda: now() + hours * 3600)
        assert call(client).outcome == "success"
        assert len(client.history) == len(loopback.calls) == 2
    assert len(loopback.token_calls) == 1


def test_a_token_that_ends_in_the_middle_of_a_run_loses_no_call(sandbox: cx.Sandbox) -> None:
    with cx.Client(sandbox) as client:
        for number in range(30):
            if number % 7 == 3:
                sandbox.advance(hours=2)
            assert call(client).outcome == "success", number
        assert len(client.history) == 30


# The sandbox's file.


@pytest.mark.parametrize("damage", [b"no database at all" * 300, b"", b"SQLite format 3\0" * 400])
def test_a_damaged_sandbox_is_said_so_or_begun_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "box.sqlite"
    path.write_bytes(damage)
    if not damage:
        with cx.Sandbox(path) as box, cx.Client(box) as client:
            assert call(client).outcome == "success"
        return
    with pytest.raises(cx.errors.InvalidRequestError, match=r"box\.sqlite"):
        cx.Sandbox(path)
    assert path.read_bytes() == damage


def test_a_sandbox_with_damaged_pages_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "box.sqlite"
    with cx.Sandbox(path):
        pass
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(cx.errors.InvalidRequestError, match=r"box\.sqlite"):
        cx.Sandbox(path)

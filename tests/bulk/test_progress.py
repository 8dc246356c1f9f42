"""The progress of a run: in words, on one line of a terminal, in lines of a log, in a notebook."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import capexplore as cx
from capexplore.bulk import progress
from capexplore.bulk.progress import Lines, State, TextBar, Watch
from tests.loopback import Loopback

QUIET: dict[str, Any] = {"progress": False}
UNDER_WAY = State(
    rows=12_000,
    ok=1_172,
    failed=28,
    invalid=0,
    in_doubt=0,
    waiting=10_800,
    codes=(("8015", 20), ("604", 8)),
    per_second=44.4,
    passed=27.0,
    left=243.2,
)
AT_THE_END = replace(UNDER_WAY, waiting=0, ok=11_972, passed=3_725.0, left=None, ended=True)


@pytest.fixture
def writer(loopback: Loopback) -> Iterator[cx.Client]:
    with cx.Client(loopback.url, auth=cx.Token("t"), writes=True) as fresh:
        yield fresh


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (
            UNDER_WAY,
            "1,200 of 12,000 rows, 1,172 ok, 28 failed (8015: 20, 604: 8), 4:03 left, 44 rows/s",
        ),
        (
            replace(UNDER_WAY, failed=0, invalid=3, in_doubt=25, left=None, per_second=4.44),
            "1,200 of 12,000 rows, 1,172 ok, 3 invalid, 25 in doubt, 4.4 rows/s",
        ),
        (
            replace(UNDER_WAY, failed=0, again=1, left=None),
            "1,200 of 12,000 rows, 1,172 ok, 1 call to try again, 44 rows/s",
        ),
        (
            replace(AT_THE_END, codes=(("1", 9), ("2", 9), ("3", 9), ("no code", 1))),
            "12,000 rows in 1:02:05: 11,972 ok, 28 failed (1: 9, 2: 9, 3: 9, …)",
        ),
        (
            replace(UNDER_WAY, ended=True),
            "Stopped after 0:27: 1,172 ok, 28 failed (8015: 20, 604: 8), 10,800 not sent",
        ),
        (
            replace(AT_THE_END, rows=1, ok=1, failed=0, passed=0.1),
            "1 row in 0:00: all ok",
        ),
    ],
)
def test_a_state_is_said_in_a_line(state: State, text: str) -> None:
    assert state.text == text


def test_a_watch_counts_what_the_run_has_settled(loopback: Loopback, writer: cx.Client) -> None:
    loopback.answer = lambda one: (
        (400, {}, b'{"errors":[{"code":92001,"message":"?"}]}')
        if b":2" in one.body
        else (500, {}, b"")
        if b":3" in one.body
        else (200, {}, b'{"createdId":7}')
    )
    rows = [{"userId": n} for n in (1, 2, 3)]
    run = writer.bulk("v2/lead/add", rows, **QUIET)
    watch = Watch(run, 0.0)
    state = watch.state(2.0, ended=True)
    assert (state.rows, state.done, state.ok, state.failed) == (3, 3, 1, 2)
    assert dict(state.codes)["92001"] == 1
    assert sum(dict(state.codes).values()) == 2
    # All was settled before the watch began: nothing was settled lately.
    assert (state.passed, state.per_second) == (2.0, 0.0)


def test_a_cluster_that_is_down_is_told_by_calls_to_try_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with cx.Client("http://127.0.0.1:9", auth=cx.Token("t")) as nowhere:
        run = nowhere.bulk("v2/customer/get", [{"id": 1}], source="ALL", wait=False)
        end = time.monotonic() + 20
        while "1 call to try again" not in terminal.getvalue() and time.monotonic() < end:
            time.sleep(0.05)
        run.close()
    assert "0 of 1 rows, 0 ok, 1 call to try again" in terminal.getvalue()


def test_invalid_rows_are_no_failures_without_a_code(client: cx.Client) -> None:
    rows = [{"id": 800101}, {"id": "Mira"}, {"id": 1}]
    run = client.bulk("v2/customer/get", rows, source="ALL", invalid="skip", **QUIET)
    state = Watch(run, 0.0).state(1.0, ended=True)
    assert state.text == "3 rows in 0:01: 1 ok, 1 failed (8015: 1), 1 invalid"


def test_a_limit_tells_how_long_it_takes_before_the_first_answer(writer: cx.Client) -> None:
    plan_ = writer.bulk("v2/lead/add", [{"userId": 1}] * 61, per_minute=60, dry_run=True)
    assert plan_.seconds == pytest.approx(61.2, abs=0.1)
    run = writer.bulk("v2/lead/add", [{"userId": 1}] * 61, per_minute=60, wait=False, **QUIET)
    state = Watch(run, 0.0).state(0.0)
    run.close()
    assert state.left is not None
    assert state.left > 55
    assert state.per_second == 0


@pytest.mark.parametrize("columns", [40, 80, 100, 200])
@pytest.mark.parametrize("state", [UNDER_WAY, AT_THE_END])
def test_a_terminal_has_one_line_that_always_fits(state: State, columns: int) -> None:
    file = io.StringIO()
    bar = TextBar(file, columns)
    bar.show(state)
    bar.close(state)
    first, second = file.getvalue().split("\r\x1b[2K")[1:]
    assert first + "\n" == second
    assert len(first) < columns
    assert "\n" not in first
    assert state.text[: columns - 1] in first
    assert ("] " in first) == (columns >= len(state.text) + 9)


def test_the_bar_of_a_terminal_grows() -> None:
    file = io.StringIO()
    bar = TextBar(file, 120)
    bar.show(replace(UNDER_WAY, waiting=6000))
    assert f"[{'#' * 12}{'.' * 12}] 6,000 of 12,000 rows" in file.getvalue()


def test_the_bar_of_a_terminal_only_shrinks() -> None:
    file = io.StringIO()
    bar = TextBar(file, 100)
    for left in (None, 3000.0, None):
        bar.show(replace(UNDER_WAY, left=left))
    lines = file.getvalue().split("\r\x1b[2K")[1:]
    assert [line.index("]") for line in lines] == [25, 14, 14]


def test_a_log_has_a_line_now_and_then_and_one_at_the_end() -> None:
    file = io.StringIO()
    lines = Lines(file, every=10)
    for passed in (0.1, 9.9, 10.0, 10.1, 19.0, 20.5, 25.0):
        lines.show(replace(UNDER_WAY, passed=passed))
    lines.close(AT_THE_END)
    assert file.getvalue() == f"{UNDER_WAY.text}\n" * 2 + f"{AT_THE_END.text}\n"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_who_looks_decides_what_is_shown(
    client: cx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = client.bulk("v2/customer/get", [{"id": 800101}], source="ALL", **QUIET)
    assert progress.bar_for(run, False) is None
    assert progress.bar_for(run, None) is None
    assert isinstance(progress.bar_for(run, True), Lines)
    monkeypatch.setattr(sys, "stderr", _Terminal())
    assert progress.bar_for(run, False) is None
    assert isinstance(progress.bar_for(run, None), TextBar)


@pytest.mark.parametrize("broken", [BrokenPipeError, ValueError])
def test_a_closed_terminal_ends_no_run(
    client: cx.Client, monkeypatch: pytest.MonkeyPatch, broken: type[Exception]
) -> None:
    class Gone(_Terminal):
        def write(self, _: str) -> int:
            raise broken

    monkeypatch.setattr(sys, "stderr", Gone())
    assert client.bulk("v2/customer/get", [{"id": 800101}], source="ALL").ok


def test_the_bar_of_a_notebook_stops_the_run(
    loopback: Loopback, writer: cx.Client, capsys: pytest.CaptureFixture[str]
) -> None:
    from capexplore.widgets.progress import ProgressBar

    rows = [{"userId": n} for n in range(5000)]
    run = writer.bulk("v2/lead/add", rows, wait=False, per_minute=600, **QUIET)
    bar = ProgressBar(run)
    assert repr(bar) == "<ProgressBar v2/lead/add 5000 rows>"
    assert capsys.readouterr().out == repr(bar) + "\n"
    bar.show(Watch(run, 0.0).state(0.0))
    assert "of 5,000 rows" in bar.text
    assert bar.stop.tooltip
    bar.stop.click()
    assert (bar.stop.disabled, bar.stop.description) == (True, "Stopping …")
    run.wait()
    bar.close(Watch(run, 0.0).state(1.0, ended=True))
    assert run.counts["not sent"] > 0
    assert "Stopped after 0:01: " in bar.text
    assert bar._repr_mimebundle_()[0]["text/plain"] == repr(bar)

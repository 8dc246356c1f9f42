"""The pace: by a clock that only tests move, and by the documented rates."""

from __future__ import annotations

import bisect
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import capexplore as cx
from capexplore.bulk import Run, bulk
from capexplore.bulk.limiter import Limits, documented
from tests.loopback import Answer, Loopback, Received


class FakeClock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.time = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float, stop: threading.Event) -> None:  # noqa: ARG002
        with self._lock:
            self.time += max(seconds, 0.0)


def fullest(times: list[float], window: float = 60.0) -> int:
    """The most calls in any window, its ends included."""
    return max(bisect.bisect_right(times, at + window) - i for i, at in enumerate(times))


@given(st.integers(1, 2000), st.lists(st.floats(0, 90), max_size=20))
def test_no_minute_is_above_the_limit_and_the_calls_are_spread(
    limit: int, pauses: list[float]
) -> None:
    limits = Limits(FakeClock)
    limiter = limits.of(cx.clusters["asia"], cx.actions["v2/customer/add"])
    never, times = threading.Event(), []
    idle = iter(pauses)
    for number in range(3 * limit if limit < 200 else limit + 50):
        if number % 7 == 6:
            limits.clock.wait(next(idle, 0.0), never)
        limiter.wait(limit, never)
        times.append(limits.clock.now())
    assert fullest(times) <= limit
    assert fullest(times, 6.0) <= limit / 10 + 1


@pytest.mark.parametrize("limit", [10, 50, 100, 700, 1500])
def test_a_busy_run_reaches_the_limit_but_for_a_twentieth(limit: int) -> None:
    limits = Limits(FakeClock)
    limiter = limits.of(cx.clusters["asia"], cx.actions["v2/customer/add"])
    never = threading.Event()
    for _ in range(10 * limit + 1):
        limiter.wait(limit, never)
    assert 10 * limit / (limits.clock.now() / 60) >= 0.95 * limit


def test_moments_of_a_stopped_run_are_for_others() -> None:
    class Stopping(FakeClock):
        def wait(self, seconds: float, stop: threading.Event) -> None:
            if stop is not stopped:
                super().wait(seconds, stop)
            elif len(waiting) < 50:
                # As many threads, each of which waits for a moment of its own when the run stops.
                waiting.append(seconds)
                limiter.wait(60, stopped)
            else:
                stop.set()

    waiting: list[float] = []
    limits, stopped, never = Limits(Stopping), threading.Event(), threading.Event()
    limiter = limits.of(cx.clusters["asia"], cx.actions["v2/customer/add"])
    limiter.wait(60, never)
    limiter.wait(60, stopped)
    assert max(waiting) > 50
    times = []
    for _ in range(52):
        limiter.wait(60, never)
        times.append(limits.clock.now())
    assert times[0] < 2
    assert times == sorted(times)
    assert times[-1] == pytest.approx(52 / 0.98)


def test_runs_of_one_process_share_the_limit() -> None:
    limits = Limits(FakeClock)
    clock: Any = limits.clock
    with cx.Sandbox() as sandbox, cx.Client(sandbox) as client:
        rows = [{"id": 800101}] * 40
        action = cx.actions["v2/customer/get"]
        for _ in range(3):
            bulk(
                client,
                action,
                rows,
                {"source": "ALL"},
                per_minute=30,
                progress=False,
                limits=limits,
            )
        assert len(client.history) == 120
    assert clock.now() >= 119 * 2


def test_no_minute_of_a_run_is_above_the_limit_though_calls_are_repeated(
    loopback: Loopback,
) -> None:
    limits, times = Limits(FakeClock), []

    def answer(_: Received) -> Answer:
        times.append(limits.clock.now())
        if len(times) % 5 == 2:
            return 429, {"Retry-After": "3"}, b"{}"
        return (503 if len(times) % 7 == 3 else 200), {}, b'{"createdId":7}'

    loopback.answer = answer
    with cx.Client(loopback.url, auth=cx.Token("t"), writes=True) as client:
        run = bulk(
            client,
            cx.actions["v2/lead/add"],
            [{"userId": n} for n in range(200)],
            {},
            per_minute=40,
            workers=1,
            progress=False,
            limits=limits,
        )
        assert isinstance(run, Run)
        assert run.ok
    assert len(times) > 240
    assert fullest(times) <= 40


def test_hold_keeps_calls_back() -> None:
    limits = Limits(FakeClock)
    limiter = limits.of(cx.clusters["asia"], cx.actions["v2/customer/add"])
    limiter.hold(7)
    limiter.wait(None, threading.Event())
    assert limits.clock.now() == 7


@pytest.mark.parametrize(
    ("cluster", "key", "rate"),
    [
        ("asia", "v1.1/transaction/add", 1500),
        ("europe", "v2/customer/update", 50),
        ("us", "v1.1/transaction/add", None),
        ("asia", "v2/customer/get", None),
        ("asia", "v2/referral/add", None),
    ],
)
def test_rates_are_those_of_the_pages(cluster: str, key: str, rate: float | None) -> None:
    if key in cx.actions:
        assert documented(cx.clusters[cluster], cx.actions[key]) == rate


def test_a_limit_an_hour_is_spread_over_its_minutes() -> None:
    hourly = [a for a in cx.actions if (a.rate_limit or {}).get("per_hour") == 1000]
    assert hourly
    assert {documented(cx.clusters["us"], action) for action in hourly} == {1000 / 60}


def test_the_planned_time_takes_the_limit_into_account() -> None:
    with cx.Client("europe", writes=True) as client:
        rows = [{"id": n, "firstName": "Ines"} for n in range(101)]
        plan = client.bulk("v2/customer/update", rows, source="INSTORE", dry_run=True)
        assert plan.seconds == pytest.approx(100 * 60 / 50, rel=0.05)
        assert "at 50 calls a minute" in plan.summary()
        free = client.bulk(
            "v2/customer/update", rows, source="INSTORE", dry_run=True, per_minute=float("inf")
        )
        assert free.seconds is None

"""What ends one row, what ends a run, and that a run which broke off can go on."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import capexplore as cx
from capexplore.bulk import retry
from tests.bulk.killed import bill
from tests.loopback import Answer, Loopback, Received

BULK = "v2/transaction/add_bulk"
LEAD = "v2/lead/add"
QUIET: dict[str, Any] = {"progress": False}


@pytest.fixture
def writer(loopback: Loopback) -> Iterator[cx.Client]:
    loopback.answer = lambda _: (200, {}, b'{"createdId":7}')
    with cx.Client(loopback.url, auth=cx.Token("t"), writes=True) as fresh:
        yield fresh


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "backoff", lambda _: 0.0)


@pytest.mark.parametrize("workers", [1, 4])
def test_a_row_that_no_connection_can_carry_fails_alone(
    loopback: Loopback, writer: cx.Client, workers: int
) -> None:
    item = b'{"sku":"S","item_status":{"success":"true","code":2100}}'
    whole = b'{"response":{"status":{"success":"true","code":200},"product":{"item":[%s]}}}' % item
    loopback.answer = lambda _: (200, {}, whole)
    rows = [{"sku": "x" * 70_000 if n == 2 else f"S{n}"} for n in range(6)]
    run = writer.bulk("v1.1/product/get", rows, workers=workers, **QUIET)
    frame = run.to_frame()
    assert frame["ok"].tolist() == [True, True, False, True, True, True]
    assert "URL" in frame["message"][2]
    assert len(loopback.calls) == 5


def test_a_key_that_is_refused_in_the_middle_stops_the_run_which_goes_on_later(
    loopback: Loopback,
) -> None:
    def answer(received: Received) -> Answer:
        if len(loopback.calls) == 4 and not loopback.token_answer:
            loopback.token_answer = (400, {}, b'{"errors":[{"code":320001}]}')
            return 401, {}, b'{"errors":[{"code":401}]}'
        return 200, {}, b'{"createdId":7}'

    loopback.answer = answer
    rows = [{"userId": n} for n in range(9)]
    with cx.Client(loopback.url, auth=cx.OAuth("k", "s"), writes=True) as client:
        with pytest.raises(cx.errors.AuthenticationError, match="320001") as refused:
            client.bulk(LEAD, rows, workers=1, **QUIET)
        told = "<Run v2/lead/add 9 rows: 3 ok, 6 not sent>"
        assert refused.value.__notes__ == [
            f"Stopped: {told}\nclient.last_run gives it, and retry() goes on."
        ]
        run = client.last_run
        assert run is not None
        assert run.counts == {"ok": 3, "not sent": 6}
        loopback.token_answer = None
        loopback.answer = lambda _: (200, {}, b'{"createdId":7}')
        assert run.retry().ok
    sent = [json.loads(one.body)["userId"] for one in loopback.calls]
    assert sorted(sent[:3] + sent[4:]) == list(range(9))


def test_a_row_that_was_sent_when_the_run_broke_off_is_in_doubt_and_not_sent_again(
    loopback: Loopback, writer: cx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> float:
        raise RuntimeError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr(retry, "after", broken)
        with pytest.raises(RuntimeError, match="a defect"):
            writer.bulk(LEAD, [{"userId": n} for n in range(3)], workers=1, **QUIET)
    run = writer.last_run
    assert run is not None
    assert run.counts == {"in doubt": 1, "not sent": 2}
    assert run.retry().counts == {"ok": 2, "in doubt": 1}
    assert len(loopback.calls) == 3


@pytest.mark.parametrize("count", [3, 1200])
def test_a_full_disk_under_the_answers_stops_the_run_which_goes_on_later(
    writer: cx.Client, tmp_path: Path, count: int
) -> None:
    full = tmp_path / "answers.jsonl"
    full.symlink_to("/dev/full")
    rows = [{"userId": n} for n in range(count)]
    with pytest.raises(cx.errors.InvalidRequestError, match="cannot be written: No space left"):
        writer.bulk(LEAD, rows, out=full, workers=4, **QUIET)
    run = writer.last_run
    assert run is not None
    assert run.done
    assert run.counts["ok"] > 0
    full.unlink()
    assert run.retry().ok
    lines = [json.loads(line) for line in full.read_text().splitlines()]
    assert [line["userId"] for line in lines] == list(range(len(rows)))
    assert all(line["ok"] for line in lines)


def test_a_full_disk_under_the_journal_stops_the_run_which_goes_on_later(
    client: cx.Client, tmp_path: Path
) -> None:
    path, rows = tmp_path / "run.sqlite", [bill(f"FULL-{n}") for n in range(60)]
    options: dict[str, Any] = {"journal": path, "chunk": 1, **QUIET}
    run = client.bulk(BULK, rows, wait=False, **options)
    run.stop()
    run.wait()
    run.journal.hold()
    assert run.journal._file is not None
    (pages,) = run.journal._file.execute("PRAGMA page_count").fetchone()
    run.journal._file.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(cx.errors.InvalidRequestError, match=r"The journal .* cannot be written"):
        run.retry()
    assert run.counts.get("ok", 0) < 60
    again = client.bulk(BULK, rows, **options)
    assert again.ok
    again.close()
    found = client.call("v1.1/customer/get_transactions", mobile="914400000017", limit=1000)
    numbers = [n for n in found.to_frame()["number"] if n.startswith("FULL-")]
    assert len(numbers) == len(set(numbers)) == 60


def test_a_journal_is_of_one_run_at_a_time_and_for_its_owner_only(
    client: cx.Client, tmp_path: Path
) -> None:
    path, rows = tmp_path / "run.sqlite", [bill("ONE-1")]
    assert client.sandbox is not None
    client.sandbox.fail(BULK, 500)
    first = client.bulk(BULK, rows, journal=path, **QUIET)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first.journal.hold()  # As while it is under way.
    with pytest.raises(cx.errors.InvalidRequestError, match="no other run is using"):
        client.bulk(BULK, rows, journal=path, **QUIET)
    first.journal.release()
    again = client.bulk(BULK, rows, journal=path, **QUIET)
    assert again.ok
    assert not first.ok
    # What the second has done meanwhile, the first does not do again.
    assert first.retry().ok
    assert first.to_frame().equals(again.to_frame())
    assert [one.outcome for one in client.history if one.action.key == BULK] == [
        "failed",
        "success",
    ]


def test_the_same_cell_again_sends_nothing_that_is_done(client: cx.Client, tmp_path: Path) -> None:
    path, rows = tmp_path / "run.sqlite", [bill("CELL-1"), bill("CELL-2")]
    runs = [client.bulk(BULK, rows, journal=path, **QUIET) for _ in range(3)]
    assert all(run.ok for run in runs)
    assert sum(one.action.key == BULK for one in client.history) == 1


def test_a_journal_that_is_gone_is_not_begun_anew(client: cx.Client, tmp_path: Path) -> None:
    path = tmp_path / "run.sqlite"
    run = client.bulk(BULK, [bill("GONE-1")], journal=path, **QUIET)
    for left in tmp_path.glob("run.sqlite*"):
        left.unlink()
    for use in (run.to_frame, run.retry):
        with pytest.raises(cx.errors.InvalidRequestError, match=r"The journal (.* )?cannot be"):
            use()
    assert run.ok
    assert sum(one.action.key == BULK for one in client.history) == 1


def test_a_journal_of_another_table_is_let_go(client: cx.Client, tmp_path: Path) -> None:
    path = tmp_path / "run.sqlite"
    client.bulk(BULK, [bill("LET-1")], journal=path, **QUIET)
    with pytest.raises(cx.errors.InvalidRequestError, match="of another run") as refused:
        client.bulk(BULK, [bill("LET-2")], journal=path, **QUIET)
    assert client.bulk(BULK, [bill("LET-1")], journal=path, **QUIET).ok
    assert refused.value.__traceback__ is not None


def test_a_closed_run_says_so(client: cx.Client) -> None:
    run = client.bulk(BULK, [bill("C-1")], **QUIET)
    run.close()
    run.close()
    for use in (run.to_frame, run.retry, run.summary):
        with pytest.raises(cx.errors.InvalidRequestError, match="The run was closed"):
            use()


@pytest.mark.parametrize("change", ["rows", "shorter", "gone"])
def test_a_table_that_changes_under_way_stops_the_run(
    writer: cx.Client, tmp_path: Path, loopback: Loopback, change: str
) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("userId\n" + "\n".join(map(str, range(4000))))
    run = writer.bulk(LEAD, path, workers=1, wait=False, **QUIET)
    run.stop()
    run.wait()
    if change == "gone":
        path.unlink()
    else:
        path.write_text("userId\n" + "\n".join(map(str, range(9000 if change == "rows" else 9))))
    sent = len(loopback.calls)
    with pytest.raises(cx.errors.InvalidRequestError, match=r"leads\.csv"):
        run.retry()
    assert len(loopback.calls) == sent


def test_the_temporary_journal_has_no_name(client: cx.Client) -> None:
    run = client.bulk(BULK, [bill("T-1")], **QUIET)
    (named,) = run.journal._file.execute("PRAGMA database_list")
    assert named[2] == ""
    assert isinstance(run.journal._file, sqlite3.Connection)


def test_two_threads_that_retry_send_each_row_once(client: cx.Client) -> None:
    assert client.sandbox is not None
    rows = [bill(f"TWO-{n}") for n in range(5)]
    client.sandbox.fail(BULK, 500, times=5)
    run = client.bulk(BULK, rows, chunk=1, **QUIET)
    before = len(client.history)
    threads = [threading.Thread(target=run.retry) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert run.ok
    assert len(client.history) == before + 5

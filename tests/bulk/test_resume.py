"""The journal: a run that was killed at any step goes on, and nothing is lost or done twice."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import capexplore as cx
from capexplore.bulk import retry
from tests.bulk.killed import ROWS, bill
from tests.serving import served

BULK = "v2/transaction/add_bulk"
QUIET: dict[str, Any] = {"progress": False}
KILLED = Path(__file__).parent / "killed.py"


def killed_and_ended(sandbox: cx.Sandbox, folder: Path, action: str) -> list[Any]:
    """What the second runs said, for each step at which the first was killed."""
    with served(sandbox.app) as url:
        done = subprocess.run(
            [sys.executable, str(KILLED), url, str(folder), action],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(KILLED.parent.parent.parent)},
        )
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
@pytest.mark.parametrize("action", ["v2/transaction/add", BULK])
def test_killed_at_every_step_nothing_is_lost_and_nothing_doubled(
    sandbox: cx.Sandbox, tmp_path: Path, action: str
) -> None:
    found = killed_and_ended(sandbox, tmp_path, action)
    calls = ROWS if action != BULK else 1
    # Intent, call and outcome of each, before and after; and what is settled at the beginning.
    assert len(found) == 6 * calls + 2 + 1
    assert all(ok == [True] * ROWS for _, ok, _ in found)
    with cx.Client(sandbox) as client:
        bills = client.call("v1.1/customer/get_transactions", mobile="914400000017", limit=1000)
        numbers = [n for n in bills.to_frame()["number"] if n.startswith("KILL-")]
    assert len(numbers) == len(set(numbers)) == ROWS * len(found)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_killed_at_every_step_what_has_no_key_is_in_doubt_and_never_sent_twice(
    sandbox: cx.Sandbox, tmp_path: Path
) -> None:
    found = killed_and_ended(sandbox, tmp_path, "v2/lead/add")
    with cx.Client(sandbox) as client:
        leads = client.call("v2/lead/search", limit=100).to_frame()["leadFor"].tolist()
    made = [name for name in leads if name.startswith("KILL-")]
    assert len(made) == len(set(made))
    in_doubt = sum(counts.get("in doubt", 0) for counts, _, _ in found)
    # After the intent, and before its outcome: sent or not, nobody knows.
    assert in_doubt == 4 * ROWS
    assert len(made) + 2 * ROWS >= ROWS * len(found) - in_doubt


def test_a_run_that_ended_sends_nothing_again(client: cx.Client, tmp_path: Path) -> None:
    path, rows = tmp_path / "run.sqlite", [bill(f"R-{n}") for n in range(5)]
    client.bulk(BULK, rows, journal=path, chunk=2, **QUIET).close()
    calls = len(client.history)
    again = client.bulk(BULK, rows, journal=path, chunk=2, **QUIET)
    assert again.ok
    assert len(client.history) == calls
    assert again.to_frame()["created_id"].notna().all()
    again.close()


def test_a_stopped_run_goes_on_and_writes_the_whole_file(client: cx.Client, tmp_path: Path) -> None:
    path, out = tmp_path / "run.sqlite", tmp_path / "answers.jsonl"
    rows = [bill(f"S-{n}") for n in range(400)]
    options: dict[str, Any] = {"journal": path, "out": out, "chunk": 1, **QUIET}
    run = client.bulk(BULK, rows, wait=False, **options)
    while not run.counts.get("ok"):
        run.wait(0.01)
    run.stop()
    run.wait()
    left = run.counts["not sent"]
    run.close()
    before = len(client.history)
    again = client.bulk(BULK, rows, **options)
    assert again.ok
    assert len(client.history) == before + left
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["billNumber"] for line in lines] == [row["billNumber"] for row in rows]
    assert all(line["ok"] and line["answer"]["entityId"] for line in lines)
    again.close()


def test_rows_that_failed_are_sent_again(client: cx.Client, tmp_path: Path) -> None:
    assert client.sandbox is not None
    path, rows = tmp_path / "run.sqlite", [bill("F-1"), bill("F-2")]
    client.sandbox.fail(BULK, 500)
    client.bulk(BULK, rows, journal=path, chunk=1, **QUIET).close()
    again = client.bulk(BULK, rows, journal=path, chunk=1, **QUIET)
    assert again.ok
    assert len(client.history) == 3
    again.close()


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"rows": [bill("X-1"), bill("X-3")]}, "table"),
        ({"rows": [bill("X-1")]}, "table"),
        ({"action": "v2/transaction/update_bulk"}, "action"),
        ({"template": {"notes": "x"}}, "arguments"),
    ],
)
def test_a_journal_is_of_one_run_only(
    client: cx.Client, tmp_path: Path, change: dict[str, Any], differs: str
) -> None:
    path = tmp_path / "run.sqlite"
    given: dict[str, Any] = {"action": BULK, "rows": [bill("X-1"), bill("X-2")]}
    client.bulk(given["action"], given["rows"], journal=path, **QUIET).close()
    given |= change
    calls = len(client.history)
    with pytest.raises(cx.errors.InvalidRequestError, match=f"its {differs} differs"):
        client.bulk(given.pop("action"), given.pop("rows"), journal=path, **given, **QUIET)
    assert len(client.history) == calls


def test_what_is_no_journal_is_refused(client: cx.Client, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but a text of more than a few bytes" * 40)
    with pytest.raises(cx.errors.InvalidRequestError, match="The journal cannot be kept"):
        client.bulk(BULK, [bill("N-1")], journal=path, **QUIET)
    assert path.read_text().startswith("not a database")


def test_no_secret_is_in_the_journal(client: cx.Client, tmp_path: Path) -> None:
    path = tmp_path / "run.sqlite"
    rows = [{"key": "hg-demo-key", "secret": "hg-demo-secret"}]
    client.bulk("v3/oauth_token/generate", rows, journal=path, **QUIET).close()
    with sqlite3.connect(path) as file:
        text = "\n".join(file.iterdump())
    file.close()
    assert "oauth_token/generate" in text
    token = client.history[-1].json()["data"]["accessToken"].reveal()
    for secret in ("hg-demo", token):
        assert secret not in text
        assert secret.encode() not in path.read_bytes()


@pytest.mark.parametrize("fault", ["drop", "slow"])
def test_doubts_that_could_not_be_settled_are_settled_later(
    client: cx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(retry, "backoff", lambda _: 0.0)
    assert client.sandbox is not None
    path, rows = tmp_path / "run.sqlite", [bill("D-1")]
    client.sandbox.fail(BULK, fault)
    client.sandbox.fail("v2/transaction/get_by_bill_number", 400, times=retry.ATTEMPTS)
    first = client.bulk(BULK, rows, journal=path, **QUIET)
    assert first.counts == {"in doubt": 1}
    first.close()
    again = client.bulk(BULK, rows, journal=path, **QUIET)
    assert again.ok
    found = client.call("v1.1/customer/get_transactions", mobile="914400000017", limit=1000)
    assert found.to_frame()["number"].tolist().count("D-1") == 1
    again.close()


def test_a_process_killed_from_outside_leaves_a_journal_to_go_on_from(
    sandbox: cx.Sandbox, tmp_path: Path
) -> None:
    login = cx.OAuth(sandbox.demo_key, sandbox.demo_secret)
    path, rows = tmp_path / "run.sqlite", [bill(f"O-{n}") for n in range(300)]
    table = tmp_path / "rows.jsonl"
    table.write_text("\n".join(json.dumps(row) for row in rows))
    with served(sandbox.app) as url:
        code = (
            "import sys, capexplore as cx\n"
            f"login = cx.OAuth({sandbox.demo_key!r}, {sandbox.demo_secret!r})\n"
            f"client = cx.Client({url!r}, auth=login, writes=True)\n"
            f"run = client.bulk({BULK!r}, {str(table)!r}, journal={str(path)!r}, chunk=1,\n"
            "                  progress=False, workers=4, wait=False)\n"
            "while run.counts.get('ok', 0) < 20: run.wait(0.005)\n"
            "print('now', flush=True)\n"
            "run.wait()\n"
        )
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.communicate()
        with cx.Client(url, auth=login, writes=True) as client:
            run = client.bulk(BULK, table, journal=path, chunk=1, workers=4, **QUIET)
            assert run.ok
            assert 1 <= len(client.history) < 300
            run.close()
    with cx.Client(sandbox) as client:
        found = client.call("v1.1/customer/get_transactions", mobile="914400000017", limit=1000)
        numbers = [n for n in found.to_frame()["number"] if n.startswith("O-")]
        assert len(numbers) == len(set(numbers)) == 300

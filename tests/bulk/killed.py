"""Runs that are killed at one step after the other, each begun again and then left to end.

python tests/bulk/killed.py URL FOLDER ACTION

prints, for each step, what the second run said of its rows. A step is the moment before or after
an intent is written, a call is sent, or an outcome is written.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import capexplore as cx
from capexplore.bulk.journal import Journal

ROWS = 2


def bill(number: str) -> dict[str, Any]:
    return {
        "identifierType": "mobile",
        "identifierValue": "914400000017",
        "source": "INSTORE",
        "type": "REGULAR",
        "billNumber": number,
        "billAmount": 600,
        "billingDate": "2026-01-10T12:30:00+05:30",
    }


def table(action: str, step: int) -> list[dict[str, Any]]:
    numbers = [f"KILL-{step}-{n}" for n in range(ROWS)]
    if action == "v2/lead/add":
        return [{"userId": 800101, "type": "SKU", "leadFor": number} for number in numbers]
    rows = [bill(number) for number in numbers]
    if action == "v2/transaction/add":
        return [{"identifierName": row.pop("identifierType"), **row} for row in rows]
    return rows


class Steps:
    """Counts steps, and kills this process at one of them."""

    def __init__(self, last: int | None) -> None:
        self.count, self._last = 0, last

    def pass_one(self) -> None:
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1

    def around(self, owner: type, name: str) -> None:
        inner: Callable[..., Any] = getattr(owner, name)

        def outer(*arguments: Any, **options: Any) -> Any:
            self.pass_one()
            result = inner(*arguments, **options)
            self.pass_one()
            return result

        setattr(owner, name, outer)


def run(url: str, folder: Path, action: str, step: int, last: int | None) -> tuple[int, Any]:
    """Make the run of a step, killed or not; give the number of its steps and its table."""
    steps = Steps(last)
    for owner, name in ((Journal, "intend"), (cx.Client, "send"), (Journal, "settle")):
        steps.around(owner, name)
    login = cx.OAuth(cx.Sandbox.demo_key, cx.Sandbox.demo_secret)
    with cx.Client(url, auth=login, writes=True) as client:
        made = client.bulk(
            action,
            table(action, step),
            journal=folder / f"{step}.sqlite",
            workers=1,
            progress=False,
        )
        frame = made.to_frame()
        return steps.count, [made.counts, frame["ok"].tolist(), len(client.history)]


def forked(url: str, folder: Path, action: str, step: int, last: int | None) -> Any:
    """Make a run in a process of its own; None if it was killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "w") as answer:
            json.dump(run(url, folder, action, step, last), answer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        told = answer.read()
    _, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else json.loads(told)


def main() -> None:
    url, folder, action = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    found, step = [], 0
    while True:
        first = forked(url, folder, action, step, last=step)
        second = forked(url, folder, action, step, last=None)
        found.append(second[1])
        if first is not None:
            break
        step += 1
    print(json.dumps(found))


if __name__ == "__main__":
    main()

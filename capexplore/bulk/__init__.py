"""Bulk runs: one call for each row of a table, or for each chunk of them.

A run is made in steps, a module each: `rows` reads the table, `mapping` makes calls of its rows,
`plan` checks them all before the first is sent, `engine` sends them with the pace of `limiter` and
the second tries of `retry`, `journal` keeps what became of each row, `doubts` asks about those of
which nobody knows, and `table` gives the result.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capexplore.bulk.journal import Journal
from capexplore.bulk.limiter import Limits, documented
from capexplore.bulk.mapping import Mapper
from capexplore.bulk.plan import Plan
from capexplore.bulk.rows import Rows
from capexplore.bulk.run import Run
from capexplore.bulk.table import checked
from capexplore.catalog import Action
from capexplore.errors import InvalidRequestError
from capexplore.tracebacks import refusing

if TYPE_CHECKING:
    from capexplore.client import Client

__all__ = ["Plan", "Run", "bulk"]

LIMITS = Limits()
"""The limiters that all runs of the process share."""

WORKERS = 64


def bulk(
    client: Client,
    action: Action,
    rows: Any,
    arguments: Mapping[str, Any],
    *,
    wait: bool = True,
    **options: Any,
) -> Run | Plan:
    """Plan a run and start it; ``client.bulk`` documents the parameters."""
    made = planned(client, action, rows, arguments, **options)
    if isinstance(made, Plan):
        return made
    client.last_run = made
    made.start()
    return made.wait() if wait else made


@refusing
def planned(
    client: Client,
    action: Action,
    rows: Any,
    arguments: Mapping[str, Any],
    *,
    template: Mapping[str, Any] | None = None,
    columns: Mapping[str, str | None] | None = None,
    chunk: int | None = None,
    invalid: str = "raise",
    workers: int | None = None,
    per_minute: float | None = None,
    journal: str | os.PathLike[str] | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: bool | None = None,
    dry_run: bool = False,
    limits: Limits = LIMITS,
) -> Run | Plan:
    """Make a run that is yet to be started, or the plan of one where that is all."""
    _check(arguments, invalid, workers, per_minute)
    target = checked(Path(out)) if out is not None else None
    _check_files(rows, journal, out)
    if workers is None:
        # An embedded sandbox answers one call at a time, and so in the order of the rows.
        workers = 1 if client.sandbox is not None else WORKERS
    mapper = Mapper(action, template=template, columns=columns, chunk=chunk)
    rate = per_minute if per_minute is not None else documented(client.cluster, action)
    plan = Plan(
        client,
        mapper,
        Rows(rows, mapper.is_secret),
        arguments,
        None if rate == float("inf") else rate,
    )
    if dry_run:
        return plan
    if plan.invalid and invalid == "raise":
        raise _refusal(plan)
    return Run(plan, Journal(journal), limits, workers=workers, out=target, progress=progress)


def _check(
    arguments: Mapping[str, Any], invalid: str, workers: int | None, per_minute: float | None
) -> None:
    if "json" in arguments or "files" in arguments:
        raise InvalidRequestError(
            "A run takes no json= or files=: its columns make the body.\n"
            "Give what all items have in template=."
        )
    if invalid not in ("raise", "skip"):
        raise InvalidRequestError(f"invalid= is 'raise' or 'skip', not {invalid!r}.")
    if workers is not None and (not isinstance(workers, int) or isinstance(workers, bool)):
        raise InvalidRequestError(f"workers={workers!r} is no whole number.")
    for name, number in (("workers", workers), ("per_minute", per_minute)):
        if number is None:
            continue
        if isinstance(number, bool) or not isinstance(number, int | float) or not float(number) > 0:
            raise InvalidRequestError(f"{name}={number!r} is no number above 0.")


def _check_files(*paths: Any) -> None:
    """Refuse a file in two roles: it would be written over what is read from it."""
    seen = set()
    for path in paths:
        if isinstance(path, str | os.PathLike):
            place = Path(path).resolve()
            if place in seen:
                raise InvalidRequestError(
                    f"{str(path)!r} is given twice: rows, journal and out are files of their own."
                )
            seen.add(place)


def _refusal(plan: Plan) -> InvalidRequestError:
    number, why = next(iter(plan.invalid.items()))
    count = len(plan.invalid)
    error = InvalidRequestError(
        f"Nothing was sent: {count} of {plan.rows} rows {'is' if count == 1 else 'are'} invalid.\n"
        f"Row {number}: {why.splitlines()[0]}\n"
        "All are in the error's frame; invalid='skip' sends the others."
    )
    error.frame = plan.errors
    return error

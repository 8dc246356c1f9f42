"""What a run would do: its calls, checked before the first is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from capexplore.build import hidden
from capexplore.bulk.limiter import SHARE
from capexplore.bulk.mapping import Mapper, Task
from capexplore.bulk.rows import Row, Rows
from capexplore.errors import InvalidRequestError
from capexplore.request import Request

if TYPE_CHECKING:
    import pandas as pd

    from capexplore.client import Client

__all__ = ["Plan", "reason"]

_SHOWN = 3
# What a call says of a parameter that is none; a run has columns.
_SEND_ANYWAY = "(params= sends any name.)"
_RENAME = "(columns=, or --column, renames a column or leaves it out.)"
_LISTED = 10
_MOST_PROBLEMS = 10


class Plan:
    """The calls of a run, as they would go out; what ``client.bulk(..., dry_run=True)`` gives.

    Attributes
    ----------
    rows, calls : int
        How many rows there are, and how many calls carry those that are valid.
    requests : list of Request
        The first calls.
    problems : tuple of str
        Doubts about the bodies that do not forbid sending, as of a misspelt column.
    per_minute : float or None
        How many calls a minute may start; None for any number.

    Examples
    --------
    >>> from capexplore import Client
    >>> rows = [{"id": 800101}, {"id": "Mira"}]
    >>> plan = Client().bulk("v2/customer/get", rows, source="ALL", dry_run=True)
    >>> plan, plan.requests[0].target
    (<Plan v2/customer/get 2 rows in 1 call, 1 invalid>, '/v2/customers/800101?source=ALL')
    >>> plan.errors.to_dict("records")
    [{'row': 1, 'message': "id='Mira': must be a whole number."}]
    """

    def __init__(
        self,
        client: Client,
        mapper: Mapper,
        rows: Rows,
        arguments: Mapping[str, Any],
        per_minute: float | None,
    ) -> None:
        self.client = client
        self.action = mapper.action
        self.mapper = mapper
        self.source = rows
        self.arguments = hidden(mapper.action, arguments)
        self.per_minute = per_minute
        self.rows = self.calls = 0
        self.requests: list[Request] = []
        self.invalid: dict[int, str] = {}
        self._problems: dict[str, None] = {}
        mapper.check_columns(lambda: rows.columns)
        self._print = hashlib.blake2b(digest_size=16)
        self._check()

    def build(self, task: Task) -> Request:
        """Make the request of a call; the run sends what this gives."""
        given = self.mapper.arguments(task)
        return self.client.build(self.action, **{**self.arguments, **given})

    def _check(self) -> None:
        """Make every request once, and remember which rows forbid theirs."""
        for task in self.mapper.tasks(self._counted()):
            try:
                self._note(self.build(task))
            except InvalidRequestError as error:
                if len(task.numbers) == 1:
                    self.invalid[task.numbers[0]] = reason(error)
                else:
                    self._check_each(task)
        if self.invalid and self.mapper.chunk > 1:
            self._plan_again()

    def _check_each(self, task: Task) -> None:
        for place, number in enumerate(task.numbers):
            try:
                self.client.guard(self.build(task.of([place])))
            except InvalidRequestError as error:
                self.invalid[number] = reason(error)

    def _plan_again(self) -> None:
        """Plan the calls of the rows that are left: they move up into other calls."""
        self.calls, self.requests = 0, []
        for task in self.mapper.tasks(
            (n, row) for n, row in self.numbered() if n not in self.invalid
        ):
            self.calls += 1
            if len(self.requests) < _SHOWN:
                self.requests.append(self.build(task))

    def _note(self, request: Request) -> None:
        self.client.guard(request)
        self.calls += 1
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.update(dict.fromkeys(request.problems))
        if len(self.requests) < _SHOWN:
            self.requests.append(request)

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Read the rows again, with their numbers.

        Raises
        ------
        InvalidRequestError
            There are not as many as when they were checked.
        """
        number = -1
        for number, row in enumerate(self.source):
            if number == self.rows:
                break
            yield number, row
        if number + 1 != self.rows:
            raise InvalidRequestError(
                f"The table has changed: it had {self.rows} rows when they were checked.\n"
                "Nothing more was sent. Start a run of the table as it is now."
            )

    def _counted(self) -> Iterator[tuple[int, Row]]:
        for number, row in enumerate(self.source):
            self.rows = number + 1
            self._print.update(repr(row).encode("utf-8", "replace"))
            yield number, row

    @property
    def problems(self) -> tuple[str, ...]:
        """Doubts about the bodies that do not forbid sending."""
        return tuple(self._problems)

    @property
    def about(self) -> dict[str, str]:
        """What tells this run from others, for a journal."""
        said = repr((self.mapper.template, sorted(self.arguments.items(), key=lambda one: one[0])))
        cluster = self.client.cluster
        return {
            "action": self.action.key,
            "cluster": cluster.name if cluster.name == "sandbox" else cluster.host,
            "arguments": hashlib.blake2b(said.encode(), digest_size=16).hexdigest(),
            "table": f"{self.rows} rows {self._print.hexdigest()}",
        }

    @property
    def errors(self) -> pd.DataFrame:
        """The invalid rows: their numbers, and why they cannot be sent."""
        import pandas as pd

        found = {"row": list(self.invalid), "message": list(self.invalid.values())}
        return pd.DataFrame(found).astype({"row": "int64", "message": "str"})

    @property
    def seconds(self) -> float | None:
        """How long the calls take at least, by the limit; None where there is no limit."""
        if not self.per_minute:
            return None
        return max(0, self.calls - 1) * 60 / (self.per_minute * SHARE)

    def summary(self) -> str:
        """Say what would be sent: the first call as it would go out, and how long it takes."""
        seconds = self.seconds
        time = "no limit is documented" if seconds is None else f"at least {seconds:,.0f} s"
        if self.per_minute:
            time += f" at {self.per_minute:g} calls a minute"
        lines = [repr(self)[1:-1], f"Time: {time}."]
        lines += [f"Doubtful: {problem}" for problem in self.problems]
        invalid = [f"Row {number}: {why}" for number, why in self.invalid.items()]
        lines += invalid[:_LISTED]
        if len(invalid) > _LISTED:
            lines.append(f"… and {len(invalid) - _LISTED:,} more invalid rows.")
        if self.requests:
            lines += ["", self.requests[0].preview(self.client.cluster, auth=self.client.auth)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        rows, calls = _count(self.rows, "row"), _count(self.calls, "call")
        wrong = f", {len(self.invalid)} invalid" if self.invalid else ""
        return f"<Plan {self.action.key} {rows} in {calls}{wrong}>"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def reason(error: InvalidRequestError) -> str:
    """Say what is wrong, without the line that only says that nothing was sent."""
    first, _, rest = str(error).partition("\n")
    text = rest if first.endswith("because:") else first
    return text.replace(_SEND_ANYWAY, _RENAME)

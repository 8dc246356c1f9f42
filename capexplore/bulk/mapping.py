"""Rows to calls: which column goes where, and how many rows go into one call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from capexplore.bulk.rows import Row
from capexplore.catalog import Action
from capexplore.errors import InvalidRequestError, did_you_mean
from capexplore.secrets import Secret, reveal

__all__ = ["Mapper", "Task"]

_PLACE = re.compile(r"\{([^{}]+)\}")
_MISSING = object()
# Characters of a comma list, so that no server finds the URL too long.
_LONGEST_LIST = 4000


@dataclass(slots=True)
class Task:
    """The rows of one call.

    Attributes
    ----------
    numbers : list of int
        The places of the rows in the table, from 0.
    values : dict
        The path and query parameters that their columns give.
    items : list
        What is each row's own: the item that its columns give for the body, or its value of the
        parameter that is a comma list; None where an action has neither.
    listed : str or None
        The parameter that is a comma list of the rows' values.
    error : InvalidRequestError or None
        Why no call can be made of the row.
    attempt : int
        How often they were sent.
    doubt : bool
        Whether to ask the API first if they were done already.
    doubted : bool
        Whether the API was asked, and knew nothing of them then.
    """

    numbers: list[int]
    values: dict[str, Any]
    items: list[Any]
    listed: str | None = None
    error: InvalidRequestError | None = None
    attempt: int = 0
    doubt: bool = False
    doubted: bool = False

    def of(self, places: Iterable[int]) -> Task:
        """Give some of the rows as a task of their own."""
        kept = list(places)
        return Task(
            [self.numbers[place] for place in kept],
            self.values,
            [self.items[place] for place in kept],
            self.listed,
            self.error,
            self.attempt,
            doubted=self.doubted,
        )


class Mapper:
    """How the rows of a table become the arguments of ``client.build``.

    A column with the name of a path or query parameter is that parameter; any other is a member of
    the body's item, dots reaching deeper: ``customer.mobile``. Lists hold one member, or are
    numbered: ``line_items.line_item.0.qty``.

    Parameters
    ----------
    action : Action
        What is called.
    template : mapping, optional
        What every item has besides; ``"{column}"`` stands for a cell.
    columns : mapping of str to str or None, optional
        Other names for columns; None leaves a column out.
    chunk : int, optional
        Rows of one call; the documented limit if not given.

    Examples
    --------
    >>> from capexplore import actions
    >>> mapper = Mapper(actions["v1.1/customer/add"], template={"firstname": "Ines"})
    >>> task = next(mapper.tasks([(0, {"mobile": "914400000555"})]))
    >>> mapper.arguments(task)
    {'json': {'root': {'customer': [{'firstname': 'Ines', 'mobile': '914400000555'}]}}}
    """

    def __init__(
        self,
        action: Action,
        *,
        template: Mapping[str, Any] | None = None,
        columns: Mapping[str, str | None] | None = None,
        chunk: int | None = None,
    ) -> None:
        self.action = action
        for option, value in (("template", template), ("columns", columns)):
            if value is not None and not isinstance(value, Mapping):
                raise InvalidRequestError(
                    f"{option}= takes a dictionary, not a {type(value).__name__}."
                )
        self._renamed = dict(columns or {})
        self._in_template = set(_columns(template))
        self._secret_columns: set[str] = set()
        self.template = self._masked(dict(template or {}), "")
        self.has_body = action.method != "GET" and (bool(action.consumes) or bool(template))
        if template and action.method == "GET":
            raise InvalidRequestError(f"{action.key} has no body: leave template= out.")
        if action.wrapper and action.wrapper[0] in self.template:
            raise InvalidRequestError(
                f"template= is one item of the body: leave its wrapper {action.wrapper[0]!r} out."
            )
        self.chunk = self._chunk(chunk)

    def _chunk(self, wanted: int | None) -> int:
        batched = self.listed or self._comma_lists
        limit = (self.action.batch_limit if batched else None) or 1
        if wanted is None:
            return limit
        if not isinstance(wanted, int) or isinstance(wanted, bool) or wanted < 1:
            raise InvalidRequestError(f"chunk={wanted!r} is no number of 1 or more.")
        batch = bool(self.action.batch and batched)
        if wanted > 1 and (not batch or (self.action.batch_limit or wanted) < wanted):
            most = limit if self.action.batch_limit or not batch else "any number of"
            raise InvalidRequestError(
                f"chunk={wanted}: one call of {self.action.key} takes at most {most} rows."
            )
        return wanted

    @cached_property
    def listed(self) -> bool:
        """Whether the body is a list of items, bare or in the documented wrapper."""
        names = [one.name for one in self.action.body_fields]
        return any(name.startswith(self._prefix) for name in names) and "[]" in self._prefix

    @cached_property
    def _comma_lists(self) -> frozenset[str]:
        """The parameters of a reading call that may name several records, up to a known number."""
        if self.action.method != "GET" or not self.action.batch_limit:
            return frozenset()
        return frozenset(k for k, one in self.action.keywords.items() if one.multiple)

    @cached_property
    def _prefix(self) -> str:
        """What stands before the members of an item in the documented names."""
        names = [one.name for one in self.action.body_fields]
        wrapper = ".".join(self.action.wrapper)
        for prefix in (f"{wrapper}[]." if wrapper else "[].", f"{wrapper}." if wrapper else ""):
            if any(name.startswith(prefix) for name in names):
                return prefix
        return ""

    @cached_property
    def _lists(self) -> frozenset[str]:
        """The members of an item that are lists, by their dotted names."""
        names = (
            one.name.removeprefix(self._prefix)
            for one in self.action.body_fields
            if one.name.startswith(self._prefix)
        )
        found: set[str] = set()
        for name in names:
            parts = name.split("[]")
            found.update("".join(parts[: end + 1]) for end in range(len(parts) - 1))
        return frozenset(found)

    @cached_property
    def _secrets(self) -> frozenset[str]:
        names = (one.name.replace("[]", "") for one in self.action.body_fields if one.secret)
        prefix = self._prefix.replace("[]", "")
        parameters = (k for k, one in self.action.keywords.items() if one.secret)
        return frozenset((*parameters, *(name.removeprefix(prefix) for name in names)))

    def is_secret(self, column: str) -> bool:
        """Say whether the cells of a column are sent as secrets."""
        name = re.sub(r"\[\]|\.[0-9]+(?=\.|$)", "", self._renamed.get(column, column) or column)
        names = {name, name.replace("-", "_")}
        return column in self._secret_columns or not names.isdisjoint(self._secrets)

    def _masked(self, node: Any, name: str) -> Any:
        """Copy a template with what is secret masked; the columns it takes from are secret then."""
        if isinstance(node, Mapping):
            start = f"{name}." if name else ""
            return {one: self._masked(member, f"{start}{one}") for one, member in node.items()}
        if isinstance(node, list | tuple):
            return [self._masked(one, name) for one in node]
        if name not in self._secrets or node is None or isinstance(node, Secret):
            return node
        columns = _PLACE.findall(str(node))
        self._secret_columns.update(columns)
        return node if columns else Secret(node)

    def check_columns(self, names: Callable[[], Iterable[str]]) -> None:
        """Refuse names of columns, of the template and of ``columns``, that the table lacks.

        Parameters
        ----------
        names : callable
            Gives the names of the table's columns, if they are needed.
        """
        wanted = {**dict.fromkeys(map(str, self._renamed)), **dict.fromkeys(self._in_template)}
        there = set(names()) if wanted else set()
        for name in wanted:
            if there and name not in there:
                raise InvalidRequestError(
                    f"The table has no column {name!r}. {did_you_mean(name, there)}".rstrip()
                )

    def place(self, row: Row) -> tuple[dict[str, Any], Any]:
        """Sort the cells of a row into parameters and the body's item."""
        values: dict[str, Any] = {}
        item = _filled(self.template, row) if self.has_body else None
        for column, cell in row.items():
            name = self._renamed.get(column, column)
            # A column without a name is what pandas writes of an index, or a comma too many.
            if not name or column in self._in_template:
                continue
            keyword = name.replace("-", "_")
            if keyword in self.action.keywords or keyword in self.action.aliases:
                values[keyword] = cell
            elif self.has_body:
                self._put(item, name.replace("[]", "").split("."), cell)
            else:
                values[name] = cell
        return values, item

    def _put(self, node: Any, names: list[str], value: Any) -> None:
        """Set the member at a path of names, making what lies between."""
        path = ""
        for name, following in zip(names, [*names[1:], None], strict=True):
            key: Any = name
            numbered = isinstance(node, list)
            if numbered:
                key = _numbered(node, name)
            else:
                path = f"{path}.{name}" if path else name
                node.setdefault(name, None)
            known = node[key]
            holds = isinstance(value, dict | list) if following is None else True
            if known and isinstance(known, dict | list) != holds:
                raise InvalidRequestError(
                    f"{path}: one column gives a value, and another one members of it."
                )
            if following is None:
                node[key] = value
                return
            if not known:
                made_list = _is_place(following) or (not numbered and path in self._lists)
                known = node[key] = [] if made_list else {}
            if isinstance(known, list) and not _is_place(following):
                known = known[_numbered(known, "0")]
            node = known

    def tasks(self, rows: Iterable[tuple[int, Row]], *, chunk: int | None = None) -> Iterator[Task]:
        """Give the calls for numbered rows; rows of one call have the same parameters."""
        most = chunk or self.chunk
        task: Task | None = None
        for number, row in rows:
            one = self._task(number, row)
            if task is not None and len(task.numbers) < most and _go_together(task, one):
                task.numbers += one.numbers
                task.items += one.items
                continue
            if task is not None:
                yield task
            task = one
        if task is not None:
            yield task

    def _task(self, number: int, row: Row) -> Task:
        try:
            values, item = self.place(row)
        except InvalidRequestError as error:
            return Task([number], {}, [None], error=error)
        named = [name for name in values if name in self._comma_lists]
        if len(named) == 1 and "," not in str(values[named[0]]):
            return Task([number], values, [values.pop(named[0])], named[0])
        return Task([number], values, [item])

    def arguments(self, task: Task) -> dict[str, Any]:
        """Give the arguments of ``client.build`` for a call."""
        if task.error is not None:
            raise task.error
        if task.listed is not None:
            return {**task.values, task.listed: list(task.items)}
        if not self.has_body:
            return dict(task.values)
        body: Any = task.items if self.listed else task.items[0]
        for name in reversed(self.action.wrapper):
            body = {name: body}
        return {**task.values, "json": body}


def _columns(node: Any) -> Iterator[str]:
    """The columns that a template takes from."""
    if isinstance(node, Mapping | list | tuple):
        for member in node.values() if isinstance(node, Mapping) else node:
            yield from _columns(member)
    elif isinstance(node, str):
        yield from _PLACE.findall(node)


def _is_place(name: str) -> bool:
    return name.isascii() and name.isdigit()


def _numbered(node: list[Any], name: str) -> int:
    """The place of a member in a list, which gets as long as that."""
    if len(name) > 3:
        raise InvalidRequestError(f"{name}: a list of a row has at most 1000 members.")
    place = int(name)
    node.extend({} for _ in range(place + 1 - len(node)))
    return place


def _go_together(task: Task, one: Task) -> bool:
    """Whether a row fits into a call: its parameters do, and no comma list has its value twice."""
    if task.values != one.values or task.listed != one.listed or task.error or one.error:
        return False
    if task.listed is None:
        return True
    texts = [str(item) for item in task.items]
    (text,) = map(str, one.items)
    return text not in texts and sum(map(len, texts)) + len(text) < _LONGEST_LIST


def _filled(node: Any, row: Row) -> Any:
    """Copy a template with the cells of a row in place of ``{column}``, without what is empty."""
    if isinstance(node, Mapping):
        members = ((name, _filled(member, row)) for name, member in node.items())
        return {name: member for name, member in members if member is not _MISSING}
    if isinstance(node, list | tuple):
        return [one for one in (_filled(member, row) for member in node) if one is not _MISSING]
    if not isinstance(node, str):
        return node
    whole = _PLACE.fullmatch(node)
    if whole:
        return row.get(whole[1], _MISSING)
    return _PLACE.sub(lambda found: reveal(row.get(found[1], "")), node)

"""The catalog of documented operations: one row each, looked up, searched and listed.

The rows are plain data in ``capexplore/data/actions_*.json``, one file per version, with a source
on each. The form, the URLs, the sandbox's routes and the tests all read them; nothing about an
endpoint is written anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any, overload

from capexplore.action import Action, Parameter, decode_actions
from capexplore.errors import UnknownNameError
from capexplore.search import at_path, listing, rank
from capexplore.tracebacks import refusing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Action", "Catalog", "Parameter", "actions"]

VERSIONS = ("v1", "v1.1", "v2", "v3")


class Catalog:
    """A set of actions: by key, by attribute, by position, or searched.

    Examples
    --------
    >>> actions["v2/customer/add"] is actions.v2.customer.add
    True
    >>> actions.search("lookup points")[0].version
    'v2'
    >>> len(actions.v1_1.customer) > 10
    True
    """

    def __init__(self, rows: Iterable[Action] | None = None, title: str = "") -> None:
        self._given = None if rows is None else list(rows)
        self._title = title

    @cached_property
    def _rows(self) -> list[Action]:
        if self._given is not None:
            return self._given
        folder = resources.files("capexplore") / "data"
        files = (f"actions_{version.replace('.', '_')}.json" for version in VERSIONS)
        return [action for file in files for action in decode_actions((folder / file).read_bytes())]

    @cached_property
    def _by_key(self) -> dict[str, Action]:
        return {action.key: action for action in self._rows}

    @overload
    def __getitem__(self, key: str | int) -> Action: ...
    @overload
    def __getitem__(self, key: slice) -> Catalog: ...
    def __getitem__(self, key: str | int | slice) -> Action | Catalog:
        if isinstance(key, int):
            return self._rows[key]
        if isinstance(key, slice):
            return Catalog(self._rows[key])
        try:
            return self._by_key[key]
        except KeyError:
            hint = "Look with cx.actions.search('some words')."
            raise UnknownNameError("action", key, self._by_key, hint) from None

    @refusing
    def resolve(self, action: Action | str) -> Action:
        """Give the action for an `Action` or its key."""
        return action if isinstance(action, Action) else self[str(action)]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key if isinstance(key, str) else key in self._rows

    def __iter__(self) -> Iterator[Action]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(Branch(self._rows), name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *dir(Branch(self._rows))]

    @refusing
    def search(self, text: str) -> Catalog:
        """Find actions by words in their names, methods, paths and fields, or by a URL.

        Every word must occur somewhere. An action whose name has the words comes before one that
        has them in its path, and that before one that has them in its fields.

        Parameters
        ----------
        text : str
            Such as ``"redeem points"``, ``"PATCH"``, ``"/v2/leads"`` or a whole URL.

        Returns
        -------
        Catalog
            The actions found, the best first; it may be empty.

        Examples
        --------
        >>> actions.search("PATCH")[0]
        <Action v2/lead/patch PATCH /v2/leads>
        """
        here = at_path(self._rows, text.strip())
        if here:
            return Catalog(here, title=f" {text!r}")
        words = text.lower().split()
        ranks = {action: rank(action, words) for action in self._rows} if words else {}
        found = [action for action in self._rows if ranks.get(action)]
        return Catalog(sorted(found, key=lambda action: -ranks[action]), title=f" {text!r}")

    def to_frame(self) -> pd.DataFrame:
        """List the actions as a DataFrame, one row each, in the order of the catalog.

        Returns
        -------
        pandas.DataFrame
            Columns key, version, entity, action, method, path, formats, auth, batch_limit,
            simulated, deprecated, doc and source.
        """
        import pandas as pd

        columns = ("key", "version", "entity", "action", "method", "path")
        rows = [
            {
                **{name: getattr(action, name) for name in columns},
                "formats": ", ".join(action.produces),
                "auth": ", ".join(action.auth),
                "batch_limit": action.batch_limit,
                "simulated": action.simulated,
                "deprecated": action.deprecated,
                "doc": action.doc,
                "source": action.source,
            }
            for action in self._rows
        ]
        frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else list(columns))
        return frame.astype({"batch_limit": "Int64"}) if rows else frame

    @refusing
    def to_openapi(
        self, version: str | None = None, *, server: str | None = None
    ) -> dict[str, Any]:
        """Give the actions as an OpenAPI 3.1 document, for tools that are driven by one.

        Parameters
        ----------
        version : str, optional
            ``"v1"``, ``"v1.1"``, ``"v2"`` or ``"v3"``; all of them if not given.
        server : str, optional
            The URL that serves them, such as that of a sandbox; the documented clusters if not
            given.

        Returns
        -------
        dict
            JSON-able. An operation's ``operationId`` is the key of its action, and ``x-simulated``
            says whether the sandbox answers it.

        Raises
        ------
        UnknownNameError
            There is no such version.

        Examples
        --------
        >>> document = actions.to_openapi("v2")
        >>> document["paths"]["/v2/customers/{customerId}"]["get"]["operationId"]
        'v2/customer/get'
        """
        from capexplore.openapi import document

        if version is not None and version not in VERSIONS:
            raise UnknownNameError("version", version, VERSIONS)
        rows = [action for action in self._rows if version in (None, action.version)]
        title = f"Capillary loyalty APIs{f', {version}' if version else ''}"
        return document(rows, title, server=server)

    def __repr__(self) -> str:
        return f"<Catalog{self._title} {len(self)} actions>"

    def _repr_html_(self) -> str:
        return listing(self._rows[:20], len(self))


class Branch:
    """The actions below one part of a key: ``actions.v2`` or ``actions.v2.customer``."""

    def __init__(self, rows: list[Action], prefix: tuple[str, ...] = ()) -> None:
        self._actions = rows
        self._prefix = prefix

    @cached_property
    def _names(self) -> dict[str, list[Action]]:
        names: dict[str, list[Action]] = {}
        for action in self._actions:
            part = (action.version, action.entity, action.action)[len(self._prefix)]
            names.setdefault(part.replace(".", "_"), []).append(action)
        return names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        found = self._names.get(name)
        if found is None:
            kind = ("version", "entity", "action")[len(self._prefix)]
            where = f" of {'/'.join(self._prefix)}" if self._prefix else ""
            raise UnknownNameError(f"{kind}{where}", name, self._names)
        return found[0] if len(self._prefix) == 2 else Branch(found, (*self._prefix, name))

    def __dir__(self) -> list[str]:
        return sorted(self._names)

    def __iter__(self) -> Iterator[Action]:
        return iter(self._actions)

    def __len__(self) -> int:
        return len(self._actions)

    def __repr__(self) -> str:
        return f"<Catalog {'/'.join(self._prefix)} {len(self)} actions>"

    def _repr_html_(self) -> str:
        return listing(self._actions[:20], len(self))


actions = Catalog()

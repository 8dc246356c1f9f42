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

import msgspec

from capexplore.errors import UnknownNameError
from capexplore.examples import example
from capexplore.search import at_path, listing, rank

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Action", "Catalog", "Parameter", "actions"]

VERSIONS = ("v1", "v1.1", "v2", "v3")
_NO_FIELDS = msgspec.Raw(b"[]")
_NOTHING = msgspec.Raw(b"null")
_CUSTOMER_IDS = ("customerId", "userId", "customerid", "userid")


class Parameter(msgspec.Struct, frozen=True):
    """One documented input of an action: a path or query parameter, a header or a body field.

    Attributes
    ----------
    name : str
        As documented. A body field is a dotted path with ``[]`` for arrays.
    type : str or None
        ``string``, ``integer``, ``number``, ``boolean``, ``enum``, ``array``, ``object``, ``file``
        or ``string|integer``; None where no page says.
    required : bool, "conditional" or None
        None where no page says.
    enum : tuple of str
        The documented values; empty where none are listed.
    multiple : bool
        Whether several values may be given as a comma list.
    secret : bool
        Whether the value is never to be shown.
    side_effect : bool
        Whether a true value makes a reading call change something.
    personal : bool
        Whether the value tells who somebody is: a name, an address, a number to reach them by.
    """

    name: str
    type: str | None = None
    required: bool | str | None = None
    enum: tuple[str, ...] = ()
    default: Any = None
    max_length: int | None = None
    format: str | None = None
    seen_in: str | None = None
    multiple: bool = False
    secret: bool = False
    side_effect: bool = False
    personal: bool = False


_decode_parameters = msgspec.json.Decoder(tuple[Parameter, ...]).decode


class Action(msgspec.Struct, frozen=True, eq=False, dict=True):
    """One documented operation of the API.

    Attributes
    ----------
    key : str
        ``version/entity/action``, such as ``"v2/customer/get"``.
    version, entity, action : str
        The parts of the key.
    method : str
        ``GET``, ``POST``, ``PUT``, ``PATCH`` or ``DELETE``.
    path : str
        From the host on, spelt as documented, with ``{name}`` for path parameters.
    path_params, query_params, headers, body_fields : tuple of Parameter
        The documented inputs.
    consumes, produces : tuple of str
        Formats of the request's body and of the answer: ``json``, ``xml``, ``multipart``.
    auth : tuple of str
        Credentials that apply: ``oauth``, ``basic``; empty where none do.
    batch_limit : int or None
        How many items one call may carry.
    host_kind : str
        Which family of hosts serves it; ``cluster`` for the cluster's own.
    records : str or None
        Dotted path to the records in the answer; ``"."`` is the answer itself.
    side_effect : bool
        Whether a GET changes something, so that it counts as a write.
    simulated : bool
        Whether the sandbox simulates it.
    doc, source : str
        The page, and the set of documents it was taken from.

    Examples
    --------
    >>> actions["v2/customer/get"].path
    '/v2/customers/{customerId}'
    """

    version: str
    entity: str
    action: str
    method: str
    path: str
    path_params_: msgspec.Raw = msgspec.field(default=_NO_FIELDS, name="path_params")
    query_params_: msgspec.Raw = msgspec.field(default=_NO_FIELDS, name="query_params")
    headers_: msgspec.Raw = msgspec.field(default=_NO_FIELDS, name="headers")
    body_fields_: msgspec.Raw = msgspec.field(default=_NO_FIELDS, name="body_fields")
    consumes: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()
    auth: tuple[str, ...] = ()
    batch: bool | None = None
    batch_limit: int | None = None
    pagination: bool | None = None
    rate_limit_: msgspec.Raw = msgspec.field(default=_NOTHING, name="rate_limit")
    access_group: str | None = None
    host_kind: str = "cluster"
    doc: str = ""
    source: str = ""
    also_in: tuple[str, ...] = ()
    deprecated: bool = False
    notes: str = ""
    records: str | None = None
    side_effect: bool = False
    answer_secrets: tuple[str, ...] = ()
    simulated: bool = False

    @cached_property
    def key(self) -> str:
        """``version/entity/action``."""
        return f"{self.version}/{self.entity}/{self.action}"

    @cached_property
    def path_params(self) -> tuple[Parameter, ...]:
        """The path parameters."""
        return _decode_parameters(self.path_params_)

    @cached_property
    def query_params(self) -> tuple[Parameter, ...]:
        """The query parameters."""
        return _decode_parameters(self.query_params_)

    @cached_property
    def headers(self) -> tuple[Parameter, ...]:
        """The action's own headers; those that any action may have are in `capexplore.headers`."""
        return _decode_parameters(self.headers_)

    @cached_property
    def body_fields(self) -> tuple[Parameter, ...]:
        """The documented members of the body; the lists are not complete."""
        return _decode_parameters(self.body_fields_)

    @cached_property
    def rate_limit(self) -> dict[str, Any] | None:
        """What is documented of how often it may be called; None if nothing is."""
        limit: dict[str, Any] | None = msgspec.json.decode(self.rate_limit_)
        return limit

    @cached_property
    def keywords(self) -> dict[str, Parameter]:
        """The keyword of each path and query parameter, in the documented order.

        A hyphen becomes an underscore, and the several names of a customer id in paths are ``id``
        as well (`aliases` has those).
        """
        return {_keyword(p.name): p for p in (*self.path_params, *self.query_params)}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Further keywords that are accepted, each with the one it stands for."""
        found = {}
        for parameter in self.path_params:
            if parameter.name in _CUSTOMER_IDS and "id" not in self.keywords:
                found["id"] = _keyword(parameter.name)
        return found

    @cached_property
    def short_names(self) -> dict[str, str]:
        """The name to show for each keyword: the shorter one that is accepted, if there is one."""
        short = {keyword: alias for alias, keyword in self.aliases.items()}
        return {keyword: short.get(keyword, keyword) for keyword in self.keywords}

    @cached_property
    def required_keywords(self) -> frozenset[str]:
        """The keywords that must be given: those of the path, and those that a page requires."""
        in_path = {parameter.name for parameter in self.path_params}
        return frozenset(
            keyword
            for keyword, parameter in self.keywords.items()
            if parameter.name in in_path or parameter.required is True
        )

    @cached_property
    def wrapper(self) -> tuple[str, ...]:
        """The documented members around the items of the body, such as ``("root", "customer")``."""
        names = [field.name for field in self.body_fields]
        if "root" not in names:
            return ()
        children = [name for name in names if name.startswith("root.") and name.count(".") == 1]
        return ("root", children[0].removeprefix("root.")) if len(children) == 1 else ("root",)

    @property
    def writes(self) -> bool:
        """Whether a call may change something: anything but GET, and flagged GETs."""
        return self.method != "GET" or self.side_effect

    def example(self) -> dict[str, Any]:
        """Give a minimal valid input, the same each time, as the arguments of ``client.build``.

        Reads and updates name what the sandbox holds; what is created is new there.

        Examples
        --------
        >>> actions["v1.1/customer/get"].example()
        {'mobile': '914400000017'}
        """
        return example(self)

    def __repr__(self) -> str:
        return f"<Action {self.key} {self.method} {self.path}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_action, (self.key,))

    def __copy__(self) -> Action:
        return self

    def __deepcopy__(self, memo: Any) -> Action:
        return self


_decode_actions = msgspec.json.Decoder(list[Action]).decode


def _keyword(name: str) -> str:
    return name.replace("-", "_")


def _action(key: str) -> Action:
    return actions[key]


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
        return [
            action for file in files for action in _decode_actions((folder / file).read_bytes())
        ]

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

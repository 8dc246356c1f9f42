"""The documented operations, one row each: what it is called, what it takes, what it gives."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import msgspec

from capexplore.examples import example

__all__ = ["Action", "Parameter", "decode_actions"]

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
    >>> from capexplore import actions
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
        >>> from capexplore import actions
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


decode_actions = msgspec.json.Decoder(list[Action]).decode


def _keyword(name: str) -> str:
    return name.replace("-", "_")


def _action(key: str) -> Action:
    from capexplore.catalog import actions

    return actions[key]

"""A request as a value: an action, its values, headers and body, without host and credentials.

So it can be printed, compared, stored, replayed on another cluster, and turned into code.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from capexplore import headers as rules
from capexplore import snippets
from capexplore.catalog import Action, actions
from capexplore.environment import looked_up
from capexplore.errors import CapexploreError, InvalidRequestError
from capexplore.secrets import MASK, Secret, reveal, secrets_in
from capexplore.tracebacks import refusing
from capexplore.validate import checked, side_effects
from capexplore.xml import to_xml

if TYPE_CHECKING:
    from capexplore import snippets
    from capexplore.cluster import Cluster

__all__ = ["Attribution", "File", "Request", "Text", "json_text", "plain"]

File = tuple[str, str, bytes]
"""A file to upload: its name, its media type, its content."""

Text = str | Secret


@dataclass(frozen=True, slots=True)
class Attribution:
    """The till or store on whose behalf a call is made.

    Parameters
    ----------
    entity_type, entity_code : str, optional
        ``X-CAP-API-ATTRIBUTION-ENTITY-TYPE`` and ``-CODE``: OAuth only. Without a code the till of
        the key and secret is used.
    lookup_type, lookup_code : str, optional
        ``X-CAP-API-ATTRIBUTION-LOOKUP-TYPE`` and ``-LOOKUP``: v2 only, both or neither.

    Examples
    --------
    >>> Attribution.entity("STORE_CODE", "quay1").headers["X-CAP-API-ATTRIBUTION-ENTITY-CODE"]
    'quay1'

    Notes
    -----
    Any values can be given; the rules are checked when a request is built. Source: overview page.
    """

    entity_type: str | None = None
    entity_code: str | None = None
    lookup_type: str | None = None
    lookup_code: str | None = None

    @refusing
    def __post_init__(self) -> None:
        for field_ in fields(self):
            value = getattr(self, field_.name)
            if value is not None:
                object.__setattr__(self, field_.name, str(value))

    @classmethod
    def entity(cls, entity_type: str, entity_code: str | None = None) -> Attribution:
        """Attribute to a till or store, such as ``entity("STORE_CODE", "quay1")``."""
        return cls(entity_type=entity_type, entity_code=entity_code)

    @classmethod
    def lookup(cls, lookup_type: str, lookup_code: str | None = None) -> Attribution:
        """Attribute to the till that a code stands for, such as ``lookup("WECHAT", "wx-7")``."""
        return cls(lookup_type=lookup_type, lookup_code=lookup_code)

    @property
    def headers(self) -> dict[str, str]:
        """The request headers that say it."""
        values = (self.entity_type, self.entity_code, self.lookup_type, self.lookup_code)
        names = (rules.ENTITY_TYPE, rules.ENTITY_CODE, rules.LOOKUP_TYPE, rules.LOOKUP_CODE)
        return {name: value for name, value in zip(names, values, strict=True) if value is not None}


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One call, ready to be sent by a client. Made by ``client.build``; frozen and comparable.

    Attributes
    ----------
    action : Action
        What is called.
    path_values : tuple of (str, str)
        The path parameters by their documented names, as text.
    query : tuple of (str, str)
        The query parameters in the order in which they go out, as text.
    header_items : tuple of (str, str)
        The headers, but those that the client sets from its credentials.
    problems : tuple of str
        Doubts about the body that do not forbid sending.

    Examples
    --------
    >>> from capexplore import Client
    >>> Client().build("v2/customer/get", id=800101, source="ALL")
    <Request v2/customer/get GET /v2/customers/800101?source=ALL>
    """

    action: Action
    path_values: tuple[tuple[str, Text], ...] = ()
    query: tuple[tuple[str, Text], ...] = ()
    header_items: tuple[tuple[str, Text], ...] = ()
    _body: Any = field(default=None, hash=False)
    files: tuple[tuple[str, File], ...] = ()
    problems: tuple[str, ...] = field(default=(), compare=False)

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.action.method

    @property
    def writes(self) -> bool:
        """Whether sending it may change something: by its method, action or a parameter."""
        return self.action.writes or bool(side_effects((*self.query, *self.header_items)))

    @property
    def path(self) -> str:
        """The path from the host on, with its values, encoded for the URL."""
        return self._path(MASK)

    @property
    def target(self) -> str:
        """Path and query as they stand in the URL, secrets masked."""
        return self._target(MASK)

    @property
    def headers(self) -> dict[str, Text]:
        """The headers, but those that the client sets from its credentials."""
        return dict(self.header_items)

    @property
    def json(self) -> Any:
        """A copy of the body's value; the same value is written as XML where that is the format."""
        return copy.deepcopy(self._body)

    @property
    def format(self) -> str:
        """The format of the answer that is asked for: ``"json"`` or ``"xml"``."""
        return "xml" if "xml" in str(self.headers.get("Accept", "")) else "json"

    @property
    def attribution(self) -> Attribution:
        """The till or store on whose behalf the call is made."""
        given = {name.lower(): str(value) for name, value in self.header_items}
        names = (rules.ENTITY_TYPE, rules.ENTITY_CODE, rules.LOOKUP_TYPE, rules.LOOKUP_CODE)
        return Attribution(*(given.get(name.lower()) for name in names))

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secret values of path, query, headers and body."""
        pairs = (*self.path_values, *self.query, *self.header_items)
        found = [value for _, value in pairs if isinstance(value, Secret)]
        return (*found, *secrets_in(self._body)) if self._body is not None else tuple(found)

    def encode(self, *, secrets: bool = False, indent: bool = False) -> bytes:
        """Write the body as it goes out.

        Parameters
        ----------
        secrets : bool
            Whether to write the values of secrets, for sending, or ``***``.
        indent : bool
            Whether to break lines, for reading.
        """
        if self._body is None:
            return b""
        if "xml" in str(self.headers.get("Content-Type", "")):
            return to_xml(self._body, secrets=secrets, indent=indent)
        return _encode_json(self._body, secrets=secrets, indent=indent)

    def url_target(self) -> str:
        """Give path and query for sending, with the values of secrets."""
        return self._target(None)

    @property
    def host(self) -> str | None:
        """The host that the request itself names; None where it is the cluster's.

        One action posts to the whole URL that was given out when a webhook was made.
        """
        if self.action.host_kind != "event_webhook":
            return None
        url = urlsplit(str(self.path_values[0][1]))
        return f"{url.scheme}://{url.netloc}"

    def _path(self, mask: str | None) -> str:
        if self.host is not None:
            url = urlsplit(str(self.path_values[0][1]))
            return f"{url.path}?{url.query}" if url.query else url.path
        path = self.action.path
        for name, value in self.path_values:
            path = path.replace(f"{{{name}}}", _quote(value, mask, safe=""))
        return path

    def _target(self, mask: str | None) -> str:
        path = self._path(mask)
        if not self.query:
            return path
        pairs = (
            f"{quote(name, safe='')}={_quote(value, mask, safe=',:')}" for name, value in self.query
        )
        return f"{path}?{'&'.join(pairs)}"

    def anatomy(self, cluster: Cluster | None = None) -> list[tuple[str, str]]:
        """Take the URL apart: host, prefix, version, entity, action, query.

        Returns
        -------
        list of (str, str)
            The parts in order. Entity and action together are the resource id.

        Examples
        --------
        >>> from capexplore import Client
        >>> dict(Client().build("v2/customer/get", id=800101, source="ALL").anatomy())["action"]
        '{customerId} = 800101'
        """
        from capexplore import snippets

        return snippets.anatomy(self, cluster)

    @refusing
    def preview(self, cluster: Cluster | None = None, *, auth: snippets.Shown | None = None) -> str:
        """Show the request as it goes out: URL, anatomy, headers and body, secrets masked.

        Parameters
        ----------
        cluster : Cluster, optional
            Whose host to print; ``$CAPEXPLORE_URL`` if not given.
        auth : credentials, optional
            Whose headers to print, masked; the OAuth token's if not given.
        """
        from capexplore import snippets

        return snippets.preview(self, cluster, auth)

    def preview_html(
        self, cluster: Cluster | None = None, *, auth: snippets.Shown | None = None
    ) -> str:
        """Give the preview as HTML, escaped, its parts told apart by words as well as by class."""
        from capexplore import snippets

        return snippets.preview_html(self, cluster, auth)

    @refusing
    def to_python(
        self, cluster: Cluster | None = None, *, auth: snippets.Shown | None = None
    ) -> str:
        """Write the call as Python that runs, with secrets read from the environment."""
        from capexplore import snippets

        return snippets.to_python(self, cluster, auth)

    @refusing
    def to_curl(self, cluster: Cluster | None = None, *, auth: snippets.Shown | None = None) -> str:
        """Write the call as a curl command, with secrets read from the environment."""
        from capexplore import snippets

        return snippets.to_curl(self, cluster, auth)

    def to_dict(self) -> dict[str, Any]:
        """Give the request as JSON-able data; a secret becomes the name of a variable.

        Examples
        --------
        >>> from capexplore import Client
        >>> request = Client().build("v2/customer/get", id=800101, source="ALL")
        >>> Request.from_dict(request.to_dict()) == request
        True
        """
        return {
            "action": self.action.key,
            "path": {name: _store(value) for name, value in self.path_values},
            "query": [[name, _store(value)] for name, value in self.query],
            "headers": [[name, _store(value)] for name, value in self.header_items],
            "json": _store(self._body),
            "files": [[name, file, kind, data.hex()] for name, (file, kind, data) in self.files],
            "problems": list(self.problems),
        }

    @classmethod
    @refusing
    def from_dict(cls, data: Mapping[str, Any]) -> Request:
        """Make the request again from what `to_dict` gave.

        Secrets are read from the environment; one that is not set there is asked for when sending.
        """
        try:
            action = actions[data["action"]]
            request = cls(
                action,
                _texts(data.get("path", {}).items()),
                _texts(data.get("query", [])),
                _texts(data.get("headers", [])),
                plain(_restore(data.get("json"))),
                tuple(
                    (checked(name), (checked(file), checked(kind), bytes.fromhex(content)))
                    for name, file, kind, content in data.get("files", [])
                ),
                tuple(map(checked, data.get("problems", ()))),
            )
            request.encode()
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            if isinstance(error, CapexploreError):
                raise
            raise InvalidRequestError(
                f"This is no stored request: {type(error).__name__} {error}.\n"
                "Give what Request.to_dict() gave."
            ) from None
        if "{" in request.path:
            raise InvalidRequestError(f"The stored request lacks a part of its path {action.path}.")
        return request

    def __repr__(self) -> str:
        return f"<Request {self.action.key} {self.method} {self.target}>"

    def _repr_html_(self) -> str:
        return self.preview_html()


def _quote(value: Text, mask: str | None, safe: str) -> str:
    """Encode a value for the URL, or mask it if it is secret and a mask is given."""
    if mask is not None and isinstance(value, Secret):
        return mask
    return quote(reveal(value), safe=safe)


def plain(value: Any) -> Any:
    """Copy a body as plain JSON values: numbers of numpy and dates become what is sent for them.

    Raises
    ------
    InvalidRequestError
        A value that JSON cannot carry.

    Examples
    --------
    >>> import datetime as dt
    >>> plain({"on": dt.date(2026, 1, 15), "ids": (1, 2)})
    {'on': '2026-01-15', 'ids': [1, 2]}
    """
    if value is None or isinstance(value, str | bool | Secret):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    if isinstance(value, dt.date | dt.time) and str(value) != "NaT":
        return value.isoformat()
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    elif hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    shown = str(value) if isinstance(value, float) else f"a {type(value).__name__}"
    raise InvalidRequestError(
        f"The body cannot be written as JSON: {shown} is no JSON value.\n"
        "Give dictionaries, lists, text, numbers, true, false and null only."
    )


def _encode_json(body: Any, *, secrets: bool, indent: bool) -> bytes:
    import orjson

    def secret(value: Any) -> str:
        return reveal(value) if secrets else str(value)

    try:
        return orjson.dumps(body, secret, orjson.OPT_INDENT_2 if indent else None)
    except orjson.JSONEncodeError as error:
        if isinstance(error.__cause__, InvalidRequestError):
            raise error.__cause__ from None
    # Whole numbers beyond 64 bits, and text that is no Unicode.
    text = json.dumps(body, default=secret, ensure_ascii=False, indent=2 if indent else None)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidRequestError(f"The body cannot be written as JSON: {error.reason}.") from None


def json_text(value: Any) -> str:
    """Write a value as JSON to be read, with ``***`` for secrets."""
    return _encode_json(value, secrets=False, indent=True).decode()


def _map_tree(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return change({key: _map_tree(member, change) for key, member in value.items()})
    if isinstance(value, list | tuple):
        return [_map_tree(member, change) for member in value]
    return change(value)


def _store(value: Any) -> Any:
    """Replace each secret by the name of the environment variable that it is read from."""
    return _map_tree(value, lambda v: {"$secret": v.name} if isinstance(v, Secret) else v)


def _texts(pairs: Iterable[tuple[str, Any]]) -> tuple[tuple[str, Text], ...]:
    """Read stored names and values, each a text."""
    found = ((checked(name), _restore(value)) for name, value in pairs)
    return tuple((name, v if isinstance(v, Secret) else checked(v)) for name, v in found)


def _restore(value: Any) -> Any:
    def change(node: Any) -> Any:
        if isinstance(node, dict) and list(node) == ["$secret"]:
            return Secret(looked_up(node["$secret"]), name=node["$secret"])
        return node

    return _map_tree(value, change)

"""Requests made from values: sorted, spelt, checked, with the default headers."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from capexplore import headers as rules
from capexplore import validate
from capexplore.catalog import Action, Parameter
from capexplore.errors import InvalidRequestError, did_you_mean
from capexplore.request import Attribution, File, Request, Text, plain
from capexplore.secrets import MASK, UNNAMED, Secret, reveal
from capexplore.tracebacks import refusing

__all__ = ["build", "freeze", "hidden"]

_SENSITIVE = ("authorization", "cookie", "token", "secret", "password", "auth-key", "app-key")


@refusing
def build(
    action: Action,
    values: Mapping[str, Any],
    *,
    json: Any = None,
    params: Mapping[str, Any] | None = None,
    headers: Mapping[str, Any] | None = None,
    attribution: Attribution | None = None,
    format: str | None = None,  # noqa: A002 - the vendor's word
    files: Mapping[str, Any] | None = None,
    check: str = "raise",
    scheme: str = "oauth",
) -> Request:
    """Make a request and check it. `capexplore.Client.build` documents the parameters.

    Raises
    ------
    InvalidRequestError
        A value, a header or the body breaks a documented rule.
    """
    _check_kinds(check, params, headers, attribution)
    variables = _Variables(action)
    path_values, query, broken = _place(action, values, params or {}, variables)
    if params:
        query = (*query, *_extra_query(action, params, dict(query), variables))
    if action.host_kind == "event_webhook" and not broken:
        broken += _webhook_mistakes(path_values)
    body = freeze(action, json, variables)
    broken += _body_mistakes(action, body)
    given = _files(action, files, broken)
    items = _header_items(action, headers, attribution, format, body is not None, variables)
    against_rules = _rules_broken(action, items, scheme)
    if broken or (against_rules and check == "raise"):
        raise validate.invalid(action, [*broken, *against_rules])
    doubts = validate.absences(action, tuple(dict(query)), has_body=body is not None)
    if body is not None:
        doubts = (*doubts, *validate.body_problems(action, body))
    request = Request(action, path_values, query, items, body, given, (*against_rules, *doubts))
    if body is not None:
        request.encode()
    return request


_Plan = dict[str, tuple[bool, Parameter, validate.Converter]]


@functools.cache
def _plan(action: Action) -> _Plan:
    """Where each keyword goes and how its value is checked."""
    in_path = {parameter.name for parameter in action.path_params}
    plan = {
        keyword: (parameter.name in in_path, parameter, validate.converter(parameter))
        for keyword, parameter in action.keywords.items()
    }
    plan.update({alias: plan[keyword] for alias, keyword in action.aliases.items()})
    return plan


def _place(
    action: Action, values: Mapping[str, Any], params: Mapping[str, Any], variables: _Variables
) -> tuple[tuple[tuple[str, Text], ...], tuple[tuple[str, Text], ...], list[str]]:
    """Sort values into path and query, checked and spelt."""
    plan = _plan(action)
    found: dict[str, tuple[bool, Text]] = {}
    refused = set()
    broken = []
    for keyword, value in values.items():
        if keyword not in plan:
            broken.append(_unknown_keyword(action, keyword, plan))
            continue
        if validate.is_missing(value):
            continue
        is_path, parameter, convert = plan[keyword]
        if parameter.name in found:
            broken.append(f"{parameter.name} is given twice.")
            continue
        try:
            text: Text = convert(value.reveal() if isinstance(value, Secret) else value)
        except ValueError as error:
            shown = MASK if parameter.secret else repr(value)
            broken.append(f"{keyword}={shown}: {error}")
            refused.add(parameter.name)
            continue
        if text == "" and (is_path or parameter.required is True):
            continue
        if is_path and text in (".", ".."):
            broken.append(f"{keyword}={text!r}: would be another path.")
            continue
        secret = parameter.secret or isinstance(value, Secret)
        found[parameter.name] = (
            is_path,
            variables.secret(parameter.name, text) if secret else text,
        )
    given = found.keys() | refused | params.keys()
    missing = {
        keyword for keyword in action.required_keywords if plan[keyword][1].name not in given
    }
    if missing:
        names = sorted(action.short_names[keyword] for keyword in missing)
        broken.append("Missing: " + ", ".join(names) + ".")
    order = [parameter.name for parameter in (*action.path_params, *action.query_params)]
    if len(found) > 1:
        found = {name: found[name] for name in order if name in found}
    path = tuple((name, text) for name, (is_path, text) in found.items() if is_path)
    query = tuple((name, text) for name, (is_path, text) in found.items() if not is_path)
    return path, query, broken


def _webhook_mistakes(path_values: tuple[tuple[str, Text], ...]) -> list[str]:
    mistake = ["webhookUrl: must be the whole https:// URL that was given out."]
    try:
        url = urlsplit(reveal(path_values[0][1]))
        fine = url.scheme == "https" and url.hostname and url.port != 0 and "@" not in url.netloc
    except ValueError:
        return mistake
    return [] if fine else mistake


def _unknown_keyword(action: Action, keyword: str, plan: _Plan) -> str:
    in_body = [f.name for f in action.body_fields if f.name.rpartition(".")[2] == keyword]
    if in_body:
        return f"{keyword} is a member of the body ({in_body[0]}): give it in json=."
    advice = did_you_mean(keyword, plan) or "It takes " + (", ".join(plan) or "none") + "."
    return f"There is no parameter {keyword!r}. {advice} (params= sends any name.)"


def _extra_query(
    action: Action, params: Mapping[str, Any], taken: dict[str, Text], variables: _Variables
) -> list[tuple[str, Text]]:
    """Spell query parameters that are sent as they stand."""
    secret = {parameter.name for parameter in action.query_params if parameter.secret}
    spell = validate.converter(Parameter("any"))
    extra: list[tuple[str, Text]] = []
    for name, value in params.items():
        if name in taken:
            raise InvalidRequestError(f"{name} is given twice: by keyword and in params=.")
        if validate.is_missing(value):
            continue
        try:
            text = spell(value.reveal() if isinstance(value, Secret) else value)
        except ValueError as error:
            raise InvalidRequestError(f"params[{name!r}]: {error}") from None
        is_secret = name in secret or isinstance(value, Secret)
        extra.append((spell(name), variables.secret(name, text) if is_secret else text))
    return extra


def _header_items(
    action: Action,
    given: Mapping[str, Any] | None,
    attribution: Attribution | None,
    format: str | None,  # noqa: A002 - the vendor's word
    has_body: bool,
    variables: _Variables,
) -> tuple[tuple[str, Text], ...]:
    """Merge the default headers, the attribution and the caller's; None leaves a header out."""
    if format is not None and format not in rules.MEDIA_TYPES:
        advice = did_you_mean(format, rules.MEDIA_TYPES) or "It is 'json' or 'xml'."
        raise InvalidRequestError(f"There is no format {format!r}. {advice}")
    media_type = rules.MEDIA_TYPES[format or "json"]
    items: dict[str, Text | None] = {"Accept": media_type}
    if has_body and "multipart" not in action.consumes:
        items["Content-Type"] = media_type
    items |= rules.DEFAULTS
    if attribution is not None:
        items.update(attribution.headers)
    if not given:
        return tuple((name, value) for name, value in items.items() if value is not None)
    spelling = {name.lower(): name for name in items}
    spelling.update((rule, rules.RULES[rule].name) for rule in rules.RULES)
    for name, value in given.items():
        lower = str(name).lower()
        text = None if value is None else value if isinstance(value, Secret) else str(value)
        if not _is_text(name, text):
            raise InvalidRequestError(f"The header {name!a} has characters that are no text.")
        if isinstance(text, str) and _is_sensitive(action, lower):
            text = variables.secret(str(name), text)
        items[spelling.setdefault(lower, str(name))] = text
    return tuple((name, value) for name, value in items.items() if value is not None)


def _is_text(name: str, value: Text | None) -> bool:
    try:
        f"{name}{value}".encode()
    except UnicodeEncodeError:
        return False
    return True


@functools.lru_cache(maxsize=512)
def _is_sensitive(action: Action, name: str) -> bool:
    """Whether a header of this name, in lower case, carries a secret."""
    marked = any(one.secret and one.name.lower() == name for one in action.headers)
    return marked or any(word in name for word in _SENSITIVE)


@functools.lru_cache(maxsize=512)
def _rules_broken(
    action: Action, items: tuple[tuple[str, Text], ...], scheme: str
) -> tuple[str, ...]:
    texts = {name: reveal(value) for name, value in items}
    return tuple(rules.broken_rules(action, texts, scheme))


class _Variables:
    """The names of the environment variables that printed code reads a request's secrets from.

    Each value has one of its own, and none has that of a client's credentials.
    """

    _TAKEN = frozenset({"KEY", "SECRET", "TOKEN", "TILL", "PASSWORD"})

    def __init__(self, action: Action) -> None:
        self._entity = action.entity
        self._values: dict[str, str] = {}

    def secret(self, name: str, value: Text) -> Secret:
        """Make a secret of a value, with the variable named after its member."""
        word = re.sub(r"\W+", "_", name).strip("_").upper()
        if word in self._TAKEN and self._entity != "oauth_token":
            word = f"{self._entity.upper()}_{word}"
        text, variable, number = reveal(value), f"CAPEXPLORE_{word}", 1
        while self._values.setdefault(variable, text) != text:
            number += 1
            variable = f"CAPEXPLORE_{word}_{number}"
        return Secret(text, name=variable)


def _check_kinds(check: object, params: object, headers: object, attribution: object) -> None:
    """Refuse arguments of another kind than `build` takes."""
    if check not in ("raise", "warn"):
        raise InvalidRequestError(f"check= is 'raise' or 'warn', not {check!r}.")
    for name, value in (("params", params), ("headers", headers)):
        if value is not None and not isinstance(value, Mapping):
            raise InvalidRequestError(
                f"{name}= takes a dictionary of names and values, not a {type(value).__name__}."
            )
    if attribution is not None and not isinstance(attribution, Attribution):
        raise InvalidRequestError(
            f"attribution= takes a cx.Attribution, not a {type(attribution).__name__}.\n"
            "Make one: cx.Attribution.entity('STORE_CODE', 'quay1')."
        )


def freeze(action: Action, body: Any, variables: _Variables | None = None) -> Any:
    """Copy a body as plain JSON values, with the members that are secret as `Secret`s.

    Examples
    --------
    >>> from capexplore import actions
    >>> freeze(actions["v3/oauth_token/generate"], {"key": "k", "secret": "s"})
    {'key': ***, 'secret': ***}
    """
    if body is None:
        return None
    variables = variables or _Variables(action)
    frozen = plain(body)
    for member in action.body_fields:
        if member.secret:
            _hide(frozen, member.name.replace("[]", "").strip(".").split("."), variables)
    return frozen


def hidden(action: Action, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Copy arguments of a call that is made later, with those that are secret as `Secret`s.

    Examples
    --------
    >>> from capexplore import actions
    >>> hidden(actions["v1.1/points/is_redeemable"], {"points": 5, "validation_code": "V4711"})
    {'points': 5, 'validation_code': ***}
    """
    found = dict(arguments)
    for keyword, (_, parameter, _convert) in _plan(action).items():
        if parameter.secret and keyword in found:
            found[keyword] = _kept(found[keyword])
    secret = {parameter.name for parameter in action.query_params if parameter.secret}
    if isinstance(params := found.get("params"), Mapping):
        found["params"] = {n: _kept(v) if n in secret else v for n, v in params.items()}
    if isinstance(headers := found.get("headers"), Mapping):
        found["headers"] = {
            n: _kept(v) if _is_sensitive(action, str(n).lower()) else v for n, v in headers.items()
        }
    if found.get("json") is not None:
        found["json"] = freeze(action, found["json"])
    return found


def _kept(value: Any) -> Any:
    return value if value is None or isinstance(value, Secret) else Secret(value)


def _hide(node: Any, names: list[str], variables: _Variables) -> None:
    if isinstance(node, list):
        for one in node:
            _hide(one, names, variables)
    elif isinstance(node, dict) and names[0] in node:
        value = node[names[0]]
        if len(names) > 1:
            _hide(value, names[1:], variables)
        elif isinstance(value, Secret):
            if value.name == UNNAMED:
                node[names[0]] = variables.secret(names[0], value)
        elif value not in (None, "") and not isinstance(value, dict | list):
            node[names[0]] = variables.secret(names[0], str(value))


def _body_mistakes(action: Action, body: Any) -> list[str]:
    if body is None:
        return []
    if action.method == "GET":
        return ["A GET takes no body: leave json= out."]
    lacking = validate.missing_wrapper(action, body)
    return [lacking] if lacking else []


def _files(
    action: Action, files: Mapping[str, Any] | None, broken: list[str]
) -> tuple[tuple[str, File], ...]:
    """Read the files to upload: a path, bytes, or a pair of name and bytes for each field."""
    if files and "multipart" not in action.consumes:
        broken.append(f"{action.key} takes no files: leave files= out.")
        return ()
    kind = "application/octet-stream"
    found = []
    for name, value in (files or {}).items():
        if isinstance(value, tuple):
            found.append((name, (str(value[0]), value[2] if len(value) > 2 else kind, value[1])))
        elif isinstance(value, bytes):
            found.append((name, (name, kind, value)))
        else:
            path = Path(value)
            try:
                found.append((name, (path.name, kind, path.read_bytes())))
            except OSError as error:
                broken.append(f"The file {str(value)!r} cannot be read: {error.strerror}.")
    return tuple(found)

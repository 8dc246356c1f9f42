"""The actions as methods of a client, which Tab completes and Shift-Tab explains."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from capexplore.catalog import Action, Branch
from capexplore.examples import OPTIONS
from capexplore.response import Response
from capexplore.tracebacks import without_values

__all__ = ["Call", "Calls"]

Send = Callable[..., Response]


class Calls:
    """The actions below one part of a key, as methods of a client: ``client.v2.customer``."""

    def __init__(self, send: Send, branch: Branch) -> None:
        self._send = send
        self._branch = branch

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._branch, name)
        return Call(self._send, found) if isinstance(found, Action) else Calls(self._send, found)

    def __dir__(self) -> list[str]:
        return dir(self._branch)

    def __repr__(self) -> str:
        return repr(self._branch).replace("Catalog", "Calls", 1)


class Call:
    """One action as a method of a client: ``client.v2.customer.get(id=800101, source="ALL")``."""

    def __init__(self, send: Send, action: Action) -> None:
        self._send = send
        self.action = action
        self.__name__ = action.action
        self.__qualname__ = action.key
        self.__doc__ = _document(action)
        self.__signature__ = _signature(action)

    @without_values
    def __call__(self, **arguments: Any) -> Response:
        """Call the action; see `capexplore.Client.call`."""
        return self._send(self.action, **arguments)

    def __repr__(self) -> str:
        return f"<Call {self.action.key} {self.action.method} {self.action.path}>"


_TYPES = {"integer": int, "number": float, "boolean": bool, "array": list}


def _signature(action: Action) -> inspect.Signature:
    found = []
    for keyword, parameter in action.keywords.items():
        name = action.short_names[keyword]
        if name.isidentifier() and name not in OPTIONS:
            must = keyword in action.required_keywords
            found.append(
                inspect.Parameter(
                    name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=inspect.Parameter.empty if must else None,
                    annotation=_TYPES.get(parameter.type or "", str),
                )
            )
    defaults: dict[str, Any] = dict.fromkeys(OPTIONS, None) | {"check": "raise"}
    if action.consumes and action.consumes != ("multipart",):
        defaults["json"] = inspect.Parameter.empty
    found += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default)
        for name, default in defaults.items()
    ]
    return inspect.Signature(found, return_annotation=Response)


def _document(action: Action) -> str:
    lines = [f"{action.method} {action.path}", ""]
    if action.keywords:
        lines += ["Parameters", "----------"]
    for keyword, parameter in action.keywords.items():
        required = ", required" if parameter.required is True else ""
        lines.append(f"{action.short_names[keyword]} : {parameter.type or 'any'}{required}")
        if parameter.enum:
            lines.append("    " + ", ".join(parameter.enum))
    if action.body_fields:
        lines += ["json : object", "    " + ", ".join(f.name for f in action.body_fields[:12])]
    lines += ["", f"Source: page {action.doc} ({action.source})."]
    return "\n".join(lines)

"""From a request back to the arguments of ``client.build`` that make it again."""

from __future__ import annotations

from typing import Any

from capexplore.examples import OPTIONS
from capexplore.request import Request

__all__ = ["arguments_of"]


def arguments_of(request: Request) -> dict[str, Any]:
    """Give the arguments of ``client.build`` that make a request again.

    Examples
    --------
    >>> from capexplore import Client
    >>> client = Client()
    >>> request = client.build("v2/customer/get", id=800101, source="ALL")
    >>> client.build(request.action, **arguments_of(request)) == request
    True
    """
    keywords = {p.name: keyword for keyword, p in request.action.keywords.items()}
    values = {}
    params = {}
    for name, value in (*request.path_values, *request.query):
        keyword = keywords.get(name)
        if keyword is None or keyword in OPTIONS:
            params[name] = value
        else:
            values[keyword] = value
    headers = {n: v for n, v in request.header_items if n != "Accept-Encoding"}
    return {
        **values,
        "params": params or None,
        "headers": headers,
        "json": request.json,
        "files": {name: (file, data, kind) for name, (file, kind, data) in request.files} or None,
    }

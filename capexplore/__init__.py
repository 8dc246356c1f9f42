"""Explore Capillary's loyalty REST APIs: choose, see, send, and read the answer as a DataFrame.

The public names are imported when they are first used, so that ``import capexplore`` costs next to
nothing and a script that needs no form never loads one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from capexplore import errors as errors
    from capexplore.catalog import Action as Action
    from capexplore.catalog import actions as actions
    from capexplore.client import Client as Client
    from capexplore.cluster import Cluster as Cluster
    from capexplore.cluster import clusters as clusters
    from capexplore.credentials import Anonymous as Anonymous
    from capexplore.credentials import OAuth as OAuth
    from capexplore.credentials import Till as Till
    from capexplore.credentials import Token as Token
    from capexplore.history import History as History
    from capexplore.request import Attribution as Attribution
    from capexplore.request import Request as Request
    from capexplore.response import Item as Item
    from capexplore.response import Response as Response
    from capexplore.sandbox import Sandbox as Sandbox
    from capexplore.secrets import Secret as Secret
    from capexplore.together import concat as concat
    from capexplore.widgets import Explorer as Explorer
    from capexplore.widgets import explore as explore

__version__ = "0.1.0"

_HOMES = {
    "Action": "catalog",
    "Anonymous": "credentials",
    "Attribution": "request",
    "Client": "client",
    "Cluster": "cluster",
    "Explorer": "widgets",
    "History": "history",
    "Item": "response",
    "OAuth": "credentials",
    "Request": "request",
    "Response": "response",
    "Sandbox": "sandbox",
    "Secret": "secrets",
    "Till": "credentials",
    "Token": "credentials",
    "actions": "catalog",
    "clusters": "cluster",
    "concat": "together",
    "errors": "",
    "explore": "widgets",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    value = (
        getattr(import_module(f"{__name__}.{home}"), name)
        if home
        else import_module(f"{__name__}.{name}")
    )
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]

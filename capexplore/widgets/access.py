"""With which credentials to call; what is typed here is taken out of the form at once."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as w

from capexplore.client import Client
from capexplore.credentials import Anonymous, Credentials, OAuth, Till, Token, from_env
from capexplore.errors import InvalidRequestError
from capexplore.secrets import Secret
from capexplore.widgets.page import SecretText
from capexplore.widgets.style import CHOICE, HIDDEN, SHOWN, TEXT, bar, button, grid, html, stack
from capexplore.widgets.watch import Watch

__all__ = ["Access", "from_environment"]

# What is typed for each kind of credentials.
_TYPED = {"OAuth": ("Key", "Secret"), "Till": ("Till", "Password"), "Token": ("Token",)}
_LABELS = {
    "given": "as given",
    "none": "none",
    "environment": "from the environment",
    "OAuth": "OAuth key and secret, typed",
    "Till": "till and password, typed",
    "Token": "token, typed",
}


class Access:
    """The credentials of the client that the form uses.

    Parameters
    ----------
    watch : Watch
        Calls back.
    chosen : callable
        Called with the credentials to use from now on.
    """

    def __init__(self, watch: Watch, chosen: Callable[[Credentials], None]) -> None:
        self._watch, self._chosen = watch, chosen
        self._ready: dict[str, Credentials] = {}
        self._typed: dict[str, Secret] = {}
        self.kind = w.Dropdown(options=[], description="Credentials", **CHOICE)
        self.till = w.Text(description="Till", **TEXT)
        self.secrets = {
            name: SecretText(self._keeper(name), description=name, **TEXT)
            for name in ("Key", "Secret", "Password", "Token")
        }
        self.use = button("Use these")
        self._whose = html()
        self._controls = {"Till": self.till, **self.secrets}
        self._shown_layout = self.till.layout
        self.box = stack(grid(self.kind, *self._controls.values()), bar(self.use, self._whose))
        self.box.add_class("cx-credentials")
        watch.value(self.kind, self._kind_changed)
        watch.click(self.use, self._use_clicked)
        self._fit("given")

    def show(self, client: Client) -> None:
        """Offer what a client can be given, its own credentials first."""
        self._ready = {"given": client.auth}
        if client.sandbox is not None:
            self._ready |= {
                f"demo pair {key}": OAuth(key, secret) for key, secret in client.sandbox.demo_pairs
            }
        else:
            self._ready["none"] = Anonymous()
            found = from_environment(client.cluster.key)
            if not isinstance(found, Anonymous):
                self._ready["environment"] = found
        names = [*self._ready, *_TYPED]
        with self._watch.quiet(), self.kind.hold_sync():
            self.kind.options = [(_LABELS.get(name, name), name) for name in names]
            self.kind.value = "given"
        self._fit("given")
        self.tell(client)

    def tell(self, client: Client) -> None:
        """Say whose credentials are used."""
        said = f"{client.auth!r} for {client.cluster.name}"
        self._whose.value = f"<span class='cx-hint'>{escape(said)}</span>"

    def _fit(self, kind: str) -> None:
        wanted = _TYPED.get(kind, ())
        for name, control in self._controls.items():
            control.layout = self._shown_layout if name in wanted else HIDDEN
        self.use.layout = SHOWN if wanted else HIDDEN

    def _kind_changed(self, change: Any) -> None:
        self._fit(change["new"])
        self._forget()
        if change["new"] in self._ready:
            self._chosen(self._ready[change["new"]])

    def _keeper(self, name: str) -> Callable[[Secret], None]:
        def keep(secret: Secret) -> None:
            self._typed[name] = secret
            self.secrets[name].placeholder = "kept, not shown; type to replace"

        return keep

    def _forget(self) -> None:
        self._typed.clear()
        for control in self.secrets.values():
            control.placeholder = ""

    def _use_clicked(self) -> None:
        kind = self.kind.value
        given = dict(self._typed)
        missing = [name for name in _TYPED[kind] if name != "Till" and name not in given]
        if kind == "Till" and not self.till.value.strip():
            missing.insert(0, "Till")
        if missing:
            raise InvalidRequestError(f"Type {' and '.join(missing)} first.")
        self._forget()
        if kind == "OAuth":
            self._chosen(OAuth(given["Key"].reveal(), given["Secret"]))
        elif kind == "Till":
            self._chosen(Till(self.till.value.strip(), given["Password"]))
        else:
            self._chosen(Token(given["Token"]))


def from_environment(key: str) -> Credentials:
    """Give the credentials that the environment has for a cluster; none otherwise."""
    try:
        return from_env(key)
    except InvalidRequestError:
        return Anonymous()

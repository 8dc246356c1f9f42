"""A control for each documented header; what a rule forbids is disabled and says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import ipywidgets as w

from capexplore import headers as rules
from capexplore.catalog import Action
from capexplore.client import Client
from capexplore.credentials import OAuth
from capexplore.request import Attribution
from capexplore.widgets.fields import Fields
from capexplore.widgets.style import CHOICE, TEXT, grid, html, stack
from capexplore.widgets.watch import Watch

__all__ = ["HeaderControls"]


class HeaderControls:
    """The headers of a request as controls, and back as the arguments of ``client.build``."""

    def __init__(self, watch: Watch, changed: Callable[[Any], None]) -> None:
        media = [(name, key) for key, name in rules.MEDIA_TYPES.items()]
        self.accept = w.Dropdown(options=media, description="Accept", **CHOICE)
        self.content_type = w.Dropdown(
            options=[("as Accept", ""), *media], description="Content-Type", **CHOICE
        )
        self.user_agent = w.Text(
            description="User-Agent", placeholder=rules.DEFAULTS["User-Agent"], **TEXT
        )
        self.entity_type = w.Dropdown(
            options=["", *rules.ENTITY_TYPES], description="Entity type", **CHOICE
        )
        self.entity_code = w.Text(description="Entity code", **TEXT)
        self.lookup_type = w.Dropdown(
            options=["", *rules.LOOKUP_TYPES], description="Lookup type", **CHOICE
        )
        self.lookup_code = w.Text(description="Lookup code", **TEXT)
        self.free = w.Textarea(
            description="Others", placeholder="Name: value, one a line", rows=2, **TEXT
        )
        self.tokens = html()
        self._own = Fields("headers", watch, lambda _: changed(None))
        self._attribution = {
            rules.ENTITY_TYPE: self.entity_type,
            rules.ENTITY_CODE: self.entity_code,
            rules.LOOKUP_TYPE: self.lookup_type,
            rules.LOOKUP_CODE: self.lookup_code,
        }
        controls = (self.accept, self.content_type, self.user_agent, self.free)
        for control in (*controls, *self._attribution.values()):
            watch.value(control, changed)
        attribution = self._attribution.values()
        self.box = stack(grid(*controls[:3], *attribution, self.free), self._own.box, self.tokens)
        self.box.add_class("cx-headers")

    def show(self, action: Action, client: Client, *, keep: bool = False) -> None:
        """Fit the controls to an action and to a client's credentials.

        Parameters
        ----------
        action : Action
            What is called.
        client : Client
            Whose credentials are sent.
        keep : bool, optional
            Whether the action is the same, so that its own headers stay as they are.
        """
        for name, control in self._attribution.items():
            why = rules.forbidden(name, action, client.auth.scheme)
            control.tooltip = why or name
            if control.disabled != bool(why):
                control.disabled = bool(why)
            if why and control.value:
                control.value = ""
        self.accept.disabled = not rules.speaks_xml(action)
        self.content_type.disabled = self.accept.disabled or not action.consumes
        if self.accept.disabled and self.accept.value != "json":
            self.accept.value = "json"
        if self.content_type.disabled and self.content_type.value:
            self.content_type.value = ""
        if not keep:
            self._own.show((p.name, p, p.required is True) for p in action.headers)
        self.show_tokens(action, client)

    @property
    def notes(self) -> dict[str, str]:
        """Why controls are disabled, by their labels."""
        return {c.description: c.tooltip for c in self._attribution.values() if c.disabled}

    def show_tokens(self, action: Action, client: Client) -> None:
        """Show the headers of the credentials: whose, masked, and for how long they hold."""
        sent = client.auth.shown_headers if action.auth else []
        lines = [f"<b>{escape(name)}:</b> {escape(value)}" for name, value in sent]
        if sent:
            lines.append(f"<span class='cx-hint'>{escape(_whose(client))}</span>")
        self.tokens.value = "<br>".join(lines)

    @property
    def writes_xml(self) -> bool:
        """Whether a body goes out as XML."""
        return bool((self.content_type.value or self.accept.value) == "xml")

    @property
    def count(self) -> int:
        """How many headers are filled in."""
        given = [self.user_agent.value, *(c.value for c in self._attribution.values())]
        lines = [line for line in self.free.value.splitlines() if line.strip()]
        return sum(map(bool, given)) + len(lines) + len(self._own.values)

    @property
    def own(self) -> dict[str, Any]:
        """The action's own headers that are filled in, to `fill_own` later."""
        return self._own.values

    def fill_own(self, values: Mapping[str, Any]) -> None:
        """Fill in the action's own headers."""
        self._own.fill({name: value for name, value in values.items() if name in self._own})

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with the action's own headers, by their labels."""
        return self._own.problems

    def arguments(self, has_body: bool) -> dict[str, Any]:
        """Give what the controls say, as arguments of ``client.build``."""
        values: dict[str, Any] = dict(self._own.values)
        if self.content_type.value and has_body:
            values["Content-Type"] = rules.MEDIA_TYPES[self.content_type.value]
        if self.user_agent.value:
            values["User-Agent"] = self.user_agent.value
        for line in self.free.value.splitlines():
            name, _, value = line.partition(":")
            if name.strip():
                values[name.strip()] = value.strip()
        attribution = Attribution(*(c.value or None for c in self._attribution.values()))
        return {
            "format": self.accept.value,
            "headers": values or None,
            "attribution": attribution if attribution.headers else None,
        }

    def fill(
        self,
        headers: Mapping[str, Any] | None,
        attribution: Attribution | None,
        format: str | None,  # noqa: A002 - the vendor's word
    ) -> None:
        """Set the controls from arguments of ``client.build``."""
        given = {str(name).lower(): value for name, value in (headers or {}).items()}
        media = {name: key for key, name in rules.MEDIA_TYPES.items()}
        wanted = media.get(str(given.pop("accept", "")), format or "json")
        self.accept.value = wanted if wanted in rules.MEDIA_TYPES else "json"
        self.content_type.value = media.get(str(given.pop("content-type", "")), "")
        self.user_agent.value = str(given.pop("user-agent", ""))
        said = (attribution or Attribution()).headers
        for name, control in self._attribution.items():
            value = given.pop(name.lower(), said.get(name, ""))
            known = not isinstance(control, w.Dropdown) or value in control.options
            control.value = value if known else ""
        given = {name: value for name, value in given.items() if value is not None}
        names = {str(name).lower(): str(name) for name in headers or {}}
        own = {names[n]: v for n, v in given.items() if names[n] in self._own}
        self._own.fill(own)
        free = [f"{names[n]}: {v}" for n, v in given.items() if names[n] not in own]
        self.free.value = "\n".join(free)


def _whose(client: Client) -> str:
    """Whose credentials are sent, and for how many seconds a token still holds."""
    left = client.auth.seconds_left(client.cluster.host) if isinstance(client.auth, OAuth) else None
    whose = f"from {client.auth!r} for {client.cluster.name}"
    if isinstance(client.auth, OAuth):
        whose += ", fetched when first needed" if left is None else f", {left:.0f} s left"
    return whose

"""The explorer: a form that edits a Request, hands it to a Client, and shows a Response."""

from __future__ import annotations

import functools
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from capexplore import display
from capexplore.catalog import Action, actions
from capexplore.client import Client
from capexplore.cluster import clusters
from capexplore.credentials import Anonymous, Credentials, from_env
from capexplore.errors import CapexploreError, InvalidRequestError
from capexplore.request import Request, plain
from capexplore.response import Response
from capexplore.widgets.fields import Fields
from capexplore.widgets.header_controls import HeaderControls
from capexplore.widgets.style import CHOICE, CSS, TEXT, WIDE, KeyGuard, grid, section
from capexplore.widgets.texts import (
    about,
    actions_of,
    entities_of,
    json_text,
    members_hint,
    preformatted,
    readable,
    value_of,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Explorer", "explore"]

DEFAULT_KEY = "v2/customer/get"
_ROWS = 100


def _reported(callback: Callable[[Explorer, Any], None]) -> Callable[[Explorer, Any], None]:
    """Show what goes wrong in a callback in the form, where JupyterLab would drop it."""

    @functools.wraps(callback)
    def guarded(self: Explorer, event: Any, /) -> None:
        try:
            callback(self, event)
        except Exception as error:
            self._say(str(error) or type(error).__name__, ok=False)

    return guarded


class Explorer:
    """A form over the catalog. Everything that can be clicked is what can be typed.

    Parameters
    ----------
    client : Client, optional
        What sends; a client of a fresh sandbox if not given.
    key : str, optional
        The action to begin with.

    Attributes
    ----------
    client : Client
        What sends; another one once another cluster is chosen.
    response : Response or None
        The latest answer.

    Examples
    --------
    >>> explorer = Explorer()
    >>> explorer.set("v2/customer/get", id=800101, source="ALL")
    >>> explorer.request == explorer.client.build("v2/customer/get", id=800101, source="ALL")
    True
    >>> explorer.send()
    <Response v2/customer/get success 1 item>
    """

    def __init__(self, client: Client | None = None, key: str | None = None) -> None:
        self.client = client or Client()
        self._clients = {self.client.cluster.key: self.client}
        self.response: Response | None = None
        self._quiet = True
        self._make_controls()
        self._choose(actions[key or DEFAULT_KEY])
        self._quiet = False
        self._refresh()

    def _make_controls(self) -> None:
        own = self.client.cluster
        hosts = {own.key: (f"{own.name} ({own.host})", own.key)}
        hosts |= {c.key: (f"{c.name} ({c.host})", c.key) for c in clusters.values()}
        self.cluster = w.Dropdown(options=list(hosts.values()), description="Cluster", **CHOICE)
        versions = sorted({action.version for action in actions})
        self.version = w.Dropdown(options=versions, description="Version", **CHOICE)
        choose = {
            "ensure_option": True,
            "continuous_update": False,
            "placeholder": "type to filter",
        }
        self.entity = w.Combobox(description="Entity", **choose, **TEXT)
        self.action = w.Combobox(description="Action", **choose, **TEXT)
        self._about = w.HTML()
        self._fields = Fields(self._refresh)
        self._body = w.Textarea(description="Body", continuous_update=True, **WIDE)
        self._headers = HeaderControls(self._refresh)
        self._preview = w.HTML()
        self.send_button = w.Button(
            description="Send", button_style="primary", layout=w.Layout(width="120px")
        )
        self._status = w.HTML()
        names = ("Table", "Answer", "Headers", "Python", "curl")
        self._results = {name: w.HTML() for name in names}
        self.tabs = w.Tab(list(self._results.values()), titles=names)
        bar = w.Layout(align_items="center", grid_gap="12px", margin="6px 0 0 0")
        self.ui = w.VBox(
            [
                w.HTML(CSS),
                KeyGuard(),
                w.VBox([grid(self.cluster, self.version, self.entity, self.action), self._about]),
                section("Parameters", self._fields.box, self._body),
                section("Headers", self._headers.box),
                section(
                    "Request", self._preview, w.HBox([self.send_button, self._status], layout=bar)
                ),
                section("Result", self.tabs),
            ]
        )
        self.ui.add_class("cx")
        self.cluster.observe(self._cluster_chosen, "value")
        self.version.observe(self._version_chosen, "value")
        self.entity.observe(self._entity_chosen, "value")
        self.action.observe(self._action_chosen, "value")
        self._body.observe(self._refresh, "value")
        self.send_button.on_click(self._send_clicked)

    # The choices, each offering what exists under the one before it.

    def _choose(self, action: Action) -> None:
        """Set version, entity and action, and show the action's controls."""
        quiet, self._quiet = self._quiet, True
        try:
            self.version.value = action.version
            self._offer(self.entity, entities_of(action.version), action.entity)
            self._offer(self.action, actions_of(action.version, action.entity), action.action)
            self._show(action)
        finally:
            self._quiet = quiet

    @staticmethod
    def _offer(control: w.Combobox, options: list[str], value: str) -> None:
        with control.hold_sync():
            if list(control.options) != options:
                control.value = ""
                control.options = options
            control.value = value

    @_reported
    def _cluster_chosen(self, change: Any) -> None:
        if self._quiet:
            return
        key = change["new"]
        if key not in self._clients:
            self._clients[key] = Client(key, auth=_credentials(key))
        self.client = self._clients[key]
        self._headers.show(self._action, self.client)
        self._refresh()

    @_reported
    def _version_chosen(self, change: Any) -> None:
        if self._quiet:
            return
        entities = entities_of(change["new"])
        entity = self.entity.value if self.entity.value in entities else entities[0]
        self._pick(change["new"], entity)

    @_reported
    def _entity_chosen(self, change: Any) -> None:
        if not self._quiet and change["new"] in entities_of(self.version.value):
            self._pick(self.version.value, change["new"])

    @_reported
    def _action_chosen(self, change: Any) -> None:
        if not self._quiet and change["new"] in actions_of(self.version.value, self.entity.value):
            self._pick(self.version.value, self.entity.value, change["new"])

    def _pick(self, version: str, entity: str, name: str | None = None) -> None:
        names = actions_of(version, entity)
        wanted = name or self.action.value
        chosen = wanted if wanted in names else names[0]
        self._choose(actions[f"{version}/{entity}/{chosen}"])
        self._refresh()

    def _show(self, action: Action) -> None:
        self._action = action
        short = {keyword: alias for alias, keyword in action.aliases.items()}
        in_path = set(action.path_params)
        self._fields.show(
            (short.get(keyword, keyword), p, p in in_path or p.required is True)
            for keyword, p in action.keywords.items()
        )
        takes_body = action.method != "GET" and "multipart" not in action.consumes
        self._body.layout = WIDE["layout"] if takes_body else _HIDDEN
        with self._body.hold_sync():
            self._body.placeholder = members_hint(action)
            self._body.value = ""
        self._headers.show(action, self.client)
        self._about.value = about(action)

    # The request, and what is shown of it.

    @property
    def _arguments(self) -> dict[str, Any]:
        text = self._body.value.strip()
        return {
            **self._fields.values,
            **self._headers.arguments(has_body=bool(text)),
            "json": value_of(text) if text else None,
        }

    @property
    def request(self) -> Request:
        """The request that the form stands for.

        Raises
        ------
        InvalidRequestError
            The form is not filled in as the action asks.
        """
        return self.client.build(self._action, **self._arguments)

    @property
    def df(self) -> pd.DataFrame:
        """The records of the latest answer; an empty DataFrame before the first."""
        import pandas as pd

        return pd.DataFrame() if self.response is None else self.response.to_frame()

    def _refresh(self, _: Any = None) -> None:
        """Show the request as it stands, or what is still missing."""
        if self._quiet:
            return
        try:
            request = self.request
        except CapexploreError as error:
            self._preview.value = f"<p class='cx-hint'>{escape(str(error))}</p>".replace(
                "\n", "<br>"
            )
            self._show_code("", "")
            return
        cluster, auth = self.client.cluster, self.client.auth
        self._preview.value = request.preview_html(cluster, auth=auth)
        self._show_code(request.to_python(cluster, auth=auth), request.to_curl(cluster, auth=auth))

    def _show_code(self, python: str, curl: str) -> None:
        self._results["Python"].value = preformatted(python)
        self._results["curl"].value = preformatted(curl)

    # Driving the form from code.

    def set(self, key: str | Action | None = None, /, **arguments: Any) -> None:
        """Choose an action and fill in the form, as ``client.build`` takes it.

        Parameters
        ----------
        key : str or Action, optional
            The action; the one that is shown if not given.
        **arguments
            Parameters by name, and ``json``, ``headers``, ``attribution`` and ``format``.
        """
        action = self._action if key is None else actions.resolve(key)
        self._quiet = True
        try:
            self._choose(action)
            body = arguments.pop("json", None)
            given = {
                name: arguments.pop(name, None) for name in ("headers", "attribution", "format")
            }
            self._headers.fill(**given)
            unknown = [name for name in arguments if name not in self._fields]
            if unknown:
                self.client.build(action, json=body, **given, **arguments)
                raise InvalidRequestError(
                    f"The form has no field for {', '.join(unknown)}.\n"
                    "Use client.call(...) for parameters that are not documented."
                )
            self._fields.fill(arguments)
            self._body.value = "" if body is None else json_text(plain(body))
        finally:
            self._quiet = False
        self._refresh()
        self._hold_to(action, {"json": body, **given, **arguments})

    def _hold_to(self, action: Action, arguments: dict[str, Any]) -> None:
        """Say so if a control could not take a value, instead of sending something else."""
        try:
            found = self.client.build(action, check="warn", **self._arguments)
        except InvalidRequestError:
            return  # The form shows what is missing or wrong.
        expected = self.client.build(action, check="warn", **arguments)
        if found != expected:
            wrong = expected.problems[0] if expected.problems else "a value has no control"
            raise InvalidRequestError(
                f"The form cannot hold this request: {wrong}\nSend it from code: client.call(...)."
            )

    def send(self) -> Response:
        """Send the request that the form stands for, show the response, and give it.

        Raises
        ------
        CapexploreError
            As ``client.send`` does; the form shows it too.
        """
        self._say("Sending …", ok=True)
        try:
            response = self.client.send(self.request)
        except CapexploreError as error:
            self._say(str(error), ok=False)
            raise
        self._present(response)
        return response

    @_reported
    def _send_clicked(self, _: Any) -> None:
        self.send_button.disabled = True
        try:
            self.send()
        finally:
            self.send_button.disabled = False

    def _present(self, response: Response) -> None:
        self.response = response
        self._headers.show_tokens(self._action, self.client)
        frame = response.to_frame()
        rows = display.table_html(display.failures_first(frame), _ROWS, 40)
        empty = "<p class='cx-hint'>No records: see Answer.</p>"
        self._results["Table"].value = (
            "<div class='jp-RenderedHTMLCommon jp-RenderedHTML cx-table' tabindex='0'>"
            f"{rows if len(frame) else empty}</div>"
        )
        self._results["Answer"].value = preformatted(readable(response))
        lines = [f"{name}: {value}" for name, value in response.headers.multi_items()]
        self._results["Headers"].value = preformatted("\n".join(lines))
        self.tabs.selected_index = 0
        text = "\n".join([display.headline(response), *display.notices(response)[:6]])
        self._say(text, ok=response.outcome == "success")

    def _say(self, text: str, *, ok: bool) -> None:
        kind = "cx-ok" if ok else "cx-bad"
        self._status.value = f"<span role='status' class='{kind}'>{escape(text)}</span>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = self.ui._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self)}, metadata

    def __repr__(self) -> str:
        return f"<Explorer {self._action.key}>"


def explore(client: Client | None = None, key: str | None = None) -> Explorer:
    """Show the form; its value is the `Explorer`, for ``explorer.request`` and ``explorer.df``.

    Parameters
    ----------
    client : Client, optional
        What sends; a client of a fresh sandbox if not given.
    key : str, optional
        The action to begin with.

    Examples
    --------
    >>> explore(key="v3/webhook/get_all")
    <Explorer v3/webhook/get_all>
    """
    return Explorer(client, key)


_HIDDEN = w.Layout(display="none")


def _credentials(key: str) -> Credentials:
    """The credentials that the environment has for a cluster; none otherwise."""
    try:
        return from_env(key)
    except InvalidRequestError:
        return Anonymous()

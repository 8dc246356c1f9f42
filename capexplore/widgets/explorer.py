"""The explorer: a form that edits a Request, hands it to a Client, and shows a Response."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from capexplore import display
from capexplore.catalog import Action, actions
from capexplore.client import Client
from capexplore.cluster import Cluster
from capexplore.credentials import Credentials
from capexplore.errors import (
    APIConnectionError,
    CapexploreError,
    InvalidRequestError,
    UnknownNameError,
)
from capexplore.request import Request
from capexplore.response import Response
from capexplore.tracebacks import refusing, without_values
from capexplore.widgets.access import Access, from_environment
from capexplore.widgets.arguments import arguments_of
from capexplore.widgets.chooser import Chooser
from capexplore.widgets.inputs import Inputs
from capexplore.widgets.page import Page
from capexplore.widgets.request_view import RequestView
from capexplore.widgets.results import Results
from capexplore.widgets.sender import Sender
from capexplore.widgets.style import bar, button, section, stack, tabs
from capexplore.widgets.texts import summary_html
from capexplore.widgets.watch import Watch

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Explorer", "explore"]

DEFAULT_KEY = "v2/customer/get"
_PARTS = {
    "choose": "Where and what",
    "parameters": "Parameters",
    "body": "Body",
    "headers": "Headers",
    "credentials": "Credentials",
    "preview": "Request",
    "results": "Result",
}
_INPUTS = ("parameters", "body", "headers", "credentials")


class Explorer:
    """A form over the catalog. Everything that can be clicked is what can be typed.

    Parameters
    ----------
    client : Client, optional
        What sends; a client of a fresh sandbox if not given.
    key : str, optional
        The action to begin with.
    show : iterable of str, optional
        The parts to show, out of choose, parameters, body, headers, credentials, preview and
        results; all of them if not given.

    Attributes
    ----------
    client : Client
        What sends; another one once another cluster or other credentials are chosen.
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

    @refusing
    def __init__(
        self,
        client: Client | None = None,
        key: str | None = None,
        *,
        show: Iterable[str] | None = None,
    ) -> None:
        shown = tuple(_PARTS) if show is None else tuple(show)
        for part in shown:
            if part not in _PARTS:
                raise UnknownNameError("part of the form", part, _PARTS)
        self.client = client or Client()
        self.response: Response | None = None
        self._given = self.client
        self._clients = {self.client.cluster.host: self.client}
        self._action = actions[key or DEFAULT_KEY]
        self._watch = Watch(self._failed)
        self._make_parts()
        self._lay_out(shown)
        with self._watch.quiet():
            self._access.show(self.client)
            self._show(self._action)
        self._refresh()

    def _make_parts(self) -> None:
        watch = self._watch
        self.page = Page()
        self._chooser = Chooser(
            self.client.cluster, watch, self._cluster_chosen, self._action_chosen
        )
        self._access = Access(watch, self._credentials_chosen)
        self._inputs = Inputs(watch, self._refresh)
        self._view = RequestView(watch)
        self._sender = Sender(watch, lambda: (self.client, self.request), self._present)
        self._results = Results(watch, self._bring_back, self._replay)
        self.example_button = button(
            "Example", tooltip="Fill in an input that works on the sandbox"
        )
        watch.click(self.example_button, self.fill_example)
        self.page.on_key("send", lambda: watch.run(self._sender.press))
        self.page.on_key("pick", lambda: watch.run(self._chooser.pick))

    def _lay_out(self, shown: tuple[str, ...]) -> None:
        parts = {
            "choose": stack(self._chooser.box, bar(self.example_button)),
            **self._inputs.boxes,
            "credentials": self._access.box,
            "preview": stack(self._view.box, self._sender.box),
            "results": self._results.box,
        }
        self._tabbed = [name for name in shown if name in _INPUTS]
        boxes = [parts[name] for name in self._tabbed]
        self.inputs = tabs(boxes, [_PARTS[name] for name in self._tabbed])
        self.inputs.add_class("cx-inputs")
        sections: list[w.Widget] = []
        for name in shown:
            if len(self._tabbed) < 2 or name not in _INPUTS:
                sections.append(section(_PARTS[name], parts[name]))
            elif self.inputs not in sections:
                sections.append(self.inputs)
        self.ui = stack(self.page, *sections)
        self.ui.add_class("cx")

    def _count_inputs(self) -> None:
        """Say on the tabs how many inputs are filled in."""
        counts = self._inputs.counts
        titles = [
            f"{_PARTS[name]} ({counts[name]})" if counts.get(name) else _PARTS[name]
            for name in self._tabbed
        ]
        if titles != list(self.inputs.titles):
            self.inputs.titles = titles

    # What the user chooses.

    def _cluster_chosen(self, cluster: Cluster | str) -> None:
        client = self._clients.get(cluster.host if isinstance(cluster, Cluster) else cluster)
        if client is None:
            key = cluster.key if isinstance(cluster, Cluster) else None
            auth = from_environment(key) if key else None
            client = Client(cluster, auth=auth, history=self._given.history)
            self._clients[client.cluster.host] = client
        self._use(client)

    def _credentials_chosen(self, auth: Credentials) -> None:
        client = copy.copy(self.client)
        client.auth = auth
        self._clients[client.cluster.host] = client
        self.client = client
        self._access.tell(client)
        self._fit()

    def _use(self, client: Client) -> None:
        self.client = client
        self._access.show(client)
        self._fit()

    def _fit(self) -> None:
        """Fit what depends on the client, and show the request anew."""
        self._inputs.headers.show(self._action, self.client, keep=True)
        self._chooser.tell(self._action, self.client.cluster)
        self._sender.show(self.client, writes=self._action.writes)
        self._refresh()

    def _action_chosen(self, action: Action, values: Mapping[str, Any]) -> None:
        self._show(action)
        if values:
            self._inputs.add_values(action, values)
        self._refresh()

    def _show(self, action: Action) -> None:
        """Show an action, with what was filled in when it was shown last."""
        self._action = action
        self._chooser.show(action)
        self._chooser.tell(action, self.client.cluster)
        self._inputs.show(action, self.client)
        self._sender.show(self.client, writes=action.writes)
        first = "parameters" if action.required_keywords or action.method == "GET" else "body"
        if first in self._tabbed:
            self.inputs.selected_index = self._tabbed.index(first)

    # The request, and what is shown of it.

    @property
    def request(self) -> Request:
        """The request that the form stands for.

        Raises
        ------
        InvalidRequestError
            The form is not filled in as the action asks.
        """
        return self.client.build(self._action, **self._inputs.arguments)

    @property
    def df(self) -> pd.DataFrame:
        """The records of the latest answer; an empty DataFrame before the first."""
        import pandas as pd

        return pd.DataFrame() if self.response is None else self.response.to_frame()

    def _refresh(self) -> None:
        """Show the request as it stands, or what is missing, and doubts beside their fields."""
        self._inputs.editor.speak(xml=self._inputs.headers.writes_xml)
        notes = self._inputs.notes
        if notes != self.page.notes:
            self.page.notes = notes
        self._count_inputs()
        try:
            self._view.show(self.client, self.request)
        except CapexploreError as error:
            self._view.say(self.client, str(error))

    # Driving the form from code.

    @refusing
    def set(self, key: str | Action | None = None, /, **arguments: Any) -> None:
        """Choose an action and fill in the form, as ``client.build`` takes it.

        Parameters
        ----------
        key : str or Action, optional
            The action; the one that is shown if not given.
        **arguments
            Parameters by name, and ``json``, ``params``, ``headers``, ``attribution``, ``format``
            and ``files``.

        Raises
        ------
        InvalidRequestError
            A control cannot hold a value; ``client.call`` can send it.
        """
        action = self._action if key is None else actions.resolve(key)
        self._show(action)
        unknown = self._inputs.fill(action, arguments)
        if unknown:
            self.client.build(action, **arguments)
            raise InvalidRequestError(
                f"The form has no field for {', '.join(unknown)}.\n"
                "Use client.call(...) for parameters that are not documented."
            )
        self._refresh()
        self._hold_to(action, arguments)

    def _hold_to(self, action: Action, arguments: Mapping[str, Any]) -> None:
        """Say so if a control could not take a value, instead of sending something else."""
        try:
            found = self.client.build(action, **{**self._inputs.arguments, "check": "warn"})
        except InvalidRequestError:
            return  # The form shows what is missing or wrong.
        expected = self.client.build(action, **{**arguments, "check": "warn"})
        if found != expected:
            wrong = expected.problems[0] if expected.problems else "a value has no control"
            raise InvalidRequestError(
                f"The form cannot hold this request: {wrong}\nSend it from code: client.call(...)."
            )

    def fill_example(self) -> None:
        """Fill in an input of the action that is valid, and works on the sandbox."""
        self.set(**self._action.example())

    @without_values
    def send(self) -> Response:
        """Send the request that the form stands for, show the response, and give it.

        Raises
        ------
        CapexploreError
            As ``client.send`` does; the form shows it too.
        """
        try:
            response = self.client.send(self.request)
        except CapexploreError as error:
            self._failed(error)
            raise
        self._present(response)
        return response

    def _failed(self, error: Exception) -> None:
        """Say what went wrong, beside the request as it stands and the call that got no answer."""
        calls = self.client.history
        if isinstance(error, APIConnectionError) and calls and calls[-1].request == error.request:
            self._present(calls[-1])
        self._refresh()
        self._sender.say(str(error) or type(error).__name__, ok=False)

    def _present(self, response: Response, *, turn: bool = True) -> None:
        self.response = response
        self._inputs.headers.show_tokens(self._action, self.client)
        self._results.show(response, self.client.history, turn=turn)
        self._sender.say(display.headline(response), ok=response.outcome == "success")

    def _bring_back(self, response: Response) -> None:
        """Show a call of the history in the form, with its answer."""
        request = response.request
        assert request is not None  # noqa: S101 - the button is disabled otherwise
        self.set(request.action, **arguments_of(request))
        self._present(response, turn=False)

    def _replay(self, response: Response) -> None:
        self._bring_back(response)
        self._sender.press()

    # In a cell, and wherever a notebook is shown without a kernel.

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = self.ui._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        told = {"text/plain": repr(self), "text/html": self._summary()}
        return {**data, **told}, metadata

    def _summary(self) -> str:
        try:
            request: Request | str = self.request
        except CapexploreError as error:
            request = str(error)
        return summary_html(self._action, self.client, request, self.response)

    def __repr__(self) -> str:
        return f"<Explorer {self._action.key}>"


def explore(
    client: Client | None = None,
    key: str | None = None,
    *,
    show: Iterable[str] | None = None,
) -> Explorer:
    """Show the form; its value is the `Explorer`, for ``explorer.request`` and ``explorer.df``.

    Parameters
    ----------
    client : Client, optional
        What sends; a client of a fresh sandbox if not given.
    key : str, optional
        The action to begin with.
    show : iterable of str, optional
        The parts to show; all of them if not given.

    Examples
    --------
    >>> explore(key="v3/webhook/get_all")
    <Explorer v3/webhook/get_all>
    """
    return Explorer(client, key, show=show)

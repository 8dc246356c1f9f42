"""The button that sends: once, with a question before a live cluster is changed, and a way out."""

from __future__ import annotations

import contextvars
import copy
import threading
from collections.abc import Callable
from html import escape

import ipywidgets as w

from capexplore.client import Client
from capexplore.request import Request
from capexplore.response import Response
from capexplore.snippets import VERBS
from capexplore.widgets.style import HIDDEN, SHOWN, bar, button, checkbox, html, stack
from capexplore.widgets.watch import Watch

__all__ = ["Sender"]

_TICK = 0.5


class Sender:
    """Sends what the form stands for when the user asks for it.

    A call of the embedded sandbox is answered at once. Any other is made by a thread, so that the
    form stays alive and the user can stop waiting.

    Parameters
    ----------
    watch : Watch
        Calls back.
    draft : callable
        Gives the client and the request to send.
    done : callable
        Called with the response.
    """

    def __init__(
        self,
        watch: Watch,
        draft: Callable[[], tuple[Client, Request]],
        done: Callable[[Response], None],
    ) -> None:
        self._watch, self._draft, self._done = watch, draft, done
        self._pending: tuple[Client, Request] | None = None
        self._running: threading.Event | None = None
        self.button = button("Send", button_style="primary", tooltip="Ctrl-Enter sends too")
        self.cancel = button("Stop waiting", layout=HIDDEN)
        self.writes = checkbox(layout=HIDDEN)
        self.said = ""
        self._status = html()
        self._question = html()
        self.confirm = button("Yes, send it", button_style="warning")
        self.keep = button("No, keep it")
        self._ask = w.VBox([self._question, bar(self.confirm, self.keep)], layout=HIDDEN)
        self._ask.add_class("cx-confirm")
        self.box = stack(bar(self.button, self.cancel, self.writes, self._status), self._ask)
        self.box.add_class("cx-send")
        watch.click(self.button, self.press)
        watch.click(self.confirm, self._confirmed)
        watch.click(self.keep, self._kept)
        watch.click(self.cancel, self._cancelled)

    def show(self, client: Client, *, writes: bool) -> None:
        """Fit the controls to a client and to whether the action may change something."""
        guarded = client.sandbox is None and writes
        host = client.cluster.host
        label = f"Allow changes on {host}"
        if self.writes.description != label:
            self.writes.description = label
            self.writes.value = False
        layout = SHOWN if guarded else HIDDEN
        if guarded != (self.writes.layout is not HIDDEN):
            self.writes.layout = layout
        self._kept()

    def say(self, text: str, *, ok: bool) -> None:
        """Say how it went."""
        self.said = text
        kind = "cx-ok" if ok else "cx-bad"
        self._status.value = f"<span role='status' class='{kind}'>{escape(text)}</span>"

    def press(self) -> None:
        """Do what the button does: send, or ask first."""
        if self._running is not None or self._pending is not None:
            return
        client, request = self._draft()
        if client.sandbox is not None or not request.writes:
            self._start(client, request)
        elif not self.writes.value:
            self.say(
                f"{request.action.key} was not sent: it {_effect(request)}, and "
                f"{client.cluster.name} is live.\nSwitch on “{self.writes.description}” first.",
                ok=False,
            )
        else:
            self._pending = (client, request)
            self.say("", ok=True)
            self._question.value = (
                f"<p><b>{request.method} {escape(client.cluster.host)}{escape(request.target)}</b>"
                f"<br>This call {escape(_effect(request))} on {escape(client.cluster.name)}, which "
                "is live. Send it?</p>"
            )
            self._ask.layout = SHOWN

    def _confirmed(self) -> None:
        if self._pending is not None:
            client, request = self._pending
            self._kept()
            # A client of its own that may write, for this one call.
            writer = copy.copy(client)
            writer.writes = True
            self._start(writer, request)

    def _kept(self) -> None:
        self._pending = None
        if self._ask.layout is not HIDDEN:
            self._ask.layout = HIDDEN

    def _start(self, client: Client, request: Request) -> None:
        self.say("Sending …", ok=True)
        self.button.disabled = True
        if client.sandbox is not None:
            try:
                self._done(client.send(request))
            finally:
                self.button.disabled = False
            return
        given_up = self._running = threading.Event()
        self.cancel.layout = SHOWN
        # A thread that touches widgets needs the context of the cell that showed them.
        work = contextvars.copy_context()
        threading.Thread(
            target=work.run, args=(self._exchange, client, request, given_up), daemon=True
        ).start()
        watcher = contextvars.copy_context()
        threading.Thread(target=watcher.run, args=(self._count, given_up), daemon=True).start()

    def _exchange(self, client: Client, request: Request, given_up: threading.Event) -> None:
        def exchange() -> None:
            response = client.send(request)
            if self._running is given_up:
                self._done(response)

        try:
            self._watch.run(exchange)
        finally:
            if self._running is given_up:
                self._ready()
            given_up.set()

    def _count(self, given_up: threading.Event) -> None:
        """Say how long it has taken so far, now and then."""
        seconds = 0.0
        while not given_up.wait(_TICK) and self._running is given_up:
            seconds += _TICK
            self.say(f"Sending … {seconds:.0f} s", ok=True)

    def _cancelled(self) -> None:
        given_up = self._running
        if given_up is None:
            return
        self._ready()
        given_up.set()
        self.say(
            "You stopped waiting. The call may have been carried out; its answer will be in the "
            "history.",
            ok=False,
        )

    def _ready(self) -> None:
        self._running = None
        self.button.disabled = False
        self.cancel.layout = HIDDEN


def _effect(request: Request) -> str:
    """What a call does, as far as its method says."""
    if request.method == "GET":
        return "changes something though it is a GET"
    what = request.action.entity.replace("_", " ")
    return f"is a {request.method} ({VERBS[request.method]}) of {what}"

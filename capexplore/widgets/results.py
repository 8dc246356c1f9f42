"""What came back: the outcome, tables, verdicts, the answer as it came, headers and history."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as w

from capexplore import display
from capexplore.history import History
from capexplore.response import Response
from capexplore.widgets.style import CHOICE, HIDDEN, SHOWN, TEXT, bar, button, html, stack, tabs
from capexplore.widgets.texts import badge, copyable, found_in, readable, verdicts
from capexplore.widgets.watch import Watch

__all__ = ["Results"]

_ROWS = 100
_CUT = 50_000
_CALLS = 200
_TITLES = ("Tables", "Verdicts", "Answer", "Answer headers", "History")


class Results:
    """The latest answer, and the calls before it.

    Parameters
    ----------
    watch : Watch
        Calls back.
    bring_back : callable
        Called with a response of the history to show it, and its request, in the form.
    replay : callable
        Called with a response of the history to send its request again.
    """

    def __init__(
        self,
        watch: Watch,
        bring_back: Callable[[Response], None],
        replay: Callable[[Response], None],
    ) -> None:
        self._response: Response | None = None
        self._calls: list[Response] = []
        self.badge = html()
        self._tables, self._verdicts, self._raw, self._headers = (html() for _ in range(4))
        self.find = w.Text(description="Find", placeholder="in the answer", **TEXT)
        self.whole = button("Show the whole answer")
        self.calls = w.Select(description="Calls", rows=8, options=[], **CHOICE)
        self.back = button("Bring back into the form")
        self.replay = button("Send again")
        answer = stack(bar(self.find, self.whole), self._raw)
        history = stack(self.calls, bar(self.back, self.replay))
        pages = [self._tables, self._verdicts, answer, self._headers, history]
        self.tabs = tabs(pages, _TITLES)
        self.box = stack(self.badge, self.tabs)
        self._all = False
        watch.value(self.find, lambda _: self._write_raw())
        watch.click(self.whole, self._show_all)
        watch.value(self.calls, lambda change: self._glance(change["new"]))
        watch.click(self.back, lambda: self._with_call(bring_back))
        watch.click(self.replay, lambda: self._with_call(replay))

    def show(self, response: Response, history: History, *, turn: bool = True) -> None:
        """Show an answer, and the history that it has become part of.

        Parameters
        ----------
        response : Response
            The answer.
        history : History
            All calls.
        turn : bool, optional
            Whether to turn to the tab that says most about the answer.
        """
        self._response, self._all = response, False
        failed = any(not item.ok for item in response.items)
        if turn:
            self.tabs.selected_index = 1 if failed and len(response.items) > 1 else 0
        self._tables.value = _tables_html(response)
        self._verdicts.value = verdicts(response)
        self._headers.value = copyable(
            "\n".join(f"{name}: {value}" for name, value in response.headers.multi_items()),
            "Copy headers",
        )
        self._write_raw()
        self.list_calls(history)
        # Whoever waits for the outcome finds all the rest in place.
        self.badge.value = badge(response)

    def list_calls(self, history: History) -> None:
        """List the latest calls, the newest first."""
        calls = history[-_CALLS:]
        if len(calls) == len(self._calls) and all(
            a is b for a, b in zip(calls, self._calls, strict=True)
        ):
            return
        self._calls = calls
        first = len(history) - len(calls) + 1
        with self.calls.hold_sync():
            self.calls.options = [
                (f"{first + n}. {_line(call)}", n) for n, call in reversed([*enumerate(calls)])
            ]
            self.calls.value = None

    def _glance(self, number: int | None) -> None:
        if number is not None:
            response = self._calls[number]
            self.back.disabled = self.replay.disabled = response.request is None

    def _with_call(self, use: Callable[[Response], None]) -> None:
        number = self.calls.value
        if number is not None:
            use(self._calls[number])

    def _show_all(self) -> None:
        self._all = True
        self._write_raw()

    def _write_raw(self) -> None:
        if self._response is None:
            return
        text = readable(self._response)
        cut = len(text) > _CUT and not self._all
        self.whole.layout = SHOWN if cut else HIDDEN
        wanted = self.find.value
        shown, count = found_in(text[:_CUT] if cut else text, wanted)
        notes = []
        if wanted:
            notes.append(f"{count} found")
        if cut:
            notes.append(f"the first {_CUT:,} of {len(text):,} characters")
        hint = f"<p class='cx-hint' role='status'>{escape(', '.join(notes))}</p>" if notes else ""
        self._raw.value = hint + copyable(shown, "Copy answer", is_html=True)


def _line(response: Response) -> str:
    request = response.request
    target = "" if request is None else f" {request.method} {request.target}"
    status = response.status_code or "no answer"
    return f"{response.outcome} {status} {response.action.key}{target}"[:160]


def _tables_html(response: Response) -> str:
    frames = response.to_frames()
    parts = []
    for name, frame in frames.items():
        if len(frame):
            ordered = display.failures_first(frame)
            table = display.table_html(ordered, _ROWS, 40)
            if len(frames) > 1:
                size = f"{len(frame)} row{'' if len(frame) == 1 else 's'}"
                table = table.replace(
                    "<table>", f"<table><caption>{escape(name)}, {size}</caption>", 1
                )
            parts.append(table)
    empty = "<p class='cx-hint'>No records: see Answer.</p>"
    return (
        "<div class='jp-RenderedHTMLCommon jp-RenderedHTML cx-table' tabindex='0' role='region' "
        f"aria-label='Tables'>{''.join(parts) or empty}</div>"
    )

"""The request as it stands: preview, and the same call as Python and as curl."""

from __future__ import annotations

from html import escape

from capexplore.client import Client
from capexplore.request import Request
from capexplore.widgets.style import html, tabs
from capexplore.widgets.texts import copyable
from capexplore.widgets.watch import Watch

__all__ = ["RequestView"]

_TITLES = ("Preview", "Python", "curl")


class RequestView:
    """Tabs of which only the one that is looked at is written anew with each key stroke."""

    def __init__(self, watch: Watch) -> None:
        self._pages = [html() for _ in _TITLES]
        self.tabs = tabs(self._pages, _TITLES)
        self.box = self.tabs
        self._now: tuple[Client, Request | str] | None = None
        self.tabs.observe(lambda _: watch.run(self._write), "selected_index")

    def show(self, client: Client, request: Request) -> None:
        """Show a request as a client would send it."""
        self._now = (client, request)
        self._write()

    def say(self, client: Client, why: str) -> None:
        """Show why there is no request yet."""
        self._now = (client, why)
        self._write()

    def text(self, title: str) -> str:
        """Give what a tab shows, as HTML."""
        return self._html(_TITLES.index(title))

    def _write(self) -> None:
        page = self.tabs.selected_index or 0
        # The credentials' headers change without the request, as when a token is fetched.
        self._pages[page].value = self._html(page)

    def _html(self, page: int) -> str:
        if self._now is None:
            return ""
        client, request = self._now
        if isinstance(request, str):
            return f"<p class='cx-hint'>{escape(request)}</p>".replace("\n", "<br>")
        if page == 0:
            return request.preview_html(client.cluster, auth=client.auth)
        write = request.to_python if page == 1 else request.to_curl
        return copyable(write(client.cluster, auth=client.auth), f"Copy {_TITLES[page]}")

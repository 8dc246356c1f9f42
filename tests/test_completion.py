"""Tab and Shift-Tab: what IPython, and so Jupyter, offers and explains for every action."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import capexplore as cx


@pytest.fixture(scope="module")
def shell() -> Iterator[InteractiveShell]:
    """An IPython session with a client in it."""
    session = InteractiveShell.instance()
    session.user_ns.update({"cx": cx, "client": cx.Client()})
    yield session
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("client.v", "client.v1_1"),
        ("client.v2.cust", "client.v2.customer"),
        ("client.v2.customer.g", "client.v2.customer.get"),
        ("cx.actions.v1_1.customer.", "cx.actions.v1_1.customer.add"),
        ("client.v2.customer.get(acc", "client.v2.customer.get(accountId="),
        ("client.v2.customer.get(so", "client.v2.customer.get(source="),
        ("client.v2.customer.get(i", "client.v2.customer.get(id="),
    ],
)
def test_tab_offers(shell: InteractiveShell, typed: str, offered: str) -> None:
    with provisionalcompleter():
        found = list(shell.Completer.completions(typed, len(typed)))
    assert offered in {typed[: one.start] + one.text for one in found}


def test_shift_tab_shows_parameters_and_source(shell: InteractiveShell) -> None:
    method = shell.user_ns["client"].v2.customer.get
    shown = shell.inspector._get_info(method, "client.v2.customer.get")["text/plain"]
    shown = re.sub(r"\x1b\[\d*m", "", shown)
    for text in (
        "id: int",
        "source: str",
        "Response",
        "GET /v2/customers/{customerId}",
        "Source: page",
    ):
        assert text in shown


def test_every_action_is_a_method_with_its_parameters(drafts: cx.Client) -> None:
    for action in cx.actions:
        branch = getattr(getattr(drafts, action.version.replace(".", "_")), action.entity)
        method = getattr(branch, action.action)
        signature = inspect.signature(method)
        assert method.action is action
        assert (method.__doc__ or "").startswith(f"{action.method} {action.path}")
        required = {n for n, p in signature.parameters.items() if p.default is p.empty}
        # What the example gives is accepted, and what must be given is in it.
        example = action.example()
        signature.bind(**{**dict.fromkeys(required), **example})
        assert required <= {*example, "json", *example.get("params", {})}, action.key

"""The progress of a bulk run in a real JupyterLab: it moves, it stops, and it can be read."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.loopback import Answer, Loopback, Received

ROWS = 6000
SETUP = """import capexplore as cx
client = cx.Client("{url}", auth=cx.Token("t"), writes=True)
rows = [{{"userId": n}} for n in range({rows})]"""
FRAME = 'client.last_run.to_frame()["message"].value_counts().to_dict()'


@pytest.fixture
def slow(loopback: Loopback) -> Iterator[Loopback]:
    """A server that answers a hundred calls a second at most, until the test is over."""
    over = threading.Event()

    def answer(received: Received) -> Answer:
        over.wait(0.01)
        if b"7}" in received.body:
            return 400, {}, b'{"errors":[{"code":92001,"message":"Invalid lead"}]}'
        return 200, {}, b'{"createdId":7}'

    loopback.answer = answer
    yield loopback
    over.set()


@pytest.fixture
def start(lab: Any, open_notebook: Callable[[str], Any], slow: Loopback) -> Callable[..., Any]:
    def started(*cells: str) -> Any:
        setup = SETUP.format(url=slow.url, rows=ROWS)
        notebook = open_notebook(lab.write("bulk.ipynb", setup, *cells))
        notebook.start()
        return notebook

    return started


def words(notebook: Any) -> Locator:
    found: Locator = notebook.page.locator(".jp-OutputArea .widget-html-content")
    return found


def settled(notebook: Any) -> int:
    found = re.match(r"([\d,]+) of 6,000 rows", words(notebook).inner_text())
    return int(found[1].replace(",", "")) if found else 0


def expect_to_move(notebook: Any) -> None:
    expect(words(notebook)).to_contain_text("rows/s")
    before = settled(notebook)
    expect(words(notebook)).to_contain_text(re.compile("failed .92001: "))
    expect(words(notebook)).to_contain_text(re.compile(r"\d left"))
    notebook.page.wait_for_timeout(500)
    assert settled(notebook) > before


def stop(notebook: Any) -> Locator:
    found: Locator = notebook.page.get_by_role("button", name="Stop", exact=True)
    return found


@pytest.mark.parametrize("wait", ["wait=False", "wait=True"])
def test_the_bar_moves_and_its_button_stops_the_run(
    start: Callable[..., Any], slow: Loopback, wait: str
) -> None:
    notebook = start(f'run = client.bulk("v2/lead/add", rows, {wait})', "run.wait()", FRAME)
    expect_to_move(notebook)
    stop(notebook).click()
    expect(words(notebook)).to_contain_text(re.compile("Stopped after .* not sent"))
    expect(stop(notebook)).to_be_hidden()
    expect(notebook.page.locator(".jp-OutputArea-output").last).to_contain_text("Not sent.")
    sent = len(slow.calls)
    notebook.page.wait_for_timeout(300)
    assert len(slow.calls) == sent < ROWS


def test_interrupting_the_kernel_stops_the_run_and_keeps_it(
    start: Callable[..., Any], slow: Loopback
) -> None:
    notebook = start('run = client.bulk("v2/lead/add", rows)')
    expect_to_move(notebook)
    notebook.page.get_by_role("button", name="Interrupt the kernel").click()
    expect(words(notebook)).to_contain_text(re.compile("Stopped after .* not sent"))
    told = notebook.page.locator("[data-mime-type='application/vnd.jupyter.stderr']")
    expect(told).to_contain_text("KeyboardInterrupt")
    expect(told).to_contain_text("client.last_run gives it")
    sent = len(slow.calls)
    notebook.page.locator(".jp-Cell").last.click()
    notebook.page.keyboard.press("Escape")
    notebook.page.keyboard.press("b")
    notebook.page.keyboard.press("Enter")
    notebook.page.keyboard.insert_text(FRAME)
    notebook.page.keyboard.press("Shift+Enter")
    expect(notebook.page.locator(".jp-OutputArea-output").last).to_contain_text("Not sent.")
    assert len(slow.calls) == sent < ROWS


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_everybody_can_read_the_progress(start: Callable[..., Any], theme: str) -> None:
    notebook = start('run = client.bulk("v2/lead/add", rows, wait=False)')
    notebook.use_theme(theme)
    expect_to_move(notebook)
    for _ in range(2):
        found = Axe().run(notebook.page, context=".jp-OutputArea").response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
        if stop(notebook).is_visible():
            stop(notebook).click()
        expect(words(notebook)).to_contain_text("Stopped after")

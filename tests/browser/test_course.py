"""The course outside JupyterLab: as pages of Voilà, and as plain pages where nothing runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, expect

from tests.regenerate import NOTEBOOKS

# As wide as a notebook beside JupyterLab's file browser on a laptop.
WIDTH = 1000
TOO_WIDE = """() => [...document.querySelectorAll('.jp-OutputArea-output, .jp-RenderedMarkdown')]
  .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText.slice(0, 80))"""
UNSEEN = """() => [...document.querySelectorAll('.jp-OutputArea-output')]
  .filter(one => one.clientHeight < 5).map(one => one.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize(
    ("name", "picture", "cell"),
    [
        ("00-start-here", None, "wanda.castell5@mail.test"),
        ("15-a-day-at-the-store", "Edda's points", "2026-01-15T17:00:00+05:30"),
    ],
)
def test_voila_renders_a_notebook(
    lab: Any, chromium: Browser, name: str, picture: str | None, cell: str
) -> None:
    context = chromium.new_context(viewport={"width": 1000, "height": 1200})
    context.set_default_timeout(60_000)
    # Voilà's own page asks for fonts elsewhere; nothing in the notebooks needs them.
    context.route(lambda url: not url.startswith(lab.url), lambda route: route.abort())
    try:
        page = context.new_page()
        page.goto(f"{lab.url}voila/render/{name}.ipynb?token={lab.token}")
        expect(page.locator(".cx").get_by_role("button", name="Send", exact=True)).to_be_visible()
        expect(page.locator(".cx-badge")).to_have_text("success")
        expect(page.get_by_role("cell", name=cell).last).to_be_visible()
        if picture is not None:
            expect(page.get_by_role("img", name=picture)).to_be_visible()
        # The last cell was run: the exercise waits to be done.
        expect(page.get_by_text("Not yet:")).to_be_visible()
        expect(page.get_by_role("heading", name="Next")).to_be_visible()
        assert "Traceback" not in page.locator("body").inner_text()
    finally:
        context.close()


def test_without_a_kernel_every_output_is_seen_and_nothing_scrolls_sideways(
    chromium: Browser, tmp_path: Path
) -> None:
    context = chromium.new_context(
        viewport={"width": WIDTH, "height": 1200}, java_script_enabled=False, offline=True
    )
    found = {}
    try:
        page = context.new_page()
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            html, _ = HTMLExporter().from_filename(str(path))  # type: ignore[no-untyped-call]
            shown = tmp_path / f"{path.stem}.html"
            shown.write_text(html)
            page.goto(shown.as_uri())
            found[path.stem] = page.evaluate(TOO_WIDE) + page.evaluate(UNSEEN)
    finally:
        context.close()
    assert {name: wrong for name, wrong in found.items() if wrong} == {}

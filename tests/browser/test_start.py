"""The first notebook in a real JupyterLab: choose an action, send it, read the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect


def test_choosing_an_action_and_pressing_send_gives_a_table(
    open_notebook: Callable[[str], Any],
) -> None:
    notebook = open_notebook("00-start-here.ipynb")
    assert notebook.run_all() == []
    form = notebook.page.locator(".cx")
    cells = notebook.page.locator(".jp-Cell").count()

    entity = form.get_by_label("Entity", exact=True)
    action = form.get_by_label("Action", exact=True)
    form.get_by_label("Version").select_option("v3")
    expect(entity).to_have_value("event_log")
    entity.fill("webhook")
    entity.press("Enter")
    expect(action).to_have_value("add")
    action.fill("get_all")
    action.press("Enter")
    expect(form.locator(".cx-url")).to_contain_text("GET https://sandbox.test/v3/webHooks")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("status")).to_have_text("v3/webhook/get_all success: HTTP 200")
    expect(form.get_by_role("row").filter(has_text="hg-orders")).to_be_visible()

    # Keys pressed on a control stay in the form: "a" and "b" would add cells to the notebook.
    form.get_by_label("Version").focus()
    notebook.page.keyboard.press("b")
    notebook.page.keyboard.press("a")
    assert notebook.page.locator(".jp-Cell").count() == cells


def test_a_mistake_in_the_form_is_said_before_anything_is_sent(
    open_notebook: Callable[[str], Any],
) -> None:
    notebook = open_notebook("00-start-here.ipynb")
    assert notebook.run_all() == []
    form = notebook.page.locator(".cx")
    action = form.get_by_label("Action", exact=True)
    action.fill("get")
    action.press("Enter")
    form.get_by_label("id *").fill("eight")
    expect(form.locator(".cx-field-note")).to_contain_text("must be a whole number")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("status")).to_contain_text("was not sent")

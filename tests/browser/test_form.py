"""The form in a real JupyterLab, by mouse and by keyboard, in light and in dark."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

CELL = "import capexplore as cx\nexplorer = cx.explore()\nexplorer"


@pytest.fixture
def notebook(lab: Any, open_notebook: Callable[[str], Any]) -> Any:
    opened = open_notebook(lab.write("form.ipynb", CELL))
    assert opened.run_all() == []
    return opened


@pytest.fixture
def form(notebook: Any) -> Locator:
    found: Locator = notebook.page.locator(".cx")
    expect(found.get_by_role("button", name="Send", exact=True)).to_be_visible()
    return found


def violations(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page, context=".cx").response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


def status(form: Locator) -> Locator:
    return form.locator(".cx-send").get_by_role("status")


def go_to(form: Locator, text: str) -> None:
    form.get_by_label("Search").fill(text)
    expect(form.get_by_label("Found")).to_be_visible()
    form.get_by_label("Search").press("Enter")
    expect(form.get_by_label("Search")).to_have_value("")


def test_a_customer_is_added_from_a_wechat_account_on_behalf_of_a_till(form: Locator) -> None:
    go_to(form, "v2 customer add POST /v2/customers")
    expect(form.get_by_label("Action", exact=True)).to_have_value("add")
    form.get_by_role("button", name="Example").click()
    form.get_by_label("profiles[1].source *").select_option("WECHAT")
    form.get_by_label("Show all documented fields").check()
    form.get_by_label("profiles[1].accountId").fill("wc-main")
    form.get_by_role("tab", name=re.compile("^Headers")).click()
    form.get_by_label("Lookup type").select_option("WECHAT")
    form.get_by_label("Lookup code").fill("wx-7")
    expect(form.locator(".cx-message")).to_contain_text("X-CAP-API-ATTRIBUTION-LOOKUP: wx-7")
    form.get_by_role("button", name="Send", exact=True).click()
    expect(status(form)).to_contain_text("v2/customer/add success")
    expect(form.locator(".cx-badge")).to_have_text("success")


def test_why_a_header_is_refused_is_said_beside_it(form: Locator) -> None:
    form.get_by_label("Version").select_option("v1.1")
    form.get_by_role("tab", name=re.compile("^Headers")).click()
    lookup = form.get_by_label("Lookup code")
    expect(lookup).to_be_disabled()
    note = form.locator(f"#{lookup.get_attribute('aria-describedby')}")
    expect(note).to_contain_text("works on v2 only, and this is v1.1")


def test_a_failed_call_is_brought_back_and_sent_again(form: Locator) -> None:
    form.get_by_label("id *").fill("1")
    form.get_by_label("source *").select_option("ALL")
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.locator(".cx-badge")).to_have_text("failed")
    expect(form.locator(".cx-results, .cx-section").last).to_contain_text("code 8015")
    form.get_by_label("id *").fill("800101")
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.locator(".cx-badge")).to_have_text("success")
    form.get_by_role("tab", name="History").click()
    form.get_by_label("Calls").select_option(index=1)
    form.get_by_role("button", name="Bring back").click()
    expect(form.get_by_label("id *")).to_have_value("1")
    expect(form.locator(".cx-badge")).to_have_text("failed")
    form.get_by_role("button", name="Send again").click()
    expect(form.get_by_label("Calls").locator("option")).to_have_count(3)


def test_the_whole_form_works_by_keyboard_and_no_key_reaches_the_notebook(
    notebook: Any, form: Locator
) -> None:
    page: Page = notebook.page
    cells = page.locator(".jp-Cell").count()
    form.get_by_label("Search").focus()
    page.keyboard.type("webhook get_all")
    expect(form.get_by_label("Found").locator("option").first).to_contain_text("v3/webhook/get_all")
    page.keyboard.press("Enter")
    expect(form.get_by_label("Action", exact=True)).to_have_value("get_all")
    page.keyboard.press("Control+Enter")
    expect(status(form)).to_contain_text("v3/webhook/get_all success")
    focusable = form.locator("select, button, input, textarea, [tabindex='0']")
    for n in range(focusable.count()):
        control = focusable.nth(n)
        if not control.is_visible() or not control.is_enabled():
            continue
        control.focus()
        kind = control.evaluate("e => e.tagName + (e.type || '')").lower()
        if kind not in ("inputtext", "inputpassword", "textarea", "inputsearch"):
            for key in ("a", "b", "x", "ArrowDown" if kind == "select" else "c"):
                page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells
    expect(form).to_be_visible()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_nothing_is_in_the_way_of_anybody(notebook: Any, form: Locator, theme: str) -> None:
    page: Page = notebook.page
    notebook.use_theme(theme)
    page.wait_for_timeout(300)
    assert violations(page) == []
    go_to(form, "v1.1 customer add")
    form.get_by_role("button", name="Example").click()
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.locator(".cx-badge")).to_have_text("success")
    assert violations(page) == []
    form.get_by_role("button", name="Text", exact=True).click()
    form.get_by_label("Body", exact=True).fill("{")
    expect(form.locator(".cx-field-note").first).to_contain_text("not JSON yet")
    assert violations(page) == []
    for name in ("Headers", "Credentials", "Python", "Verdicts", "Answer", "History"):
        form.get_by_role("tab", name=re.compile(f"^{name}( \\(\\d+\\))?$")).first.click()
        assert violations(page) == [], name
    for button in form.get_by_role("button").all():
        assert (button.inner_text() or button.get_attribute("aria-label") or "").strip()


@pytest.mark.parametrize("width", [360, 700, 1600])
def test_the_form_fits_its_place(notebook: Any, form: Locator, width: int) -> None:
    notebook.page.set_viewport_size({"width": 2000, "height": 1000})
    form.evaluate(
        "(e, width) => { e.style.width = `${width}px`; e.style.maxWidth = 'none' }", width
    )
    form.get_by_role("button", name="Example").click()
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form.locator(".cx-badge")).to_have_text("success")
    assert form.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


def test_copy_buttons_copy(notebook: Any, form: Locator) -> None:
    page: Page = notebook.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    form.get_by_role("button", name="Example").click()
    form.get_by_role("tab", name="curl").click()
    form.get_by_role("button", name="Copy curl").click()
    expect(form.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("curl")
    assert "/v2/customers/800101?source=INSTORE" in copied


def test_no_typed_secret_is_in_the_saved_notebook(lab: Any, notebook: Any, form: Locator) -> None:
    page: Page = notebook.page
    page.evaluate(
        "plugin => jupyterapp.serviceManager.settings.save(plugin, '{\"saveState\": true}')",
        "@jupyter-widgets/jupyterlab-manager:plugin",
    )
    form.get_by_role("tab", name="Credentials").click()
    form.get_by_label("Credentials", exact=True).select_option(label="till and password, typed")
    form.get_by_label("Till", exact=True).fill("quay1.t1")
    form.get_by_label("Password").fill("canary-password")
    form.get_by_label("Password").press("Tab")
    expect(form.get_by_label("Password")).to_have_value("")
    form.get_by_role("button", name="Use these").click()
    go_to(form, "v3/oauth_token/generate")
    form.get_by_label("secret *").fill("canary-secret")
    form.get_by_label("secret *").press("Tab")
    expect(form.locator(".cx-message")).to_contain_text('"secret": "***"')
    page.keyboard.press("Escape")
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(1000)
    saved = (lab.root / "form.ipynb").read_text()
    assert "capexplore" in json.loads(saved)["cells"][0]["outputs"][0]["data"]["text/html"][0]
    assert "canary" not in saved


def test_the_form_works_in_voila(lab: Any, chromium: Browser) -> None:
    name = lab.write("voila.ipynb", CELL)
    context = chromium.new_context(viewport={"width": 1000, "height": 1200})
    context.set_default_timeout(30_000)
    # Voilà's own page asks for fonts elsewhere; nothing in the form needs them.
    context.route(lambda url: not url.startswith(lab.url), lambda route: route.abort())
    try:
        page = context.new_page()
        page.goto(f"{lab.url}voila/render/{name}?token={lab.token}")
        form = page.locator(".cx")
        form.get_by_role("button", name="Example").click()
        expect(form.locator(".cx-url")).to_contain_text("/v2/customers/800101")
        form.get_by_role("button", name="Send", exact=True).click()
        expect(form.locator(".cx-badge")).to_have_text("success")
        expect(form.get_by_role("row").filter(has_text="800101").first).to_be_visible()
    finally:
        context.close()

"""One JupyterLab and one Chromium for all browser tests, a page for each notebook."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

# What is awaited may take its time on a busy machine.
expect.set_options(timeout=20_000)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Without these Chromium looks for its own services on the network at every start.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


class Lab:
    """A JupyterLab server of its own, on a copy of the notebooks."""

    def __init__(self, base: Path) -> None:
        self.root = base / "root"
        shutil.copytree(NOTEBOOKS, self.root)
        self.token = secrets.token_hex(8)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        overrides = base / "config" / "labconfig" / "default_setting_overrides.json"
        overrides.parent.mkdir(parents=True)
        overrides.write_text(json.dumps(SETTINGS))
        folders = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "run",
            "IPYTHONDIR": "ipython",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        }
        self._log_path = base / "lab.log"
        self._log = self._log_path.open("wb")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                *("--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
                f"--IdentityProvider.token={self.token}",
                f"--ServerApp.root_dir={self.root}",
                "--LabApp.expose_app_in_browser=True",
            ],
            env={**os.environ, **{name: str(base / to) for name, to in folders.items()}},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        self._wait_until(self._answers, "JupyterLab did not start")

    def write(self, name: str, *cells: str) -> str:
        """Write a notebook with some cells of code, and give its name."""
        book = nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells]  # type: ignore[no-untyped-call]
        )
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(book, self.root / name)  # type: ignore[no-untyped-call]
        return name

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(self._log_path.read_text()[-2000:])
        try:
            self.api("status")
        except OSError:
            return False
        return True

    def api(self, path: str, method: str = "GET") -> Any:
        """Ask the server's REST API."""
        request = urllib.request.Request(
            f"{self.url}api/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.loads(answer.read() or "null")

    def wait_for_kernel(self, path: str) -> None:
        """Wait until a notebook's kernel is idle, by the server: the page says so too early."""

        def idle() -> bool:
            return any(
                session["path"] == path
                and session["kernel"]["connections"]
                and session["kernel"]["execution_state"] == "idle"
                for session in self.api("sessions")
            )

        self._wait_until(idle, f"the kernel of {path} is not idle")

    def _wait_until(self, done: Callable[[], bool], otherwise: str, timeout: float = 60) -> None:
        end = time.monotonic() + timeout
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(otherwise)
            time.sleep(0.05)

    def close(self) -> None:
        """Stop the server."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


class Notebook:
    """A notebook that is open in the browser."""

    def __init__(self, lab: Lab, page: Page, path: str) -> None:
        self.lab, self.page, self.path = lab, page, path
        page.goto(f"{lab.url}lab/tree/{path}?reset&token={lab.token}")
        page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
        lab.wait_for_kernel(path)

    def use_theme(self, name: str) -> None:
        """Change JupyterLab's theme."""
        self.page.evaluate(
            "name => jupyterapp.commands.execute('apputils:change-theme', {theme: name})", name
        )
        kind = "false" if "Dark" in name else "true"
        self.page.locator(f"body[data-jp-theme-light='{kind}']").wait_for(state="attached")

    def start(self) -> None:
        """Run every cell, without waiting."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def run_all(self) -> list[str]:
        """Run every cell, and give the tracebacks."""
        self.start()
        self.page.wait_for_function(
            r"""() => {
              const cells = [...document.querySelectorAll('.jp-CodeCell')]
                .filter(e => e.querySelector('.cm-content')?.innerText.trim());
              return cells.length && cells.every(
                e => /\[\d+\]/.test(e.querySelector('.jp-InputPrompt').textContent));
            }""",
            timeout=60_000,
        )
        self.lab.wait_for_kernel(self.path)
        errors = self.page.locator("[data-mime-type='application/vnd.jupyter.stderr']")
        return errors.filter(has_text="Traceback (most recent call last)").all_inner_texts()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A running JupyterLab."""
    server = Lab(tmp_path_factory.mktemp("lab"))
    yield server
    server.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; where there is none the tests are skipped, but in CI they fail."""
    if not Path(CHROMIUM).exists():
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop("no Chromium: install Debian's package chromium, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_notebook(lab: Lab, chromium: Browser) -> Iterator[Callable[[str], Notebook]]:
    """Open a notebook by its name; no page may reach for anything outside this machine."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(20_000)
    outside: list[str] = []
    own = (lab.url, lab.url.replace("http", "ws"), "data:", "blob:")
    context.on("request", lambda r: None if r.url.startswith(own) else outside.append(r.url))
    yield lambda path: Notebook(lab, context.new_page(), path)
    context.close()
    for session in lab.api("sessions"):
        lab.api(f"sessions/{session['id']}", "DELETE")
    assert not outside

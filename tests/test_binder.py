"""What Binder is given, as far as it can be checked without Docker (``.ci/binder`` does more)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).parent.parent
BINDER = ROOT / "binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_image_gets_the_package_with_what_a_lab_needs() -> None:
    assert (BINDER / "requirements.txt").read_text() == ".[lab]\n"


def test_the_kernel_is_newer_than_the_one_of_the_base_image() -> None:
    # ipykernel 7.0 fails when a thread touches a widget.
    assert "ipykernel>=7.1" in PROJECT["optional-dependencies"]["lab"]


def test_the_runtime_is_a_python_that_the_package_supports() -> None:
    found = re.fullmatch(r"python-3\.(\d+)\n", (BINDER / "runtime.txt").read_text())
    assert found is not None
    oldest = re.fullmatch(r">=3\.(\d+)", PROJECT["requires-python"])
    assert oldest is not None
    assert int(found[1]) >= int(oldest[1])


def test_the_check_of_the_image_runs_as_binder_runs_it() -> None:
    script = BINDER / "postBuild"
    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([script], cwd=ROOT, env={**os.environ, "PATH": path}, check=True)


def test_the_badge_opens_the_lab_on_the_first_notebook() -> None:
    found = re.search(r"\]\((https://mybinder\.org/v2/\S+)\)", (ROOT / "README.md").read_text())
    assert found is not None
    (opened,) = parse_qs(urlsplit(found[1]).query)["urlpath"]
    assert opened.startswith("lab/tree/")
    assert (ROOT / opened.removeprefix("lab/tree/")).is_file()

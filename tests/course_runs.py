"""The notebooks of the course run in this process: what they sent, and what they were answered."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from functools import cache
from typing import Any

import capexplore as cx
from tests.regenerate import NOTEBOOKS

__all__ = ["calls_of", "cells_of", "run_and_shown"]


def cells_of(name: str) -> list[dict[str, Any]]:
    """The cells of code of a notebook, by its name without the ending."""
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text())["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def run_and_shown(name: str) -> str:
    """The code of a notebook and everything that it gave, as text."""
    parts = []
    for cell in cells_of(name):
        parts.append("".join(cell["source"]))
        for output in cell["outputs"]:
            parts += ["".join(output.get("text", ""))]
            shown = output.get("data", {})
            parts += ["".join(shown.get(kind, "")) for kind in ("text/plain", "text/html")]
    return "\n".join(parts)


@cache
def calls_of(name: str) -> tuple[cx.Response, ...]:
    """The calls that a notebook makes, from the histories of all its clients."""
    names: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        for cell in cells_of(name):
            exec(compile("".join(cell["source"]), name, "exec"), names)  # noqa: S102 - our own
    explorers = [value for value in names.values() if isinstance(value, cx.Explorer)]
    clients = [value for value in names.values() if isinstance(value, cx.Client)]
    found: list[cx.Response] = []
    for client in dict.fromkeys([*clients, *(explorer.client for explorer in explorers)]):
        found += [call for call in client.history if call.request is not None]
        client.close()
    return tuple(found)

"""The committed notebooks: executed, small, clean, and the same bytes when executed again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.regenerate import NOTEBOOKS, regenerate

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
EACH = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
FORBIDDEN = re.compile(r"hg-demo-secret|tide-and-till|eyJ[\w-]+\.|/(home|tmp|Users|root)/")


def code_cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text())["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def test_there_is_a_first_notebook() -> None:
    assert PATHS[0].name == "00-start-here.ipynb"


@EACH
def test_every_code_cell_was_executed_in_order(path: Path) -> None:
    cells = code_cells(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))


@EACH
def test_no_widget_state_is_kept(path: Path) -> None:
    assert "widgets" not in json.loads(path.read_text())["metadata"]


@EACH
def test_errors_are_shown_only_where_a_tag_says_so(path: Path) -> None:
    for cell in code_cells(path):
        failed = [out for out in cell["outputs"] if out["output_type"] == "error"]
        assert not failed or "raises-exception" in cell["metadata"].get("tags", [])


@EACH
def test_notebook_is_small_and_has_no_secrets_and_no_absolute_paths(path: Path) -> None:
    text = path.read_text()
    assert len(text) < 200_000
    assert FORBIDDEN.findall(text) == []
    assert not re.findall(r"0x[0-9a-f]{6,}", text)


def test_executing_the_first_notebook_again_gives_the_same_bytes() -> None:
    assert regenerate(PATHS[0]) == PATHS[0].read_text()

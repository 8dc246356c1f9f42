"""The committed notebooks: executed, small, clean, in one rhythm, and the same when run again."""

from __future__ import annotations

import json
import os
import re
import tomllib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import capexplore as cx
from capexplore import course
from tests.regenerate import NOTEBOOKS, joined, regenerate

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
EACH = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
FORBIDDEN = re.compile(r"hg-demo-secret|tide-and-till|eyJ[\w-]+\.|/(home|tmp|Users|root)/")
RHYTHM = ["In the form", "In code", "What can go wrong", "Exercise", "Next"]
# What nbval cannot compare (it is tested by the notebooks that do without).
NOT_COMPARED = re.compile(
    r"^\s*(with \w*out\w*:|@\w*\.?interact|.*\bclear_output|.*\bdisplay_id=|.*%time|%%|.*\btqdm\b)",
    re.MULTILINE,
)
# What makes nbval leave out a cell, or what it gave.
NOT_CHECKED = re.compile(r"nbval|skip", re.IGNORECASE)
HIDDEN = re.compile(
    r"<details><summary>Solution</summary>\n\n```python\n(.*?)```\n\n</details>", re.DOTALL
)


def cells_of(path: Path, kind: str = "") -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text())["cells"]
    return [cell for cell in cells if cell["cell_type"].startswith(kind)]


def source_of(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def prose_of(path: Path) -> str:
    return "\n\n".join(source_of(cell) for cell in cells_of(path, "markdown"))


def code_cells(path: Path) -> list[dict[str, Any]]:
    return cells_of(path, "code")


def test_the_notebooks_are_numbered_without_gaps() -> None:
    assert [int(path.name[:2]) for path in PATHS] == list(range(18))


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
def test_nothing_was_written_to_standard_error(path: Path) -> None:
    outputs = [out for cell in code_cells(path) for out in cell["outputs"]]
    assert [out["text"] for out in outputs if out.get("name") == "stderr"] == []


@EACH
def test_everything_shown_has_a_text_and_can_be_compared(path: Path) -> None:
    for cell in code_cells(path):
        assert not NOT_COMPARED.search(source_of(cell))
        for output in cell["outputs"]:
            assert output["output_type"] == "stream" or "text/plain" in output["data"]


@pytest.mark.parametrize(
    "code",
    [
        "with output:\n    print(1)",
        "@widgets.interact\ndef f(x): ...",
        "display.clear_output()",
        "handle = display(1, display_id=True)",
        "%time f()",
        "%%capture\nf()",
        "for n in tqdm(range(3)): ...",
    ],
)
def test_what_nbval_cannot_compare_would_be_found(code: str) -> None:
    assert NOT_COMPARED.search(code)


@EACH
def test_no_cell_asks_nbval_to_look_away(path: Path) -> None:
    for cell in code_cells(path):
        assert not NOT_CHECKED.search(
            json.dumps([cell["metadata"], re.findall("#.*", source_of(cell))])
        )


def test_every_output_is_compared_as_it_stands() -> None:
    options = tomllib.loads((NOTEBOOKS.parent / "pyproject.toml").read_text())["tool"]["pytest"]
    assert "notebooks" in options["ini_options"]["testpaths"]
    asked = options["ini_options"]["addopts"].split()
    assert "--nbval" in asked
    assert not any(one.startswith(("--nbval-lax", "--nbval-sanitize")) for one in asked)


@EACH
def test_notebook_is_small_and_has_no_secrets_and_no_absolute_paths(path: Path) -> None:
    text = path.read_text()
    assert len(text) < 200_000
    assert FORBIDDEN.findall(text) == []
    assert not re.findall(r"0x[0-9a-f]{6,}", text)


@EACH
def test_every_notebook_has_the_same_rhythm(path: Path) -> None:
    assert 10 <= len(cells_of(path)) <= 25
    prose = prose_of(path)
    assert prose.startswith("# ")
    headings = re.findall(r"^## (.+)$", prose, re.MULTILINE)
    assert [heading for heading in headings if heading in RHYTHM] == RHYTHM
    sources = "\n".join(map(source_of, code_cells(path)))
    assert "cx.explore(" in sources or "cx.Explorer(" in sources
    shown = [
        out.get("data", {}).get("text/html", []) for c in code_cells(path) for out in c["outputs"]
    ]
    assert any('class="dataframe"' in "".join(html) for html in shown)


@EACH
def test_links_to_other_notebooks_and_to_the_neighbours_resolve(path: Path) -> None:
    linked = set(re.findall(r"\]\(([\w-]+\.ipynb)\)", prose_of(path)))
    assert linked <= {other.name for other in PATHS}
    number = int(path.name[:2])
    neighbours = {one.name for one in PATHS if abs(int(one.name[:2]) - number) == 1}
    assert neighbours <= linked


@EACH
def test_exercise_fails_as_it_stands_and_its_hidden_solution_passes(path: Path) -> None:
    cells = code_cells(path)
    check = source_of(cells[-1])
    assert "course.check(" in check
    (solution,) = HIDDEN.findall(prose_of(path))
    assert "<summary>Hint</summary>" in prose_of(path)
    names: dict[str, Any] = {}

    def run(code: str, mode: str = "exec") -> Any:
        return eval(compile(code, path.name, mode), names)  # noqa: S307 - our own notebook

    for cell in cells[:-1]:
        run(source_of(cell))
    starter, _, checked = check.rpartition("\n")
    run(starter)
    assert not run(checked, "eval").done
    run(solution)
    outcome = run(checked, "eval")
    for value in names.values():
        if isinstance(value, cx.Client):
            value.close()  # In a kernel its connections end with it.
    assert isinstance(outcome, course.Check)
    assert outcome.missing == ()


@pytest.fixture(scope="module")
def again() -> dict[Path, str]:
    """Every notebook executed again, as many at a time as there are processors."""
    # Processes, so that the event loops that kernels need are gone with them.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        return dict(zip(PATHS, pool.map(regenerate, PATHS), strict=True))


@EACH
def test_executing_a_notebook_again_gives_the_same_bytes(
    path: Path, again: dict[Path, str]
) -> None:
    assert again[path] == path.read_text()


def test_what_a_kernel_prints_in_parts_is_kept_as_one() -> None:
    def printed(text: str, name: str = "stdout") -> dict[str, Any]:
        return {"output_type": "stream", "name": name, "text": text}

    shown = {"output_type": "display_data", "data": {}}
    outputs = [printed("a"), printed("b"), shown, printed("c"), printed("d", "stderr")]
    expected = [printed("ab"), shown, printed("c"), printed("d", "stderr")]
    assert joined(outputs) == expected

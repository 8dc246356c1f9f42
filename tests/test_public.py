"""What the package shows, what importing it costs, and in which direction its modules import."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import capexplore as cx

PACKAGE = Path(cx.__file__).parent
README = PACKAGE.parent / "README.md"

PUBLIC = [
    "Action",
    "Anonymous",
    "Attribution",
    "Client",
    "Cluster",
    "Explorer",
    "History",
    "Item",
    "OAuth",
    "Request",
    "Response",
    "Sandbox",
    "Secret",
    "Till",
    "Token",
    "actions",
    "clusters",
    "concat",
    "errors",
    "explore",
]

# A module may import those of an earlier layer, and of its own.
LAYERS = [
    "errors echoes deadlines",
    "tracebacks",
    "secrets",
    "headers",
    "cluster action catalog examples search schemas openapi",
    "codes proxies environment",
    "validate xml snippets request",
    "build",
    "credentials",
    "flatten decode dates",
    "arrays content",
    "rest frames masks",
    "envelopes",
    "tabulate",
    "response display",
    "together callfile",
    "history",
    "pages bulk transport scan",
    "calls wire",
    "client",
    "widgets doctor course",
    "cli",
    "__main__",
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer.split()}
OPENS_A_SANDBOX = {"client", "cli"}

MODULES = sorted(
    found.name
    for found in pkgutil.walk_packages(cx.__path__, "capexplore.")
    if found.name != "capexplore.__main__"
)
SOURCES = sorted(PACKAGE.rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    """The modules that a file imports when it runs, at the top or in a function."""
    waiting: list[ast.AST] = [ast.parse(path.read_text())]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            module = node.module or ""
            names = [name.name for name in node.names]
            yield from (f"capexplore.{n}" if module == "capexplore" else module for n in names)
        waiting += ast.iter_child_nodes(node)


def own_modules(path: Path) -> set[str]:
    """The first part of each module of ours that a file imports: ``widgets.style`` is widgets."""
    ours = (name for name in imports_of(path) if name.startswith("capexplore."))
    return {name.split(".")[1] for name in ours} & {*RANK, "sandbox"}


def run_python(code: str) -> list[str]:
    """Run code in a new interpreter, and give the list that it prints as JSON."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    answer: list[str] = json.loads(done.stdout)
    return answer


def test_public_names_are_these_and_at_most_twenty() -> None:
    assert cx.__all__ == PUBLIC
    assert len(PUBLIC) <= 20


@pytest.mark.parametrize("name", PUBLIC)
def test_public_name_has_a_docstring_and_shows_in_dir(name: str) -> None:
    assert getattr(cx, name).__doc__
    assert name in dir(cx)


def test_clusters_is_the_collection_also_after_a_client_was_made() -> None:
    code = "import json, capexplore as cx; cx.Client(); print(json.dumps(list(cx.clusters)))"
    assert run_python(code) == ["asia", "europe", "us", "asia2"]


def test_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Manager'"):
        _ = cx.Manager


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        (
            "import capexplore",
            "httpx pandas ipywidgets anywidget falcon lxml waitress msgspec orjson",
        ),
        (
            "import capexplore as cx\n"
            "with cx.Sandbox() as box, cx.Client(box) as client:\n"
            "    assert client.call('v2/customer/get', id=800101, source='ALL').items",
            "pandas ipywidgets anywidget lxml waitress",
        ),
    ],
    ids=["import", "call"],
)
def test_libraries_are_loaded_only_when_needed(code: str, absent: str) -> None:
    names = absent.split()
    tail = f"\nimport sys, json; print(json.dumps([n for n in {names} if n in sys.modules]))"
    assert run_python(code + tail) == []


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if "sandbox" not in p.parts], ids=lambda p: p.name
)
def test_imports_run_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        assert own_modules(path) == set()
        return
    needed = own_modules(path)
    assert {name for name in needed - {"sandbox"} if RANK[name] > RANK[own]} == set()
    assert "sandbox" not in needed or own in OPENS_A_SANDBOX


def test_every_module_has_a_place_in_the_order() -> None:
    modules = {name.split(".")[1] for name in MODULES}
    assert modules - {"sandbox"} <= set(RANK)


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "sandbox").rglob("*.py")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_sandbox_reads_headers_xml_and_envelopes_by_itself(path: Path) -> None:
    assert own_modules(path) <= {"errors", "tracebacks", "cluster", "catalog", "sandbox"}


def test_sandbox_is_imported_only_inside_functions() -> None:
    for name in OPENS_A_SANDBOX:
        top = ast.parse((PACKAGE / f"{name}.py").read_text()).body
        at_top = [ast.unparse(n) for n in top if isinstance(n, ast.Import | ast.ImportFrom)]
        assert not [line for line in at_top if "sandbox" in line]


def test_only_the_widgets_import_ipywidgets() -> None:
    def has_widgets(path: Path) -> bool:
        return any(n.split(".")[0] in ("ipywidgets", "anywidget") for n in imports_of(path))

    users = {p.relative_to(PACKAGE).parts[0] for p in SOURCES if has_widgets(p)}
    assert users == {"widgets"}


class Finder(doctest.DocTestFinder):
    """Finds examples of decorated functions too, which are of the decorator's module otherwise."""

    def _from_module(self, module: Any, object: Any) -> Any:  # noqa: A002 - the base class's name
        return super()._from_module(module, inspect.unwrap(object))  # type: ignore[misc]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    runner = doctest.DocTestRunner()
    found = Finder(exclude_empty=True).find(importlib.import_module(name))
    assert sum(runner.run(one).failed for one in found) == 0
    if name == "capexplore.client":
        assert "capexplore.client.Client.build" in {one.name for one in found if one.examples}


def readme_code(heading: str) -> str:
    section = README.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    return "\n".join(re.findall(r"```python\n(.*?)```", section, re.DOTALL))


def test_readme_code_for_a_notebook_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code = readme_code("In a notebook")
    assert "cx.explore()" in code
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own README
    assert "X-CAP-API-ATTRIBUTION-ENTITY-CODE: quay1" in capsys.readouterr().out


def test_readme_code_for_a_real_cluster_names_what_exists() -> None:
    tree = ast.parse(readme_code("On a real cluster"))
    used = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute)]
    assert {n.attr for n in used if ast.unparse(n.value) == "cx"} <= set(cx.__all__)


def test_readme_counts_the_actions() -> None:
    simulated = sum(action.simulated for action in cx.actions)
    assert simulated == cx.actions.to_frame()["simulated"].sum()
    text = " ".join(README.read_text().split())
    assert f"simulates {simulated} of the {len(cx.actions)} documented actions" in text
    assert f"# {len(cx.actions)} documented actions" in text


def test_readme_is_short() -> None:
    assert len(README.read_text().splitlines()) <= 150


def test_readme_leads_to_every_notebook() -> None:
    linked = re.findall(r"\]\(notebooks/([^)]+)\)", README.read_text())
    assert sorted(linked) == sorted(p.name for p in (README.parent / "notebooks").glob("*.ipynb"))

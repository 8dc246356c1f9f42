"""Alter the sandbox's answers, one action and one way at a time, and see that nbval notices.

python tests/altered.py [KEY ...]

Without keys it takes every simulated action that the course calls, and prints the alterations that
no notebook noticed. Each is one run of pytest, so that all take about a quarter of an hour.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import falcon

import capexplore as cx
from capexplore.sandbox.app import Application
from capexplore.sandbox.handling import Answer
from tests.course_runs import calls_of
from tests.regenerate import NOTEBOOKS

__all__ = ["ALTERATIONS", "alter", "noticed"]

_CODES = ("code", "errorCode", "errorId", "item_code")
_SAID = ("message", "errorMessage", "msg")
_ENVELOPE = (*_CODES, *_SAID, "status", "success")


def _leaves(tree: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    """Change the values of a tree that are no lists or objects; ``...`` leaves out a member."""
    if isinstance(tree, dict):
        changed = {key: _leaves(value, change, key) for key, value in tree.items()}
        return {key: value for key, value in changed.items() if value is not ...}
    if isinstance(tree, list):
        return [value for one in tree if (value := _leaves(one, change, name)) is not ...]
    return change(name, tree)


def _code(name: str, value: Any) -> Any:
    if name not in _CODES or not str(value).isdigit():
        return value
    return type(value)(int(value) + 1)


def _message(name: str, value: Any) -> Any:
    return f"{value}!" if name in _SAID and value else value


def _value(name: str, value: Any) -> Any:
    if name in _ENVELOPE or value is None:
        return value
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else f"{value}!"


def _member(name: str, value: Any) -> Any:
    return value if name in _ENVELOPE else ...


def _in_tree(change: Callable[[str, Any], Any]) -> Callable[[Answer], Answer]:
    return lambda answer: Answer(_leaves(answer.tree, change), answer.status, answer.headers)


ALTERATIONS: dict[str, Callable[[Answer], Answer]] = {
    "status": lambda answer: Answer(answer.tree, answer.status + 1, answer.headers),
    "code": _in_tree(_code),
    "message": _in_tree(_message),
    "value": _in_tree(_value),
    "member": _in_tree(_member),
}


def alter(key: str, way: str) -> None:
    """Let every sandbox of this process answer an action in another way."""
    write = Application._write
    sign = Application._sign

    def concerned(self: Application, req: falcon.Request) -> bool:
        found = self._router.find(req.path, req.method)
        action = found and found[0].get(req.method)
        return bool(action and action.key == key)

    def altered(
        self: Application,
        req: falcon.Request,
        resp: falcon.Response,
        answer: Answer,
        version: str,
        suffix: str,
    ) -> None:
        changed = ALTERATIONS[way](answer) if concerned(self, req) else answer
        write(self, req, resp, changed, version, suffix)

    def forged(self: Application, req: falcon.Request, resp: falcon.Response) -> None:
        sign(self, req, resp)
        if concerned(self, req):
            resp.set_header(way, "altered")

    if way in ALTERATIONS:
        Application._write = altered  # type: ignore[method-assign]
    else:
        Application._sign = forged  # type: ignore[method-assign]


def noticed(notebook: str, key: str, way: str) -> bool:
    """Run nbval over a notebook whose kernel's sandbox is altered: does it fail?"""
    with tempfile.TemporaryDirectory() as folder:
        startup = Path(folder) / "profile_default" / "startup"
        startup.mkdir(parents=True)
        text = f"from tests.altered import alter\nalter({key!r}, {way!r})\ndel alter\n"
        (startup / "00-altered.py").write_text(text)
        root = str(NOTEBOOKS.parent)
        given = {"IPYTHONDIR": folder, "PYTHONPATH": root, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        run = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-qx"),
                *("-p", "nbval.plugin", "-p", "no:cacheprovider", "--confcutdir", str(NOTEBOOKS)),
                str(NOTEBOOKS / f"{notebook}.ipynb"),
            ],
            cwd=root,
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            check=False,
        )
    if run.returncode not in (0, 1):
        raise RuntimeError(run.stdout + run.stderr)
    return run.returncode == 1


def _called() -> dict[str, Counter[str]]:
    """How often each notebook calls each simulated action."""
    found: dict[str, Counter[str]] = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for call in calls_of(path.stem):
            if call.action.simulated:
                found.setdefault(call.action.key, Counter())[path.stem] += 1
    return found


def _ways(key: str) -> Iterator[str]:
    """The alterations that change anything in the answers which the course gets."""
    answers = [
        Answer(call.json(), call.status_code)
        for path in NOTEBOOKS.glob("*.ipynb")
        for call in calls_of(path.stem)
        if call.action.key == key and "json" in call.headers.get("content-type", "")
    ]
    for way, change in ALTERATIONS.items():
        if any(change(answer) != answer for answer in answers):
            yield way


def _main(keys: list[str]) -> str | None:
    called = _called()
    todo = [(key, way) for key in keys or sorted(called) for way in _ways(cx.actions[key].key)]

    def missed(one: tuple[str, str]) -> bool:
        key, way = one
        found = any(noticed(name, key, way) for name, _ in called[key].most_common())
        print("noticed" if found else "MISSED ", way, key, flush=True)
        return not found

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        survivors = [one for one, lost in zip(todo, pool.map(missed, todo), strict=True) if lost]
    print(
        f"{len(todo) - len(survivors)} of {len(todo)} alterations of {len(called)} actions noticed"
    )
    return "\n".join(f"{way} of {key}" for key, way in survivors) or None


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))

"""Execute the notebooks again, in place; the same code gives the same bytes.

python tests/regenerate.py [NOTEBOOK ...]

A cell that takes longer than its limit ends it with a time-out, and the whole course is held
against its own limit at the end. Only this script keeps limits of time: tests run on busy machines.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
CELL_SECONDS = 5
COURSE_SECONDS = 180
WIDGET = "application/vnd.jupyter.widget-view+json"


def regenerate(path: Path, cell_seconds: int = 60) -> str:
    """Give the text of a notebook after it was executed, without what differs from run to run."""
    notebook = nbformat.reads(path.read_text(), as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(
        notebook,
        timeout=cell_seconds,
        kernel_name="python3",
        store_widget_state=False,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        if "outputs" in cell:
            cell["outputs"] = joined(cell["outputs"])
        for output in cell.get("outputs", []):
            if WIDGET in output.get("data", {}):
                output["data"][WIDGET]["model_id"] = "0" * 32
    return str(nbformat.writes(notebook)) + "\n"  # type: ignore[no-untyped-call]


def joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join what a kernel printed in several messages, which depends on how busy the machine is."""
    found: list[dict[str, Any]] = []
    for output in outputs:
        last = found[-1] if found else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            found.append(output)
    return found


def main(names: list[str]) -> str | None:
    """Regenerate some notebooks, or all; give what is to be said of one that took too long."""
    total = 0.0
    for path in [Path(name) for name in names] or sorted(NOTEBOOKS.glob("*.ipynb")):
        start = time.perf_counter()
        path.write_text(regenerate(path, CELL_SECONDS))
        took = time.perf_counter() - start
        total += took
        print(f"{took:6.1f} s  {path.name}")
    print(f"{total:6.1f} s  of {COURSE_SECONDS} s")
    return None if total <= COURSE_SECONDS else "The course takes too long."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The form in JupyterLab; the only part that imports ipywidgets."""

from __future__ import annotations

from capexplore.widgets.explorer import Explorer, explore

__all__ = ["Explorer", "explore"]

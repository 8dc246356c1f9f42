"""What the notebooks of the course have in common: checks of exercises, tables and pictures.

Examples
--------
>>> import capexplore as cx
>>> from capexplore import course
>>> course.check(6, cx.Client())
<Check 6 not yet, 1 thing missing>
"""

from __future__ import annotations

from capexplore.course.checking import Check, check
from capexplore.course.pictures import Picture, anatomy, graph, line, tree, verdicts
from capexplore.course.tables import before_after, outcomes, tidy

__all__ = [
    "Check",
    "Picture",
    "anatomy",
    "before_after",
    "check",
    "graph",
    "line",
    "outcomes",
    "tidy",
    "tree",
    "verdicts",
]

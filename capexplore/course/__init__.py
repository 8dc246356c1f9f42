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
from capexplore.course.raw import by_hand
from capexplore.course.tables import Table, before_after, outcomes, table, tidy

__all__ = [
    "Check",
    "Picture",
    "Table",
    "anatomy",
    "before_after",
    "by_hand",
    "check",
    "graph",
    "line",
    "outcomes",
    "table",
    "tidy",
    "tree",
    "verdicts",
]

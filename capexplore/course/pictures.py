"""The pictures of the course: parts of a URL, a tree, who is one customer, verdicts, a curve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from capexplore.course.svg import COLOURS, Picture, box, label, link, width_of

if TYPE_CHECKING:
    from capexplore.bulk import Run
    from capexplore.cluster import Cluster
    from capexplore.request import Request
    from capexplore.response import Response

__all__ = ["Picture", "anatomy", "graph", "line", "tree", "verdicts"]

_PARTS = {
    "host": "blue",
    "prefix": "grey",
    "version": "amber",
    "entity": "green",
    "action": "red",
    "query": "grey",
}
_ROW = 34
_WIDEST = 880


def anatomy(request: Request, cluster: Cluster | None = None) -> Picture:
    """Draw the parts of a request's URL in their order, each with its name below it.

    Parameters
    ----------
    request : Request
        The request.
    cluster : Cluster, optional
        Whose host to show.

    Returns
    -------
    Picture

    Examples
    --------
    >>> import capexplore as cx
    >>> request = cx.Client().build("v2/customer/get", id=800101, source="ALL")
    >>> anatomy(request, cx.clusters["Asia"])
    Anatomy of a URL
    host: https://apac.intouch.capillarytech.com
    version: v2
    entity: customers
    action: {customerId} = 800101
    query: source = ALL
    """
    parts = request.anatomy(cluster)
    shapes = []
    x, y, widest = 0, 0, 0
    for name, text in parts:
        width = max(width_of(text), width_of(name)) + 16
        if x and x + width > _WIDEST:
            x, y = 0, y + 2 * _ROW
        shapes += [
            box(x, y + 2, width, 28, _PARTS[name]),
            label(x + width / 2, y + 20, text, middle=True),
            label(x + width / 2, y + 46, name, middle=True, small=True),
        ]
        x += width + 6
        widest = max(widest, x)
    told = "\n".join(f"{name}: {text}" for name, text in parts)
    return Picture("Anatomy of a URL", told, (widest, y + 52), tuple(shapes))


def tree(title: str, root: Mapping[str, Any]) -> Picture:
    """Draw a tree from left to right.

    Parameters
    ----------
    title : str
        What it shows.
    root : mapping
        ``{"name": ..., "kind": ..., "children": [...]}``, and so on for the children.

    Returns
    -------
    Picture

    Examples
    --------
    >>> tree("Stores", {"name": "5001", "kind": "org", "children": [{"name": "quay1"}]})
    Stores
    5001 (org)
      quay1
    """
    nodes = list(_walk(root, 0))
    text = [f"{name} ({kind})" if kind else name for _, name, kind in nodes]
    shapes = []
    above: dict[int, int] = {}
    for row, (depth, _, _) in enumerate(nodes):
        x, y = depth * 40, row * _ROW
        if depth:
            start = above[depth - 1] * _ROW + 30
            shapes += [link(x - 25, start, x - 25, y + 16), link(x - 25, y + 16, x, y + 16)]
        above[depth] = row
        shapes += [
            box(x, y + 2, width_of(text[row]) + 24, 28, list(COLOURS)[depth % len(COLOURS)]),
            label(x + 12, y + 20, text[row]),
        ]
    width = max(
        depth * 40 + width_of(one) + 25 for (depth, _, _), one in zip(nodes, text, strict=True)
    )
    told = "\n".join("  " * depth + one for (depth, _, _), one in zip(nodes, text, strict=True))
    return Picture(title, told, (width, _ROW * len(nodes)), tuple(shapes))


def _walk(node: Mapping[str, Any], depth: int) -> Iterable[tuple[int, str, str]]:
    yield depth, str(node["name"]), str(node.get("kind", ""))
    for child in node.get("children", ()):
        yield from _walk(child, depth + 1)


def graph(
    title: str,
    customers: Mapping[object, Iterable[str]],
    merged: Mapping[object, object] | None = None,
) -> Picture:
    """Draw which profiles are which customer's: customers on the left, profiles on the right.

    Parameters
    ----------
    title : str
        What it shows, such as ``"Before"``.
    customers : mapping of id to profiles
        What each customer's profiles are called.
    merged : mapping of id to id, optional
        Which customers are no more, and which ones they were merged into.

    Returns
    -------
    Picture

    Examples
    --------
    >>> graph("After", {800101: ["INSTORE: mobile", "ECOMMERCE: email"]}, {800102: 800101})
    After
    Customer 800101 has INSTORE: mobile and ECOMMERCE: email.
    Customer 800102 was merged into 800101.
    """
    shapes, told, row, right = [], [], 0, 190
    for customer, given in customers.items():
        profiles = list(given)
        middle = (row + (max(len(profiles), 1) - 1) / 2) * _ROW + 16
        shapes += _customer(customer, middle, "green")
        for profile in profiles:
            y = row * _ROW
            shapes += [
                link(130, middle, right, y + 16),
                box(right, y + 2, width_of(profile) + 24, 28, "blue"),
                label(right + 12, y + 20, profile),
            ]
            row += 1
        row += not profiles
        told.append(f"Customer {customer} has {' and '.join(profiles) or 'no profile'}.")
    notes = [f"→ merged into {survivor}" for survivor in (merged or {}).values()]
    for customer, note in zip(merged or {}, notes, strict=True):
        shapes += [*_customer(customer, row * _ROW + 16, "grey"), label(142, row * _ROW + 20, note)]
        row += 1
        told.append(f"Customer {customer} was {note[2:]}.")
    boxes = (width_of(profile) for given in customers.values() for profile in given)
    widest = max([*boxes, *(width_of(note) - 48 for note in notes)], default=0)
    return Picture(title, "\n".join(told), (right + widest + 25, row * _ROW), tuple(shapes))


def _customer(customer: object, middle: float, colour: str) -> list[str]:
    return [
        box(0, middle - 14, 130, 28, colour),
        label(65, middle + 4, str(customer), middle=True),
    ]


def verdicts(source: Response | Run) -> Picture:
    """Draw the verdict on each item of a batch, or on each row of a bulk run, in their order.

    Parameters
    ----------
    source : Response or Run
        The answer to the batch, or the run.

    Returns
    -------
    Picture

    Examples
    --------
    >>> import capexplore as cx
    >>> people = {"root": {"customer": [{"mobile": "914400000777"}, {"firstname": "Nobody"}]}}
    >>> verdicts(cx.Client().call("v1.1/customer/add", json=people))
    1 of 2 items worked
    item 0: ok 1000
    item 1: failed 1007
    """
    from capexplore.bulk import Run

    run = isinstance(source, Run)
    noun = "row" if run else "item"
    found = list(_of_rows(source) if isinstance(source, Run) else _of_items(source))
    shapes = []
    told = []
    for place, (word, code) in enumerate(found):
        x = place * 92
        sign, colour = _VERDICTS[word]
        shapes += [
            box(x + 1, 1, 84, 46, colour),
            label(x + 43, 20, f"{sign} {'' if code is None else code}", middle=True),
            label(x + 43, 38, word, middle=True, small=True),
        ]
        told.append(f"{noun} {place}: {word}" + ("" if code is None else f" {code}"))
    worked = sum(word in ("ok", "warned") for word, _ in found)
    title = f"{worked} of {len(found)} {noun}s worked"
    return Picture(title, "\n".join(told), (max(92 * len(found), 92), 48), tuple(shapes))


_VERDICTS = {
    "ok": ("✓", "green"),
    "warned": ("!", "amber"),
    "failed": ("✗", "red"),
    "in doubt": ("?", "amber"),
    "not sent": ("-", "grey"),
}


def _of_items(response: Response) -> Iterable[tuple[str, int | None]]:
    for item in response.items:
        yield ("warned" if item.ok and item.warnings else "ok" if item.ok else "failed"), item.code


def _of_rows(run: Run) -> Iterable[tuple[str, int | None]]:
    from capexplore.bulk.journal import DOUBT, FAILED, OK, SENT

    words = {OK: "ok", FAILED: "failed", DOUBT: "in doubt", SENT: "in doubt"}
    for outcome in run.journal.outcomes():
        yield words.get(outcome.state, "not sent"), outcome.code


def line(title: str, points: Sequence[tuple[str, float]]) -> Picture:
    """Draw how a number went on, from step to step.

    Parameters
    ----------
    title : str
        What the number is.
    points : sequence of (str, float)
        What happened, and the number after it.

    Returns
    -------
    Picture

    Examples
    --------
    >>> line("Points", [("registered", 0), ("bought", 120)])
    Points
    registered: 0, bought: 120
    """
    low, high = (side([0.0, *(value for _, value in points)]) for side in (min, max))
    gap = max((width_of(name) for name, _ in points), default=0) + 8
    gap, top, deep = max(gap, 80), 30, 110
    places = [
        (gap * (step + 0.5), top + deep * (high - value) / (high - low or 1))
        for step, (_, value) in enumerate(points)
    ]
    shapes = [link(0, top + deep, gap * len(points), top + deep)]
    shapes += [link(*start, *end) for start, end in pairwise(places)]
    for (x, y), (name, value) in zip(places, points, strict=True):
        shapes += [
            f"<circle cx='{x:g}' cy='{y:g}' r='4' fill='{COLOURS['blue']}'/>",
            label(x, y - 9, f"{value:g}", middle=True),
            label(x, top + deep + 20, name, middle=True, small=True),
        ]
    told = ", ".join(f"{name}: {value:g}" for name, value in points) or "nothing yet"
    return Picture(title, told, (max(gap * len(points), gap), top + deep + 28), tuple(shapes))

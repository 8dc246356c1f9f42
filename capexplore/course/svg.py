"""Small drawings as inline SVG that read in light and dark, with a text that says the same.

Lines and letters take the colour of the text around them; colour only ever repeats what a word or a
sign already says.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape

__all__ = ["COLOURS", "Picture", "box", "label", "link", "width_of"]

COLOURS = {
    "blue": "#3b82d6",
    "green": "#2f9e5f",
    "red": "#d64545",
    "amber": "#c58a12",
    "grey": "#8a8f98",
}
_FONT = "font-family='system-ui, sans-serif' font-size='13'"


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A drawing with its title and the text that stands for it.

    Parameters
    ----------
    title : str
        What it shows, in a few words.
    text : str
        What it says, for whoever does not see it; unfolds below it.
    size : tuple of (int, int)
        Width and height.
    shapes : tuple of str
        The SVG elements.
    """

    title: str
    text: str
    size: tuple[int, int]
    shapes: tuple[str, ...]

    def to_svg(self) -> str:
        """Give the drawing as an SVG element that assistive technology can read."""
        name = hashlib.sha256(f"{self.title}{self.text}".encode()).hexdigest()[:8]
        width, height = self.size
        return (
            f"<svg role='img' aria-labelledby='cx-{name}-t cx-{name}-d' width='{width + 2}' "
            f"viewBox='-1 -1 {width + 2} {height + 2}' style='max-width:100%;height:auto' {_FONT} "
            "fill='currentColor'>"
            f"<title id='cx-{name}-t'>{escape(self.title)}</title>"
            f"<desc id='cx-{name}-d'>{escape(self.text)}</desc>{''.join(self.shapes)}</svg>"
        )

    def _repr_html_(self) -> str:
        return (
            f"<figure style='margin:0'><figcaption><b>{escape(self.title)}</b></figcaption>"
            f"{self.to_svg()}<details style='opacity:.75'><summary>In words</summary>"
            f"<span style='white-space:pre-wrap'>{escape(self.text)}</span></details></figure>"
        )

    def __repr__(self) -> str:
        return f"{self.title}\n{self.text}"


def width_of(text: str) -> int:
    """Estimate how wide a text is, from the widest letters of usual fonts."""
    return round(7.6 * len(text))


def label(x: float, y: float, text: str, *, middle: bool = False, small: bool = False) -> str:
    """Write a text; `y` is its base line."""
    anchor = " text-anchor='middle'" if middle else ""
    size = " font-size='11' opacity='.75'" if small else ""
    return f"<text x='{x:g}' y='{y:g}'{anchor}{size}>{escape(text)}</text>"


def box(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Draw a box with a light fill."""
    paint = COLOURS[colour]
    return (
        f"<rect x='{x:g}' y='{y:g}' width='{width:g}' height='{height:g}' rx='5' "
        f"fill='{paint}' fill-opacity='.15' stroke='{paint}'/>"
    )


def link(x1: float, y1: float, x2: float, y2: float) -> str:
    """Draw a line between two points."""
    return (
        f"<path d='M{x1:g} {y1:g}L{x2:g} {y2:g}' stroke='currentColor' "
        "stroke-opacity='.5' fill='none'/>"
    )

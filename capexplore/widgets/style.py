"""The look of the form: JupyterLab's own colours and sizes, so that every theme fits."""

from __future__ import annotations

import anywidget
import ipywidgets as w
from ipywidgets.widgets.widget_description import DescriptionStyle
from ipywidgets.widgets.widget_string import TextStyle

__all__ = ["CHOICE", "CSS", "TEXT", "WIDE", "KeyGuard", "grid", "section"]

# Widgets share these objects: a layout or style of its own would be one more message each.
_LAYOUT = w.Layout(width="auto", min_width="0")
_WIDE = w.Layout(width="auto", min_width="0", height="150px")
_LABEL_WIDTH = "170px"
CHOICE = {"layout": _LAYOUT, "style": DescriptionStyle(description_width=_LABEL_WIDTH)}
TEXT = {"layout": _LAYOUT, "style": TextStyle(description_width=_LABEL_WIDTH)}
WIDE = {"layout": _WIDE, "style": TextStyle(description_width=_LABEL_WIDTH)}

_ARROW = (
    "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'%3E"
    "%3Cpath fill='%23888' d='M3.6 5.5 9 10.9l5.4-5.4 1.4 1.4L9 13.7 2.2 6.9z'/%3E%3C/svg%3E\")"
)
CSS = f"""<style>
.cx {{ border: 1px solid var(--jp-border-color2); border-radius: 6px; padding: 10px 14px;
  background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); max-width: 1000px; }}
.cx .cx-title {{ font-weight: 600; font-size: var(--jp-ui-font-size2); }}
.cx .cx-section {{ margin-top: 8px; padding-top: 8px; border-top: 1px solid var(--jp-border-color3);
  overflow: visible; }}
.cx .widget-label {{ color: var(--jp-ui-font-color1); white-space: normal; height: auto;
  line-height: 1.15; align-self: center; overflow-wrap: anywhere; }}
.cx .widget-html-content {{ line-height: 1.4; }}
.cx select {{ background-image: {_ARROW} !important; background-size: 16px; }}
.cx pre {{ margin: 0; padding: 8px 10px; background: var(--jp-layout-color2);
  color: var(--jp-content-font-color1); border-radius: 4px; font-size: var(--jp-code-font-size);
  font-family: var(--jp-code-font-family); line-height: 1.35; white-space: pre-wrap;
  overflow-wrap: anywhere; max-height: 420px; overflow: auto; }}
.cx .cx-anatomy {{ display: flex; flex-wrap: wrap; gap: 4px 14px; padding: 6px 2px; }}
.cx .cx-part small {{ color: var(--jp-ui-font-color2); }}
.cx .cx-part b {{ font-family: var(--jp-code-font-family); font-weight: 400;
  border-bottom: 2px solid var(--jp-border-color1); }}
.cx .cx-method, .cx .cx-action b {{ color: var(--jp-brand-color1); }}
.cx .cx-note, .cx .cx-hint {{ color: var(--jp-ui-font-color2); }}
.cx .cx-ok {{ color: var(--jp-success-color0); font-weight: 600; white-space: pre-wrap; }}
.cx .cx-bad {{ color: var(--jp-error-color0); font-weight: 600; white-space: pre-wrap; }}
.cx .cx-table {{ max-height: 340px; overflow: auto; padding: 0; }}
.cx .cx-table table {{ margin: 0; font-size: var(--jp-ui-font-size1); }}
.cx .cx-table :is(th, td) {{ text-align: left !important; }}
.cx .cx-table tbody th {{ font-weight: 400; color: var(--jp-ui-font-color2); }}
</style>"""


class KeyGuard(anywidget.AnyWidget):
    """Keeps the notebook's one-key commands away from the form's controls.

    Without it a letter typed on a focused drop-down reaches the notebook, where "a" adds a cell and
    "x" cuts one. The attribute has to be on each control itself.
    """

    _esm = """export default { render({ el }) {
      el.style.display = "none";
      const start = () => {
        const form = el.closest(".cx");
        if (!form) return requestAnimationFrame(start);
        const mark = () => form.querySelectorAll("select,button,input,textarea,[tabindex]")
          .forEach(x => x.setAttribute("data-lm-suppress-shortcuts", "true"));
        mark();
        new MutationObserver(mark).observe(form, { childList: true, subtree: true });
      };
      start();
    } }"""


def grid(*children: w.Widget) -> w.GridBox:
    """Set controls side by side where there is room, and below each other where there is not."""
    columns = "repeat(auto-fit, minmax(min(380px, 100%), 1fr))"
    layout = w.Layout(
        grid_template_columns=columns, grid_gap="2px 20px", width="100%", overflow="visible"
    )
    return w.GridBox(children, layout=layout)


def section(title: str, *children: w.Widget) -> w.VBox:
    """Put controls under a heading."""
    heading = w.HTML(f"<div class='cx-title' role='heading' aria-level='3'>{title}</div>")
    box = w.VBox([heading, *children])
    box.add_class("cx-section")
    return box

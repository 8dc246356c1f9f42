"""Where to call and what: cluster, version, entity, action, and a search over all actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from capexplore.catalog import Action, actions
from capexplore.cluster import Cluster, clusters
from capexplore.search import values_in
from capexplore.widgets.style import CHOICE, HIDDEN, TEXT, grid, html, stack
from capexplore.widgets.texts import about, actions_of, entities_of
from capexplore.widgets.watch import Watch

__all__ = ["Chooser"]

_OTHER = "another"
_HITS = 12


class Chooser:
    """The choices, each offering what exists under the one before it.

    Parameters
    ----------
    own : Cluster
        The cluster that is offered first.
    watch : Watch
        Calls back.
    cluster_chosen : callable
        Called with a cluster or a URL.
    action_chosen : callable
        Called with the action, and with the values that a pasted URL has for it.
    """

    def __init__(
        self,
        own: Cluster,
        watch: Watch,
        cluster_chosen: Callable[[Cluster | str], None],
        action_chosen: Callable[[Action, dict[str, Any]], None],
    ) -> None:
        self._own = own
        self._cluster_chosen, self._action_chosen = cluster_chosen, action_chosen
        self._watch = watch
        offered = {own.key: own} | {c.key: c for c in clusters.values()}
        hosts = [(f"{c.name} ({c.host})", key) for key, c in offered.items()]
        self.cluster = w.Dropdown(
            options=[*hosts, ("a URL of one's own", _OTHER)], description="Cluster", **CHOICE
        )
        self.url = w.Text(
            description="URL", placeholder="https://…", continuous_update=False, **TEXT
        )
        versions = sorted({action.version for action in actions})
        self.version = w.Dropdown(options=versions, description="Version", **CHOICE)
        combo = {
            "ensure_option": True,
            "continuous_update": False,
            "placeholder": "type to filter",
        }
        self.entity = w.Combobox(description="Entity", **combo, **TEXT)
        self.action = w.Combobox(description="Action", **combo, **TEXT)
        self.search = w.Text(
            description="Search", placeholder="redeem points, PATCH, a path, a URL", **TEXT
        )
        self.hits = w.Select(description="Found", rows=6, options=[], **CHOICE)
        self._about = html()
        self._shown_layouts = (self.url.layout, self.hits.layout)
        self.url.layout = self.hits.layout = HIDDEN
        find = stack(self.search, self.hits)
        find.add_class("cx-search")
        choices = grid(self.cluster, self.version, self.url, self.entity, self.action)
        self.box = stack(find, choices, self._about)
        self.box.add_class("cx-choose")
        watch.value(self.cluster, self._cluster_changed)
        watch.value(self.url, self._url_changed)
        watch.value(self.version, self._version_changed)
        watch.value(self.entity, self._entity_changed)
        watch.value(self.action, self._action_changed)
        watch.value(self.search, self._search_changed)
        watch.value(self.hits, self._hit_chosen)

    def show(self, action: Action) -> None:
        """Set version, entity and action, and say what the catalog knows of it."""
        with self._watch.quiet():
            self.version.value = action.version
            _offer(self.entity, entities_of(action.version), action.entity)
            _offer(self.action, actions_of(action.version, action.entity), action.action)

    def tell(self, action: Action, cluster: Cluster) -> None:
        """Say what the catalog knows of an action, and what the cluster does."""
        self._about.value = about(action, cluster)

    def pick(self) -> None:
        """Go to the first action that was found."""
        if self.hits.options:
            self._go(self.hits.options[0][1])

    def _cluster_changed(self, change: Any) -> None:
        other = change["new"] == _OTHER
        self.url.layout = self._shown_layouts[0] if other else HIDDEN
        if not other:
            own = change["new"] == self._own.key
            self._cluster_chosen(self._own if own else clusters[change["new"]])
        elif self.url.value.strip():
            self._cluster_chosen(self.url.value.strip())

    def _url_changed(self, change: Any) -> None:
        if change["new"].strip():
            self._cluster_chosen(change["new"].strip())

    def _version_changed(self, change: Any) -> None:
        entities = entities_of(change["new"])
        entity = self.entity.value if self.entity.value in entities else entities[0]
        self._go_to(change["new"], entity, self.action.value)

    def _entity_changed(self, change: Any) -> None:
        if change["new"] in entities_of(self.version.value):
            self._go_to(self.version.value, change["new"], self.action.value)

    def _action_changed(self, change: Any) -> None:
        if change["new"] in actions_of(self.version.value, self.entity.value):
            self._go_to(self.version.value, self.entity.value, change["new"])

    def _go_to(self, version: str, entity: str, name: str) -> None:
        names = actions_of(version, entity)
        chosen = name if name in names else names[0]
        self._action_chosen(actions[f"{version}/{entity}/{chosen}"], {})

    def _search_changed(self, change: Any) -> None:
        text = change["new"].strip()
        found = list(actions.search(text))[:_HITS] if text else []
        with self._watch.quiet(), self.hits.hold_sync():
            self.hits.options = [(f"{a.method} {a.key}  {a.path}", a.key) for a in found]
            self.hits.value = None
            self.hits.layout = self._shown_layouts[1] if text else HIDDEN

    def _hit_chosen(self, change: Any) -> None:
        if change["new"] is not None:
            self._go(change["new"])

    def _go(self, key: str) -> None:
        action = actions[key]
        values = values_in(action, self.search.value.strip())
        with self._watch.quiet():
            self.search.value = ""
            self.hits.options = []
        self.hits.layout = HIDDEN
        self._action_chosen(action, values)


def _offer(control: w.Combobox, options: list[str], value: str) -> None:
    with control.hold_sync():
        if list(control.options) != options:
            control.value = ""
            control.options = options
        control.value = value

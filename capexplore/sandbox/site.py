"""What a served sandbox tells about itself: a page at ``/``, and its description for tools.

Neither is part of the API. The page needs nothing from elsewhere, and everything on it that came
from a request is escaped.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

import falcon
import orjson

from capexplore.catalog import VERSIONS, Action, actions
from capexplore.sandbox import world
from capexplore.sandbox.domain import organisation

if TYPE_CHECKING:
    from capexplore.sandbox.clock import Clock
    from capexplore.sandbox.store import Store

__all__ = ["Description", "FrontPage"]

_CUSTOMERS_SHOWN = 100
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
       color: CanvasText; background: Canvas; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid GrayText; }
.warning { border: 2px solid; padding: 0.5rem 0.75rem; font-weight: bold; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: left; }
th, td { text-align: left; vertical-align: top; padding: 0.15rem 1rem 0.15rem 0; }
th { border-bottom: 1px solid; }
summary { cursor: pointer; }
"""


class Description:
    """``/openapi.json``: the catalog as OpenAPI, with the sandbox as its server."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Give the document of all versions, or of the one that ``?version=`` names."""
        version = req.get_param("version")
        if version is not None and version not in VERSIONS:
            raise falcon.HTTPBadRequest(description=f"There is no version {version[:20]!r}")
        resp.content_type = "application/json"
        resp.data = orjson.dumps(actions.to_openapi(version, server=req.prefix))

    on_head = on_get


class FrontPage:
    """``/``: what this is, the world in it, and what it simulates."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Give the page as the data is just now."""
        with self._store.transaction(writes=False):
            parts = [
                _introduction(req.prefix, f"{self._clock.now():%Y-%m-%d %H:%M:%S} UTC"),
                _credentials(self._store),
                _organisation(self._store),
                _customers(self._store),
            ]
        resp.content_type = "text/html; charset=utf-8"
        # Should a text ever get onto the page as markup, it could still load and run nothing.
        policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
        resp.set_header("Content-Security-Policy", policy)
        resp.text = _PAGE.format(style=_STYLE, parts="\n".join([*parts, _simulated()]))

    on_head = on_get


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>capexplore sandbox</title>
<style>{style}</style>
</head>
<body>
<main>
{parts}
</main>
</body>
</html>
"""


def _introduction(server: str, now: str) -> str:
    login = orjson.dumps(dict(zip(("key", "secret"), world.CLIENTS[0][:2], strict=True))).decode()
    commands = (
        f"curl -s -H 'Content-Type: application/json' {server}/v3/oauth/token/generate \\\n"
        f"     -d '{login}'\n"
        f"curl -s -H 'CAP-API-ACCESS-TOKEN: …' '{server}/v2/customers/800101?source=ALL'"
    )
    links = ", ".join(
        f'<a href="/openapi.json?version={version}">{version}</a>' for version in VERSIONS
    )
    return f"""<h1>capexplore sandbox</h1>
<p>A double of Capillary's loyalty APIs, as they are documented, with an invented organisation in
it. It keeps what is written to it. Its clock says {escape(now)}.</p>
<p class="warning">It is not secure: the credentials below are public, and everything is kept in
plain text. Put no real data into it.</p>
<p>Description for Postman, Bruno and other tools: <a href="/openapi.json">OpenAPI of all
versions</a>, or of {links}.</p>
<p>First a token, then a call with it:</p>
<pre>{escape(commands)}</pre>"""


def _credentials(store: Store) -> str:
    """The keys and logins of the sample world whose secrets still are what they were."""
    digests = {row["key"]: row["secret_md5"] for row in store.all("SELECT * FROM oauth_clients")}
    pairs = [
        (key, secret, "falls back to its own" if fall_back else "refuses")
        for key, secret, _, fall_back in world.CLIENTS
        if digests.get(key) == _md5(secret)
    ]
    logins = {row["id"]: row for row in store.all("SELECT * FROM entities")}
    tills = [
        (logins[number]["code"], password, _md5(password), _state(logins[number]))
        for number, _, _, _, password, _ in world.LOGINS
        if number in logins and logins[number]["password_md5"] == _md5(password)
    ]
    return f"""<h2>Credentials</h2>
{_table("Keys and secrets, for a token", ("key", "secret", "for an unknown till"), pairs)}
{_table("Tills, for Basic: code and MD5 digest", ("code", "password", "MD5", "state"), tills)}"""


def _organisation(store: Store) -> str:
    rows = store.all("SELECT * FROM entities ORDER BY type, id")
    names = {row["id"]: row["name"] for row in rows}
    stores = [row for row in rows if row["type"] == "STORE"]
    homes = dict.fromkeys(row["zone_id"] for row in stores)
    homes |= {row["id"]: None for row in rows if row["type"] == "ZONE"}
    branches = []
    for zone in homes:
        shops = []
        for shop in (row for row in stores if row["zone_id"] == zone):
            concept = names.get(shop["concept_id"])
            leaves = [f"<li>{_entity(row)}</li>" for row in rows if row["store_id"] == shop["id"]]
            within = f", concept {escape(concept)}" if concept else ""
            shops.append(f"<li>{_entity(shop)}{within}{_list(leaves)}</li>")
        top = next((_entity(row) for row in rows if row["id"] == zone), "No zone")
        branches.append(f"<li>{top}{_list(shops)}</li>")
    details = organisation.details(store)
    title = f"{escape(str(details['name']))} (organisation {escape(str(details['id']))})"
    return f"<h2>Organisation</h2>\n<p>{title}</p>\n{_list(branches)}"


def _entity(row: Any) -> str:
    kind = row["type"].replace("_", " ").lower()
    name = f" {escape(row['name'])}" if row["name"] != row["code"] else ""
    state = "" if row["active"] else " (inactive)"
    return f"{escape(kind)} <code>{escape(row['code'])}</code>{name}, {row['id']}{state}"


def _customers(store: Store) -> str:
    count = store.one("SELECT count(*) AS n FROM customers")
    rows = store.all(
        "SELECT c.id, c.merged_into, "
        "(SELECT first_name || ' ' || last_name FROM profiles WHERE customer_id = c.id "
        "ORDER BY id LIMIT 1) AS name, "
        "(SELECT group_concat(DISTINCT source) FROM profiles WHERE customer_id = c.id) AS sources, "
        "(SELECT group_concat(DISTINCT type || ' ' || value) FROM identifiers "
        "WHERE customer_id = c.id) AS identifiers FROM customers c ORDER BY c.id LIMIT ?",
        _CUSTOMERS_SHOWN,
    )
    shown = [
        (
            row["id"],
            row["name"] if row["merged_into"] is None else f"merged into {row['merged_into']}",
            (row["sources"] or "").replace(",", ", "),
            (row["identifiers"] or "").replace(",", ", "),
        )
        for row in rows
    ]
    number = count["n"] if count else 0
    caption = f"The first {len(shown)} of {number}" if number > len(shown) else f"All {number}"
    table = _table(caption, ("id", "name", "sources", "identifiers"), shown)
    return f"<h2>Customers</h2>\n{table}"


@functools.cache
def _simulated() -> str:
    built = [action for action in actions if action.simulated]
    lists = []
    for version in VERSIONS:
        own = [action for action in built if action.version == version]
        if own:
            table = _table("", ("action", "method", "path"), (_row(action) for action in own))
            lists.append(f"<details><summary>{version}: {len(own)}</summary>{table}</details>")
    return f"""<h2>Simulated</h2>
<p>{len(built)} of {len(actions)} documented actions; any other one is answered with 501, never with
an invention.</p>
{"".join(lists)}"""


def _row(action: Action) -> tuple[str, str, str]:
    return action.key, action.method, action.path


def _table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(str(cell or ''))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<div class="table"><table>{title}<tr>{head}</tr>\n{body}</table></div>'


def _list(items: list[str]) -> str:
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _state(row: Any) -> str:
    return "active" if row["active"] else "inactive"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()

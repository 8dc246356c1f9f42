"""What the form says and offers, as text: pure functions of the catalog and of an answer."""

from __future__ import annotations

import functools
from html import escape
from typing import Any

import orjson

from capexplore.catalog import Action, actions
from capexplore.errors import InvalidRequestError
from capexplore.response import Response
from capexplore.secrets import secrets_in

__all__ = [
    "about",
    "actions_of",
    "entities_of",
    "json_text",
    "members_hint",
    "preformatted",
    "readable",
    "value_of",
]


@functools.cache
def entities_of(version: str) -> list[str]:
    """The entities of a version."""
    return sorted({action.entity for action in actions if action.version == version})


@functools.cache
def actions_of(version: str, entity: str) -> list[str]:
    """The names of the actions of an entity."""
    chosen = (a for a in actions if a.version == version and a.entity == entity)
    return sorted(action.action for action in chosen)


def value_of(text: str) -> Any:
    """Read the body's text as a value."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidRequestError(
            f"The body is not JSON yet: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None


def json_text(value: Any) -> str:
    """Write a body as text to edit; one with secrets is refused."""
    if secrets_in(value):
        raise InvalidRequestError(
            "The form does not hold secrets: what is typed in it may be saved with the notebook.\n"
            "Send the request from code: client.call(...)."
        )
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def members_hint(action: Action) -> str:
    """What the body may have, as the hint in its empty field."""
    names = [field.name for field in action.body_fields if field.name.count(".") < 3]
    return "JSON with " + ", ".join(names[:16]) if names else "JSON"


def about(action: Action) -> str:
    """What the catalog says of an action, in a line."""
    facts = [f"<b>{action.method}</b> <code>{escape(action.path)}</code>"]
    facts.append("simulated by the sandbox" if action.simulated else "not simulated by the sandbox")
    facts.append(" and ".join(action.produces))
    facts.append(f"page {escape(action.doc)}")
    return f"<span class='cx-hint'>{' · '.join(facts)}</span>"


def readable(response: Response) -> str:
    """The answer with its lines broken, or as it came."""
    try:
        if not response.content.lstrip().startswith(b"<"):
            return orjson.dumps(response.json(), option=orjson.OPT_INDENT_2, default=str).decode()
    except ValueError:
        pass
    return response.text


def preformatted(text: str) -> str:
    """Text as it stands, escaped."""
    return f"<pre tabindex='0'>{escape(text)}</pre>" if text else ""

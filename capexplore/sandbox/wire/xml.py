"""XML as versions 1 and 1.1 write and read it: the same tree as JSON, with text only."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["read_xml", "write_xml"]

_DEEPEST = 60
# What XML 1.0 cannot hold, even escaped.
_FORBIDDEN = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_NAME = re.compile(r"[A-Za-z_][\w.-]*")


def write_xml(tree: dict[str, Any]) -> bytes:
    """Write a tree as a document; a tree with several members gets the root ``response``.

    Examples
    --------
    >>> print(write_xml({"response": {"ok": True, "items": {"item": [1, None]}}}).decode())
    <?xml version="1.0" encoding="UTF-8"?>
    <response><ok>true</ok><items><item>1</item><item/></items></response>
    """
    if len(tree) != 1:
        tree = {"response": tree}
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    for name, value in tree.items():
        _write(parts, name, value)
    return "".join(parts).encode()


def _write(parts: list[str], name: str, value: Any) -> None:
    tag = name if _NAME.fullmatch(name) else "item"
    if isinstance(value, list):
        for member in value:
            _write(parts, tag, member)
        return
    inner: list[str] = []
    if isinstance(value, dict):
        for key, member in value.items():
            if member == [] and len(value) > 1:
                member = None
            _write(inner, key, member)
    elif value is not None:
        inner.append(_escaped(value))
    content = "".join(inner)
    parts.append(f"<{tag}>{content}</{tag}>" if content else f"<{tag}/>")


def _escaped(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = re.sub(_FORBIDDEN, "", str(value))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def read_xml(raw: bytes) -> dict[str, Any]:
    """Read a document into the tree that the same content has in JSON.

    No document type, no entities, no network.

    Raises
    ------
    ValueError
        The bytes are no such document.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise ValueError(f"not XML: {error}") from None
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise ValueError("a document type is not allowed")
    return {_local(root.tag): _read(root, 0)}


def _read(element: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        return (element.text or "").strip()
    members: dict[str, Any] = {}
    for child in children:
        name, value = _local(child.tag), _read(child, depth + 1)
        if name not in members:
            members[name] = value
        elif isinstance(members[name], list):
            members[name].append(value)
        else:
            members[name] = [members[name], value]
    return members


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]

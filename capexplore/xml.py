"""Values to XML and back, for v1 and v1.1, whose JSON is the same tree.

A list is a repeated element; a lone element may stand for a list of one, and an empty element for
null, an empty text or an empty container. XML has no types: every scalar comes back as a string.

Notes
-----
Source: behaviour of the communication samples, the only ones printed as XML.
"""

from __future__ import annotations

from typing import Any

from capexplore.errors import InvalidRequestError
from capexplore.secrets import Secret, reveal

__all__ = ["from_xml", "to_xml"]

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def to_xml(value: Any, *, secrets: bool = False, indent: bool = False) -> bytes:
    r"""Write a value with one outermost member, such as ``{"root": {...}}``, as XML.

    Parameters
    ----------
    value : dict
        One member, whose name is the root element.
    secrets : bool
        Whether to write the values of secrets, or ``***``.
    indent : bool
        Whether to break lines, for reading.

    Raises
    ------
    InvalidRequestError
        The value has no single root, or a name or text that XML cannot carry.

    Examples
    --------
    >>> to_xml({"root": {"customer": [{"mobile": "1"}, {"mobile": None}]}}).split(b"\n")[1]
    b'<root><customer><mobile>1</mobile></customer><customer><mobile/></customer></root>'
    """
    from lxml import etree

    if not isinstance(value, dict) or len(value) != 1:
        raise InvalidRequestError("An XML body needs exactly one outermost member, such as 'root'.")
    ((name, content),) = value.items()
    try:
        root = etree.Element(name)
        _fill(root, content, secrets)
    except ValueError as error:
        raise InvalidRequestError(f"The body cannot be written as XML: {error}.") from None
    return _DECLARATION + etree.tostring(root, encoding="UTF-8", pretty_print=indent)


def _fill(element: Any, content: Any, secrets: bool) -> None:
    from lxml import etree

    if isinstance(content, dict):
        for name, member in content.items():
            for one in member if isinstance(member, list) else [member]:
                _fill(etree.SubElement(element, str(name)), one, secrets)
    elif isinstance(content, list):
        for one in content:
            _fill(etree.SubElement(element, "item"), one, secrets)
    elif isinstance(content, bool):
        element.text = "true" if content else "false"
    elif content is not None and content != "":
        shown = isinstance(content, Secret) and not secrets
        element.text = str(content) if shown else reveal(content)


def from_xml(content: bytes) -> Any:
    """Read XML as the value that its JSON would give, with strings for scalars.

    Entities, document types and anything external are refused.

    Raises
    ------
    ValueError
        The text is no XML, or has a document type.

    Examples
    --------
    >>> from_xml(b"<response><code>200</code><w/><i>1</i><i>2</i></response>")
    {'response': {'code': '200', 'w': None, 'i': ['1', '2']}}
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not XML: {error.msg}") from None
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise ValueError("XML with a document type is refused")
    return {str(root.tag): _value(root)}


_DEEPEST = 64


def _value(element: Any, depth: int = 1) -> Any:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if not len(element):
        return element.text
    members: dict[str, Any] = {}
    for child in element:
        value = _value(child, depth + 1)
        if child.tag not in members:
            members[child.tag] = value
        elif isinstance(members[child.tag], list):
            members[child.tag].append(value)
        else:
            members[child.tag] = [members[child.tag], value]
    return members

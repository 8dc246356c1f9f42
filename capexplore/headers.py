"""The rules of the documented request headers, as a table, and the check that reads it.

The client refuses what breaks a rule, and the form disables what a rule forbids, by the same table.

Notes
-----
Source: overview page, table of headers; authentication and lookup pages for what goes together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capexplore import __version__
from capexplore.errors import did_you_mean

if TYPE_CHECKING:
    from capexplore.catalog import Action

__all__ = [
    "DEFAULTS",
    "ENTITY_CODE",
    "ENTITY_TYPE",
    "ENTITY_TYPES",
    "LOOKUP_CODE",
    "LOOKUP_TYPE",
    "LOOKUP_TYPES",
    "MEDIA_TYPES",
    "RULES",
    "TOKEN_HEADERS",
    "HeaderRule",
    "broken_rules",
    "forbidden",
]

ENTITY_TYPE = "X-CAP-API-ATTRIBUTION-ENTITY-TYPE"
ENTITY_CODE = "X-CAP-API-ATTRIBUTION-ENTITY-CODE"
LOOKUP_TYPE = "X-CAP-API-ATTRIBUTION-LOOKUP-TYPE"
LOOKUP_CODE = "X-CAP-API-ATTRIBUTION-LOOKUP"
TOKEN_HEADERS = ("CAP-API-ACCESS-TOKEN", "X-CAP-API-OAUTH-TOKEN")
ENTITY_TYPES = (
    "TILL",
    "STORE_CODE",
    "STORE_NAME",
    "STORE_EXTERNAL_ID",
    "STORE_EXTERNAL_ID_1",
    "STORE_EXTERNAL_ID_2",
)
LOOKUP_TYPES = ("WECHAT", "MOBILE_TRIGGER")
DEFAULTS = {
    "User-Agent": f"capexplore/{__version__} (python; jupyter)",
    "Accept-Encoding": "gzip, deflate",
}
MEDIA_TYPES = {"json": "application/json", "xml": "application/xml"}

_SET_BY_CLIENT = (*TOKEN_HEADERS, "X-CAP-API-ACCESS-TOKEN", "Authorization")
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_USER_AGENT = re.compile(
    rf"(?:{_WORD}(?:/{_WORD})?|\([^()]*\))(?: +(?:{_WORD}(?:/{_WORD})?|\([^()]*\)))*"
)


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """What is documented of one header.

    Parameters
    ----------
    name : str
        The header.
    values : tuple of str
        The legal values, compared exactly; empty if any value is.
    versions : tuple of str
        The versions that know it; empty for all.
    oauth_only : bool
        Whether it works with OAuth alone.
    needs : str
        The header that it must come with.
    """

    name: str
    values: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    oauth_only: bool = False
    needs: str = ""


RULES: dict[str, HeaderRule] = {
    rule.name.lower(): rule
    for rule in (
        HeaderRule("Accept", tuple(MEDIA_TYPES.values())),
        HeaderRule("Content-Type", tuple(MEDIA_TYPES.values())),
        HeaderRule("User-Agent"),
        HeaderRule(ENTITY_TYPE, ENTITY_TYPES, oauth_only=True),
        HeaderRule(ENTITY_CODE, oauth_only=True),
        HeaderRule(LOOKUP_TYPE, LOOKUP_TYPES, versions=("v2",), needs=LOOKUP_CODE),
        HeaderRule(LOOKUP_CODE, versions=("v2",), needs=LOOKUP_TYPE),
    )
}


def forbidden(name: str, action: Action, scheme: str) -> str:
    """Say why a header may not be sent with an action and credentials; empty if it may.

    Parameters
    ----------
    name : str
        The header.
    action : Action
        What is called.
    scheme : str
        ``"oauth"``, ``"basic"`` or ``"none"``; the kind of credentials.

    Examples
    --------
    >>> from capexplore import actions
    >>> forbidden("X-CAP-API-ATTRIBUTION-LOOKUP", actions["v1.1/customer/get"], "oauth")
    'X-CAP-API-ATTRIBUTION-LOOKUP works on v2 only, and this is v1.1.'
    """
    rule = RULES.get(name.lower())
    if rule is None:
        if any(name.lower() == other.lower() for other in _SET_BY_CLIENT):
            return f"{name} is set from the client's credentials (auth=), never by hand."
        return ""
    if rule.versions and action.version not in rule.versions:
        return (
            f"{rule.name} works on {', '.join(rule.versions)} only, and this is {action.version}."
        )
    if rule.oauth_only and scheme != "oauth":
        given = "a till's Basic credentials" if scheme == "basic" else "no credentials"
        return f"{rule.name} works with OAuth only, and this client has {given}."
    return ""


def broken_rules(action: Action, headers: Mapping[str, str], scheme: str) -> list[str]:
    """Check the headers of a request against every rule.

    Parameters
    ----------
    action : Action
        What is called.
    headers : mapping of str to str
        The headers, in any case.
    scheme : str
        ``"oauth"``, ``"basic"`` or ``"none"``.

    Returns
    -------
    list of str
        One sentence for each broken rule.
    """
    given = {name.lower() for name in headers}
    found = []
    for name, value in headers.items():
        rule = RULES.get(name.lower())
        why = forbidden(name, action, scheme) or _illegal_text(name, value)
        if not why and rule is not None:
            if rule.needs and rule.needs.lower() not in given:
                why = f"{rule.name} and {rule.needs} go together: give both, or neither."
            else:
                why = _illegal_value(rule, value, action)
        if why:
            found.append(why)
    return found


def _illegal_text(name: str, value: str) -> str:
    if not re.fullmatch(_WORD, name):
        return f"{name!r} is no name of a header: letters, digits and hyphens only."
    if not value.isascii() or any(ord(c) < 32 or ord(c) == 127 for c in value):
        return f"The value of {name} has a character that headers cannot carry (ASCII text only)."
    if not value.strip():
        return f"{name} has no value: give one, or leave the header out."
    return ""


def _illegal_value(rule: HeaderRule, value: str, action: Action) -> str:
    if rule.name == "User-Agent":
        if _USER_AGENT.fullmatch(value):
            return ""
        return "User-Agent must be products and comments, such as 'my-till/1.2 (kiosk)'."
    if rule.name in ("Accept", "Content-Type"):
        return _illegal_media_type(rule, value, action)
    if rule.values and value not in rule.values:
        advice = did_you_mean(value, rule.values) or f"It must be one of {', '.join(rule.values)}."
        return f"{rule.name} cannot be {value!r}. {advice}"
    return ""


def _illegal_media_type(rule: HeaderRule, value: str, action: Action) -> str:
    media_type = value.partition(";")[0].strip().lower()
    if rule.name == "Content-Type" and media_type == "multipart/form-data":
        return "" if "multipart" in action.consumes else f"{action.key} takes no files."
    if media_type not in rule.values:
        return f"{rule.name} must be {' or '.join(rule.values)}, not {value!r}."
    if media_type == MEDIA_TYPES["xml"] and not speaks_xml(action):
        return f"{rule.name} cannot be application/xml: {action.key} speaks JSON only."
    return ""


def speaks_xml(action: Action) -> bool:
    """Whether an action takes and gives XML: where its formats have it, never on v2 and v3."""
    formats = (*action.consumes, *action.produces)
    return "xml" in formats and action.version in ("v1", "v1.1")

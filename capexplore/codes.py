"""What the documented codes mean, and which of them a later attempt may cure.

The same number means different things in different entities and versions, so that a code is always
read together with an action.

Notes
-----
Source: errors page; ``capexplore/data/codes.json`` names the table of each code.
"""

from __future__ import annotations

import functools
from importlib import resources

import msgspec

from capexplore.catalog import Action, actions

__all__ = ["Code", "find", "meaning", "retryable"]

_ANY_ENTITY = "*"


class Code(msgspec.Struct, frozen=True):
    """One documented code.

    Attributes
    ----------
    versions, entities : tuple of str
        Where it has this meaning; the entity ``*`` stands for the request as a whole.
    code : int
        The number.
    kind : str
        ``success``, ``warning`` or ``error``.
    meaning : str
        What it says, in one sentence.
    retry : bool
        Whether the same call may work later.
    source : str
        The page, and the table on it.
    """

    versions: tuple[str, ...]
    entities: tuple[str, ...]
    code: int
    kind: str
    meaning: str
    retry: bool = False
    source: str = ""


@functools.cache
def _codes() -> dict[tuple[str, str, int], Code]:
    text = (resources.files("capexplore") / "data" / "codes.json").read_bytes()
    rows = msgspec.json.decode(text, type=list[Code])
    return {(v, e, row.code): row for row in rows for v in row.versions for e in row.entities}


def find(action: Action | str, code: int | None, *, of_request: bool = False) -> Code | None:
    """Give the row of a code: the entity's own, else that of any request; None if unknown.

    Parameters
    ----------
    action : Action or str
        What was called, or its key.
    code : int or None
        A code of the request, of an item, or of a warning.
    of_request : bool
        Whether it is the code of the request as a whole, whose table is then asked first.

    Examples
    --------
    >>> find("v2/transaction/add", 604).kind
    'error'
    >>> find("v2/transaction/add", -1) is None
    True
    """
    if code is None:
        return None
    called = actions.resolve(action)
    entities = [called.entity, _ANY_ENTITY]
    rows = (_codes().get((called.version, entity, code)) for entity in entities)
    found = [row for row in rows if row is not None]
    return found[-1 if of_request else 0] if found else None


def meaning(action: Action | str, code: int | None, *, of_request: bool = False) -> str:
    """Say in one sentence what a code means; empty if no page does.

    Examples
    --------
    >>> meaning("v1.1/customer/get", 1012)
    'Nobody matches the mobile number, external id or email address.'
    >>> meaning("v1.1/transaction/add", 632) == meaning("v2/transaction/add", 632)
    False
    >>> meaning("v3/webhook/add", 429)
    'Too many calls in a short time.'
    """
    found = find(action, code, of_request=of_request)
    return found.meaning if found else ""


def retryable(action: Action | str, code: int | None) -> bool:
    """Say whether the same call may work later, after a pause.

    Examples
    --------
    >>> retryable("v1.1/customer/search", 461), retryable("v1.1/customer/get", 1012)
    (True, False)
    """
    found = find(action, code)
    return found is not None and found.retry

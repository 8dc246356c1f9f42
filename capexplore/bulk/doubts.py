"""Rows of which nobody knows whether they were done: sent, but no answer came.

Where what a call creates has a key of its own - a bill's number, a customer's identifier - the API
is asked for it. What it shows must be what the row says, or else the doubt remains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from capexplore.bulk.outcomes import created_id
from capexplore.catalog import Action
from capexplore.response import Response

__all__ = ["Finding", "Question", "question_of"]

Ask = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the API says of a row: ``done`` is True, False, or None where it cannot tell.

    ``later`` says that asking failed, and may work later.
    """

    done: bool | None
    created_id: Any = None
    request_id: str | None = None
    message: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """How to find out if a row of an action was done.

    Attributes
    ----------
    action : str
        What to ask: the key of a reading action.
    keys : callable
        Gives the arguments of that action for the values and the item of a row, or None where the
        row has no key.
    absent : frozenset of int
        The codes that say that there is nothing with that key.
    same : callable
        Says if what was found is what the row says.
    repeats : bool
        Whether the action makes what is there as the row says: what differs was not done then.
    """

    action: str
    keys: Callable[[dict[str, Any], Any], dict[str, Any] | None]
    absent: frozenset[int]
    same: Callable[[Any, Any], bool]
    repeats: bool = False

    def ask(self, ask: Ask, values: dict[str, Any], item: Any) -> Finding:
        """Ask the API about a row."""
        keys = self.keys(values, item)
        if keys is None:
            return Finding(None, message="no answer came, and the row has no key to ask for")
        answer = ask(self.action, **keys)
        if answer.outcome == "failed":
            codes = {answer.code, *(error["code"] for error in answer.errors)}
            if codes & self.absent:
                return Finding(False)
            message = f"no answer came, and asking for it with {self.action} failed"
            return Finding(None, message=message, later=True)
        found = answer.records[0] if len(answer.records) == 1 else None
        same = found is not None and self.same(item, found)
        if found is not None and not same and self.repeats:
            return Finding(False)
        if not same:
            return Finding(None, message=f"no answer came, and {self.action} shows something else")
        return Finding(True, _id(found), answer.request_id)


def question_of(action: Action) -> Question | None:
    """Give the question that settles doubts about an action; None if there is none.

    Examples
    --------
    >>> from capexplore import actions
    >>> question_of(actions["v2/transaction/add"]).action
    'v2/transaction/get_by_bill_number'
    """
    return _QUESTIONS.get(action.key)


def _bill_v1(_: dict[str, Any], item: Any) -> dict[str, Any] | None:
    # A return has the number of the bill that it returns.
    if str(item.get("type", "regular")).lower() != "regular" or not item.get("number"):
        return None
    return {"number": item["number"]}


def _bill_v2(_: dict[str, Any], item: Any) -> dict[str, Any] | None:
    if str(item.get("type", "REGULAR")).upper() != "REGULAR" or not item.get("billNumber"):
        return None
    return {"bill_number": item["billNumber"]}


def _customer_v1(_: dict[str, Any], item: Any) -> dict[str, Any] | None:
    for name in ("mobile", "email", "external_id"):
        if item.get(name):
            return {name: item[name]}
    return None


def _customer_v2(values: dict[str, Any], item: Any) -> dict[str, Any] | None:
    for profile in item.get("profiles") or ():
        for one in profile.get("identifiers") or ():
            if one.get("type") and one.get("value"):
                keys = {"identifierName": one["type"], "identifierValue": one["value"]}
                source = profile.get("source") or values.get("source") or "INSTORE"
                account = profile.get("accountId")
                return {**keys, "source": source} | ({"accountId": account} if account else {})
    return None


def _same_bill(item: Any, found: Any) -> bool:
    details = found.get("billDetails", found)
    shown = details.get("amount", details.get("billAmount"))
    said = item.get("amount", item.get("billAmount"))
    return said is None or shown is None or _equal(said, shown)


def _same_members(item: Any, found: Any) -> bool:
    """Whether all single values of a row that the API shows too are the same there."""
    shared = (name for name, value in item.items() if not isinstance(value, dict | list))
    return all(name not in found or _equal(item[name], found[name]) for name in shared)


def _same_names(item: Any, found: Any) -> bool:
    said: dict[str, Any] = next(iter(item.get("profiles") or ()), {})
    profiles = found.get("profiles") or ()
    return any(
        all(
            name not in said or _equal(said[name], shown.get(name))
            for name in ("firstName", "lastName")
        )
        for shown in profiles
    )


def _equal(said: Any, shown: Any) -> bool:
    try:
        return float(said) == float(shown)
    except (TypeError, ValueError):
        return str(said).strip().lower() == str(shown).strip().lower()


def _id(found: Any) -> Any:
    return next(_ids(found), None)


def _ids(found: Any) -> Iterator[Any]:
    for part in (found, found.get("billDetails")):
        number = created_id(part)
        if number is not None:
            yield number


_BILL_V1 = Question("v1.1/transaction/get", _bill_v1, frozenset({602}), _same_bill)
_BILL_V2 = Question("v2/transaction/get_by_bill_number", _bill_v2, frozenset({688}), _same_bill)
_CUSTOMER_V1 = Question(
    "v1.1/customer/get", _customer_v1, frozenset({1012}), _same_members, repeats=True
)
_CUSTOMER_V2 = Question(
    "v2/customer_lookup/get_details", _customer_v2, frozenset({8015}), _same_names
)
_QUESTIONS = {
    "v1.1/transaction/add": _BILL_V1,
    "v1.1/transaction/add_with_local_currency": _BILL_V1,
    "v2/transaction/add": _BILL_V2,
    "v2/transaction/add_bulk": _BILL_V2,
    "v1.1/customer/add": _CUSTOMER_V1,
    "v1.1/customer/update": _CUSTOMER_V1,
    "v2/customer/add": _CUSTOMER_V2,
}

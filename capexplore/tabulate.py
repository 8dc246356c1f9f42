"""The records of an answer to tables, with the verdict on each.

A long list of records goes from the bytes to the columns in pieces. The envelope is then read with
one record of each verdict in place of all of them: it says whether the call failed, and whether the
records were where they were taken from. If anything is out of the ordinary, the answer is read as a
whole instead, which gives the same tables more slowly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import msgspec

from capexplore import envelopes
from capexplore.catalog import Action
from capexplore.decode import Records, split
from capexplore.envelopes import Reading
from capexplore.frames import PIECE, Tables

__all__ = ["from_content", "from_records", "records_path"]

_VERDICT = "item_status"
# What a verdict's columns tell; other members stay columns of the record.
_TOLD = frozenset({"success", "status", "code", "message", "warnings"})
# Where in v2 and v3 the readers look for records if the catalog does not say.
_USUAL = "data"
# Bytes from which on an answer is worth taking apart; shorter ones are read once and kept.
_LONG = 50_000


def from_content(
    action: Action, content: bytes, read: Callable[[bytes], Reading], tables: Callable[[], Tables]
) -> Tables | None:
    """Fill tables from the bytes of an answer; None if it must be read as a whole.

    Parameters
    ----------
    action : Action
        What was called.
    content : bytes
        The body as it came.
    read : callable
        Reads a body, here a shortened one.
    tables : callable
        Makes empty tables.
    """
    in_v1 = action.version == "v1.1"
    path = records_path(action)
    if len(content) < _LONG or not path:
        return None
    # Where each record has errors of its own, the outcome hangs on all of them.
    if not in_v1 and content.count(b'"errors"') > 1:
        return None
    records = split(content, path)
    if not records:
        return None
    filled = tables()
    try:
        verdicts = _fill(filled, records)
        reading = read(records.shortened(verdicts.examples))
        shown = [one for i in verdicts.examples for one in records.decoded(i, i + 1)]
    except (ValueError, RecursionError):
        return None
    # Verdicts that are not on the records, but around them or inside, are for the readers.
    if in_v1 and content.count(records.mark(_VERDICT)) != verdicts.judged:
        return None
    if reading.outcome == "failed":
        return tables()
    return filled if list(reading.records) == shown else None


def records_path(action: Action) -> str:
    """Give the dotted path at which an answer's records stand; empty if it is not known.

    Examples
    --------
    >>> from capexplore import actions
    >>> records_path(actions["v1.1/customer/get"])
    'response.customers.customer'
    """
    path = action.records or ("" if action.version == "v1.1" else _USUAL)
    return "" if path == "." else path


def from_records(records: Iterable[Any], tables: Tables) -> Tables:
    """Fill tables from records that are values already."""
    verdicts = _Verdicts()
    waiting = iter(records)
    while piece := list(islice(waiting, PIECE)):
        plain, extra = verdicts.part([dict(r) if type(r) is dict else r for r in piece], 0)
        tables.add(plain, extra)
    return tables


def _fill(tables: Tables, records: Records) -> _Verdicts:
    verdicts = _Verdicts()
    for start in range(0, len(records), PIECE):
        piece = records.decoded(start, min(start + PIECE, len(records)))
        tables.add(*verdicts.part(piece, start))
    return verdicts


class _Verdicts:
    """The verdicts on records, each kind of which is read once."""

    def __init__(self) -> None:
        self._known: dict[bytes, envelopes.Item] = {}
        self._first: dict[bool | None, int] = {}
        self.judged = 0

    @property
    def examples(self) -> list[int]:
        """The numbers of the first records: one that worked, one that failed, one not judged."""
        return sorted(self._first.values())

    def part(self, records: list[Any], start: int) -> tuple[list[Any], dict[str, list[Any]]]:
        """Part records and verdicts, which are taken out of the records given."""
        items = [
            self._judge(record) if type(record) is dict and _VERDICT in record else None
            for record in records
        ]
        oks = [None if item is None else item.ok for item in items]
        for ok in set(oks):
            self._first.setdefault(ok, start + oks.index(ok))
        judged = len(items) - items.count(None)
        if not judged:
            return records, {}
        self.judged += judged
        extra: dict[str, list[Any]] = {
            "item_ok": oks,
            "item_code": [item and item.code for item in items],
            "item_message": [item and item.message for item in items],
        }
        if any(item and item.warnings for item in items):
            extra["item_warnings"] = [item and _codes(item) for item in items]
        return records, extra

    def _judge(self, record: dict[str, Any]) -> envelopes.Item:
        status = record.pop(_VERDICT)
        rest = status
        if isinstance(status, dict):
            rest = None if status.keys() <= _TOLD else {k: status[k] for k in status.keys() - _TOLD}
        if rest is not None:
            record[_VERDICT] = rest
        try:
            key = msgspec.json.encode(status)
        except (TypeError, ValueError, OverflowError):  # such as a Secret
            return envelopes.judge(0, {_VERDICT: status})
        if key not in self._known:
            self._known[key] = envelopes.judge(0, {_VERDICT: status})
        return self._known[key]


def _codes(item: envelopes.Item) -> list[Any]:
    """The codes of an item's warnings, or the text of one that has none."""
    return [w["message"] if w["code"] is None else w["code"] for w in item.warnings]

"""Coupon series, version 2: create, update, get."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain.coupons import series
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import coupon_series_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import whole_number


@handles("v2/coupon_series/create")
def create(call: Call) -> Answer:
    """Make a series."""
    kind = series.add(call.work, wire.settings_of(call.body))
    return Answer({**wire.shown(call.work, kind), "warnings": []})


@handles("v2/coupon_series/update")
def update(call: Call) -> Answer:
    """Change the settings that are given."""
    series_id = whole_number(call.path["id"]) or 0
    kind = series.change(call.work, series_id, wire.settings_of(call.body))
    return Answer({**wire.shown(call.work, kind), "warnings": []})


@handles("v2/coupon_series/get")
def get(call: Call) -> Answer:
    """Give series by their ids; ids that are unknown are told apart."""
    wanted = call.every("ids")
    if not wanted:
        raise Refused("field-missing", name="ids")
    shown: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for series_id in dict.fromkeys(wanted):
        try:
            kind = series.find(call.store, whole_number(series_id) or 0)
            shown.append(wire.shown(call.work, kind))
        except Refused as refused:
            errors.append(v2.refused_item(refused, call.action))
    if not shown:
        raise Refused("series-unknown", id=wanted[0])
    return Answer({"entity": shown, "warnings": [], "errors": errors, "success": True})

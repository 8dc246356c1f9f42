"""Card series, version 2."""

from __future__ import annotations

from capexplore.sandbox.domain import card_series
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire.cards_v2 import series_of, shown_series
from capexplore.sandbox.wire.formats import whole_number


@handles("v2/card_series/add")
def add(call: Call) -> Answer:
    """Add a series."""
    series = card_series.add(call.work, series_of(call.body))
    return Answer({"entity": series.id, "warnings": []})


@handles("v2/card_series/get")
def get(call: Call) -> Answer:
    """Give a series."""
    series = card_series.find(call.store, _series_id(call))
    return Answer({**shown_series(series), "warnings": []})


@handles("v2/card_series/get_all")
def get_all(call: Call) -> Answer:
    """Give all series, inactive ones included."""
    data = [shown_series(series) for series in card_series.everything(call.store)]
    return Answer({"data": data, "warnings": [], "errors": []})


@handles("v2/card_series/update")
def update(call: Call) -> Answer:
    """Change a series; to delete it is to make it inactive."""
    series_id = _series_id(call)
    series = card_series.change(call.work, series_id, series_of(call.body))
    return Answer({**shown_series(series), "warnings": []})


def _series_id(call: Call) -> int:
    found = whole_number(call.path["seriesId"])
    if found is None:
        raise Refused("card-series-unusable", value=call.path["seriesId"])
    return found

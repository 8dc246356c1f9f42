"""The organisation, version 2: configuration, custom fields, programmes, connected ones."""

from __future__ import annotations

import re
from typing import Any

from capexplore.sandbox.domain import fields, organisation, tiers
from capexplore.sandbox.domain.amounts import number, thousandths
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import bodies
from capexplore.sandbox.wire.fields_v2 import shown_custom
from capexplore.sandbox.wire.formats import text

_CURRENCY = re.compile("[A-Za-z]{3}")


@handles("v2/organization/set_config")
def set_config(call: Call) -> Answer:
    """Set a configuration key."""
    body = bodies.record(call.body)
    key, value = bodies.words(body, "keyName"), text(body.get("value"))
    scope = bodies.words(body, "scope")
    if not key or value is None:
        raise bad_request("keyName and value are required")
    if scope.upper() != "ORG":
        raise Refused("config-scope-unknown", value=scope)
    if len(value) > 255:
        raise Refused("config-value-unusable", value=value)
    organisation.set_config(call.store, key, value)
    return _config(call, key)


@handles("v2/organization/get_config")
def get_config(call: Call) -> Answer:
    """Give the value of a key."""
    return _config(call, call.path["name"])


@handles("v2/organization/get_max_active_cards")
def get_max_active_cards(call: Call) -> Answer:
    """Give how many active cards a customer may have."""
    return _config(call, "CONF_MAX_CARDS_PER_ORG")


@handles("v2/organization/get_config_key_value")
def get_config_key_value(call: Call) -> Answer:
    """Give the value of the key that the query names."""
    if not call.query.get("name"):
        raise bad_request("name is required")
    return _config(call, call.query["name"])


def _config(call: Call, key: str) -> Answer:
    if key not in organisation.CONFIGS:
        raise Refused("config-unknown", value=key)
    said = {
        "entityId": organisation.organisation_id(call.store),
        "keyName": key,
        "value": organisation.config(call.store, key),
        "scope": "ORG",
    }
    return Answer({**said, "warnings": []})


@handles("v2/organization/get_custom_fields")
def get_custom_fields(call: Call) -> Answer:
    """Give the custom fields of a scope, or of all; disabled ones if they are asked for."""
    disabled = call.flag("includeDisabled") or call.flag("includeDisabledAtServer")
    found = fields.defined(call.store, call.query.get("scope", ""), disabled=disabled)
    return _listed([shown_custom(scope, row) for scope, row in found])


@handles("v2/organization/get_programs")
def get_programs(call: Call) -> Answer:
    """Give the loyalty programmes and their tiers."""
    data = []
    for row, ladder in tiers.of_programmes(call.store):
        shown = [
            {"serialNumber": one["serial"], "name": one["name"], "description": one["description"]}
            for one in ladder
        ]
        data.append({"id": row["id"], "name": row["name"], "tiers": shown})
    return _listed(data)


@handles("v2/organization/get_hierarchy")
def get_hierarchy(call: Call) -> Answer:
    """Give the organisation and those that it is connected with, which are none."""
    record = organisation.details(call.store)
    base: dict[str, Any] = {
        "id": int(record["id"]),
        "name": record["name"],
        "address": record["address"],
        "currency": record["currency"],
        "timeZone": record["timezone"],
        "isActive": True,
        "orgType": "STANDARD_ORG",
    }
    if call.flag("fetchCustomFields"):
        base["customFields"] = {}
    return Answer({"baseOrganization": base, "connectedOrganizations": [], "warnings": []})


@handles("v2/organization/update_currency_ratio")
def update_currency_ratio(call: Call) -> Answer:
    """Set how many rupees a unit of a currency is worth."""
    body = bodies.record(call.body)
    code, ratio = bodies.words(body, "currencyCode").upper(), thousandths(body.get("ratioInr"))
    if not _CURRENCY.fullmatch(code):
        raise Refused("currency-unusable", value=code)
    if ratio is None or ratio <= 0:
        raise Refused("ratio-unusable", value=text(body.get("ratioInr")))
    call.store.run("INSERT OR REPLACE INTO currency_ratios VALUES (?, ?)", code, ratio)
    return Answer({"currencyCode": code, "ratioInr": number(ratio), "warnings": []})


def _listed(data: list[dict[str, Any]]) -> Answer:
    return Answer({"data": data, "warnings": [], "errors": []})

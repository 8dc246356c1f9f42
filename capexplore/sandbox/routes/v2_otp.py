"""One-time passwords: ``/v2/otp``."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import otps
from capexplore.sandbox.domain.identity import checked_account, identifier_type, normalised
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, Rejected, handles
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.forms import an_object, objects

_TOO_MANY = 429


@handles("v2/otp/generate")
def generate(call: Call) -> Answer:
    """Send a password to somebody."""
    body = an_object(call.body)
    who, action = _who(body), _action(body)
    for channel in objects(body["channels"]) if body.get("channels") else []:
        if not text(channel.get("type")) or not text(channel.get("value")):
            raise Refused("otp-channel-missing")
    otp_id, _ = _sent(call, who, action)
    return Answer({"createdId": otp_id, "warnings": []})


@handles("v2/otp/get")
def get(call: Call) -> Answer:
    """Send a password to somebody and show it."""
    if call.query.get("source"):
        checked_account(call.store, call.query["source"], call.query.get("accountId"))
    said = {
        "entityType": call.query.get("identifierName"),
        "entityValue": call.query.get("identifierValue"),
        "action": call.query.get("scope"),
    }
    otp_id, code = _sent(call, _who(said), _action(said))
    return Answer({"id": otp_id, "code": code, "warnings": []})


@handles("v2/otp/validate")
def validate(call: Call) -> Answer:
    """Say whether a password is right."""
    body = an_object(call.body)
    who, action = _who(body), _action(body)
    code = text(body.get("code"))
    if not code:
        raise Refused("otp-code-missing")
    return Answer({"entity": otps.use(call.work, who, action, code), "warnings": []})


def _sent(call: Call, who: tuple[str, str], action: str) -> tuple[int, str]:
    try:
        return otps.send(call.work, who, action)
    except Refused as refused:
        if refused.reason != "otp-too-often":
            raise
        message = f"At most {otps.DAILY} one-time passwords a day"
        raise Rejected(_TOO_MANY, message) from None


def _who(body: dict[str, Any]) -> tuple[str, str]:
    given, value = text(body.get("entityType")), text(body.get("entityValue"))
    kind = identifier_type(given)
    if kind is None:
        raise Refused("otp-entity-type-missing", value=given)
    if not value:
        raise Refused("otp-entity-value-missing")
    try:
        return kind, normalised(kind, value)
    except Refused:
        raise Refused("otp-entity-value-missing", value=value) from None


def _action(body: dict[str, Any]) -> str:
    action = (text(body.get("action")) or "").upper()
    if action not in otps.ACTIONS:
        raise Refused("otp-action-missing", value=action)
    return action

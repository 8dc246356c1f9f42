"""Tokens: ``POST /v3/oauth/token/generate``."""

from __future__ import annotations

from capexplore.sandbox.access import issue_token
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import v3


@handles("v3/oauth_token/generate")
def generate(call: Call) -> Answer:
    """Give a new token for a key and secret."""
    if not isinstance(call.body, dict):
        raise bad_request("The body must be an object with key and secret")
    token, ttl = issue_token(call.store, call.body.get("key"), call.body.get("secret"), call.now)
    return v3.success({"accessToken": token, "ttlSeconds": ttl})

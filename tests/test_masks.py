"""Pseudonyms: the same for the same person, everywhere, and nothing personal left."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import capexplore as cx
from capexplore.masks import is_personal, masked, pseudonymizer

PLANTED = ("914400000017", "mira.novak@mail.test", "HX-0001", "Mira", "Novak")


def test_names_of_personal_members_in_any_spelling() -> None:
    for name in ("mobile", "Email", "card_number", "firstName", "externalId", "identifierValue"):
        assert is_personal(name)
    for name in ("user_id", "code", "name", "type", "loyalty_points", "source", "fields"):
        assert not is_personal(name)


def test_answers_of_every_version_are_masked_alike(client: cx.Client) -> None:
    old = masked(client.call("v1.1/customer/get", mobile=PLANTED[0]).json(), "salt")
    new = masked(client.call("v2/customer/get", id=800101, source="ALL").json(), "salt")
    for answer in (old, new):
        assert not [text for text in PLANTED if text in json.dumps(answer)]
    before = old["response"]["customers"]["customer"][0]
    after = {one["type"]: one["value"] for one in new["profiles"][0]["identifiers"]}
    assert (before["mobile"], before["email"]) == (after["mobile"], after["email"])
    assert (before["lifetime_points"], new["id"]) == (120, 800101)


def test_a_salt_decides_the_pseudonyms() -> None:
    one, other = pseudonymizer("one"), pseudonymizer("other")
    assert one("a") == one("A") != other("a")
    assert pseudonymizer(True)("a") == pseudonymizer(True)("a")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["mobile", "value", "type", "a"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_the_shape_stays_and_the_original_too(value: Any) -> None:
    before = json.dumps(value)
    hidden = masked(value, "salt")
    assert json.dumps(value) == before
    assert _shape(hidden) == _shape(value)


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shape(member) for name, member in value.items()}
    return [_shape(member) for member in value] if isinstance(value, list) else ""

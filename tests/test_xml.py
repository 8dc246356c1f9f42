"""XML bodies and answers: the same tree as the JSON, read without entities or document types."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import capexplore as cx
from capexplore.xml import from_xml, to_xml

NAME = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True)
# XML reads a carriage return as a line feed, and cannot carry other control characters.
TEXT = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=12,
)
SCALAR = st.one_of(st.none(), TEXT)


def members(content: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(content, min_size=2, max_size=3)
    return st.dictionaries(NAME, st.one_of(content, several), min_size=1, max_size=3)


TREE = st.recursive(SCALAR, members, max_leaves=8)


@given(NAME, TREE)
def test_what_is_written_is_read_back(name: str, content: Any) -> None:
    assert from_xml(to_xml({name: content})) == {name: content}


@given(st.text(st.characters(exclude_characters="\r"), max_size=8))
def test_text_is_written_or_refused_and_never_changed(text: str) -> None:
    with suppress(cx.errors.InvalidRequestError):
        assert (from_xml(to_xml({"root": text}))["root"] or "") == text


def test_scalars_are_written_as_the_api_spells_them() -> None:
    body = {"root": {"a": True, "b": 7, "c": None, "d": "", "e": [1, 2], "f": 1.5}}
    assert to_xml(body).split(b"\n")[1] == (
        b"<root><a>true</a><b>7</b><c/><d/><e>1</e><e>2</e><f>1.5</f></root>"
    )


def test_secrets_are_written_only_when_sending() -> None:
    body = {"root": {"pin": cx.Secret("tide<7>")}}
    assert b"<pin>***</pin>" in to_xml(body)
    assert b"<pin>tide&lt;7&gt;</pin>" in to_xml(body, secrets=True)


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ({"a": 1, "b": 2}, "exactly one outermost member"),
        ([1], "exactly one outermost member"),
        ({"two words": 1}, "cannot be written as XML"),
        ({"root": {"1a": 1}}, "cannot be written as XML"),
        ({"root": "bell\x07"}, "cannot be written as XML"),
    ],
)
def test_what_xml_cannot_carry_is_refused(body: Any, match: str) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=match):
        to_xml(body)


BOMB = (
    b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><r>&b;</r>'
)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"<!DOCTYPE r><r/>", "document type is refused"),
        (b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', "document type is refused"),
        (
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
            "document type is refused",
        ),
        (BOMB, "document type is refused"),
        (b"<r>&unknown;</r>", "not XML"),
        (b"<r><a></r>", "not XML"),
        (b"", "not XML"),
    ],
)
def test_document_types_entities_and_broken_text_are_refused(content: bytes, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        from_xml(content)


def test_comments_and_instructions_are_left_out() -> None:
    assert from_xml(b"<r><!-- c --><?p i?><a>1</a></r>") == {"r": {"a": "1"}}


@given(st.binary(max_size=60))
def test_reading_any_bytes_gives_a_value_or_a_value_error(content: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(from_xml(content), dict)

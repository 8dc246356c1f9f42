"""Frames are exact: what json_normalize gives, whatever way it came, and nothing lost or invented.

Missing cells (None, NaN, NA) are alike. Numbers are compared as numbers and exactly: whole numbers
beside missing ones are ``Int64`` here where json_normalize would make floats of them.
"""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import capexplore as cx
from capexplore.dates import with_dates
from capexplore.frames import PIECE, collector_paused, table, tables
from capexplore.sandbox.wire.xml import write_xml

GET, TRANSACTIONS, LIST = "v1.1/customer/get", "v1.1/transaction/get", "v2/lead/search"
# An answer from this length on is taken apart, a shorter one is read as a whole.
PADDING = b" " * 60_000

KEY = st.sampled_from(
    ["a", "b", "a.b", "b.a", "id", "field", "name", "value", "x", "", "parent_row"]
)
WHOLE = st.one_of(st.integers(-9, 9), st.sampled_from([2**53 + 1, -(2**53) - 1, 2**62 + 1, 2**64]))
FLOAT = st.floats(allow_nan=False, allow_infinity=False, width=32)
TEXT = st.sampled_from(["", "0017", "1e5", "true", "null", "NaN", "914400000017", "Zoë \U0001f6a2"])
LEAF = st.one_of(st.none(), st.booleans(), WHOLE, FLOAT, TEXT)
JSON = st.recursive(
    LEAF,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEY, inner, max_size=3)),
    max_leaves=10,
)
RECORD = st.dictionaries(KEY, JSON, max_size=5)


def is_missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell)


def plain(cell: Any) -> Any:
    """A cell as Python's own value; a bool is not the number it equals."""
    if is_missing(cell):
        return None
    cell = cell.item() if hasattr(cell, "item") else cell
    return f"bool {cell}" if isinstance(cell, bool) else cell


def rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """The rows of a frame without what is missing."""
    columns = {name: frame[name].tolist() for name in frame.columns}
    found = [{name: cells[i] for name, cells in columns.items()} for i in range(len(frame))]
    return [{n: plain(c) for n, c in row.items() if not is_missing(c)} for row in found]


def normalized(records: list[Any]) -> list[dict[Any, Any]]:
    """The rows as json_normalize gives them, each by itself, so that no column is made floats."""
    return [rows(pd.json_normalize(record))[0] if record else {} for record in records]


def in_v1(records: Any, wrapper: str = "customers.customer") -> dict[str, Any]:
    outer, inner = wrapper.split(".")
    status = {"success": "true", "code": 200, "message": "Success"}
    return {"response": {"status": status, outer: {inner: records}}}


def verdict(ok: bool = True, **more: Any) -> dict[str, Any]:
    status = {"success": str(ok).lower(), "code": "1000", "message": "says 1000", **more}
    return {"item_status": status}


def read(key: str, body: Any, *, long: bool = False) -> cx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return cx.Response.read(key, content + PADDING * long)


# With expand=False a frame is what json_normalize makes of the records.


@settings(deadline=None, max_examples=200)
@given(st.lists(RECORD, min_size=1, max_size=6))
def test_frame_is_that_of_json_normalize(records: list[Any]) -> None:
    frame = table(records, expand=False)
    assert rows(frame) == normalized(records)
    assert set(frame.columns) == set(pd.json_normalize(records).columns)
    assert len(set(frame.columns)) == len(frame.columns)


@settings(deadline=None)
@given(st.lists(st.fixed_dictionaries({"id": st.integers(0, 9), "r": RECORD}), min_size=1))
def test_answer_taken_apart_gives_what_reading_it_whole_does(records: list[Any]) -> None:
    body = {"pagination": {"total": 1}, "data": records, "warnings": [], "errors": []}
    for expand in (True, False):
        apart = read(LIST, body, long=True).to_frame(expand=expand)
        pd.testing.assert_frame_equal(apart, read(LIST, body).to_frame(expand=expand))


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            lambda record, said: {**record, **said},
            st.dictionaries(st.sampled_from(["a", "b", "custom_fields"]), JSON, max_size=3),
            st.sampled_from(
                [verdict(), verdict(ok=False), {}, {"item_status": "x"}, {"b": verdict()}]
            ),
        ),
        max_size=5,
    )
)  # fmt: skip
@pytest.mark.parametrize("ok", ["true", "false"])
def test_verdicts_are_the_same_whether_taken_apart_or_whole(ok: str, records: list[Any]) -> None:
    body = in_v1(records)
    body["response"]["status"]["success"] = ok
    apart, whole = read(GET, body, long=True), read(GET, body)
    pd.testing.assert_frame_equal(apart.to_frame(), whole.to_frame())
    for name, frame in whole.to_frames().items():
        pd.testing.assert_frame_equal(apart.to_frames()[name], frame)


@pytest.mark.parametrize("long", [False, True])
def test_shapes_that_change_from_piece_to_piece_make_one_table(long: bool) -> None:
    numbers: list[Any] = [1, None, 2.5, "x", True, 2**70, {"deep": 1}, [1], []]
    records = [{"id": i, f"c{i // PIECE}": i, "n": numbers[i // 100]} for i in range(900)]
    frame = read(LIST, {"data": records, "errors": []}, long=long).to_frame(expand=False)
    assert rows(frame) == normalized(records)
    assert frame["id"].dtype == "int64"
    assert frame["c0"].dtype == "Int64"


@pytest.mark.parametrize("number", [2**53 + 1, 2**63 - 1, -(2**63), 2**63, 2**64 - 1, 10**30])
@pytest.mark.parametrize("other", [None, "x", 0.5, True])
def test_identifiers_stay_exact_beside_anything(number: int, other: Any) -> None:
    for long in (False, True):
        frame = read(LIST, {"data": [{"id": number}, {"id": other}]}, long=long).to_frame()
        assert int(frame["id"][0]) == number


def test_frames_can_be_written_to() -> None:
    frame = table([{"a": 1, "b": 1.5, "c": True, "d": "x", "e": 1}, {"a": 2, "b": 2.5, "c": False}])
    values: dict[str, Any] = {"a": 7, "b": 7.5, "c": True, "d": "y", "e": 7}
    for name, value in values.items():
        frame.loc[1, name] = value
    assert frame.iloc[1].tolist() == [7, 7.5, True, "y", 7]


# JSON and XML of the same content.

NAME = st.sampled_from(["mobile", "firstname", "registered_store", "points", "notes"])
WORD = st.one_of(
    st.none(), st.integers(0, 10**6), st.booleans(), st.sampled_from(["x", "0017", "é<&>"])
)
PAIR = st.fixed_dictionaries({"name": st.sampled_from(["berth", "city", "tide"]), "value": WORD})
MEMBER = st.dictionaries(st.sampled_from(["id", "code", "store"]), WORD, min_size=1)
CONTAINERS = {
    "custom_fields": ("field", PAIR), "extended_fields": ("field", PAIR),
    "coupons": ("coupon", MEMBER), "points_summaries": ("points_summary", MEMBER),
    "side_effects": ("effect", MEMBER), "line_items": ("line_item", MEMBER),
    "subscriptions": ("subscription", MEMBER), "transactions": ("transaction", MEMBER),
}  # fmt: skip


@st.composite
def customers(draw: st.DrawFn) -> dict[str, Any]:
    """A record of v1.1 with containers, of none, one or several members."""
    record: dict[str, Any] = draw(st.dictionaries(NAME, st.one_of(WORD, MEMBER)))
    for name in draw(st.sets(st.sampled_from(sorted(CONTAINERS)))):
        inner, member = CONTAINERS[name]
        record[name] = {inner: draw(st.lists(member, max_size=3))}
    warnings = draw(st.lists(st.sampled_from(["1017", "91009"]), max_size=2))
    return {"id": "1", **record, **verdict(warnings={"warning": warnings})}


def as_text(value: Any) -> Any:
    """A value as XML says it: texts, and an empty one for nothing."""
    if isinstance(value, dict):
        return {name: as_text(member) for name, member in value.items()}
    if isinstance(value, list):
        return [as_text(member) for member in value]
    if is_missing(value):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def texts(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    kept = frame.drop(columns=["item_ok", "item_code", "item_warnings"], errors="ignore")
    found = [
        {n: as_text(c) for n, c in row.items()} for row in kept.astype(object).to_dict("records")
    ]
    return [{name: cell for name, cell in row.items() if cell is not None} for row in found]


@settings(deadline=None)
@given(st.lists(customers(), min_size=1, max_size=4))
@pytest.mark.parametrize("long", [False, True])
def test_xml_gives_the_frame_of_its_json(long: bool, records: list[Any]) -> None:
    from_json = read(GET, in_v1(records), long=long)
    from_xml = read(GET, write_xml(in_v1(records)), long=long)
    one, other = from_json.to_frame(), from_xml.to_frame()
    assert list(one.columns) == list(other.columns)
    assert texts(one) == texts(other)
    assert one.filter(like="item_").equals(other.filter(like="item_"))
    nested, same = from_json.to_frames(), from_xml.to_frames()
    assert {n: list(f.columns) for n, f in nested.items()} == {
        n: list(f.columns) for n, f in same.items()
    }


EMPTY: list[Any] = [None, "", [], {}, {"coupon": []}, {"coupon": None}, {"coupon": ""}]


@pytest.mark.parametrize("empty", EMPTY)
@pytest.mark.parametrize("long", [False, True])
def test_empty_containers_come_in_one_shape(long: bool, empty: Any) -> None:
    body = in_v1([{"id": "1", "coupons": empty, "custom_fields": empty and None, **verdict()}])
    for response in (read(GET, body, long=long), read(GET, write_xml(body), long=long)):
        frame = response.to_frame()
        assert list(frame.columns) == [
            "id", "coupons.coupon", "item_ok", "item_code", "item_message",
        ]  # fmt: skip
        assert frame["coupons.coupon"][0] == []


@pytest.mark.parametrize("as_xml", [False, True])
def test_lone_members_are_lists_of_one(as_xml: bool) -> None:
    lone = {"line_items": {"line_item": {"serial": "1"}}, "notes": {"note": {"id": "7"}}}
    lone |= {"custom_fields": {"field": {"name": "berth", "value": "North"}}}
    body = in_v1({"id": "1", **lone, **verdict()}, "transactions.transaction")
    response = read(TRANSACTIONS, write_xml(body) if as_xml else body)
    found = response.to_frames()
    assert found["transaction.line_items.line_item"]["serial"].tolist() == ["1"]
    assert found["transaction.notes.note"]["id"].tolist() == ["7"]
    assert response.to_frame()["custom_fields.berth"].tolist() == ["North"]


@pytest.mark.parametrize(
    "pairs",
    [
        [{"name": "a", "value": 1}, {"name": "a", "value": 2}],
        [{"name": "a", "value": 1, "unit": "kg"}],
        [{"name": 1, "value": 1}, {"name": "1", "value": 2}],
        [{"name": "a"}],
        ["a"],
    ],
)
def test_name_value_lists_that_would_lose_something_stay_cells(pairs: Any) -> None:
    assert table([{"custom_fields": {"field": pairs}}])["custom_fields.field"][0] == pairs
    named = {"field": [{"name": "x", "value": 1}], "x": 2}
    assert rows(table([{"custom_fields": named}]))[0] == {
        "custom_fields.field": named["field"], "custom_fields.x": 2,
    }  # fmt: skip


def test_text_or_other_members_are_no_empty_container() -> None:
    body = in_v1([{"notes": "", "points": {"issued": "1"}, "coupons": "none", **verdict()}])
    frame = read(GET, body).to_frame()
    assert rows(frame)[0] | {"item_ok": 1} == {
        "notes": "", "points.issued": "1", "coupons": "none",
        "item_ok": 1, "item_code": 1000, "item_message": "says 1000",
    }  # fmt: skip


BOMB = b'<!DOCTYPE r [<!ENTITY x "boom">]>'


@pytest.mark.parametrize(
    "change",
    [
        lambda text: BOMB + text,
        lambda text: text.replace(b"<id>1</id>", b"<id>&x;</id>"),
        lambda text: text.replace(b"<id>1</id>", BOMB + b"<id>1</id>"),
        lambda text: text.replace(b"</id>", b"", 1),
        lambda text: b'<!DOCTYPE r SYSTEM "file:///etc/passwd">' + text,
    ],
)
def test_long_xml_with_entities_or_document_types_is_refused(change: Any) -> None:
    text = write_xml(in_v1([{"id": 1, **verdict()}] * 3)).partition(b"\n")[2]
    response = read(GET, change(text), long=True)
    assert response.to_frame().empty
    assert response.outcome == "failed"


@pytest.mark.parametrize(
    "inside",
    [
        "<customer><id>2</id></customer><customer><id>3</id></customer>",
        "<![CDATA[</customer><customer>]]>",
        "<!-- </customer><customer> -->",
        "é",
    ],
)
@pytest.mark.parametrize("copies", [1, PIECE + 1])
def test_long_xml_is_cut_only_between_records(copies: int, inside: str) -> None:
    status = "<item_status><success>true</success><code>1000</code></item_status>"
    record = f"<customer><id>1</id><family>{inside}</family>{status}</customer>\n"
    head = "<response><status><success>true</success><code>200</code></status><customers>"
    text = f"{head}{record * copies}</customers></response>".encode()
    apart, whole_ = read(GET, text, long=True).to_frame(), read(GET, text).to_frame()
    assert len(apart) == copies
    pd.testing.assert_frame_equal(apart, whole_)


# Nested tables.


def leaves(value: Any) -> Iterator[str]:
    """What a value says, below all objects and lists."""
    if isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from leaves(member)
    elif not is_missing(value):
        yield repr(plain(value))


# Without dots and empty names two members never have the same dotted name.
SIMPLE = st.sampled_from(["a", "b", "c", "field", "name", "value", "parent_row"])
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(SIMPLE, inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.dictionaries(SIMPLE, TREE, max_size=4), max_size=5), st.booleans())
def test_every_leaf_is_in_one_table_and_nothing_is_invented(records: Any, expand: bool) -> None:
    found = tables(records, "r", expand=expand)
    given_ = Counter(leaves(records))
    shown: Counter[str] = Counter()
    for name, frame in found.items():
        own = frame.drop(columns="parent_row") if name != "r" else frame
        shown += Counter(leaves([list(row.values()) for row in rows(own)]))
        if name != "r":
            parents = [len(f) for n, f in found.items() if n != name and name.startswith(f"{n}.")]
            assert frame["parent_row"].between(0, max(parents) - 1).all()
    if expand:  # The names of a name/value list are names of columns.
        assert shown <= given_
    else:
        assert {k: float(c) for k, c in number_free(shown).items()} == number_free(given_)


def number_free(counted: Counter[str]) -> dict[str, int]:
    """Leaves counted with 1 and 1.0 as one: a column of both has floats."""
    found: Counter[str] = Counter()
    for text, count in counted.items():
        try:
            found[repr(float(text))] += count
        except ValueError:
            found[text] += count
    return dict(found)


def test_nested_rows_know_their_parents_beyond_one_piece() -> None:
    bills = [{"id": i, "lines": [{"n": i, "tax": [{"t": i}]}] * (i % 3)} for i in range(1000)]
    found = read(LIST, {"data": bills}, long=True).to_frames()
    lines, tax = found["lead.lines"], found["lead.lines.tax"]
    assert (found["lead"]["id"].loc[lines["parent_row"]].to_numpy() == lines["n"]).all()
    assert (lines["n"].loc[tax["parent_row"]].to_numpy() == tax["t"]).all()
    assert len(tax) == sum(i % 3 for i in range(1000))
    assert list(found["lead"].columns) == ["id"]


# Verdicts, types and dates.


def test_warnings_of_items_are_codes_where_there_are_any() -> None:
    warned = verdict(warnings={"warning": ["1017", "odd"]})
    frame = read(GET, in_v1([{"id": "1", **warned}, {"id": "2", **verdict()}])).to_frame()
    assert frame["item_warnings"].tolist() == [[1017, "odd"], []]
    assert "item_warnings" not in read(GET, in_v1([verdict()])).to_frame()


def test_what_a_verdict_does_not_tell_stays_a_column() -> None:
    frame = read(GET, in_v1([{"id": "1", **verdict(reference="r-1")}])).to_frame()
    assert frame["item_status.reference"].tolist() == ["r-1"]


def test_arrow_has_the_types_and_the_same_cells() -> None:
    records = [
        {"a": 1, "b": "007", "c": True, "d": 1.5, "e": ["x"], "f": {"g": None}, "h": [{"i": 1}]},
        {"a": None, "b": None, "c": None, "d": None, "e": [], "f": {"g": None}, "h": []},
    ]
    response = read(LIST, {"data": records})
    frame = response.to_frame(dtype_backend="pyarrow")
    assert all(isinstance(dtype, pd.ArrowDtype) for dtype in frame.dtypes)
    assert rows(frame) == rows(response.to_frame())
    mixed = table([{"a": 1}, {"a": "x"}], dtype_backend="pyarrow")
    assert mixed["a"].tolist() == [1, "x"]
    uneven = [{"a": [{"b": 1}]}, {"a": [{"c": 1}]}]
    assert table(uneven, dtype_backend="pyarrow")["a"].tolist() == [[{"b": 1}], [{"c": 1}]]


INDIA = "+05:30"


@pytest.mark.parametrize(
    ("name", "value", "moment"),
    [
        ("registered_on", "2025-03-02 10:15:00", "2025-03-02T10:15:00+05:30"),
        ("valid_till", "31-12-2025", "2025-12-31T00:00:00+05:30"),
        ("created_date", "2025-04-01T12:31:00.000Z", "2025-04-01T18:01:00+05:30"),
        ("attribution.createDate", "2025-03-02T10:15:00+05:30", "2025-03-02T10:15:00+05:30"),
        ("createdOn", "2025-03-02T04:45:00.000+0000", "2025-03-02T10:15:00+05:30"),
        ("createdOn", 1740890700000, "2025-03-02T10:15:00+05:30"),
        ("tier_expiry_date", "9999-12-31 23:59:59", "9999-12-31T23:59:59+05:30"),
    ],
)
def test_dates_are_times_by_the_rule_of_the_version(name: str, value: Any, moment: str) -> None:
    frame = with_dates(table([{name: value}, {name: None}]), INDIA)
    assert frame[name][0].isoformat() == moment
    assert pd.isna(frame[name][1])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("billing_time", ["2025-04-01 12:30:00", "soon"]),
        ("billing_time", ["2025-13-01 12:30:00"]),
        ("billing_time", [""]),
        ("billing_time", [[1]]),
        ("firstname", ["2025-04-01 12:30:00"]),
        ("createdOn", [7]),
        ("active_on", [True]),
    ],
)
def test_what_is_no_date_stays_as_it_is(name: str, values: list[Any]) -> None:
    frame = pd.DataFrame({name: values, "id": 1})
    pd.testing.assert_frame_equal(with_dates(frame, INDIA), frame)


def test_without_a_known_cluster_only_printed_offsets_make_a_zone() -> None:
    frame = pd.DataFrame(
        {
            "updated_on": ["2025-03-02 10:15:00"],
            "createDate": ["2025-03-02T10:15:00+07:00"],
        }
    )
    times = with_dates(frame, None)
    assert times["updated_on"][0] == datetime(2025, 3, 2, 10, 15)
    assert times["createDate"][0] == datetime(2025, 3, 2, 3, 15, tzinfo=UTC)
    assert times["createDate"][0].isoformat() == "2025-03-02T10:15:00+07:00"
    both = pd.DataFrame({"createDate": ["2025-03-02 10:15:00", "2025-03-02T10:15:00Z"]})
    pd.testing.assert_frame_equal(with_dates(both, None), both)


@pytest.mark.parametrize("offset", [INDIA, None])
def test_dates_of_arrow_stay_arrows(offset: str | None) -> None:
    records = [{"billing_time": "2025-04-01 12:30:00", "note": "x"}, {"billing_time": None}]
    frame = with_dates(table(records, dtype_backend="pyarrow"), offset)
    assert all(isinstance(dtype, pd.ArrowDtype) for dtype in frame.dtypes)
    assert str(frame["billing_time"][0]).startswith("2025-04-01 12:30:00")


def test_dates_of_the_sandbox_have_the_zone_of_its_cluster(client: cx.Client) -> None:
    one = client.call("v1.1/customer/get", mobile="914400000017").to_frame(dates=True)
    two = client.call("v2/customer/get", id=800101, source="ALL").to_frames(dates=True)
    then = two["customer.profiles"]["attribution.createDate"][0]
    assert one["registered_on"][0] == then
    assert then.tzinfo is not None


def test_collector_is_as_it_was_also_after_an_error() -> None:
    def fail() -> None:
        with collector_paused():
            assert not gc.isenabled()
            raise LookupError("as planned")

    with pytest.raises(LookupError, match="as planned"):
        fail()
    assert gc.isenabled()
    gc.disable()
    try:
        table([{"id": 1}])
        assert not gc.isenabled()
    finally:
        gc.enable()


LEAVES = st.none() | st.integers(-9, 9) | st.text("ab", max_size=3)
MEMBERS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "data", "x"]), inner, max_size=3)
    ),
    max_leaves=10,
)
JSON_BODIES = st.fixed_dictionaries(
    {"data": st.lists(st.dictionaries(st.sampled_from(["id", "x"]), MEMBERS), max_size=3)},
    optional={"pagination": MEMBERS, "id": MEMBERS, "profiles": MEMBERS, "response": MEMBERS},
)


@given(JSON_BODIES, st.sampled_from(["v1.1/customer/get", "v2/customer/get", "v2/lead/search"]))
def test_every_leaf_of_the_answer_is_in_some_table(body: Any, key: str) -> None:
    response = cx.Response.read(key, json.dumps(body))
    cells = [
        cell
        for frame in response.to_frames(expand=False).values()
        for column in frame.columns
        for cell in frame[column].tolist()
    ]
    found = {str(one) for cell in cells for one in _scalars(cell)}
    assert {str(leaf) for leaf in _scalars(body) if leaf is not None} <= found


def _scalars(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [one for member in value.values() for one in _scalars(member)]
    return [o for m in value for o in _scalars(m)] if isinstance(value, list) else [value]

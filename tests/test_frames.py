"""Records as DataFrames: one row each, dotted columns, the answer's own types, nested tables."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import capexplore as cx
from capexplore.display import table_html
from capexplore.frames import table, tables

FIELDS = {"field": [{"name": "berth", "value": "North"}, {"name": "code", "value": "007"}]}


def cells(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """The rows, missing cells left out."""
    return [
        {name: cell for name, cell in row.items() if not _is_missing(cell)}
        for row in frame.astype(object).to_dict("records")
    ]


def _is_missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell)


def test_one_row_for_each_record_with_dotted_columns() -> None:
    frame = table([{"id": 1, "a": {"b": {"c": 2}}}, {"id": 2}])
    assert frame.columns.tolist() == ["id", "a.b.c"]
    assert cells(frame) == [{"id": 1, "a.b.c": 2}, {"id": 2}]


def test_columns_are_named_as_json_normalize_names_them() -> None:
    records = [{"id": 1, "a": {"b": 1, "c": {"d": [1]}}, "e": None}]
    assert set(table(records).columns) == set(pd.json_normalize(records).columns)


@pytest.mark.parametrize("text", ["0017", "00914400000017", "1e5", "true", "", "2026-01-15", "NaN"])
def test_strings_stay_strings(text: str) -> None:
    frame = table([{"code": text}, {"code": "x"}])
    assert frame["code"].tolist() == [text, "x"]


@pytest.mark.parametrize("number", [2**53 + 1, 2**62 + 1, -(2**62) - 1, 2**70])
def test_whole_numbers_stay_exact_beside_missing_ones(number: int) -> None:
    frame = table([{"id": number}, {"id": None}, {}])
    assert int(frame["id"][0]) == number
    assert frame["id"].isna().tolist() == [False, True, True]


def test_name_value_lists_become_columns_unless_told_otherwise() -> None:
    records = [{"id": 1, "custom_fields": FIELDS}]
    assert cells(table(records)) == [
        {"id": 1, "custom_fields.berth": "North", "custom_fields.code": "007"}
    ]
    assert cells(table(records, expand=False)) == [
        {"id": 1, "custom_fields.field": FIELDS["field"]}
    ]
    lone = {"field": {"name": "berth", "value": "North"}}
    assert cells(table([{"custom_fields": lone}])) == [{"custom_fields.berth": "North"}]


def test_other_lists_stay_cells() -> None:
    assert table([{"a": [1, 2], "b": [{"c": 1}]}])["b"].tolist() == [[{"c": 1}]]


def test_values_that_are_no_objects_are_a_column_of_values() -> None:
    assert table([True, "x", None])["value"].astype(object).tolist()[:2] == [True, "x"]


def test_no_records_give_an_empty_frame_with_the_columns_asked_for() -> None:
    frame = table([], columns=["id", "name"])
    assert (len(frame), frame.columns.tolist()) == (0, ["id", "name"])


def test_nested_lists_become_tables_keyed_back_to_their_parents() -> None:
    bills = [
        {"id": 7, "lines": [{"sku": "a", "tax": [{"rate": 1}, {"rate": 2}]}, {"sku": "b"}]},
        {"id": 8, "lines": [{"sku": "c", "tax": [{"rate": 3}]}]},
    ]
    found = tables(bills, "bill")
    assert list(found) == ["bill", "bill.lines", "bill.lines.tax"]
    assert found["bill"]["id"].tolist() == [7, 8]
    assert found["bill.lines"]["parent_row"].tolist() == [0, 0, 1]
    rates = found["bill.lines.tax"]
    joined = rates.merge(found["bill.lines"], left_on="parent_row", right_index=True)
    assert joined["sku"].tolist() == ["a", "a", "c"]


def test_customer_of_the_sandbox_as_tables(client: cx.Client) -> None:
    response = client.call("v2/customer/get", id=800101, source="ALL")
    found = response.to_frames()
    assert found["customer"]["id"].tolist() == [800101]
    identifiers = found["customer.profiles.identifiers"]
    assert "914400000017" in identifiers["value"].tolist()
    assert set(identifiers["parent_row"]) <= set(found["customer.profiles"].index)


@pytest.mark.parametrize("way", ["json", "xml"])
def test_verdicts_join_on_to_the_records(client: cx.Client, way: str) -> None:
    people = [{"mobile": "914400000555", "firstname": "Ines"}, {"firstname": "Nobody"}]
    body = {"root": {"customer": people}}
    frame = client.call("v1.1/customer/add", json=body, format=way).to_frame()
    assert frame["item_ok"].tolist() == [True, False]
    assert frame["item_code"].tolist() == [1000, 1007]
    assert frame["mobile"][0] == "914400000555"


KEY = st.sampled_from(["a", "b", "field", "name", "value", "a.b", "", "parent_row", "<b>"])
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEY, inner, max_size=3)),
    max_leaves=12,
)


def test_records_without_members_are_rows_too() -> None:
    assert len(table([{}, {}])) == 2


@given(st.lists(st.dictionaries(KEY, JSON, max_size=4).map(lambda r: {"id": 0, **r}), max_size=4))
def test_any_records_make_one_row_each_and_escaped_html(records: list[Any]) -> None:
    frame = table(records)
    assert len(frame) == len(records)
    assert len(tables(records, "x")["x"]) == len(records)
    html = table_html(frame)
    assert "<b>" not in html
    assert html.count("<tr>") == html.count("</tr>")


def test_long_and_wide_frames_are_cut_and_say_so() -> None:
    frame = table([{f"c{j}": i for j in range(30)} for i in range(50)])
    html = table_html(frame, rows=5, columns=4)
    assert "5 of 50 rows, 4 of 30 columns" in html
    assert html.count("<tr>") == 6

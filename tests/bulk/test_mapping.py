"""Rows to calls: which column goes where, chunks, the order, and what is refused before sending."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import capexplore as cx
from capexplore.bulk.mapping import Mapper
from capexplore.bulk.rows import Rows
from tests.loopback import Loopback

ADD = cx.actions["v1.1/customer/add"]
ROWS: list[dict[str, Any]] = [
    {"mobile": "0091440001", "firstname": "Ines", "age": 41},
    {"mobile": "0091440002", "firstname": None, "age": None},
]


def body_of(plan: Any, number: int = 0) -> Any:
    return plan.requests[number].json


def one_by_one() -> Iterator[dict[str, Any]]:
    yield from ROWS


@pytest.mark.parametrize("kind", ["list", "generator", "frame", "csv", "parquet", "jsonl"])
def test_every_source_gives_the_same_rows_and_keeps_leading_zeros(
    kind: str, tmp_path: Path
) -> None:
    frame = pd.DataFrame(ROWS)
    path = tmp_path / f"rows.{kind}"
    source: Any = {"list": ROWS, "frame": frame}.get(kind, path)
    if kind == "generator":
        source = one_by_one()
    elif kind == "csv":
        frame.astype({"age": "Int64"}).to_csv(path, index=False)
    elif kind == "parquet":
        frame.to_parquet(path)
    elif kind == "jsonl":
        path.write_text("\n".join(json.dumps(row) for row in ROWS))
    rows = Rows(source)
    age = "41" if kind == "csv" else 41
    expected = [{"mobile": "0091440001", "firstname": "Ines", "age": age}, {"mobile": "0091440002"}]
    assert list(rows) == list(rows) == expected
    assert rows.columns == ["mobile", "firstname", "age"]
    assert rows.to_frame()["mobile"].tolist() == ["0091440001", "0091440002"]
    rows.close()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("rows.xlsx", "Rows are not read from 'rows.xlsx'"),
        ("nowhere.csv", "There is no file 'nowhere.csv'"),
        (7, "not a int"),
        ({"mobile": "1"}, "not a dict"),
        (["914400000017"], "A row is a dictionary of columns and values, not a str"),
    ],
)
def test_what_is_no_table_is_refused(client: cx.Client, source: Any, message: str) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=message):
        client.bulk(ADD, source)


def test_a_csv_row_with_too_many_cells_is_named(client: cx.Client, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("mobile\n1\n2,3\n")
    with pytest.raises(cx.errors.InvalidRequestError, match="row 1 has more cells"):
        client.bulk(ADD, path)


def test_columns_are_parameters_first_and_members_of_the_item_else(client: cx.Client) -> None:
    row = {"identifierName": "mobile", "identifierValue": "914400000017", "billNumber": "HB-7"}
    plan = client.bulk("v2/transaction/add", [row], source="INSTORE", dry_run=True)
    query = "identifierName=mobile&identifierValue=914400000017&source=INSTORE"
    assert sorted(plan.requests[0].target.partition("?")[2].split("&")) == query.split("&")
    assert body_of(plan) == {"billNumber": "HB-7"}


def test_a_cell_comes_before_what_all_calls_have(client: cx.Client) -> None:
    rows = [{"id": 800101}, {"id": 800101, "source": "ALL"}]
    plan = client.bulk("v2/customer/get", rows, source="INSTORE", dry_run=True)
    assert [one.target.partition("=")[2] for one in plan.requests] == ["INSTORE", "ALL"]


def test_dots_reach_deeper_and_documented_lists_hold_one_member(client: cx.Client) -> None:
    row = {
        "profiles.firstName": "Ines",
        "profiles.identifiers.type": "mobile",
        "profiles[].identifiers[].value": "914400000555",
        "extendedFields.city": "Quay",
    }
    plan = client.bulk("v2/customer/add", [row], dry_run=True)
    identifiers = [{"type": "mobile", "value": "914400000555"}]
    assert body_of(plan) == {
        "profiles": [{"firstName": "Ines", "identifiers": identifiers}],
        "extendedFields": {"city": "Quay"},
    }


def test_numbers_in_names_are_places_in_lists(client: cx.Client) -> None:
    names = ("number", "line_items.line_item.0.item_code", "line_items.line_item.1.item_code")
    plan = client.bulk("v1.1/transaction/add", [dict(zip(names, "ABC", strict=True))], dry_run=True)
    lines = {"line_item": [{"item_code": "B"}, {"item_code": "C"}]}
    assert body_of(plan)["root"]["transaction"] == [{"number": "A", "line_items": lines}]


def test_template_has_the_rest_and_takes_cells(client: cx.Client) -> None:
    template = {
        "firstname": "{name}",
        "custom_fields": {"field": [{"name": "berth", "value": "{berth}"}, {"name": "fixed"}]},
        "external_id": "HX-{n}",
        "loyalty": True,
    }
    rows = [{"mobile": "1", "name": "Ines", "n": 7, "berth": 3}, {"mobile": "2", "n": 8}]
    plan = client.bulk(ADD, rows, template=template, dry_run=True)
    first, second = body_of(plan)["root"]["customer"]
    fields = {"field": [{"name": "berth", "value": 3}, {"name": "fixed"}]}
    assert first == {
        "firstname": "Ines",
        "custom_fields": fields,
        "external_id": "HX-7",
        "loyalty": True,
        "mobile": "1",
    }
    assert "firstname" not in second
    assert second["custom_fields"]["field"][0] == {"name": "berth"}


def test_columns_get_other_names_or_are_left_out(client: cx.Client) -> None:
    names = {"Phone": "mobile", "note": None}
    plan = client.bulk(ADD, [{"Phone": "1", "note": "x"}], columns=names, dry_run=True)
    assert body_of(plan)["root"]["customer"] == [{"mobile": "1"}]


def test_dates_go_out_as_text(client: cx.Client) -> None:
    rows = pd.DataFrame({"mobile": ["1"], "registered_on": [pd.Timestamp("2026-01-10 12:30")]})
    plan = client.bulk(ADD, rows, dry_run=True)
    assert body_of(plan)["root"]["customer"][0]["registered_on"] == "2026-01-10T12:30:00"
    assert dt.datetime.fromisoformat("2026-01-10T12:30:00") == rows["registered_on"][0]


@pytest.mark.parametrize(
    ("key", "rows", "calls"),
    [
        ("v1.1/customer/add", 250, 3),
        ("v2/request/update", 25, 3),
        ("v2/transaction/add_bulk", 101, 2),
        ("v2/customer/upsert_bulk", 3, 3),
        ("v2/customer/add", 3, 3),
    ],
)
def test_chunks_are_as_large_as_documented(
    client: cx.Client, key: str, rows: int, calls: int
) -> None:
    plan = client.bulk(key, [{"comments": str(n)} for n in range(rows)], dry_run=True)
    assert (plan.rows, plan.calls) == (rows, calls)


@pytest.mark.parametrize(
    ("key", "chunk", "message"),
    [
        ("v1.1/customer/add", 101, "at most 100 rows"),
        ("v2/customer/add", 2, "at most 1 rows"),
        ("v1.1/customer/add", 0, "no number of 1 or more"),
    ],
)
def test_chunks_beyond_the_limit_are_refused(
    client: cx.Client, key: str, chunk: int, message: str
) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=message):
        client.bulk(key, [{}], chunk=chunk)


@given(
    st.lists(st.tuples(st.sampled_from(["json", "xml"]), st.integers(0, 9)), max_size=40),
    st.integers(1, 7),
)
def test_chunks_keep_every_row_in_order_and_share_parameters(
    rows: list[tuple[str, int]], chunk: int
) -> None:
    table = [{"format": form, "mobile": str(number)} for form, number in rows]
    tasks = list(Mapper(ADD, chunk=chunk).tasks(enumerate(table)))
    assert [n for task in tasks for n in task.numbers] == list(range(len(rows)))
    assert [one["mobile"] for task in tasks for one in task.items] == [r["mobile"] for r in table]
    assert all(len(task.numbers) <= chunk for task in tasks)
    for task in tasks:
        assert {table[n]["format"] for n in task.numbers} == {task.values["format"]}
    for one, two in pairwise(tasks):
        assert len(one.numbers) == chunk or one.values != two.values


NAMES = st.sampled_from(["mobile", "customer.name", "line_items.line_item.qty", "custom_fields.a"])


@given(st.dictionaries(NAMES, st.integers() | st.text(min_size=1), min_size=1))
def test_every_cell_is_at_its_dotted_place(row: dict[str, Any]) -> None:
    _, item = Mapper(cx.actions["v1.1/transaction/add"]).place(row)
    for name, cell in row.items():
        node = item
        for part in name.split("."):
            node = node[0] if isinstance(node, list) else node
            node = node[part]
        assert node == cell


def test_nothing_is_sent_if_a_row_is_invalid_and_the_error_has_a_frame(client: cx.Client) -> None:
    rows = [{"id": 800101}, {"id": "Mira"}, {"name": "x"}]
    with pytest.raises(cx.errors.InvalidRequestError, match="2 of 3 rows are invalid") as caught:
        client.bulk("v2/customer/get", rows, source="ALL")
    assert caught.value.frame is not None
    assert caught.value.frame["row"].tolist() == [1, 2]
    assert len(client.history) == 0


def test_invalid_rows_can_be_left_out(client: cx.Client) -> None:
    rows = [{"id": "Mira"}, {"id": 800101}]
    run = client.bulk("v2/customer/get", rows, source="ALL", invalid="skip", progress=False)
    assert repr(run) == "<Run v2/customer/get 2 rows: 1 ok, 1 invalid>"
    assert run.to_frame()["message"][0] == "id='Mira': must be a whole number."
    assert len(client.history) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"json": {}}, "takes no json="),
        ({"invalid": "ignore"}, "'raise' or 'skip'"),
        ({"workers": 0}, "workers=0"),
        ({"per_minute": -1}, "per_minute=-1"),
        ({"out": "answers.xlsx"}, "Answers are not written to 'answers.xlsx'"),
        ({"out": "/nowhere/answers.csv"}, "There is no folder '/nowhere'"),
        ({"template": {"root": {}}}, "leave its wrapper 'root' out"),
    ],
)
def test_arguments_are_checked_before_anything_is_sent(
    client: cx.Client, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=message):
        client.bulk(ADD, [{"mobile": "1"}], **arguments)
    assert len(client.history) == 0


def test_a_reading_client_sends_nothing_that_writes(loopback: Loopback) -> None:
    with cx.Client(loopback.url, auth=cx.OAuth("k", "s")) as reader:
        with pytest.raises(cx.errors.WriteBlockedError, match="customer/add was not sent"):
            reader.bulk(ADD, [{"mobile": "1"}])
        rows = [{"mobile": "1"}, {"mobile": "2", "issue_otp": "true"}]
        with pytest.raises(cx.errors.WriteBlockedError, match="issue_otp"):
            reader.bulk("v1.1/customer/get", rows, columns={}, params={"issue_otp": True})
    assert loopback.received == []


def test_what_is_planned_is_what_is_sent(client: cx.Client) -> None:
    rows = [{"mobile": f"91440000{n:04}"} for n in range(250)]
    plan = client.bulk(ADD, rows, dry_run=True)
    assert len(client.history) == 0
    client.bulk(ADD, rows, progress=False)
    assert [one.request for one in client.history] == plan.requests
    assert plan.summary().startswith("Plan v1.1/customer/add 250 rows in 3 calls\n")


def test_a_column_without_a_name_is_not_sent(tmp_path: Path, client: cx.Client) -> None:
    path = tmp_path / "people.csv"
    pd.DataFrame({"mobile": ["914400000555"]}).to_csv(path)
    plan = client.bulk(ADD, path, dry_run=True)
    assert plan.requests[0].json == {"root": {"customer": [{"mobile": "914400000555"}]}}
    assert plan.problems == ()

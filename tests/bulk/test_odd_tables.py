"""Tables as they come: what is read of them, and what is refused before anything is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import capexplore as cx
from tests.loopback import Loopback

ADD = "v1.1/customer/add"
MOBILE = "914400770001"
QUIET: dict[str, Any] = {"progress": False}


def sent(client: cx.Client, rows: Any, **options: Any) -> list[Any]:
    """What goes out for a table."""
    plan = client.bulk(ADD, rows, dry_run=True, **options)
    assert plan.invalid == {}
    items: list[Any] = plan.requests[0].json["root"]["customer"]
    return items


def refused(client: cx.Client, rows: Any, match: str, **options: Any) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=match):
        client.bulk(ADD, rows, **options, **QUIET)
    assert len(client.history) == 0


@pytest.mark.parametrize(
    ("text", "item"),
    [
        (b"\xef\xbb\xbfmobile,firstname\n1,Ines\n", {"mobile": "1", "firstname": "Ines"}),
        (b'mobile,firstname\n1,"a\nb ""q"""\n', {"mobile": "1", "firstname": 'a\nb "q"'}),
        (b"mobile,firstname\r\n007,\r\n", {"mobile": "007"}),
        (b"mobile,firstname\n1\n", {"mobile": "1"}),
        ("mobile,имя\n1,Ж\n".encode(), {"mobile": "1", "имя": "Ж"}),
    ],
    ids=["mark", "quotes", "zeros", "short", "unicode"],
)
def test_csv_is_read_as_it_stands(
    client: cx.Client, tmp_path: Path, text: bytes, item: dict[str, str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(text)
    assert sent(client, path) == [item]


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("t.csv", b"mobile,firstname\n1,caf\xe9\n", "not UTF-8"),
        ("t.csv", "mobile,firstname\n1,x\n".encode("utf-16"), "not UTF-8"),
        ("t.csv", b'mobile,firstname\n1,"abc\n', "unexpected end"),
        ("t.csv", b"mobile,firstname\n1," + b"x" * 200_000, "field larger"),
        ("t.csv", b"mobile,firstname\n1,2,3\n", "row 0 has more cells"),
        ("t.csv", b"mobile,mobile\n1,2\n", "more than one column 'mobile'"),
        ("t.csv", b"mobile;firstname\n1;2\n", "separated by ';'"),
        ("t.jsonl", b'{"mobile":"1"}\n{bad\n', "line 2 is no JSON"),
        ("t.jsonl", b"[1]\n", "line 1 is no object"),
        ("t.jsonl", b'{"a":' + b"[" * 9999 + b"]" * 9999 + b"}", "nested too deeply"),
        ("t.parquet", b"PAR1", "cannot be read as .parquet"),
        ("t.xlsx", b"", "not read from 't.xlsx'"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    client: cx.Client, tmp_path: Path, name: str, content: bytes, match: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused(client, path, match)


def test_numbers_of_json_are_exact(client: cx.Client, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"external_id": 123456789012345678901234567890}\n\n')
    assert sent(client, path) == [{"external_id": 123456789012345678901234567890}]
    journal = tmp_path / "run.sqlite"
    assert client.bulk(ADD, path, journal=journal, **QUIET).counts == {"ok": 1}


def test_nested_columns_of_parquet_are_members(client: cx.Client, tmp_path: Path) -> None:
    fields = {"field": [{"name": "berth", "value": "N"}]}
    row = {"mobile": MOBILE, "custom_fields": fields, "on": dt.date(2026, 1, 2), "tags": [1, 2]}
    pd.DataFrame([row]).to_parquet(tmp_path / "rows.parquet")
    out = tmp_path / "answers.csv"
    run = client.bulk(ADD, tmp_path / "rows.parquet", out=out, **QUIET)
    assert run.ok
    request = client.history[-1].request
    assert request is not None
    (item,) = request.json["root"]["customer"]
    assert item == {**row, "on": "2026-01-02"}
    assert '"{""field"":[{""name"":""berth"",""value"":""N""}]}"' in out.read_text()


EMPTY: list[Any] = [None, float("nan"), pd.NA, pd.NaT, np.nan, "", []]


@pytest.mark.parametrize("empty", EMPTY, ids=repr)
def test_empty_cells_are_left_out(client: cx.Client, empty: Any) -> None:
    assert sent(client, [{"mobile": MOBILE, "firstname": empty}]) == [{"mobile": MOBILE}]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([914400770001, None]),
        pd.Series([914400770001, None], dtype="Int64"),
        pd.Series([914400770001.0, np.nan]),
    ],
    ids=["object", "Int64", "float"],
)
def test_whole_numbers_beside_empty_cells_stay_whole(client: cx.Client, column: Any) -> None:
    frame = pd.DataFrame({"mobile": column, "firstname": ["a", "b"]})
    assert sent(client, frame)[0] == {"mobile": 914400770001, "firstname": "a"}


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: pd.DataFrame([[1, 2]], columns=["mobile", "mobile"]), "more than one column"),
        (lambda: pd.DataFrame([[1, 2]], columns=[1, "1"]), "more than one column '1'"),
        (
            lambda: pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])),
            "several levels",
        ),
        (lambda: iter([1, 2]), "A row is a dictionary"),
        (lambda: iter([{"mobile": lambda: 1}]), "a cell cannot be copied"),
        (lambda: [{"mobile": float("inf")}], "inf is no JSON value"),
        (lambda: [{"a": 1, "a.b": 2}], "one column gives a value"),
        (lambda: [{"a.b": 1, "a": 2}], "one column gives a value"),
        (lambda: [{"a.99999999999.b": 2}], "at most 1000 members"),
        (lambda: None, "not a NoneType"),
        (lambda: {"mobile": 1}, "not a dict"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(
    client: cx.Client, make: Callable[[], Any], match: str
) -> None:
    refused(client, make(), match)


@pytest.mark.parametrize(
    ("option", "match"),
    [
        ({"columns": {"mobil": "email"}}, "no column 'mobil'. Did you mean 'mobile'"),
        ({"template": {"email": "{mobil}"}}, "no column 'mobil'"),
        ({"columns": ["mobile"]}, "columns= takes a dictionary"),
        ({"template": "x"}, "template= takes a dictionary"),
        ({"workers": "3"}, "no whole number"),
        ({"workers": 1.5}, "no whole number"),
        ({"workers": 0}, "no number above 0"),
        ({"per_minute": "x"}, "no number above 0"),
        ({"per_minute": float("nan")}, "no number above 0"),
        ({"chunk": 101}, "takes at most 100 rows"),
        ({"chunk": 0}, "no number of 1 or more"),
        ({"out": "no-such-folder/a.csv"}, "no folder"),
        ({"out": "a.txt"}, "not written to"),
        ({"journal": "no-such-folder/run.sqlite"}, "journal cannot be kept"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(
    client: cx.Client, option: dict[str, Any], match: str
) -> None:
    refused(client, [{"mobile": MOBILE}], match, **option)


@pytest.mark.parametrize("other", ["rows", "journal"])
def test_the_file_of_answers_is_none_that_the_run_needs(
    client: cx.Client, tmp_path: Path, other: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"mobile\n{MOBILE}\n")
    rows = path if other == "rows" else [{"mobile": MOBILE}]
    journal = None if other == "rows" else path
    (tmp_path / "x").mkdir()
    refused(client, rows, "is given twice", out=tmp_path / "x/../people.csv", journal=journal)
    assert path.read_text() == f"mobile\n{MOBILE}\n"


def test_an_error_of_the_callers_own_generator_is_named_as_the_cause(client: cx.Client) -> None:
    def rows() -> Any:
        yield {"mobile": MOBILE}
        raise RuntimeError("no more")

    with pytest.raises(cx.errors.InvalidRequestError, match="cannot be read: RuntimeError") as why:
        client.bulk(ADD, rows(), **QUIET)
    assert str(why.value.__cause__) == "no more"
    assert len(client.history) == 0


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_text_that_is_no_unicode_is_invalid_and_written_in_escapes(
    client: cx.Client, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"answers.{kind}"
    rows = [{"mobile": MOBILE, "firstname": "\ud800"}, {"mobile": "914400770002"}]
    run = client.bulk(ADD, rows, invalid="skip", out=path, **QUIET)
    assert run.counts == {"ok": 1, "invalid": 1}
    assert len(run.to_frame()) == 2
    assert b"ud800" in path.read_bytes()


def test_what_goes_out_is_what_was_planned_though_rows_are_left_out(client: cx.Client) -> None:
    wrong = {"a": 1, "a.b": 2}
    rows = [{"mobile": f"91440077000{n}", **(wrong if n in (0, 3) else {})} for n in range(8)]
    plan = client.bulk(ADD, rows, chunk=3, dry_run=True)
    client.bulk(ADD, rows, chunk=3, invalid="skip", **QUIET)
    assert [call.request for call in client.history] == plan.requests
    assert plan.calls == len(client.history) == 2


@pytest.mark.parametrize(
    "answer",
    [
        b'{"id":%d}' % 10**30,
        b'{"errors":[{"code":%d,"message":"m"}]}' % -(2**64),
        b'{"errors":[{"code":"abc","message":{"a":1}}]}',
        b'{"id":true}',
        b"null",
        b'{"createdId":"' + b"x" * 100_000 + b'"}',
        b'{"errors":[{"code":1,"message":"a\\u0000b"}]}',
    ],
    ids=range(7),
)
@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_odd_answers_have_a_row_in_table_and_file(
    loopback: Loopback, tmp_path: Path, answer: bytes, kind: str
) -> None:
    loopback.answer = lambda _: (200, {}, answer)
    with cx.Client(loopback.url, auth=cx.Token("t"), writes=True) as client:
        run = client.bulk("v2/lead/add", [{"userId": 7}], out=tmp_path / f"a.{kind}", **QUIET)
    assert sum(run.counts.values()) == 1
    assert len(run.to_frame()) == 1
    assert (tmp_path / f"a.{kind}").stat().st_size > 0

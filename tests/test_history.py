"""The calls of a client: in order, in memory or in a SQLite file, without secrets."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

import capexplore as cx
from capexplore.callfile import Call

MIRA: dict[str, Any] = {"id": 800101, "source": "ALL"}
LOGIN = {"key": "hg-demo-key", "secret": "hg-demo-secret"}
COLUMNS = ["action", "method", "status_code", "outcome", "code", "message", "request_id"]


def three_calls(client: cx.Client) -> None:
    client.call("v2/customer/get", **MIRA)
    client.call("v2/customer/get", id=1, source="ALL")
    client.call("v1.1/customer/get", mobile="914400000017", format="xml")


def test_calls_are_kept_in_order_as_a_sequence(client: cx.Client) -> None:
    assert repr(client.history) == "<History 0 calls>"
    three_calls(client)
    assert len(client.history) == 3
    assert [r.outcome for r in client.history] == ["success", "failed", "success"]
    assert client.history[-1].action.key == "v1.1/customer/get"
    assert client.history[1:] == [client.history[1], client.history[2]]
    assert client.history[0] in client.history
    with pytest.raises(IndexError, match="out of range"):
        client.history[3]


def test_frame_has_outcome_code_and_request_id_and_times_when_asked(client: cx.Client) -> None:
    assert client.history.to_frame().columns.tolist() == COLUMNS
    three_calls(client)
    frame = client.history.to_frame()
    assert frame.columns.tolist() == COLUMNS
    assert frame["code"].tolist() == [200, 8015, 200]
    assert frame["request_id"].tolist() == [r.request_id for r in client.history]
    timed = client.history.to_frame(times=True)
    assert timed.columns.tolist() == [*COLUMNS, "when", "ms"]
    assert (timed["ms"] >= 0).all()
    assert timed["when"].is_monotonic_increasing


def test_call_without_an_answer_is_kept(sandbox: cx.Sandbox, client: cx.Client) -> None:
    sandbox.fail("v2/customer/get", "drop")
    with pytest.raises(cx.errors.APIConnectionError, match="closed the connection"):
        client.call("v2/customer/get", **MIRA)
    lost = client.history[-1]
    assert (lost.outcome, lost.status_code, lost.message) == ("failed", 0, "no answer came")
    assert lost.request == client.build("v2/customer/get", **MIRA)
    assert client.history.to_frame()["outcome"].tolist() == ["failed"]


def test_file_is_gone_on_with(sandbox: cx.Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    with cx.Client(sandbox, history=path) as client:
        three_calls(client)
        before = client.history.to_frame(times=True)
        requests = [response.request for response in client.history]
    with cx.Client(sandbox, history=str(path)) as client:
        assert client.history.to_frame(times=True).equals(before)
        assert [response.request for response in client.history] == requests
        again = client.history[0].request
        assert again is not None
        assert client.send(again).outcome == "success"
        assert client.history[0].to_frame().equals(client.history[-1].to_frame())
    reopened = cx.History(path)
    assert repr(reopened) == f"<History 4 calls in {path}>"
    reopened.close()
    assert len(reopened) == 4


def test_file_has_no_secret(sandbox: cx.Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    with cx.Client(sandbox, history=path) as client:
        token = client.call("v3/oauth_token/generate", json=LOGIN)
        assert token.outcome == "success"
        assert token.to_frame()["accessToken"].astype(str).tolist() == ["***"]
        hook = {"webHookHeaders": {"Authorization": "Bearer tide-secret-7"}}
        client.call("v3/webhook/add", json=hook)
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in (b"hg-demo-key", b"hg-demo-secret", b"tide-secret-7", b"eyJ"):
        assert secret not in stored


def test_stored_secret_is_asked_for_when_it_is_sent_again(
    sandbox: cx.Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "calls.sqlite"
    with cx.Client(sandbox, history=path) as client:
        client.call("v3/oauth_token/generate", json=LOGIN)
    with cx.Client(sandbox, history=path) as client:
        request = client.history[0].request
        assert request is not None
        with pytest.raises(cx.errors.InvalidRequestError, match="CAPEXPLORE_KEY"):
            client.send(request)
    monkeypatch.setenv("CAPEXPLORE_KEY", LOGIN["key"])
    monkeypatch.setenv("CAPEXPLORE_SECRET", LOGIN["secret"])
    with cx.Client(sandbox, history=path) as client:
        request = client.history[0].request
        assert request is not None
        assert client.send(request).outcome == "success"


def test_threads_are_all_kept(sandbox: cx.Sandbox, tmp_path: Path) -> None:
    with cx.Client(sandbox, history=tmp_path / "calls.sqlite") as client:
        threads = [
            threading.Thread(target=client.call, args=("v2/customer/get",), kwargs=MIRA)
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(client.history) == 8
    assert len(cx.History(tmp_path / "calls.sqlite")) == 8


def test_file_that_is_no_history_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("no database" * 100)
    with pytest.raises(cx.errors.InvalidRequestError, match="cannot be kept in"):
        cx.History(other)
    with pytest.raises(cx.errors.InvalidRequestError, match="cannot be kept in"):
        cx.History(tmp_path / "no" / "such" / "folder.sqlite")


def test_history_can_be_shared_by_clients(client: cx.Client, sandbox: cx.Sandbox) -> None:
    with cx.Client(sandbox, history=client.history) as other:
        client.call("v2/customer/get", **MIRA)
        other.call("v2/customer/get", **MIRA)
    assert len(client.history) == 2


def test_html_lists_the_calls(client: cx.Client) -> None:
    three_calls(client)
    assert "8015" in client.history._repr_html_()


def test_many_answers_are_one_table_with_whole_numbers(client: cx.Client) -> None:
    client.call("v2/customer/get", id=800101, source="ALL")
    client.call("v2/lead/search")
    client.call("v2/customer/get", id=1, source="ALL")
    frame = client.history.to_frame("records")
    assert frame["call"].tolist() == [0, 1]
    assert frame["action"].tolist() == ["v2/customer/get", "v2/lead/search"]
    assert (frame["id"].tolist(), str(frame["id"].dtype)) == ([800101, 4000], "int64")
    assert str(frame["userId"].dtype) == "Int64"
    assert cx.concat(client.history).equals(frame)
    assert cx.concat(client.history, "calls").equals(client.history.to_frame())


def test_many_verdicts_are_one_table(client: cx.Client) -> None:
    client.call("v1.1/customer/get", mobile=["914400000017", "1"])
    client.call("v2/customer/get", id=1, source="ALL")
    frame = client.history.to_frame("items")
    assert frame[["call", "index", "ok", "code"]].to_dict("list") == {
        "call": [0, 0],
        "index": [0, 1],
        "ok": [True, False],
        "code": [1000, 1012],
    }


def test_no_answers_are_an_empty_table() -> None:
    assert list(cx.concat([]).columns) == ["call", "action"]
    assert len(cx.concat([], "items")) == 0
    with pytest.raises(cx.errors.UnknownNameError, match="no kind of frame 'record'"):
        cx.concat([], "record")


def many_calls(history: cx.History, client: cx.Client, count: int) -> list[cx.Response]:
    """Put calls into a history that are told apart by what they asked and what came."""
    made = []
    for number in range(count):
        request = client.build("v2/customer/get", id=number, source="ALL")
        body = b'{"id":%d}' % number
        answer = cx.Response(request.action, 200, {"X-Cap-Requestid": f"r-{number}"}, body)
        answer.request, answer.elapsed_ms = request, float(number)
        history.append(answer)
        made.append(answer)
    return made


@pytest.mark.parametrize("name", [None, "calls.sqlite"])
def test_older_calls_leave_the_memory_and_can_be_read(
    client: cx.Client, tmp_path: Path, name: str | None
) -> None:
    history = cx.History(name and tmp_path / name)
    made = many_calls(history, client, 2500)
    in_memory = sum(isinstance(call, Call) for call in history._calls)
    assert 1000 <= in_memory <= 1100
    assert len(history) == 2500
    for place in (0, 1, 1399, 1400, 1499, 1500, 2499, -1, -2500):
        read, answer = history[place], made[place]
        assert (read.content, read.request_id) == (answer.content, answer.request_id)
        assert (read.request, read.elapsed_ms) == (answer.request, answer.elapsed_ms)
    assert history[-1] is made[-1]
    assert [one.request_id for one in history] == [f"r-{n}" for n in range(2500)]
    assert [one.request_id for one in history[5:2500:800]] == ["r-5", "r-805", "r-1605", "r-2405"]
    assert history.to_frame()["request_id"].tolist() == [f"r-{n}" for n in range(2500)]
    assert history.to_frame("records")["id"].tolist() == list(range(2500))
    assert history.to_frame(times=True)["when"].is_monotonic_increasing
    history.close()
    assert history[0].request == made[0].request
    if name:
        again = cx.History(tmp_path / name)
        assert [one.request_id for one in again] == [one.request_id for one in made]
        assert sum(isinstance(call, Call) for call in again._calls) == 1000
        again.close()


def test_the_temporary_file_has_no_name_and_no_secret(client: cx.Client) -> None:
    client.call("v3/oauth_token/generate", json=LOGIN)
    many_calls(client.history, client, 1200)
    assert client.history._file is not None
    (named,) = client.history._file.connection.execute("PRAGMA database_list")
    assert named[2] == ""
    stored = client.history._file.connection.serialize()
    assert b"v3/oauth_token/generate" in stored
    for secret in (b"hg-demo-key", b"hg-demo-secret", b"eyJ"):
        assert secret not in stored
    assert client.history[0].to_frame()["accessToken"].astype(str).tolist() == ["***"]


def test_a_full_temporary_file_loses_no_call(client: cx.Client) -> None:
    history = cx.History()
    made = many_calls(history, client, 1100)
    assert history._file is not None
    history._file.connection.execute("PRAGMA max_page_count = 1")
    with pytest.warns(UserWarning, match="could not be written to a temporary file"):
        made += many_calls(history, client, 300)
    history._file.connection.execute("PRAGMA max_page_count = 100000")
    made += many_calls(history, client, 100)
    assert [one.content for one in history] == [one.content for one in made]
    assert sum(isinstance(call, Call) for call in history._calls) <= 1100

"""Files to upload: read when the request is built, sent as multipart, printed as curl's -F."""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import capexplore as cx
from tests.loopback import Loopback, Received

UPLOADS = [action for action in cx.actions if "multipart" in action.consumes]
CONTENT = b"code\nK7QW2M9Z\n\x00\xff"


def parts(received: Received) -> list[tuple[str | None, str | None, str, bytes]]:
    """The parts of a multipart body: field, file name, type, content."""
    head = f"Content-Type: {received.headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + received.body, policy=email.policy.HTTP)
    return [
        (
            str(part.get_param("name", header="Content-Disposition")),
            part.get_filename(),
            part.get_content_type(),
            bytes(part.get_payload(decode=True) or b""),
        )
        for part in message.iter_parts()
    ]


def test_six_actions_take_files() -> None:
    assert len(UPLOADS) == 6


@pytest.mark.parametrize("action", UPLOADS, ids=lambda action: action.key)
def test_a_file_is_sent_as_it_is(action: cx.Action, loopback: Loopback) -> None:
    arguments = {**action.example(), "files": {"file": ("codes.csv", CONTENT)}}
    with cx.Client(loopback.url, auth=cx.Token("abc"), writes=True) as client:
        request = client.build(action, **arguments)
        client.send(request)
    assert "[file: file codes.csv]" in request.preview()
    sent = loopback.calls[-1]
    assert parts(sent) == [("file", "codes.csv", "application/octet-stream", CONTENT)]
    assert cx.Request.from_dict(request.to_dict()) == request


def test_a_path_bytes_and_a_pair_are_files(tmp_path: Path, drafts: cx.Client) -> None:
    action = UPLOADS[0]
    path = tmp_path / "codes.csv"
    path.write_bytes(CONTENT)
    values = {k: v for k, v in action.example().items() if k != "files"}
    by_path = drafts.build(action, files={"file": path}, **values)
    by_pair = drafts.build(action, files={"file": ("codes.csv", CONTENT)}, **values)
    assert by_path == by_pair
    path.write_bytes(b"changed")
    assert by_path.files[0][1][2] == CONTENT


def test_curl_sends_the_file_that_is_there(loopback: Loopback, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no curl: install Debian's curl")
    (tmp_path / "codes.csv").write_bytes(CONTENT)
    arguments = {**UPLOADS[0].example(), "files": {"file": tmp_path / "codes.csv"}}
    with cx.Client(loopback.url, auth=cx.Token("abc"), writes=True) as client:
        request = client.build(UPLOADS[0], **arguments)
        client.send(request)
        text = request.to_curl(client.cluster, auth=client.auth)
    ran = subprocess.run(
        ["/bin/sh", "-c", text.replace("curl ", f"{curl} --silent ", 1)],
        cwd=tmp_path,
        env={**os.environ, "CAPEXPLORE_TOKEN": "abc"},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    ours, theirs = loopback.calls
    assert (ours.method, ours.target, parts(ours)) == (theirs.method, theirs.target, parts(theirs))


def test_a_file_that_is_not_there_is_refused(drafts: cx.Client, tmp_path: Path) -> None:
    arguments = {**UPLOADS[0].example(), "files": {"file": tmp_path / "none.csv"}}
    with pytest.raises(cx.errors.InvalidRequestError, match=r"none\.csv' cannot be read: No such"):
        drafts.build(UPLOADS[0], **arguments)


def test_an_action_that_takes_no_files_refuses_them(drafts: cx.Client) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match="takes no files: leave files= out"):
        drafts.build("v2/customer/get", id=1, source="ALL", files={"file": b"x"})

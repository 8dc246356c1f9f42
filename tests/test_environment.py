"""Credentials at rest: variables, or a ``.env`` file that git would not commit; no file of ours."""

from __future__ import annotations

import os
import subprocess
import warnings
from pathlib import Path

import pytest

import capexplore as cx
from capexplore.credentials import from_env
from capexplore.doctor import examine

LINES = """\
# of the loyalty API
export CAPEXPLORE_KEY=canary-key   # its key
CAPEXPLORE_SECRET = 'canary # secret'
CAPEXPLORE_EUROPE_TOKEN="canary-token"
CAPEXPLORE_TILL=
OTHER=ignored
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of one's own, and no variables but those that a test sets."""
    for name in [name for name in os.environ if name.startswith("CAPEXPLORE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def revealed(auth: object) -> list[str]:
    assert isinstance(auth, cx.OAuth | cx.Token)
    return [secret.reveal() for secret in auth.secrets]


def test_a_file_beside_the_notebook_is_read(folder: Path) -> None:
    (folder / ".env").write_text(LINES)
    assert revealed(cx.OAuth.from_env()) == ["canary-key", "canary # secret"]
    assert revealed(from_env("eu")) == ["canary-token"]
    assert not [name for name in os.environ if name.startswith("CAPEXPLORE_")]


def test_a_variable_that_is_set_comes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text(LINES)
    monkeypatch.setenv("CAPEXPLORE_KEY", "the-set-key")
    assert revealed(cx.OAuth.from_env()) == ["the-set-key", "canary # secret"]


def test_a_file_can_be_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "work.env").write_text("CAPEXPLORE_TOKEN=canary-token\n")
    monkeypatch.setenv("CAPEXPLORE_ENV_FILE", "work.env")
    assert revealed(cx.Token.from_env()) == ["canary-token"]
    monkeypatch.setenv("CAPEXPLORE_ENV_FILE", "no-such.env")
    with pytest.raises(cx.errors.InvalidRequestError, match="CAPEXPLORE_ENV_FILE names"):
        cx.Token.from_env()


def test_stored_requests_find_their_secrets_in_the_file(folder: Path) -> None:
    with cx.Client() as client:
        login = client.build("v3/oauth_token/generate", json={"key": "k-1", "secret": "s-1"})
    (folder / ".env").write_text("CAPEXPLORE_KEY=k-1\nCAPEXPLORE_SECRET=s-1\n")
    assert cx.Request.from_dict(login.to_dict()) == login


def test_without_credentials_it_is_said_where_to_put_them() -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=r"(?s)no credentials.*\.env"):
        from_env()


def test_a_file_that_is_no_text_is_a_mistake(folder: Path) -> None:
    (folder / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(cx.errors.InvalidRequestError, match="cannot be read: it is no text"):
        cx.OAuth.from_env()


def git(*words: str) -> None:
    subprocess.run(["git", *words], check=True, capture_output=True)


def test_a_file_that_git_would_commit_is_warned_about(folder: Path) -> None:
    (folder / ".env").write_text(LINES)
    git("init", "-q")
    with pytest.warns(UserWarning, match=r"git would commit it: add it to \.gitignore"):
        cx.OAuth.from_env()


@pytest.mark.parametrize("repository", [True, False])
def test_a_file_that_git_would_not_commit_is_not_warned_about(
    folder: Path, repository: bool
) -> None:
    (folder / ".env").write_text(LINES)
    if repository:
        git("init", "-q")
        (folder / ".gitignore").write_text(".env\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cx.OAuth.from_env()


def test_doctor_names_the_file_and_shows_no_values(folder: Path) -> None:
    (folder / ".env").write_text(LINES)
    findings = {what: found for what, found, _ in examine(lambda host: host)}
    assert findings["file"].startswith(".env is read")
    assert "CAPEXPLORE_EUROPE_TOKEN" in findings["variables"]
    assert "canary" not in str(findings)


def test_nothing_is_written_by_using_credentials(folder: Path) -> None:
    with cx.Client(auth=cx.OAuth("hg-demo-key", "hg-demo-secret")) as client:
        client.call("v2/customer/get", id=800101, source="ALL")
    assert list(folder.iterdir()) == []

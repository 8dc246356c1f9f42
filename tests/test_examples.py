"""Every action builds from its example, is shown, and gets an answer or an honest 501."""

from __future__ import annotations

import pytest

import capexplore as cx

# What answers that it was done, and nothing else.
NO_RECORDS = (
    "v2/customer_lookup/update_status",
    "v2/coupon/reactivate",
    "v2/user_group/delete",
    "v2/user_group/leave",
    "v2/user_group_legacy/leave",
    "v2/user_group/transfer_member",
)
SIMULATED = [action for action in cx.actions if action.simulated]


def test_every_example_builds_without_a_doubt_and_is_shown(drafts: cx.Client) -> None:
    for action in cx.actions:
        request = drafts.build(action, **action.example())
        assert request.problems == (), action.key
        assert request.path.partition("?")[0] in request.preview(), action.key
        assert repr(action.key) in request.to_python(), action.key
        assert f"--request {action.method} " in request.to_curl(), action.key
        assert cx.Request.from_dict(request.to_dict()).target == request.target, action.key


def test_examples_are_the_same_each_time_and_a_copy_each() -> None:
    for action in cx.actions:
        first = action.example()
        assert first == action.example()
        first["changed"] = True
        assert "changed" not in action.example()


def test_what_is_not_simulated_says_so(client: cx.Client) -> None:
    for action in cx.actions:
        if not action.simulated:
            response = client.call(action, **action.example())
            assert (response.status_code, response.outcome) == (501, "failed"), action.key
            assert action.key in str(response.message or response.errors), action.key


@pytest.mark.parametrize("action", SIMULATED, ids=lambda action: action.key)
def test_the_example_of_every_simulated_action_works_on_a_fresh_sandbox(
    action: cx.Action, client: cx.Client, sandbox: cx.Sandbox
) -> None:
    if action.auth == ("basic",):
        client = cx.Client(sandbox, auth=cx.Till("quay1.t1", "tide-and-till"))
    response = client.call(action, **action.example())
    assert response.outcome == "success", response.errors
    assert len(response.to_frame()) >= (action.key not in NO_RECORDS)


def test_the_example_of_a_creation_is_new(client: cx.Client) -> None:
    response = client.call("v2/customer/add", **cx.actions["v2/customer/add"].example())
    assert response.json()["createdId"] not in range(800101, 800142)
    assert response.warnings == ()

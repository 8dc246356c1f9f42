"""User groups: ``/v2/userGroup2``."""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import history, ledger_entries, user_groups
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles, whole
from capexplore.sandbox.wire import customer_transactions_v2 as bills
from capexplore.sandbox.wire import user_groups_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.forms import an_object, flag, words
from capexplore.sandbox.wire.selection_v2 import by_identifier

_NAMES = ("id", "externalId", "primaryUserId")


@handles("v2/user_group/create")
def create(call: Call) -> Answer:
    """Add a group without members."""
    body = an_object(call.body)
    external_id = wire.external_id_of(body)
    if not external_id:
        raise Refused("group-external-id-missing")
    size = wire.size_of(body)
    if size is None:
        raise Refused("group-size-invalid", size=None)
    name, extended = words(body, "groupName", longest=100), wire.extended_of(body)
    group_id = user_groups.add(call.work, external_id, name, size, extended)
    return Answer({"entity": group_id, "warnings": []})


@handles("v2/user_group/get")
def get(call: Call) -> Answer:
    """Give a group, closed or not."""
    return Answer(wire.shown(call.work, _named(call)) | {"warnings": []})


@handles("v2/user_group/update")
def update(call: Call) -> Answer:
    """Change what is named of a group, which the query or the body names."""
    body = an_object(call.body)
    if any(call.query.get(name) for name in _NAMES):
        group_id = _named(call)["id"]
    elif body.get("id") is not None:
        group_id = wire.id_of(body)
    else:
        external_id = wire.external_id_of(body)
        group_id = user_groups.find_active(call.work, "externalId", external_id)["id"]
    columns: dict[str, Any] = {}
    if body.get("groupName") is not None:
        columns["name"] = words(body, "groupName", longest=100)
    if body.get("externalId") is not None:
        columns["external_id"] = wire.external_id_of(body)
    if body.get("maxGroupSize") is not None:
        columns["max_size"] = wire.size_of(body)
    if body.get("extendedFields"):
        columns["extended"] = wire.extended_of(body)
    user_groups.change(call.work, group_id, columns)
    return Answer(wire.shown(call.work, _by_id(call, group_id)) | {"warnings": []})


@handles("v2/user_group/delete")
def delete(call: Call) -> Answer:
    """Close a group and free its members."""
    user_groups.close(call.work, _named(call)["id"])
    return Answer({"warnings": []})


@handles("v2/user_group/join")
def join(call: Call) -> Answer:
    """Make customers members of a group, each on its own."""
    group_id = _named(call)["id"]

    def one(item: Any) -> dict[str, Any]:
        said = item if isinstance(item, dict) else {}
        customer_id, permissions = wire.user_of(said), wire.permissions_of(said)
        primary = flag(said, "primaryMember", default=False)
        user_groups.join(call.work, group_id, customer_id, permissions, primary=primary)
        result = {"userId": customer_id, "primaryMember": primary, "permissions": permissions}
        return {"entityId": customer_id, "result": result, "warnings": []}

    return v2.answer_bulk(call, one)


@handles("v2/user_group/leave")
def leave(call: Call) -> Answer:
    """End the membership of a customer."""
    group_id = whole(call.path["groupId"], "groupId")
    user_groups.leave(call.work, group_id, by_identifier(call, anywhere=True).customer.id)
    return Answer({"warnings": [], "errors": [], "success": True})


@handles("v2/user_group/transfer_member")
def transfer_member(call: Call) -> Answer:
    """Move members from one group to another, all of them or none."""
    body = an_object(call.body)
    ids = body.get("userIds")
    if not isinstance(ids, list) or not ids:
        raise bad_request("userIds must be a list of ids")
    users = [wire.user_of({"userId": one}) for one in ids]
    leave_id, join_id = wire.id_of(body, "leaveGroupId"), wire.id_of(body, "joinGroupId")
    user_groups.transfer(call.work, leave_id, join_id, users)
    return Answer({"warnings": [], "errors": [], "success": True})


@handles("v2/user_group/get_members")
def get_members(call: Call) -> Answer:
    """Give one page of the members of a group."""
    limit, offset = v2.page(call)
    descending = bool(call.query.get("sortOrder")) and v2.is_descending(call, "sortOrder")
    rows, total = user_groups.members(
        call.work, _named(call)["id"], limit=limit, offset=offset, descending=descending
    )
    data = [wire.member(call.work, row) for row in rows]
    return v2.listed(data, page=(limit, offset, total))


@handles("v2/user_group/update_permissions")
def update_permissions(call: Call) -> Answer:
    """Set what members of a group may do, each on its own."""
    group_id = _named(call)["id"]

    def one(item: Any) -> dict[str, Any]:
        said = item if isinstance(item, dict) else {}
        customer_id, permissions = wire.user_of(said), wire.permissions_of(said)
        row = user_groups.set_permissions(call.work, group_id, customer_id, permissions)
        result = wire.member(call.work, row)
        return {"entityId": customer_id, "result": result, "warnings": []}

    return v2.answer_bulk(call, one)


@handles("v2/user_group/search")
def search(call: Call) -> Answer:
    """Give one page of the groups of which the name or external id begins as asked for."""
    limit, offset = v2.page(call)
    wanted = call.query.get("q", "").strip()
    if not wanted:
        raise Refused("group-query-missing")
    rows, total = user_groups.search(call.work, wanted, limit=limit, offset=offset)
    data = [wire.shown(call.work, row) for row in rows]
    return v2.listed(data, page=(limit, offset, total))


@handles("v2/user_group/search_by_extended_fields")
def search_by_extended_fields(call: Call) -> Answer:
    """Give the groups whose extended fields have the values asked for."""
    body = an_object(call.body)
    if not body.get("extendedFields"):
        raise Refused("group-query-missing")
    wanted = wire.extended_of(body)
    rows = user_groups.search_fields(call.work, wanted)
    return v2.listed([wire.shown(call.work, row) for row in rows])


@handles("v2/user_group/get_transactions")
def get_transactions(call: Call) -> Answer:
    """Give one page of the transactions of a group's members, the latest first."""
    page, window, blocks = bills.page_of(call), bills.window_of(call), bills.wanted_blocks(call)
    ids = [
        whole(call.query[name], name) if call.query.get(name) else None
        for name in ("customerId", "transactionId")
    ]
    rows, total = history.group_transactions(
        call.work,
        _named(call)["id"],
        window,
        page,
        customer_id=ids[0],
        transaction_id=ids[1],
        number=call.query.get("billNumber") or None,
        kind=(call.query.get("type") or "").upper() or None,
    )
    data = [bills.shown(call.work, row, blocks) for row in rows]
    return v2.listed(data, page=(page.limit, page.offset, total))


@handles("v2/user_group/get_points_expiry_schedule")
def get_points_expiry_schedule(call: Call) -> Answer:
    """Give when the points of a group's members expire, the earliest first."""
    rows, _ = user_groups.members(call.work, _named(call)["id"], limit=-1, offset=0)
    entries = [
        entry for row in rows for entry in ledger_entries.expiring(call.work, row["customer_id"])
    ]
    return v2.listed(v2.schedule(sorted(entries, key=lambda entry: entry.at)))


def _named(call: Call) -> sqlite3.Row:
    """The group that the query names, by its own names or as an identifier with its type."""
    said = {name: call.query[name] for name in _NAMES if call.query.get(name)}
    if not said and call.query.get("identifierName") in _NAMES:
        said = {call.query["identifierName"]: call.query.get("identifierValue", "")}
    for name, value in said.items():
        find = user_groups.find if call.action.method == "GET" else user_groups.find_active
        return find(call.work, name, value if name == "externalId" else wire.id_of(said, name))
    raise Refused("group-unnamed")


def _by_id(call: Call, group_id: int) -> sqlite3.Row:
    return user_groups.find(call.work, "id", group_id)

"""O79: requests, version 1.1."""

from __future__ import annotations

from typing import Any

from .shapes import Sample, Shape, either, of
from .words_v1_1 import MOBILE, PLACE, WARNED, answer, body, said

_WHO = {"id": str}
_ACTOR = {"id": str, **PLACE}
_MADE = {"added_on": str, "added_by": _ACTOR, "updated_on": str, "updated_by": _ACTOR}
_PENDING = {"type": "CHANGE_IDENTIFIER", "base_type": "MOBILE", "id": 3099999}


def _shown(kind: str, base_type: str, state: str, **own: Shape) -> Shape:
    return {
        "type": kind,
        "base_type": base_type,
        "customer": _WHO,
        **of(str, "old_value new_value"),
        **own,
        **of(str, "reason comments"),
        **_MADE,
        "id": int,
        "status": state,
        **said(9000),
    }


def _requests(*shapes: Shape) -> Shape:
    return answer(requests={"request": [either(*shapes)]})


def _filed(name: str, shape: Shape, **item: Any) -> Sample:
    path = "/v1.1/request/add"
    return Sample(name, "POST", path, _requests(shape), body("request", item))


_CHANGED = "CHANGE_IDENTIFIER"
_NOT = {"success": "false", "code": 9050, "message": str, **WARNED}
REQUESTS = [
    _filed(
        "O79",
        _shown(_CHANGED, "EMAIL", "PENDING"),
        type=_CHANGED,
        base_type="EMAIL",
        customer={"mobile": MOBILE},
        old_value="mira.novak@mail.test",
        new_value="mira.n@mail.test",
    ),
    _filed(
        "O79 to merge",
        _shown(_CHANGED, "MERGE", "PENDING", misc_info={"target_customer": _WHO}),
        type=_CHANGED,
        base_type="MERGE",
        customer={"id": "800102"},
        misc_info={"target_customer": {"mobile": MOBILE}},
    ),
    _filed(
        "O79 for points",
        _shown("GOODWILL", "POINTS", "PENDING", **of(str, "points program_id")),
        type="GOODWILL",
        base_type="POINTS",
        customer={"mobile": MOBILE},
        points=50,
    ),
    Sample(
        "O79",
        "POST",
        "/v1.1/request/approve",
        _requests(_shown(_CHANGED, "MOBILE", "APPROVED")),
        body("request", _PENDING),
    ),
    Sample(
        "O79",
        "POST",
        "/v1.1/request/reject",
        _requests(_shown(_CHANGED, "MOBILE", "REJECTED")),
        body("request", _PENDING),
    ),
    Sample(
        "O79 of an unknown one",
        "POST",
        "/v1.1/request/approve",
        answer(
            "false",
            500,
            requests={"request": [{**of(str, "id type base_type"), "item_status": _NOT}]},
        ),
        body("request", _PENDING | {"id": 5}),
        status=500,
    ),
    Sample(
        "O79",
        "GET",
        "/v1.1/request/get?type=CHANGE_IDENTIFIER",
        _requests(_shown(_CHANGED, "MOBILE", "PENDING")),
    ),
    Sample(
        "O79 of all",
        "GET",
        "/v1.1/request/get",
        _requests(
            _shown(_CHANGED, "MOBILE", "PENDING"),
            _shown("CUSTOMER", "DELETE", "PENDING"),
        ),
    ),
    Sample(
        "O79",
        "GET",
        "/v1.1/request/logs?type=CHANGE_IDENTIFIER",
        _requests(
            {
                **of(int, "id request_id"),
                "type": _CHANGED,
                "base_type": "MOBILE",
                "status": "PENDING",
                "customer": _WHO,
                **of(str, "comments logged_on"),
                "logged_by": _ACTOR,
                **said(9000),
            }
        ),
    ),
]

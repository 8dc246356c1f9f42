"""Searching customers, version 1.1 (reference, O05)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capexplore.sandbox.domain.search import ATTRIBUTES, OPERATORS
from capexplore.sandbox.handling import Rejected
from capexplore.sandbox.wire.search_v1_1 import conditions_of

from .asking import add_v1

SEARCH = "/v1.1/customer/search"


def found(client: httpx.Client, q: str, **params: Any) -> list[str]:
    answer = client.get(SEARCH, params={"q": q, "rows": 100, **params})
    assert answer.status_code == 200, answer.text
    items = answer.json()["response"]["customer"]["results"]["item"]
    return [item["user_id"] for item in items]


def test_one_customer_and_all_members_are_text(client: httpx.Client) -> None:
    answer = client.get(SEARCH, params={"q": "(mobile:EXACT:914400000017)"}).json()
    assert answer == {
        "response": {
            "status": {"success": "true", "code": 200, "message": "Success"},
            "customer": {
                "count": "1",
                "start": "0",
                "rows": "10",
                "results": {
                    "item": [
                        {
                            "user_id": "800101",
                            "org_id": "5001",
                            "firstname": "Mira",
                            "lastname": "Novak",
                            "mobile": "914400000017",
                            "email": "mira.novak@mail.test",
                            "external_id": "HX-0001",
                            "loyalty_points": "120",
                            "lifetime_points": "120",
                            "lifetime_purchases": "1200",
                            "current_slab": "Deckhand",
                            "registered_on": "2025-03-02 10:15:00",
                            "registered_by": "quay1",
                            "last_trans_value": "1200",
                            "attributes": {"attribute": {"name": "berth", "value": "North"}},
                        }
                    ]
                },
            },
        }
    }


def test_a_missing_identifier_is_the_word_none(client: httpx.Client) -> None:
    add_v1(client, {"mobile": "915550000401", "firstname": "Quirinius"})
    answer = client.get(SEARCH, params={"q": "(firstname:EXACT:quirinius)"}).json()
    [item] = answer["response"]["customer"]["results"]["item"]
    assert (item["external_id"], item["mobile"]) == ("None", "915550000401")


@pytest.mark.parametrize(
    "q",
    [
        "(firstname:STARTS:mi&lastname:ENDS:OVAK)",
        "(firstname:EXACT:mira)&(lastname:EQUALS:Novak)",
        "(firstname:EXACT:mira&(lastname:EQUALS:Novak))",
        "(firstname:IN:mira;nobody&external_id:EXACT:hx-0001)",
        "(mobile:EQUALS:4400000017)",
        "(mobile:STARTS:9144000000)",
        "(email:STARTS:mira.n)",
        "(email:ENDS:novak@mail.test)",
        "(firstname:EXACT:mira&registered_date:ON:2025-03-02)",
        "(firstname:EXACT:mira&registered_date:RANGE:2025-03-01;2025-03-02)",
        "(firstname:EXACT:mira&registered_date:LESS:2025-03-03)",
        "(firstname:EXACT:mira&registered_date:GREATER:2025-03-01)",
        "(firstname:EXACT:mira&registered_store:EQUALS:quay1)",
        "(firstname:EXACT:mira&registered_store:EQUALS:62001)",
        "(firstname:EXACT:mira&loyalty_points:EQUALS:120)",
        "(firstname:EXACT:mira&lifetime_points:RANGE:120;130)",
        "(firstname:EXACT:mira&lifetime_purchases:GREATER:1199.5)",
        "(firstname:EXACT:mira&last_trans_value:LESS:1200.01)",
        "(firstname:EXACT:mira&slab:EQUALS:deckhand)",
        "(firstname:EXACT:mira&org_id:EQUALS:5001)",
        "( FIRSTNAME : exact : mira )",
    ],
)
def test_queries_that_find_mira(client: httpx.Client, q: str) -> None:
    assert found(client, q) == ["800101"]


@pytest.mark.parametrize(
    "q",
    [
        "(firstname:STARTS:ira)",
        "(firstname:EXACT:mira&org_id:EQUALS:1)",
        "(firstname:EXACT:mira&registered_date:ON:2025-03-03)",
        "(firstname:EXACT:mira&registered_date:LESS:2025-03-02)",
        "(firstname:EXACT:mira&registered_date:GREATER:2025-03-02)",
        "(firstname:EXACT:mira&loyalty_points:LESS:120)",
        "(firstname:EXACT:mira&slab:EQUALS:Captain)",
        "(mobile:EXACT:914400010040)",
    ],
)
def test_no_match_is_no_error(client: httpx.Client, q: str) -> None:
    answer = client.get(SEARCH, params={"q": q}).json()["response"]
    assert answer["status"]["code"] == 200
    assert (answer["customer"]["count"], answer["customer"]["results"]) == ("0", {"item": []})


def test_tiers_and_pages(client: httpx.Client) -> None:
    assert found(client, "(slab:IN:Bosun;Captain)") == ["800108", "800122"]
    everybody = found(client, "(org_id:EQUALS:5001)")
    assert len(everybody) == 40
    assert found(client, "(org_id:EQUALS:5001)", start=5, rows=3) == everybody[5:8]
    assert found(client, "(org_id:EQUALS:5001)", start=50) == []
    page = client.get(SEARCH, params={"q": "(org_id:EQUALS:5001)"}).json()["response"]["customer"]
    assert (page["count"], page["rows"], len(page["results"]["item"])) == ("40", "10", 10)


@pytest.mark.parametrize(
    "q",
    [
        "",
        "mira",
        "firstname:EXACT:mira",
        "(firstname:EXACT:mira",
        "firstname:EXACT:mira)",
        "()",
        "(firstname)",
        "(firstname:EXACT)",
        "(firstname:EXACT:)",
        "(firstname:LIKE:mira)",
        "(colour:EXACT:red)",
        "(firstname:RANGE:a;b)",
        "(firstname:EXACT:mira&)",
        "(firstname:IN:a;;b)",
        "(loyalty_points:STARTS:1)",
        "(loyalty_points:EQUALS:many)",
        "(loyalty_points:RANGE:1)",
        "(loyalty_points:RANGE:1;2;3)",
        "(loyalty_points:LESS:1;2)",
        "(registered_date:ON:soon)",
        "(firstname:EXACT:a)(lastname:EXACT:b))",
        ")(",
    ],
)
def test_malformed_queries_are_400(client: httpx.Client, q: str) -> None:
    answer = client.get(SEARCH, params={"q": q})
    assert answer.status_code == 400
    assert answer.json()["response"]["status"]["code"] == 400


@pytest.mark.parametrize("params", [{"start": "-1"}, {"rows": "0"}, {"rows": "x"}])
def test_unusable_pages_are_400(client: httpx.Client, params: dict[str, str]) -> None:
    params = {"q": "(org_id:EQUALS:5001)", **params}
    assert client.get(SEARCH, params=params).status_code == 400


def test_a_missing_query_is_400_and_xml_works(client: httpx.Client) -> None:
    assert client.get(SEARCH).status_code == 400
    text = client.get(SEARCH, params={"q": "(firstname:EXACT:mira)", "format": "xml"}).text
    assert "<results><item><user_id>800101</user_id><org_id>5001</org_id>" in text


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    parts=st.lists(
        st.tuples(
            st.sampled_from(sorted(ATTRIBUTES)) | st.text(max_size=4),
            st.sampled_from(sorted({name for names in OPERATORS.values() for name in names})),
            st.text(max_size=8) | st.sampled_from(["1", "2025-01-01", "a;b"]),
        ),
        max_size=3,
    ),
    tail=st.text(max_size=3),
)
def test_any_query_is_read_or_refused(parts: list[tuple[str, str, str]], tail: str) -> None:
    q = "(" + "&".join(":".join(part) for part in parts) + ")" + tail
    with suppress(Rejected):
        conditions = conditions_of(q)
        assert conditions
        assert all(condition.values for condition in conditions)

"""Labels and images of customers (reference, operations O26 and O27)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .asking import errors_v2, warnings_v2

LABELS = "/v2/organization/labels"
MIRA = "/v2/customers/800101"
LOOKUP = "source=INSTORE&identifierName=mobile&identifierValue=914400000017"


def add_labels(client: httpx.Client, *names: Any, path: str = LABELS) -> httpx.Response:
    return client.post(path, json={"orgLabels": [{"name": name} for name in names]})


def change_labels(client: httpx.Client, **said: Any) -> httpx.Response:
    body = {member: [{"labelName": name} for name in names] for member, names in said.items()}
    return client.post(f"{MIRA}/changeLabels", json=body)


def labels(client: httpx.Client) -> list[str]:
    return [label["labelName"] for label in client.get(f"{MIRA}/labels").json()["data"]]


@pytest.mark.parametrize("path", [LABELS, "/v2/organization/label"])
def test_labels_of_the_organisation(client: httpx.Client, path: str) -> None:
    answer = client.post(path, json={"orgLabels": [{"name": "regular", "description": "often"}]})
    assert (answer.status_code, answer.json()) == (200, {"entity": 1, "warnings": []})
    assert client.get(path).json() == {
        "data": [
            {"id": 1, "name": "new", "description": "first visit this season"},
            {"id": 2, "name": "regular", "description": "often"},
        ],
        "warnings": [],
        "errors": [],
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"orgLabels": [{"name": "regular"}, {"name": "new"}]}, 33003),
        ({"orgLabels": [{"name": "twice"}, {"name": "twice"}]}, 33003),
        ({"orgLabels": [{"name": "regular"}, {"name": " "}]}, 33006),
        ({"orgLabels": [{}]}, 33006),
        ({"orgLabels": []}, 33006),
        ({"orgLabels": [{"name": "x" * 51}]}, 400),
        ({"orgLabels": [{"name": "regular", "description": "x" * 256}]}, 400),
        ({"orgLabels": {"name": "regular"}}, 400),
        ({"orgLabels": ["regular"]}, 400),
        ([], 400),
    ],
)
def test_labels_that_cannot_be_added(client: httpx.Client, body: Any, code: int) -> None:
    answer = client.post(LABELS, json=body)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    assert len(client.get(LABELS).json()["data"]) == 1


def test_labels_of_a_customer(client: httpx.Client) -> None:
    assert labels(client) == ["new"]
    add_labels(client, "regular", "loud")
    answer = change_labels(client, add=["regular", "loud", "regular"], remove=["new"])
    assert (answer.status_code, answer.json()) == (200, {"entity": 800101, "warnings": []})
    assert labels(client) == ["regular", "loud"]
    answer = change_labels(client, add=["unheard"], remove=["loud", "unheard of"])
    assert warnings_v2(answer) == [33000, 33000]
    assert labels(client) == ["regular"]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("800101/changeLabels", {}, 33006),
        ("800101/changeLabels", {"add": [{}]}, 33006),
        ("800101/changeLabels", {"add": {"labelName": "new"}}, 400),
        ("800101/changeLabels", [], 400),
        ("800999/changeLabels", {"add": [{"labelName": "new"}]}, 8015),
        ("800141/changeLabels", {"add": [{"labelName": "new"}]}, 8109),
        ("800140/changeLabels", {"add": [{"labelName": "new"}]}, 618),
    ],
)
def test_label_codes(client: httpx.Client, path: str, body: Any, code: int) -> None:
    answer = client.post(f"/v2/customers/{path}", json=body)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])


def test_search_by_label(client: httpx.Client) -> None:
    add_labels(client, "newcomer")
    client.post("/v2/customers/800102/changeLabels", json={"add": [{"labelName": "newcomer"}]})
    body = client.get("/v2/customers/labels/search?q=NEW").json()
    assert body["pagination"] == {"limit": 10, "offset": 0, "total": 2}
    assert body["data"][0] == {
        "userId": 800101,
        "labels": [{"id": 1, "labelName": "new", "description": "first visit this season"}],
        "profiles": [{"source": "INSTORE", "firstName": "Mira", "lastName": "Novak"}],
    }
    body = client.get("/v2/customers/labels/search?q=new&limit=1&offset=1").json()
    assert [row["userId"] for row in body["data"]] == [800102]
    assert client.get("/v2/customers/labels/search?q=x").json()["data"] == []


@pytest.mark.parametrize(
    ("query", "code"),
    [("", 33006), ("q=new&offset=-1", 8100), ("q=new&limit=0", 8101), ("q=new&limit=101", 8102)],
)
def test_search_codes(client: httpx.Client, query: str, code: int) -> None:
    assert errors_v2(client.get(f"/v2/customers/labels/search?{query}")) == [code]


def upload(
    client: httpx.Client,
    *contents: bytes,
    path: str = f"{MIRA}/setImage",
    field: str = "FILE",
) -> httpx.Response:
    images = [(field, ("harbour.png", content, "image/png")) for content in contents or (b"png",)]
    return client.post(path, files=images)


@pytest.mark.parametrize("path", [f"{MIRA}/setImage", f"/v2/customers/lookup/setImage?{LOOKUP}"])
def test_an_image_is_kept(client: httpx.Client, path: str) -> None:
    answer = upload(client, path=path)
    [data] = answer.json()["data"]
    handle = data["file"].pop("fileHandle")
    assert len(handle) == 32
    assert data == {
        "code": 200,
        "file": {
            "id": 2,
            "name": "harbour.png",
            "contentType": "image/png",
            "size": 3,
            "namespace": "customerImage",
            "version": -1,
        },
        "message": "Successfully uploaded file",
        "status": "true",
    }
    assert (answer.json()["warnings"], answer.json()["errors"]) == ([], [])
    details = client.get(f"{MIRA}?source=ALL&embed=customerImage").json()
    assert details["customerImages"] == [data["file"] | {"fileHandle": handle}]
    deleted = client.delete(f"{MIRA}/deleteImage?image_ids={handle}")
    assert deleted.json() == {
        "data": [{"code": 200, "message": "Success", "status": "true"}],
        "warnings": [],
        "errors": [],
    }


def test_five_images_at_most(client: httpx.Client) -> None:
    assert len(upload(client, *[b"png"] * 4).json()["data"]) == 4
    assert errors_v2(upload(client, b"one", b"two")) == [8082]
    assert len(upload(client, b"fifth").json()["data"]) == 1
    assert errors_v2(upload(client, b"sixth")) == [8082]
    client.delete(f"{MIRA}/deleteImage?image_ids=2")
    assert upload(client, b"again").status_code == 200


def test_ids_are_not_used_again(client: httpx.Client) -> None:
    for expected in (2, 3):
        assert upload(client).json()["data"][0]["file"]["id"] == expected
        client.delete(f"{MIRA}/deleteImage")


def test_images_to_delete(client: httpx.Client) -> None:
    assert errors_v2(client.delete(f"{MIRA}/deleteImage")) == [8078]
    upload(client, b"one", b"two", b"three")
    assert errors_v2(client.delete(f"{MIRA}/deleteImage?image_ids=99")) == [8078]
    assert errors_v2(client.delete(f"{MIRA}/deleteImage?image_ids=2,99")) == [8080]
    assert len(client.delete(f"{MIRA}/deleteImage?image_ids=2").json()["data"]) == 1
    assert len(client.delete(f"{MIRA}/deleteImage").json()["data"]) == 2
    assert errors_v2(client.delete(f"{MIRA}/deleteImage")) == [8078]
    assert errors_v2(client.delete("/v2/customers/800999/deleteImage")) == [8015]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"field": "OTHER"}, 8081),
        ({"path": "/v2/customers/800999/setImage"}, 8015),
        ({"path": "/v2/customers/800141/setImage"}, 8109),
        ({"path": "/v2/customers/800140/setImage"}, 618),
        ({"path": "/v2/customers/lookup/setImage?source=INSTORE"}, 8002),
    ],
)
def test_image_codes(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    assert errors_v2(upload(client, **said)) == [code]


def test_sizes_of_images(client: httpx.Client) -> None:
    assert errors_v2(upload(client, b"")) == [8083]
    assert errors_v2(upload(client, b"x" * (49 * 1024 * 1024 + 1))) == [8082]
    assert errors_v2(client.delete(f"{MIRA}/deleteImage")) == [8078]


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("application/json", b"{}", 415),
        ("image/png", b"png", 415),
        ("", b"png", 415),
        ("multipart/form-data", b"png", 400),
        ("multipart/form-data; boundary=", b"png", 400),
        ("multipart/form-data; boundary=b", b"png", 400),
        ("multipart/form-data; boundary=b", b"", 400),
        ("multipart/form-data; boundary=b", b"--b\r\nX: 1\r\n\r\npng", 400),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Disposition: form-data; filename*=no-such''x\r\n\r\nx\r\n--b--",
            400,
        ),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Disposition: form-data; name=\xff; filename=\xff\r\n\r\nx\r\n--b--",
            400,
        ),
        ("multipart/form-data; boundary=b", b"--b\r\n" * 200, 400),
        (f"multipart/form-data; boundary={'b' * 500}", b"--b--", 400),
    ],
)
def test_forms_that_cannot_be_read(
    client: httpx.Client, kind: str, content: bytes, status: int
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = client.post(f"{MIRA}/setImage", content=content, headers=headers)
    assert (answer.status_code, errors_v2(answer)) == (status, [status])


def test_forms_are_taken_for_files_only(client: httpx.Client) -> None:
    assert client.post(LABELS, files={"FILE": b"x"}).status_code == 415

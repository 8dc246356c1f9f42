"""Products (O67 and O68)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .asking import bill_v2

CRATE = {
    "sku": "SKU-CRATE-09",
    "price": "600",
    "ean": "",
    "description": "tea crate",
    "long_description": "",
    "img_url": "",
    "returnable": "true",
    "size": {"name": "M"},
    "style": {"name": "plain"},
    "brand": {"name": "Keel"},
    "color": {"name": "green"},
    "category": {"name": "drinks"},
    "attributes": {"attribute": [{"name": "origin", "value": "hill"}]},
}
GET, SEARCH = "/v1.1/product/get", "/v1.1/product/search"
ATTRIBUTES = "/v1.1/product/attributes"


def add(client: httpx.Client, *products: Any, **kwargs: Any) -> httpx.Response:
    return client.post("/v1.1/product/add", json={"root": {"product": list(products)}}, **kwargs)


def read(client: httpx.Client, **params: Any) -> dict[str, Any]:
    tree = client.get(GET, params=params).json()["response"]
    product: dict[str, Any] = tree["product"]["item"][0]
    return product


def found(client: httpx.Client, q: str, **params: Any) -> list[str]:
    answer = client.get(SEARCH, params={"q": q, **params})
    items = answer.json()["response"]["product"]["results"]["item"]
    return [item["sku"] for item in items]


def test_a_product_is_added_as_documented(client: httpx.Client) -> None:
    answer = add(client, CRATE)
    assert answer.json() == {
        "response": {
            "status": {"success": True, "code": 200, "message": "Success"},
            "product": [
                {
                    "item_id": "41005",
                    "sku": "SKU-CRATE-09",
                    "ean": "SKU-CRATE-09",
                    "price": "600",
                    "img_url": "",
                    "in_stock": "false",
                    "description": "tea crate",
                    "returnable": "true",
                    "returnable_days": -1,
                    "long_description": "",
                    "size": {"name": None},
                    "style": {"name": None},
                    "brand": {"name": None},
                    "color": {"name": None},
                    "category": {"name": None},
                    "attributes": [],
                    "item_status": {
                        "success": True,
                        "code": 9100,
                        "message": "Product added successfully",
                    },
                }
            ],
        }
    }


def test_names_that_the_organisation_has_are_kept(client: httpx.Client) -> None:
    said = CRATE | {
        "brand": {"name": "harbour"},
        "size": {"name": "L"},
        "attributes": {
            "attribute": [
                {"name": "material", "value": "brass"},
                {"name": "season", "value": "any"},
            ]
        },
    }
    [product] = add(client, said).json()["response"]["product"]
    assert (product["brand"], product["size"]) == ({"name": "Harbour"}, {"name": "L"})
    assert [one["value"] for one in product["attributes"]] == ["brass", "any"]
    said["attributes"] = {"attribute": {"name": "material", "value": "straw"}}
    [product] = add(client, said).json()["response"]["product"]
    assert product["attributes"][0] == {"name": "material", "value": "brass"}


def test_the_same_sku_changes_the_product(client: httpx.Client) -> None:
    add(client, CRATE | {"ean": "4006381333931"})
    add(client, {"sku": "SKU-CRATE-09", "price": 590.5})
    product = read(client, sku="SKU-CRATE-09")
    assert (product["price"], product["description"]) == ("590.5", "tea crate")
    assert (product["item_id"], product["item_ean"]) == ("41005", "4006381333931")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"sku": ""}, 9102),
        ({"sku": None}, 9102),
        ({"sku": "x" * 101}, 9102),
        ({"price": ""}, 9103),
        ({"price": None}, 9103),
        ({"price": "dear"}, 9106),
        ({"price": True}, 9106),
        ({"price": -1}, 9106),
        ({"ean": "SKU-TEA-01"}, 9108),
    ],
)
def test_products_that_are_not_added(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    answer = add(client, CRATE | said)
    tree = answer.json()["response"]
    assert (answer.status_code, tree["status"]["success"]) == (500, False)
    assert tree["product"][0]["item_status"]["code"] == code
    assert tree["product"][0]["item_status"]["success"] is False
    assert client.get(GET, params={"id": "41005"}).status_code == 500


def test_products_of_a_batch_are_independent(client: httpx.Client) -> None:
    tree = add(client, CRATE, {"sku": "X"}, CRATE | {"sku": "SKU-NEW"}, 7).json()["response"]
    assert (tree["status"]["code"], tree["status"]["success"]) == (201, True)
    codes = [product["item_status"]["code"] for product in tree["product"]]
    assert codes == [9100, 9103, 9100, 400]
    assert add(client, *[CRATE] * 101).json()["response"]["status"]["code"] == 1060


def test_a_product_is_read_as_documented(client: httpx.Client) -> None:
    answer = client.get(GET, params={"sku": "SKU-TEA-01"})
    assert answer.json()["response"]["product"]["item"] == [
        {
            "item_id": "41001",
            "sku": "SKU-TEA-01",
            "item_ean": "SKU-TEA-01",
            "price": "600",
            "img_url": "",
            "in_stock": "true",
            "description": "tea crate",
            "long_description": None,
            "size": None,
            "style": None,
            "brand": None,
            "color": None,
            "category": None,
            "attributes": None,
            "added_on": "2025-02-01 09:00:00",
            "item_status": {
                "status": True,
                "code": 2100,
                "message": "Product retrieval successful",
            },
        }
    ]


def test_products_by_lists(client: httpx.Client) -> None:
    tree = client.get(GET, params={"id": "41001,9,41003"}).json()["response"]
    assert tree["status"]["code"] == 201
    assert [one["item_status"]["code"] for one in tree["product"]["item"]] == [2100, 2101, 2100]
    assert tree["product"]["item"][1] == {
        "id": "9",
        "item_status": {
            "status": False,
            "code": 2101,
            "message": "Product 9 is not found",
            "warnings": {"warning": []},
        },
    }
    answer = client.get(GET)
    [none] = answer.json()["response"]["product"]["item"]
    assert none["item_status"]["code"] == 2101
    mug = read(client, sku="SKU-MUG-03", include_hierarchy="true")
    assert mug["category"] == {"name": "tableware", "parent": {"name": "household"}}


def test_what_is_sold_is_a_product_that_can_be_enriched(client: httpx.Client) -> None:
    line = {"itemCode": "SKU-FLAG-08", "description": "flag", "qty": 2, "rate": 12.5}
    bill_v2(
        client, billNumber="HB-88", billAmount=25, lineItemsV2=[line | {"amount": 25, "serial": 1}]
    )
    product = read(client, sku="SKU-FLAG-08")
    assert (product["item_id"], product["price"]) == ("41005", "12.5")
    add(client, {"sku": "SKU-FLAG-08", "price": 13, "brand": {"name": "Harbour"}})
    assert read(client, id="41005")["brand"] == {"name": "Harbour"}


def test_a_search_is_answered_as_documented(till: httpx.Client) -> None:
    answer = till.get(SEARCH, params={"q": "(brand:IN:Harbour;Keel|price:RANGE:10;100)"})
    assert answer.json() == {
        "response": {
            "status": {"success": True, "code": 200, "message": "Success"},
            "product": {
                "count": 1,
                "start": 0,
                "rows": 10,
                "results": {
                    "item": [
                        {
                            "id": "41003",
                            "price": 45,
                            "org_id": 5001,
                            "description": "enamel mug",
                            "sku": "SKU-MUG-03",
                            "added_on": "2025-02-01T03:30:00Z",
                            "attributes": {
                                "attribute": [
                                    {"name": "material", "value": "enamel"},
                                    {"name": "season", "value": "winter"},
                                ]
                            },
                            "img_url": "",
                            "ean": "SKU-MUG-03",
                        }
                    ]
                },
            },
        }
    }


@pytest.mark.parametrize(
    ("q", "skus"),
    [
        ("(material:EQUALS:Brass)", ["SKU-LAMP-02"]),
        ("(MATERIAL:in:brass;enamel)", ["SKU-LAMP-02", "SKU-MUG-03"]),
        ("(description:STARTS:deck)", ["SKU-LAMP-02"]),
        ("(description:ENDS:mug)", ["SKU-MUG-03"]),
        ("(price:EQUALS:600.0)", ["SKU-TEA-01"]),
        ("(price:LESS:45)", ["SKU-SOAP-04"]),
        ("(price:GREATER:150)", ["SKU-TEA-01"]),
        ("(category:EQUALS:lighting|price:RANGE:1;149)", []),
        ("(sails:EQUALS:red)", []),
    ],
)
def test_searches(till: httpx.Client, q: str, skus: list[str]) -> None:
    assert found(till, q) == skus


def test_pages_of_a_search(till: httpx.Client) -> None:
    q = "(price:RANGE:0;1000)"
    assert found(till, q, start=1, rows=2) == ["SKU-LAMP-02", "SKU-MUG-03"]
    assert found(till, q, start=9) == []
    assert till.get(SEARCH, params={"q": q, "rows": 0}).status_code == 400


@pytest.mark.parametrize(
    "q",
    [
        "",
        "brand:IN:Harbour",
        "()",
        "(brand)",
        "(brand:LIKE:x)",
        "(brand:IN:)",
        "(price:RANGE:1)",
        "(price:LESS:x)",
        "(sku:EQUALS:SKU-TEA)",
        "(description:EQUALS:tea*)",
    ],
)
def test_searches_that_the_grammar_does_not_have(till: httpx.Client, q: str) -> None:
    answer = till.get(SEARCH, params={"q": q})
    assert (answer.status_code, answer.json()["response"]["status"]["code"]) == (400, 400)


def test_only_tills_search(client: httpx.Client) -> None:
    answer = client.get(SEARCH, params={"q": "(brand:IN:Harbour)"})
    assert (answer.status_code, answer.json()["response"]["status"]["code"]) == (401, "401")


def test_an_attribute_that_is_added_can_be_used_at_once(client: httpx.Client) -> None:
    attribute = {
        "name": "origin",
        "label": "Origin",
        "type": "string",
        "is_enum": "true",
        "values": {"value": [{"name": "hill"}, {"name": "plain"}]},
    }
    body = {"root": {"product": [{"attributes": {"attribute": attribute}}]}}
    tree = client.post(ATTRIBUTES, json=body).json()["response"]
    [added] = tree["product"]["attributes"]["attribute"]
    assert (added["type"], added["item_status"]["code"]) == ("String", 9180)
    [product] = add(client, CRATE).json()["response"]["product"]
    assert product["attributes"] == [{"name": "origin", "value": "hill"}]
    query = {"values": "true", "value_limit": "1", "name": "origin", "include_id": "true"}
    tree = client.get(ATTRIBUTES, params=query).json()["response"]["product"]
    assert tree["attributes"]["attribute"] == [
        {
            "id": "3",
            "name": "origin",
            "label": "Origin",
            "type": "String",
            "is_enum": "true",
            "values": {"value": [{"name": "hill"}]},
            "item_status": {
                "success": True,
                "code": 9176,
                "message": "Product attributes retrieved successfully",
            },
        }
    ]
    attribute["type"] = "colour"
    assert client.post(ATTRIBUTES, json=body).status_code == 500


def test_what_products_are_sorted_by(client: httpx.Client) -> None:
    path = "/v1.1/product/categories"
    query = {"parent_name": "household", "include_id": "1", "limit": "1"}
    tree = client.get(path, params=query).json()["response"]["product"]
    assert tree["count"] == 2
    [category] = tree["categories"]["category"]
    assert (category["name"], category["parent"]["name"]) == ("tableware", "household")
    assert category["item_status"]["code"] == 9172
    tree = client.get("/v1.1/product/brands").json()["response"]["product"]
    assert [brand["name"] for brand in tree["brands"]["brand"]] == ["Harbour", "Lantern"]
    tree = client.get("/v1.1/product/sizes", params={"name": "l"}).json()["response"]["product"]
    assert tree["sizes"]["size"] == [{"name": "L", "label": "L"}]
    tree = client.get("/v1.1/product/colors").json()["response"]["product"]
    assert tree["count"] == 2


def test_products_in_xml(client: httpx.Client) -> None:
    content = "<root><product><sku>SKU-ROPE</sku><price>7.5</price></product></root>"
    answer = client.post(
        "/v1.1/product/add?format=xml", content=content, headers={"Content-Type": "application/xml"}
    )
    assert "<product><item_id>41005</item_id><sku>SKU-ROPE</sku>" in answer.text
    assert "<success>true</success><code>9100</code>" in answer.text
    text = client.get(GET, params={"sku": "SKU-ROPE", "format": "xml"}).text
    assert "<product><item><item_id>41005</item_id>" in text


def test_there_is_no_delete_of_a_product(client: httpx.Client) -> None:
    assert client.delete("/v1.1/product/add").status_code == 405

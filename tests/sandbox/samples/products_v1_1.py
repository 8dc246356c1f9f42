"""O67 and O68: products, version 1.1."""

from __future__ import annotations

from typing import Any

from .shapes import Sample, Shape, either, of
from .words_v1_1 import PAIRS, WARNED, answer

_TEA = {
    "sku": "SKU-TEA-09",
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
_NOTHING: dict[str, Shape] = dict.fromkeys(("size", "style", "brand", "color", "category"))
_ADDED = {
    "item_id": "41005",
    "sku": "SKU-TEA-09",
    "ean": "SKU-TEA-09",
    "price": "600",
    "img_url": "",
    "in_stock": "false",
    "description": "tea crate",
    "returnable": "true",
    "returnable_days": -1,
    "long_description": "",
    **{kind: {"name": None} for kind in _NOTHING},
    "attributes": [],
    "item_status": {"success": True, "code": 9100, "message": "Product added successfully"},
}
_REFUSED = {"success": False, "code": 9102, "message": str, **WARNED}
_ITEM = {
    **of(str, "item_id sku item_ean"),
    "price": "600",
    "img_url": "",
    "in_stock": "true",
    "description": str,
    "long_description": None,
    **_NOTHING,
    "attributes": None,
    "added_on": str,
    "item_status": {"status": True, "code": 2100, "message": "Product retrieval successful"},
}
_LAMP = _ITEM | {
    "price": "150",
    "brand": {"name": "Lantern"},
    "category": {"name": "lighting"},
    "attributes": {"attribute": PAIRS},
}
_UNKNOWN = {"status": False, "code": 2101, "message": str, **WARNED}
_HIT = {
    "id": str,
    "price": int,
    "org_id": 5001,
    **of(str, "description sku added_on"),
    "attributes": {"attribute": PAIRS},
    **of(str, "img_url ean"),
}
# The page knows no other way to log in for a search.
_TILL = {"Authorization": "Basic cXVheTEudDE6MDUyZTgzM2NjMmY1MTJmYmQ2YTg4MGZjMGNiNTA3MzM="}


def _said(code: int) -> Shape:
    return {"item_status": {"success": True, "code": code, "message": str}}


def _body(*products: Any) -> dict[str, Any]:
    return {"root": {"product": list(products)}}


def _items(shape: Shape, success: object = True, code: int = 200) -> Shape:
    return answer(success, code, product={"item": [shape]})


def _names(plural: str, kind: str, code: int | None = None) -> Shape:
    verdict = {} if code is None else _said(code)
    named = of(str, "name label") | verdict
    below = of(str, "name label") | {"parent": {"name": str}} | verdict
    return answer(True, product={"count": int, plural: {kind: [either(named, below)]}})


_ATTRIBUTE = of(str, "name label type is_enum")
_ORIGIN = {"name": "origin", "label": "Origin", "type": "String", "is_enum": "false"}

PRODUCTS = [
    Sample("O67", "POST", "/v1.1/product/add", answer(True, product=[_ADDED]), _body(_TEA)),
    Sample(
        "O67 without a SKU",
        "POST",
        "/v1.1/product/add",
        answer(False, 500, product=[{"price": "3", "item_status": _REFUSED}]),
        _body({"price": "3"}),
        status=500,
    ),
    Sample(
        "O67 in part",
        "POST",
        "/v1.1/product/add",
        answer(True, 201, product=[either(_ADDED, {"price": "3", "item_status": _REFUSED})]),
        _body(_TEA, {"price": "3"}),
    ),
    Sample("O68", "GET", "/v1.1/product/get?sku=SKU-TEA-01", _items(_ITEM)),
    Sample(
        "O68 of several", "GET", "/v1.1/product/get?id=41001,41002", _items(either(_ITEM, _LAMP))
    ),
    Sample(
        "O68 of an unknown one",
        "GET",
        "/v1.1/product/get?sku=NONE",
        _items({"sku": "NONE", "item_status": _UNKNOWN}, False, 500),
        status=500,
    ),
    Sample(
        "O68 of none",
        "GET",
        "/v1.1/product/get",
        _items({"item_status": _UNKNOWN}, False, 500),
        status=500,
    ),
    Sample(
        "O68",
        "GET",
        "/v1.1/product/search?q=(brand:IN:Harbour;Lantern|material:EQUALS:enamel)",
        answer(
            True,
            product={"count": 1, "start": 0, "rows": 10, "results": {"item": [_HIT]}},
        ),
        headers=_TILL,
    ),
    Sample(
        "O68",
        "POST",
        "/v1.1/product/attributes",
        answer(
            True,
            product={
                "attributes": {
                    "attribute": [{"id": str, **_ATTRIBUTE, "values": {"value": []}, **_said(9180)}]
                }
            },
        ),
        _body({"attributes": {"attribute": [_ORIGIN]}}),
    ),
    Sample(
        "O68",
        "GET",
        "/v1.1/product/attributes",
        answer(
            True,
            product={"count": 2, "attributes": {"attribute": [{**_ATTRIBUTE, **_said(9176)}]}},
        ),
    ),
    Sample("O68", "GET", "/v1.1/product/categories", _names("categories", "category", 9172)),
    Sample("O68", "GET", "/v1.1/product/brands", _names("brands", "brand", 9160)),
    Sample("O68", "GET", "/v1.1/product/colors", _names("colors", "color")),
    Sample("O68", "GET", "/v1.1/product/sizes", _names("sizes", "size")),
]

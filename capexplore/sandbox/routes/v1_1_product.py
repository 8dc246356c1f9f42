"""Products, version 1.1: add, get, search, and what they are sorted by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capexplore.sandbox.domain import organisation, product_search, products
from capexplore.sandbox.domain.products import Sorted
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import products_v1_1 as wire
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.formats import UNREADABLE, listed, text, whole_number

_Item = dict[str, Any]
_VALUES, _ROWS, _LARGEST = 20, 10, 1000


@handles("v1.1/product/add")
def add(call: Call) -> Answer:
    """Add products; one with a known SKU is changed."""

    def one(item: Any) -> _Item:
        product = products.put(call.work, wire.form_of(item))
        return {**wire.added(product), "item_status": _verdict(9100, "Product added successfully")}

    def echo(item: Any) -> _Item:
        given = item if isinstance(item, dict) else {}
        return {name: text(given[name]) for name in ("sku", "ean", "price") if name in given}

    answers, succeeded = v1_1.answer_items(
        call, v1_1.items_of(call, "product"), one, echo, as_text=False
    )
    return _batch(_in_booleans(answers), succeeded, {"product": answers})


@handles("v1.1/product/get")
def get(call: Call) -> Answer:
    """Give products by their SKUs or ids."""
    column = "sku" if call.query.get("sku") else "id"
    # Nothing asked for is one item that is not found.
    wanted = call.every(column) or [""]
    parents: dict[str, str | None] = {}
    if call.flag("include_hierarchy"):
        above = products.sorted_by(call.work.store, "category")
        parents = {category.name: category.parent for category in above}

    def one(value: str) -> _Item:
        if not value:
            raise Refused("product-identifier-missing")
        key = value if column == "sku" else whole_number(value) or 0
        product = products.find(call.work.store, column, key)
        verdict = _verdict(2100, "Product retrieval successful")
        return {**wire.shown(product, parents), "item_status": verdict}

    v1_1.check_size(wanted)
    answers, succeeded = v1_1.answer_items(
        call, wanted, one, lambda value: {column: value} if value else {}, as_text=False
    )
    for answer in _in_booleans(answers):
        said = answer["item_status"]
        answer["item_status"] = {"status": said.pop("success"), **said}
    return _batch(answers, succeeded, {"product": {"item": answers}})


@handles("v1.1/product/search")
def search(call: Call) -> Answer:
    """Give products that meet conditions."""
    found = product_search.search(call.work.store, wire.conditions_of(call.query.get("q", "")))
    start, rows = call.number("start", 0), call.number("rows", _ROWS)
    if start < 0 or not 0 < rows <= _LARGEST:
        raise bad_request(UNREADABLE)
    owner = organisation.organisation_id(call.store)
    items = [wire.hit(product, owner) for product in found[start : start + rows]]
    results = {"count": len(found), "start": start, "rows": rows, "results": {"item": items}}
    return _answer(product=results)


@handles("v1.1/product/add_attributes")
def add_attributes(call: Call) -> Answer:
    """Add attributes that products can have from now on."""
    entries = [
        entry
        for item in v1_1.items_of(call, "product")
        for entry in listed(item.get("attributes") if isinstance(item, dict) else {}, "attribute")
    ]
    if not entries:
        raise bad_request(UNREADABLE)
    v1_1.check_size(entries)

    def one(entry: Any) -> _Item:
        name, label, kind, values, is_enum = wire.attribute_of(entry)
        row = products.add_attribute(call.work.store, name, label, kind, values, is_enum=is_enum)
        verdict = _verdict(9180, "Product attribute added successfully")
        return {**wire.shown_attribute(row, values=_LARGEST), "item_status": verdict}

    def echo(entry: Any) -> _Item:
        return {"name": text(entry.get("name"))} if isinstance(entry, dict) else {}

    answers, succeeded = v1_1.answer_items(call, entries, one, echo, as_text=False)
    members = {"product": {"attributes": {"attribute": _in_booleans(answers)}}}
    return _batch(answers, succeeded, members)


@handles("v1.1/product/get_attributes")
def get_attributes(call: Call) -> Answer:
    """Give the attributes that products can have, with their values if those are asked for."""
    limit = call.number("value_limit", _VALUES) if call.flag("values") else 0
    rows = [
        row
        for row in products.attributes(call.work.store)
        if call.query.get("name", "").casefold() in ("", row["name"].casefold())
        and call.query.get("id", "") in ("", str(row["id"]))
    ]
    verdict = _verdict(9176, "Product attributes retrieved successfully")
    shown = []
    for row in _page(call, rows):
        said = wire.shown_attribute(row, values=max(limit, 0))
        if not call.flag("include_id"):
            del said["id"]
        shown.append({**said, "item_status": verdict})
    return _answer(product={"count": len(rows), "attributes": {"attribute": shown}})


@handles("v1.1/product/get_categories")
def get_categories(call: Call) -> Answer:
    """Give the categories that the organisation has."""
    verdict = _verdict(9172, "Product categories retrieved successfully")
    return _sorted(call, "category", "categories", verdict)


@handles("v1.1/product/get_brands")
def get_brands(call: Call) -> Answer:
    """Give the brands that the organisation has."""
    verdict = _verdict(9160, "Product brands retrieved successfully")
    return _sorted(call, "brand", "brands", verdict)


@handles("v1.1/product/get_colors")
def get_colors(call: Call) -> Answer:
    """Give the colors that the organisation has."""
    return _sorted(call, "color", "colors")


@handles("v1.1/product/get_sizes")
def get_sizes(call: Call) -> Answer:
    """Give the sizes that the organisation has."""
    return _sorted(call, "size", "sizes")


def _sorted(call: Call, kind: str, plural: str, verdict: _Item | None = None) -> Answer:
    tests: dict[str, Callable[[Sorted], object]] = {
        "name": lambda one: one.name,
        "id": lambda one: one.id,
        "parent_id": lambda one: one.parent_id,
        "parent_name": lambda one: one.parent,
    }
    found = products.sorted_by(call.work.store, kind)
    for name, held in tests.items():
        wanted = call.query.get(name, "").casefold()
        if wanted:
            found = [one for one in found if str(held(one) or "").casefold() == wanted]
    shown = [wire.shown_name(one, with_id=call.flag("include_id")) for one in _page(call, found)]
    if verdict is not None:
        shown = [{**one, "item_status": verdict} for one in shown]
    return _answer(product={"count": len(found), plural: {kind: shown}})


def _page(call: Call, rows: list[Any]) -> list[Any]:
    limit, offset = call.number("limit", _LARGEST), call.number("offset", 0)
    if limit < 1 or offset < 0:
        raise bad_request(UNREADABLE)
    return rows[offset : offset + limit]


def _verdict(code: int, message: str) -> _Item:
    return {"success": True, "code": code, "message": message}


def _in_booleans(answers: list[_Item]) -> list[_Item]:
    """Tell by booleans how the items went."""
    for answer in answers:
        said = answer["item_status"]
        said["success"] = said["success"] in (True, "true")
    return answers


def _answer(**members: Any) -> Answer:
    said = v1_1.status(200, "Success", success=True)
    return Answer({"response": {"status": said, **members}})


def _batch(answers: list[_Item], succeeded: int, members: _Item) -> Answer:
    said = v1_1.outcome(len(answers), succeeded)
    said["success"] = said["success"] == "true"
    return Answer({"response": {"status": said, **members}}, 200 if succeeded else 500)

"""The catalog as OpenAPI: valid, whole, and with bodies nested as they are sent."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import capexplore as cx
from capexplore.catalog import VERSIONS, Action, Parameter
from capexplore.schemas import body_schema, parameter_schema

METHODS = ("get", "post", "put", "patch", "delete")


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_document_is_valid_and_json(version: str) -> None:
    document = cx.actions.to_openapi(version)
    OpenAPIV31SpecValidator(document).validate()
    assert json.loads(json.dumps(document)) == document
    assert document["openapi"] == "3.1.0"


@pytest.mark.parametrize("version", [None, *VERSIONS])
def test_every_action_is_one_operation(version: str | None) -> None:
    found = operations(cx.actions.to_openapi(version))
    wanted = [action for action in cx.actions if version in (None, action.version)]
    assert sorted(found) == sorted(action.key for action in wanted)
    for action in wanted:
        assert found[action.key]["x-simulated"] is action.simulated


def test_unknown_version() -> None:
    with pytest.raises(cx.errors.UnknownNameError, match=r"There is: v1, v1\.1, v2, v3"):
        cx.actions.to_openapi("v4")


def test_parameters_are_those_of_the_catalog() -> None:
    operation = operations(cx.actions.to_openapi("v2"))["v2/customer/get"]
    by_name = {p["name"]: p for p in operation["parameters"] if "name" in p}
    assert by_name["customerId"] | {"schema": None} == {
        "name": "customerId",
        "in": "path",
        "required": True,
        "example": 800101,
        "schema": None,
    }
    assert by_name["source"]["example"] == "INSTORE"
    attribution = {p["$ref"].rpartition("/")[2] for p in operation["parameters"] if "$ref" in p}
    assert attribution == {
        "X-CAP-API-ATTRIBUTION-ENTITY-TYPE",
        "X-CAP-API-ATTRIBUTION-ENTITY-CODE",
        "X-CAP-API-ATTRIBUTION-LOOKUP-TYPE",
        "X-CAP-API-ATTRIBUTION-LOOKUP",
    }
    assert operation["security"] == [{"token": []}, {"till": []}]


def test_paths_that_differ_in_a_name_only_are_one() -> None:
    document = cx.actions.to_openapi("v3")
    paths = [path for path in document["paths"] if path.startswith("/v3/targetGroups/{")]
    assert len({path.split("/")[3] for path in paths if path.count("/") == 3}) == 1
    for path, methods in document["paths"].items():
        for method in METHODS:
            named = methods.get(method, {}).get("parameters", ())
            in_path = {p["name"] for p in named if p.get("in") == "path"}
            assert all(f"{{{name}}}" in path for name in in_path)


def test_version_1_1_speaks_xml_and_has_no_lookup() -> None:
    operation = operations(cx.actions.to_openapi("v1.1"))["v1.1/customer/add"]
    assert set(operation["requestBody"]["content"]) == {"application/json", "application/xml"}
    assert "format" in {p["name"] for p in operation["parameters"] if "name" in p}
    references = {p["$ref"].rpartition("/")[2] for p in operation["parameters"] if "$ref" in p}
    assert references == {"X-CAP-API-ATTRIBUTION-ENTITY-TYPE", "X-CAP-API-ATTRIBUTION-ENTITY-CODE"}


def test_public_action_needs_no_credentials() -> None:
    operation = operations(cx.actions.to_openapi("v3"))["v3/oauth_token/generate"]
    assert operation["security"] == []
    assert operation["requestBody"]["content"]["application/json"]["example"]["key"]


def test_servers_are_the_clusters_or_the_one_that_is_given() -> None:
    hosts = [cluster.host for cluster in cx.clusters.values()]
    assert [s["url"] for s in cx.actions.to_openapi("v2")["servers"]] == hosts
    document = cx.actions.to_openapi(server="http://127.0.0.1:8321")
    assert document["servers"] == [{"url": "http://127.0.0.1:8321"}]
    assert not [o for o in operations(document).values() if "servers" in o]
    own = operations(cx.actions.to_openapi("v1"))["v1/coupon_upload/upload_file"]["servers"]
    assert own[0]["url"] == "https://intouch.capillary.co.in"


@pytest.mark.parametrize(
    "action", [action for action in cx.actions if action.simulated], ids=lambda action: action.key
)
def test_examples_fit_the_schemas(action: Action) -> None:
    example = action.example().get("json")
    if example is not None:
        jsonschema.validate(_as_sent(example), _lenient(body_schema(action.body_fields)))


def _as_sent(example: Any) -> Any:
    """The example with numbers and booleans as text: either is taken."""
    if isinstance(example, dict):
        return {name: _as_sent(value) for name, value in example.items()}
    return [_as_sent(v) for v in example] if isinstance(example, list) else str(example)


def _lenient(schema: Any) -> Any:
    """The schema as far as it tells objects, arrays and names."""
    if isinstance(schema, list):
        return schema
    kept = {k: v for k, v in schema.items() if k in ("required",)}
    if "properties" in schema:
        kept["properties"] = {k: _lenient(v) for k, v in schema["properties"].items()}
    if "items" in schema:
        kept["items"] = _lenient(schema["items"])
    if schema.get("type") in ("object", "array"):
        kept["type"] = schema["type"]
    return kept


def test_bodies_are_nested() -> None:
    schema = body_schema(
        [
            Parameter("root", "object", required=True),
            Parameter("root.customer", "array", required=True),
            Parameter("root.customer[].mobile", "string", required="conditional"),
            Parameter("root.customer[].tags[][].name", "string"),
            Parameter("root.customer[].age", "integer", format="int64"),
        ]
    )
    customer = schema["properties"]["root"]["properties"]["customer"]
    assert schema["required"] == ["root"]
    assert schema["properties"]["root"]["xml"] == {"name": "root"}
    assert customer["type"] == "array"
    properties = customer["items"]["properties"]
    assert properties["mobile"] == {"type": "string", "description": "Required under conditions."}
    assert properties["age"] == {"type": "integer", "format": "int64"}
    assert properties["tags"]["items"]["items"]["properties"] == {"name": {"type": "string"}}


def test_a_body_may_be_a_list() -> None:
    schema = body_schema([Parameter("[].id", "integer", required=True)])
    assert schema["type"] == "array"
    assert schema["items"]["required"] == ["id"]


def test_values_say_what_is_documented() -> None:
    several = Parameter("id", "integer", multiple=True)
    assert parameter_schema(several) == {"type": "array", "items": {"type": "integer"}}
    limit = Parameter("limit", "integer", default=10, max_length=3)
    assert parameter_schema(limit) == {"type": "integer", "default": 10}
    # A documented default that is none by the documented type is told in words only.
    assert "default" not in parameter_schema(Parameter("mlp", "boolean", default=0))
    secret = Parameter("pin", "string", secret=True, max_length=4)
    assert parameter_schema(secret) == {"type": "string", "format": "password", "maxLength": 4}

"""The catalog as an OpenAPI 3.1 document, for tools that are driven by one.

What an operation answers is told as far as its version's envelope; the answers themselves are in no
catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from capexplore import __version__, headers
from capexplore.cluster import clusters
from capexplore.schemas import body_schema, description, parameter_schema

if TYPE_CHECKING:
    from capexplore.catalog import Action, Parameter

__all__ = ["document"]

Tree = dict[str, Any]

_TOKEN, _TILL = "token", "till"
_SECURITY = {"oauth": _TOKEN, "basic": _TILL}
_SCHEMES: Tree = {
    _TOKEN: {
        "type": "apiKey",
        "in": "header",
        "name": headers.TOKEN_HEADERS[0],
        "description": "The access token that v3/oauth_token/generate gives for a key and secret.",
    },
    _TILL: {
        "type": "http",
        "scheme": "basic",
        "description": "The code of a till, and the MD5 digest of its password in lower-case hex.",
    },
}
# A description ignores these as parameters: formats and credentials say them.
_SAID_ELSEWHERE = ("accept", "content-type", "authorization", "x-cap-api-access-token")
_MEDIA = {**headers.MEDIA_TYPES, "multipart": "multipart/form-data"}
_FAILURES = {
    400: "The input cannot be used, or the call failed as a whole.",
    401: "No credentials, wrong ones, or a token that has expired.",
    403: "The caller's access group, or the organisation's configuration, does not allow this.",
    404: "There is no such resource.",
    415: "The Content-Type is missing or wrong.",
    429: "More calls in a minute than are allowed.",
    500: "Every item of the call failed, or something went wrong inside.",
    501: "The embedded sandbox does not simulate this operation, or not with this input.",
    503: "Whether the caller may do this cannot be found out just now.",
}
# Success is 200 everywhere else. Source: the page of target groups.
_CREATED = ("v3/target_group/create",)
_ANSWER_HEADERS: Tree = {
    "X-Cap-Requestid": {
        "description": "One id for the whole call.",
        "schema": {"type": "string"},
    },
    "x-cap-api-request-uri": {
        "description": "The path that was called.",
        "schema": {"type": "string"},
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}


def document(actions: Iterable[Action], title: str, *, server: str | None = None) -> Tree:
    """Give an OpenAPI 3.1 document of some actions.

    Parameters
    ----------
    actions : iterable of Action
        What it describes, in this order.
    title : str
        What it is called.
    server : str, optional
        The URL that serves them all; the documented clusters if not given.
    """
    rows = list(actions)
    paths: Tree = {}
    spelt: dict[str, str] = {}
    for action in rows:
        # Where pages name one path's parameters in several ways, the first way is kept.
        path = spelt.setdefault(re.sub(r"\{[^}]*\}", "{}", action.path), action.path)
        paths.setdefault(path, {})[action.method.lower()] = _operation(action, path, server)
    versions = sorted({action.version for action in rows})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": __version__,
            "description": "Made by capexplore from its catalog of documented operations; the "
            "lists of fields are not complete.",
        },
        "servers": _servers(server, "cluster"),
        "tags": [{"name": name} for name in sorted({action.entity for action in rows})],
        "paths": paths,
        "components": {
            "securitySchemes": _SCHEMES,
            "parameters": _shared_parameters(),
            "headers": _ANSWER_HEADERS,
            "schemas": _schemas(),
            "responses": {
                f"{version}-{status}": _failure(version, status)
                for version in versions
                for status in _FAILURES
            },
        },
    }


def _servers(server: str | None, family: str) -> list[Tree]:
    if server is not None:
        return [{"url": server}]
    known = [cluster for cluster in clusters.values() if family in ("cluster", *cluster.hosts)]
    return [{"url": c.host_for(family), "description": c.name} for c in known]


def _operation(action: Action, path: str, server: str | None) -> Tree:
    example = action.example()
    parameters = [*_parameters(action, path, example), *_headers(action)]
    operation: Tree = {
        "operationId": action.key,
        "summary": f"{action.entity}: {action.action}".replace("_", " "),
        "tags": [action.entity],
        "x-simulated": action.simulated,
        "parameters": parameters,
        "responses": _responses(action),
        "security": [{_SECURITY[scheme]: []} for scheme in sorted(action.auth, reverse=True)],
    }
    if action.notes:
        operation["description"] = action.notes
    if action.deprecated:
        operation["deprecated"] = True
    if action.consumes or action.body_fields:
        operation["requestBody"] = _body(action, example)
    own = _servers(server, action.host_kind) if action.host_kind != "cluster" else []
    if own and server is None:
        operation["servers"] = own
    return operation


def _parameters(action: Action, path: str, example: Tree) -> list[Tree]:
    """The path and query parameters, with the values of the action's example."""
    names = re.findall(r"\{([^}]*)\}", path)
    spelling = dict(zip(re.findall(r"\{([^}]*)\}", action.path), names, strict=True))
    given = {**example.get("params", {}), **example}
    short = {keyword: alias for alias, keyword in action.aliases.items()}
    found = []
    for keyword, parameter in action.keywords.items():
        in_path = parameter in action.path_params
        written = _parameter(parameter, "path" if in_path else "query")
        if in_path:
            written |= {"name": spelling[parameter.name], "required": True}
        value = given.get(short.get(keyword, keyword), given.get(parameter.name))
        if value is not None:
            written["example"] = value
        found.append(written)
    return found


def _parameter(parameter: Parameter, place: str) -> Tree:
    written: Tree = {"name": parameter.name, "in": place, "schema": parameter_schema(parameter)}
    if parameter.required is True:
        written["required"] = True
    if parameter.multiple and place == "query":
        written["explode"] = False
    words = description(parameter)
    return {**written, "description": words} if words else written


def _headers(action: Action) -> list[Tree]:
    found = [
        _parameter(header, "header")
        for header in action.headers
        if header.name.lower() not in _SAID_ELSEWHERE
    ]
    names = {header["name"] for header in found}
    if "oauth" in action.auth:
        found += [
            {"$ref": f"#/components/parameters/{rule.name}"}
            for rule in headers.RULES.values()
            if rule.name.startswith("X-CAP-API-ATTRIBUTION-")
            and action.version in (rule.versions or (action.version,))
            and rule.name not in names
        ]
    if "xml" in action.produces and "format" not in {p.name for p in action.query_params}:
        found.append({"$ref": "#/components/parameters/format"})
    return found


def _shared_parameters() -> Tree:
    shared: Tree = {
        "format": {
            "name": "format",
            "in": "query",
            "description": "The format of the answer; it wins over Accept.",
            "schema": {"type": "string", "enum": list(headers.MEDIA_TYPES)},
        }
    }
    for rule in headers.RULES.values():
        if rule.name.startswith("X-CAP-API-ATTRIBUTION-"):
            values = {"enum": list(rule.values)} if rule.values else {}
            words = f"Comes with {rule.needs}." if rule.needs else "Counts with a token only."
            shared[rule.name] = {
                "name": rule.name,
                "in": "header",
                "description": words,
                "schema": {"type": "string", **values},
            }
    return shared


def _body(action: Action, example: Tree) -> Tree:
    media: Tree = {"schema": body_schema(action.body_fields)}
    kinds = {_MEDIA[kind]: dict(media) for kind in action.consumes or ("json",)}
    if "json" in example and "application/json" in kinds:
        kinds["application/json"]["example"] = example["json"]
    required = any(field.required is True for field in action.body_fields)
    return {"required": required, "content": kinds}


def _responses(action: Action) -> Tree:
    schema = {"$ref": f"#/components/schemas/{action.version}"}
    kinds = {_MEDIA[kind]: {"schema": schema} if kind == "json" else {} for kind in action.produces}
    worked = {
        "description": "Done; what became of each item is in the answer.",
        "headers": _refs("headers", "X-Cap-Requestid", "x-cap-api-request-uri"),
        "content": kinds,
    }
    failures = {
        str(status): {"$ref": f"#/components/responses/{action.version}-{status}"}
        for status in _FAILURES
    }
    return {"201" if action.key in _CREATED else "200": worked, **failures}


def _refs(kind: str, *names: str) -> Tree:
    return {name: {"$ref": f"#/components/{kind}/{name}"} for name in names}


def _failure(version: str, status: int) -> Tree:
    names = ["X-Cap-Requestid", "x-cap-api-request-uri", *(["Retry-After"] * (status == 429))]
    schema: Tree = {"$ref": f"#/components/schemas/{version}-failure"}
    if status in (403, 503):
        schema = {"anyOf": [schema, {"$ref": "#/components/schemas/access-failure"}]}
    xml: Tree = {"application/xml": {}} if version in ("v1", "v1.1") else {}
    return {
        "description": _FAILURES[status],
        "headers": _refs("headers", *names),
        "content": {"application/json": {"schema": schema}, **xml},
    }


def _schemas() -> Tree:
    """The envelopes of the versions.

    Source: the errors page and the samples of each version; the types of ``success`` and ``code``
    vary in version 1.1.
    """
    status = _object(
        success={"type": ["string", "boolean"]},
        code={"type": ["integer", "string"]},
        message={"type": "string"},
    )
    response = _object(response={**_object(status=status), "required": ["status"]})
    coded = _object(code={"type": "integer"}, message={"type": ["string", "null"]})
    errors = {"type": "array", "items": {**coded, "required": ["code", "message"]}}
    or_null = {**errors, "type": ["array", "null"]}
    access = _object(errorCode={"type": "integer"}, errorMessage={"type": "string"})
    v3 = _object(data={}, errors=or_null, warnings={"type": ["array", "null"]})
    return {
        "v1": {},
        "v1-failure": {**response, "required": ["response"]},
        "v1.1": {**response, "required": ["response"]},
        "v1.1-failure": {**response, "required": ["response"]},
        "v2": {"type": "object"},
        "v2-failure": {**_object(errors=errors), "required": ["errors"]},
        "v3": {**v3, "required": ["data"]},
        "v3-failure": {**v3, "required": ["data", "errors"]},
        "access-failure": {**access, "required": ["errorCode", "errorMessage"]},
    }


def _object(**properties: Tree) -> Tree:
    return {"type": "object", "properties": properties}

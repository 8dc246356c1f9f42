"""Every part of the API's overview is reached by a notebook: named here, and looked up there.

What was sent and answered is looked for in the calls that the notebook makes when it is run; what
never goes out, such as what the client refuses, in what the notebook ran and was shown. Prose does
not count.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

import capexplore as cx
from tests.course_runs import calls_of, run_and_shown

# Source: the overview page, as design pages and reference restate it; by value, on purpose.
OVERVIEW = {
    "method": ["GET", "POST", "PUT", "PATCH", "DELETE"],
    "version": ["v1", "v1.1", "v2", "v3"],
    "cluster": ["Asia", "Europe", "US", "Asia 2"],
    "request header": [
        "Accept",
        "Content-Type",
        "User-Agent",
        "CAP-API-ACCESS-TOKEN",
        "X-CAP-API-OAUTH-TOKEN",
        "X-CAP-API-ATTRIBUTION-ENTITY-TYPE",
        "X-CAP-API-ATTRIBUTION-ENTITY-CODE",
        "X-CAP-API-ATTRIBUTION-LOOKUP-TYPE",
        "X-CAP-API-ATTRIBUTION-LOOKUP",
    ],
    "response header": ["X-Cap-Requestid", "X-CAP-REQUEST-ID", "x-cap-api-request-uri"],
    "entity type": [
        "TILL",
        "STORE_CODE",
        "STORE_NAME",
        "STORE_EXTERNAL_ID",
        "STORE_EXTERNAL_ID_1",
        "STORE_EXTERNAL_ID_2",
    ],
    "lookup type": ["WECHAT", "MOBILE_TRIGGER"],
    "unit": ["organisation", "zone", "concept", "store", "store centre", "till"],
}
ATTRIBUTION = "X-CAP-API-ATTRIBUTION-"
Seen = Callable[[cx.Response], bool]


def header(name: str, value: str = "") -> Seen:
    """Whether a call that worked carried a header, with a value if one is given."""
    return lambda call: call.outcome == "success" and value in sent(call).get(name, "-")


def sent(call: cx.Response) -> dict[str, str]:
    assert call.request is not None
    return {name: str(text) for name, text in call.request.headers.items()}


def method(name: str) -> Seen:
    return lambda call: call.outcome == "success" and call.action.method == name


def answered(name: str) -> Seen:
    return lambda call: bool(call.headers.get(name))


def action(key: str, *, records: int = 0, **query: str) -> Seen:
    """Whether a call of an action worked, and gave as many records."""
    return lambda call: (
        (call.action.key, call.outcome) == (key, "success")
        and call.request is not None
        and query.items() <= dict(call.request.query).items()
        and len(call.to_frame()) >= records
    )


def refused(status: int) -> Seen:
    return lambda call: call.status_code == status


def units(kind: str) -> Seen:
    return action("v1.1/organization/get_entities", records=1, type=kind)


def booked(kind: str) -> Seen:
    added = action("v2/transaction/add")
    return lambda call: added(call) and kind in str(call.request and call.request.json)


CALLED: dict[str, tuple[str, Seen]] = {
    "method GET": ("02-get", method("GET")),
    "method POST": ("03-post", method("POST")),
    "method PUT": ("04-put", method("PUT")),
    "method PATCH": ("05-patch", method("PATCH")),
    "method DELETE": ("06-delete", method("DELETE")),
    "version v1": ("12-versions", lambda call: call.action.version == "v1"),
    "version v1.1": ("12-versions", action("v1.1/customer/get")),
    "version v2": ("12-versions", action("v2/customer_lookup/get_details")),
    "version v3": ("12-versions", action("v3/webhook/get_all")),
    "request header Accept": ("07-json-and-xml", header("Accept", "application/xml")),
    "request header Content-Type": ("07-json-and-xml", header("Content-Type", "application/xml")),
    "request header User-Agent": (
        "08-user-agent-and-response-headers",
        header("User-Agent", "harbour-kiosk/2.1 (quay1; floor 2)"),
    ),
    **{
        f"request header {ATTRIBUTION}{name}": ("10-attribution", header(ATTRIBUTION + name))
        for name in ("ENTITY-TYPE", "ENTITY-CODE", "LOOKUP-TYPE", "LOOKUP")
    },
    **{
        f"response header {name}": ("08-user-agent-and-response-headers", answered(name))
        for name in OVERVIEW["response header"]
    },
    **{
        f"entity type {name}": ("10-attribution", header(ATTRIBUTION + "ENTITY-TYPE", name))
        for name in OVERVIEW["entity type"]
    },
    **{
        f"lookup type {name}": ("10-attribution", header(ATTRIBUTION + "LOOKUP-TYPE", name))
        for name in OVERVIEW["lookup type"]
    },
    "unit organisation": ("14-organisation", action("v1.1/organization/get", records=1)),
    "unit zone": ("14-organisation", units("ZONE")),
    "unit concept": ("14-organisation", units("CONCEPT")),
    "unit store": ("14-organisation", units("STORE")),
    "unit store centre": ("14-organisation", units("STR_SERVER")),
    "unit till": ("14-organisation", units("TILL")),
    "a sale": ("15-a-day-at-the-store", booked("REGULAR")),
    "a return": ("15-a-day-at-the-store", booked("RETURN")),
    "a redemption": ("15-a-day-at-the-store", action("v1.1/points/redeem")),
    "a coupon": ("15-a-day-at-the-store", action("v2/coupon/redeem")),
    "401": ("09-authentication", refused(401)),
    "403": ("09-authentication", refused(403)),
    "415": ("07-json-and-xml", refused(415)),
    "429": ("17-bulk-and-pages", refused(429)),
    "503": ("09-authentication", refused(503)),
}
SHOWN = {
    "version 2 not enabled": ("12-versions", "Version 2 is not enabled for this organisation"),
    "cluster Asia": ("01-url-and-clusters", "https://apac.intouch.capillarytech.com"),
    "cluster Europe": ("01-url-and-clusters", "https://eu.intouch.capillarytech.com"),
    "cluster US": ("01-url-and-clusters", "https://ushc.intouch.capillarytech.com"),
    "cluster Asia 2": ("01-url-and-clusters", "https://sea.intouch.capillarytech.com"),
    "a cluster of one's own": ("01-url-and-clusters", "https://api.harbour.test"),
    "hosts of version 1 families": ("01-url-and-clusters", "https://storecare.capillarytech.com"),
    "request header CAP-API-ACCESS-TOKEN": ("09-authentication", "\nCAP-API-ACCESS-TOKEN: ***"),
    "request header X-CAP-API-OAUTH-TOKEN": ("09-authentication", "\nX-CAP-API-OAUTH-TOKEN: ***"),
    "Basic": ("09-authentication", "Authorization: Basic ***"),
    "an expired token": ("09-authentication", "Token expired at"),
    "the default till": ("10-attribution", "('quay1.t1', 'quay2.t1')"),
    "an inactive till": ("10-attribution", "91021 Attributed till quay2.t9 is invalid"),
    "an inactive mapping": ("10-attribution", "91021 Attributed till wx-old is invalid"),
    "a lookup code in another case": ("10-attribution", "91021 Attributed till WX-7 is invalid"),
    "a lookup without its type": ("10-attribution", "1061 Lookup type header is required"),
    "a lookup without its code": ("10-attribution", "1061 Lookup header is required"),
    "an unknown lookup type": ("10-attribution", "400 Lookup type is invalid"),
    "an unknown entity type": ("10-attribution", "ENTITY-TYPE cannot be 'SHIP'"),
    "attribution without OAuth": ("10-attribution", "works with OAuth only"),
    "lookup on version 1.1": ("10-attribution", "works on v2 only, and this is v1.1"),
    "a token set by hand": ("10-attribution", "never by hand"),
    "partial success": ("11-status-and-batches", "(200, 201,"),
    "HTTP 200 that failed": ("11-status-and-batches", "The expiry date is in the past"),
    "all or nothing": ("11-status-and-batches", "item 0: failed 749"),
    "a warning": ("11-status-and-batches", "item 1: warned 1000"),
    "the merge": ("13-sources-accounts-merge", "'code': 8051"),
    "combining": ("13-sources-accounts-merge", "8050"),
    "the victim's id": ("13-sources-accounts-merge", "8069"),
    "several accounts": ("13-sources-accounts-merge", "Account id is required for source WECHAT"),
    "a new store": ("14-organisation", "quay3 (store)"),
    "reading only": ("16-your-own-cluster", "it is a POST, and Harbour Goods is live"),
    "a GET that changes something": ("16-your-own-cluster", "changes something though a GET"),
    "writing on a live cluster": ("16-your-own-cluster", "v1.1/customer/add   POST  success"),
    "offset and limit": ("17-bulk-and-pages", "offset, limit"),
    "start and rows": ("17-bulk-and-pages", "start, rows"),
    "the last id": ("17-bulk-and-pages", "start_id, limit"),
    "a batch limit": ("17-bulk-and-pages", "250 rows in 3 calls"),
    "going on after a break": ("17-bulk-and-pages", "found when asked for"),
}


def test_every_part_of_the_overview_has_a_notebook() -> None:
    parts = {f"{kind} {name}" for kind, names in OVERVIEW.items() for name in names}
    assert parts - (CALLED.keys() | SHOWN.keys()) == set()


@pytest.mark.parametrize("fact", CALLED)
def test_a_notebook_calls_it(fact: str) -> None:
    name, seen = CALLED[fact]
    assert any(map(seen, calls_of(name)))


@pytest.mark.parametrize("fact", SHOWN)
def test_a_notebook_shows_it(fact: str) -> None:
    name, sign = SHOWN[fact]
    assert sign in run_and_shown(name)

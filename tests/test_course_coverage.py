"""Every part of the API's overview is reached by a notebook: named here, and looked up there.

What is looked for stands in the code that is run or in what it gave, not in the prose.
"""

from __future__ import annotations

import json

import pytest

from tests.regenerate import NOTEBOOKS

REACHED = {
    "method GET": ("02-get", "v2/customer_lookup/get_id"),
    "method POST": ("03-post", "v2/customer/add"),
    "method PUT": ("04-put", "v2/customer/update"),
    "method PATCH": ("05-patch", "v2/lead/patch"),
    "method DELETE": ("06-delete", "v3/webhook/delete"),
    "version v1": ("12-versions", "v1/coupon/get"),
    "version v1.1": ("12-versions", "v1.1/customer/get"),
    "version v2": ("12-versions", "GET /v2/customers/lookup/customerDetails"),
    "version v3": ("12-versions", "GET /v3/webHooks"),
    "version 2 not enabled": ("12-versions", "Version 2 is not enabled for this organisation"),
    "cluster Asia": ("01-url-and-clusters", "https://apac.intouch.capillarytech.com"),
    "cluster Europe": ("01-url-and-clusters", "https://eu.intouch.capillarytech.com"),
    "cluster US": ("01-url-and-clusters", "https://ushc.intouch.capillarytech.com"),
    "cluster Asia 2": ("01-url-and-clusters", "https://sea.intouch.capillarytech.com"),
    "a cluster of one's own": ("01-url-and-clusters", "https://api.harbour.test"),
    "hosts of version 1 families": ("01-url-and-clusters", "https://storecare.capillarytech.com"),
    "Accept": ("07-json-and-xml", "Accept: application/xml"),
    "Content-Type": ("07-json-and-xml", "Content-Type: application/xml"),
    "415": ("07-json-and-xml", "415"),
    "User-Agent": ("08-user-agent-and-response-headers", "harbour-kiosk/2.1 (quay1; floor 2)"),
    "X-Cap-Requestid": ("08-user-agent-and-response-headers", "'x-cap-requestid'"),
    "X-CAP-REQUEST-ID": ("08-user-agent-and-response-headers", "'x-cap-request-id'"),
    "x-cap-api-request-uri": ("08-user-agent-and-response-headers", "'x-cap-api-request-uri'"),
    "CAP-API-ACCESS-TOKEN": ("09-authentication", "\nCAP-API-ACCESS-TOKEN: ***"),
    "X-CAP-API-OAUTH-TOKEN": ("09-authentication", "\nX-CAP-API-OAUTH-TOKEN: ***"),
    "Basic": ("09-authentication", "Authorization: Basic ***"),
    "an expired token": ("09-authentication", "Token expired at"),
    "401": ("09-authentication", "Unauthorized"),
    "403": ("09-authentication", "Access denied"),
    "503": ("09-authentication", "Authorisation status is unavailable"),
    **{
        f"entity type {name}": ("10-attribution", f'"{name}": ')
        for name in (
            "TILL",
            "STORE_CODE",
            "STORE_NAME",
            "STORE_EXTERNAL_ID",
            "STORE_EXTERNAL_ID_1",
            "STORE_EXTERNAL_ID_2",
        )
    },
    "the default till": ("10-attribution", "('quay1.t1', 'quay2.t1')"),
    "lookup type WECHAT": ("10-attribution", '"WECHAT", "wx-7"'),
    "lookup type MOBILE_TRIGGER": ("10-attribution", '"MOBILE_TRIGGER", "mt-7"'),
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
    "organisation": ("14-organisation", "Harbour Goods (organisation)"),
    "zone": ("14-organisation", "coast (zone)"),
    "concept": ("14-organisation", "homeware (concept)"),
    "store": ("14-organisation", "quay2 (store)"),
    "store centre": ("14-organisation", "quay1.ss (store centre)"),
    "till": ("14-organisation", "quay2.t1 (till)"),
    "a new store": ("14-organisation", "quay3 (store)"),
    "a sale": ("15-a-day-at-the-store", "HB-9002"),
    "a return": ("15-a-day-at-the-store", "RETURN"),
    "a redemption": ("15-a-day-at-the-store", "v1.1/points/redeem"),
    "a coupon": ("15-a-day-at-the-store", "v2/coupon/redeem"),
    "reading only": ("16-your-own-cluster", "it is a POST, and Harbour Goods is live"),
    "a GET that changes something": ("16-your-own-cluster", "changes something though a GET"),
    "writing on a live cluster": ("16-your-own-cluster", "writes=True"),
    "429": ("17-bulk-and-pages", "failed  429"),
    "offset and limit": ("17-bulk-and-pages", "offset, limit"),
    "start and rows": ("17-bulk-and-pages", "start, rows"),
    "the last id": ("17-bulk-and-pages", "start_id, limit"),
    "a batch limit": ("17-bulk-and-pages", "250 rows in 3 calls"),
    "going on after a break": ("17-bulk-and-pages", "found when asked for"),
}


def run_and_shown(name: str) -> str:
    """The code of a notebook and everything that it gave, as text."""
    parts = []
    for cell in json.loads((NOTEBOOKS / f"{name}.ipynb").read_text())["cells"]:
        if cell["cell_type"] == "code":
            parts.append("".join(cell["source"]))
            for output in cell["outputs"]:
                parts += ["".join(output.get("text", ""))]
                shown = output.get("data", {})
                parts += ["".join(shown.get(kind, "")) for kind in ("text/plain", "text/html")]
    return "\n".join(parts)


@pytest.mark.parametrize("fact", REACHED)
def test_a_notebook_reaches_it(fact: str) -> None:
    name, sign = REACHED[fact]
    assert sign in run_and_shown(name)

"""What each exercise wants, by the number of its notebook; a rule yields what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from capexplore.course.checking import Look, exercise
from capexplore.credentials import Till

__all__ = ["WITHOUT_SANDBOX"]

# The exercises that are done with a client of a cluster; the check sends nothing there.
WITHOUT_SANDBOX = frozenset({1, 16})


@exercise(0)
def _find_somebody(look: Look) -> Iterator[str]:
    found = look.calls("v2/customer/search")
    if not any(len(one.to_frame()) for one in found):
        yield "No search has found anybody yet."
    if not look.calls("v2/customer/get_transactions"):
        yield "Nobody's transactions were listed."


@exercise(1)
def _a_client_of_europe(look: Look) -> Iterator[str]:
    if look.client.cluster.key != "europe":
        yield f"This client is of {look.client.cluster.name}, not of Europe."
    if look.client.writes:
        yield "This client may write; leave writes= out."


@exercise(2)
def _read_the_points(look: Look) -> Iterator[str]:
    found = look.calls("v2/customer_lookup/get_points_balance", identifierValue="914400010011")
    if not found:
        yield "The balance of the customer with mobile 914400010011 was not asked for."
    elif not any(one.outcome == "success" for one in found):
        yield f"The question failed: {found[-1].explain(found[-1].errors[0])}"


@exercise(3)
def _register_wim(look: Look) -> Iterator[str]:
    found = look.ask(
        "v2/customer_lookup/get_id",
        source="INSTORE",
        identifierName="mobile",
        identifierValue="914400000911",
    )
    if found.outcome != "success":
        yield "Nobody is registered in store with mobile 914400000911."
        return
    customer = found.json()["entity"]
    person = look.ask("v2/customer/get", id=customer, source="INSTORE").json()
    if person["profiles"][0]["firstName"] != "Wim":
        yield f"Customer {customer} is not called Wim."
    sales = look.rows("v2/customer/get_transactions", id=customer)
    if not len(sales):
        yield f"Customer {customer} has not bought anything."
    elif "REGULAR" not in sales["type"].tolist():
        yield "What Wim has is not a REGULAR transaction."


@exercise(4)
def _correct_a_name(look: Look) -> Iterator[str]:
    person = look.ask("v2/customer/get", id=800103, source="ALL").json()
    if person["profiles"][0]["lastName"] != "Sorensen":
        yield f"Customer 800103 is still called {person['profiles'][0]['lastName']}."
    if person["extendedFields"].get("city") != "Aarhus":
        yield "The city of customer 800103 is not Aarhus."


@exercise(5)
def _hand_over_the_lead(look: Look) -> Iterator[str]:
    leads = look.rows("v2/lead/search").set_index("id")
    if leads.loc[4000, "owner"] != "quay2.t1":
        yield "Lead 4000 does not belong to quay2.t1."
    if leads.loc[4000, "leadFor"] != "SKU-TEA-01":
        yield "Lead 4000 is no longer for SKU-TEA-01: a PATCH leaves alone what it does not name."


@exercise(6)
def _switch_off_the_night(look: Look) -> Iterator[str]:
    hooks = look.rows("v3/webhook/get_all")
    mine = hooks[hooks["name"] == "night-shift"]
    if not len(mine):
        yield "No webhook named 'night-shift' was ever made."
    elif mine["active"].any():
        yield "The webhook 'night-shift' is still active."


@exercise(7)
def _register_ravi_by_xml(look: Look) -> Iterator[str]:
    if look.ask("v1.1/customer/get", mobile="914400000927").outcome != "success":
        yield "Nobody is registered with mobile 914400000927."
    sent = look.calls("v1.1/customer/add", **{"Content-Type": "application/xml"})
    if not any("914400000927" in str(one.request and one.request.json) for one in sent):
        yield "No XML body with that number was sent."


@exercise(8)
def _leave_a_trail(look: Look) -> Iterator[str]:
    mine = [
        one
        for one in look.client.history
        if one.request is not None
        and str(one.request.headers.get("User-Agent", "")).startswith("my-till/1.0")
    ]
    if not mine:
        yield "No call came from my-till/1.0."
    elif not any(one.outcome == "failed" for one in mine):
        yield "No call of my-till/1.0 has failed yet."


@exercise(9)
def _come_as_a_till(look: Look) -> Iterator[str]:
    auth = look.client.auth
    if not isinstance(auth, Till):
        yield "This client does not sign in as a till."
    elif auth.id != "quay2.t1":
        yield f"This client signs in as {auth.id}, not as quay2.t1."
    if not any(one.outcome == "success" for one in look.calls("v2/customer/search", q="mira")):
        yield "This client has not found mira yet."


@exercise(10)
def _register_for_another_store(look: Look) -> Iterator[str]:
    found = look.ask("v1.1/customer/get", mobile="914400000999")
    if found.outcome != "success":
        yield "Nobody is registered with mobile 914400000999."
    elif found.to_frame()["registered_till.code"][0] != "quay2.t1":
        yield "The record says that another till made it."


@exercise(11)
def _register_two_of_three(look: Look) -> Iterator[str]:
    for mobile in ("914400000955", "914400000956"):
        if look.ask("v1.1/customer/get", mobile=mobile).outcome != "success":
            yield f"Nobody is registered with mobile {mobile}."
    batches = [one for one in look.calls("v1.1/customer/add") if len(one.items) == 3]
    if not any(one.outcome == "partial" for one in batches):
        yield "No batch of three has failed in part."


@exercise(12)
def _two_bills_at_noon(look: Look) -> Iterator[str]:
    bills = look.rows("v2/customer/get_transactions", id=800107)
    times = dict(zip(bills["billNumber"], bills["billingTime"], strict=True))
    for number in ("EX-11", "EX-2"):
        if number not in times:
            yield f"There is no bill {number}."
        elif times[number] != "2026-01-10T12:00:00+05:30":
            yield f"Bill {number} is of {times[number]}."


@exercise(13)
def _one_customer_two_sources(look: Look) -> Iterator[str]:
    person = look.ask("v2/customer/get", id=800107, source="ALL").json()
    profiles = {profile["source"]: profile for profile in person["profiles"]}
    if "ECOMMERCE" not in profiles:
        yield "Customer 800107 has no profile in ECOMMERCE."
    elif "jonna@mail.test" not in [one["value"] for one in profiles["ECOMMERCE"]["identifiers"]]:
        yield "The profile in ECOMMERCE has another e-mail."


@exercise(14)
def _open_quay_four(look: Look) -> Iterator[str]:
    store = look.ask("v1.1/store/get", external_id="QX-10")
    if store.outcome != "success" or store.to_frame()["code"][0] != "quay4":
        yield "There is no store quay4 with external id QX-10."
    till = look.ask("v2/till/get", code="quay4.t1")
    if till.outcome != "success":
        yield "There is no till quay4.t1."
    person = look.ask("v1.1/customer/get", mobile="914400000914")
    if person.outcome != "success":
        yield "Nobody is registered with mobile 914400000914."
    elif person.to_frame()["registered_till.code"][0] != "quay4.t1":
        yield "The customer was registered by another till than quay4.t1."


@exercise(15)
def _redeem_ten_more(look: Look) -> Iterator[str]:
    answer = look.ask("v1.1/customer/get_redemptions", mobile="914400000980")
    found = answer.json()["response"]["customer"]["redemptions"]["points"]["point"]
    on_bill = [one for one in found if one["transaction_number"] == "HB-9002"]
    if not on_bill:
        yield "No points were redeemed against bill HB-9002."
    elif sum(float(one["points_redeemed"]) for one in on_bill) != 10:
        yield "More or fewer than 10 points were redeemed against bill HB-9002."


@exercise(16)
def _write_safely(look: Look) -> Iterator[str]:
    if not look.client.cluster.live:
        yield "This client is of a sandbox; take one of the cluster of Harbour Goods."
    if not look.client.writes:
        yield "This client only reads."
    reads = look.calls("v1.1/customer/get", mobile="914400000916")
    writes = [one for one in look.calls("v1.1/customer/add") if "914400000916" in one.text]
    if not reads or reads[0].outcome == "success":
        yield "Nobody looked first whether the number is free."
    if not any(one.outcome == "success" for one in writes):
        yield "Nobody was registered with mobile 914400000916."
    elif reads and reads[-1].outcome != "success":
        yield "Nobody looked again afterwards."


@exercise(17)
def _register_the_crew(look: Look) -> Iterator[str]:
    crew = {"914400001701": "Ana", "914400001702": "Bo", "914400001703": "Cleo"}
    for mobile, name in crew.items():
        found = look.ask("v1.1/customer/get", mobile=mobile)
        if found.outcome != "success":
            yield f"Nobody is registered with mobile {mobile}."
        elif found.to_frame()["firstname"][0] != name:
            yield f"The customer with mobile {mobile} is not called {name}."
    requests = [one.request for one in look.calls("v1.1/customer/add")]
    sent = [one.json["root"]["customer"] for one in requests if one is not None]
    runs = [items for items in sent if crew.keys() <= {one.get("mobile") for one in items}]
    if not runs:
        yield "The three were not sent by one call."
    elif any("shift" in one for one in runs[-1]):
        yield "The column shift was sent."

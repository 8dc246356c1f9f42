"""What each exercise wants, by the number of its notebook; a rule yields what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from capexplore.course.checking import Look, exercise

__all__ = ["WITHOUT_SANDBOX"]

# The exercises that are done with a client of a real cluster, which sends nothing.
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

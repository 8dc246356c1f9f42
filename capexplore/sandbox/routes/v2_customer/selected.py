"""What is done with a customer whichever way a call names one: by id or by identifier."""

from __future__ import annotations

from capexplore.sandbox.domain import changes
from capexplore.sandbox.domain.identifiers import check_owners
from capexplore.sandbox.handling import Answer, Call
from capexplore.sandbox.wire import customer_forms_v2 as forms
from capexplore.sandbox.wire import customers_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.customer_embeds_v2 import embedded
from capexplore.sandbox.wire.selection_v2 import Selected

__all__ = ["changed", "details", "waits"]


def details(call: Call, selected: Selected) -> Answer:
    """Give a customer, with the profiles that the call names and what it wants embedded."""
    customer, profiles = selected.customer, selected.profiles
    if call.flag("includedOnlyCurrentProfile") and len(profiles) > 1:
        profiles = [customer.main]
    tree = wire.shown(call.work, customer, profiles, embedded(call, customer))
    return Answer(tree | {"warnings": v2.warnings(selected.notices)})


def changed(call: Call, selected: Selected) -> Answer:
    """Change a customer and the profile of one source; identifiers stay as they are."""
    said = next(iter(forms.profiles_of(call.body)), {})
    profile = selected.profile
    form = forms.form_of(call.body, said, profile.source, profile.account)
    pairs, _ = forms.read_pairs(said, "identifiers", [])
    check_owners(call.work, selected.customer, profile, pairs)
    outcome = changes.change(call.work, form, selected.customer, profile)
    return wire.created(outcome, selected.notices, effects=waits(call))


def waits(call: Call) -> bool:
    """Whether a caller waits for the incentives of a change, rather than have them follow."""
    wait = call.header("WAIT_FOR_DOWNSTREAM") or ""
    return not call.flag("use_async") and wait.lower() != "false"
